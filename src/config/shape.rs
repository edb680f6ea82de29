//! Whether a TOML file has the shape its schema says: unknown keys, missing keys, values of
//! another kind. Finds them all, where a deserialiser stops at the first.

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::problem::{TomlFile, line};
use crate::locale::{Sentence, Value as Words};

type Span = std::ops::Range<usize>;

/// Checks a file against a schema and notes every difference.
pub(super) fn check(reader: &mut TomlFile<'_>, schema: &Value) {
    let mut faults = Vec::new();
    table(
        reader.root.get_ref(),
        reader.root.span(),
        schema,
        schema,
        &mut Vec::new(),
        &mut faults,
    );
    for fault in faults {
        let kind = KINDS.iter().find(|(kind, _)| *kind == fault.wanted);
        let wanted = match kind {
            Some((_, kind)) => Words::Sentences(vec![Sentence::new(*kind)]),
            None => Words::Text(fault.wanted.clone()),
        };
        let message = Sentence::new(fault.key)
            .with("name", fault.name.as_str())
            .with("wanted", wanted);
        let mut meant = fault.path.clone();
        if fault.key == "config-unknown-key-near"
            && let Some(name) = meant.last_mut()
        {
            name.clone_from(&fault.wanted);
        }
        let example = example(&meant);
        reader.push(
            line(reader.text, fault.span.start),
            &fault.path.join("."),
            message,
            &example,
        );
    }
}

/// What JSON calls the kinds of a value, and what a person does.
const KINDS: [(&str, &str); 6] = [
    ("string", "config-kind-string"),
    ("integer", "config-kind-integer"),
    ("number", "config-kind-integer"),
    ("boolean", "config-kind-boolean"),
    ("array", "config-kind-array"),
    ("object", "config-kind-object"),
];

struct Fault {
    path: Vec<String>,
    span: Span,
    key: &'static str,
    name: String,
    wanted: String,
}

fn table(
    table: &DeTable<'_>,
    span: Span,
    schema: &Value,
    root: &Value,
    path: &mut Vec<String>,
    faults: &mut Vec<Fault>,
) {
    let properties = schema.get("properties").and_then(Value::as_object);
    let other = schema.get("additionalProperties");
    for (name, value) in table {
        path.push(name.get_ref().to_string());
        match properties.and_then(|properties| properties.get(name.get_ref().as_ref())) {
            Some(property) => check_value(value, property, root, path, faults),
            None => match other {
                Some(Value::Object(_)) => {
                    check_value(value, other.expect("just seen"), root, path, faults)
                }
                _ => {
                    let known: Vec<&str> = properties
                        .into_iter()
                        .flatten()
                        .map(|(name, _)| name.as_str())
                        .collect();
                    let nearest = nearest(name.get_ref(), &known);
                    faults.push(Fault {
                        path: path.clone(),
                        span: name.span(),
                        key: if nearest.is_empty() {
                            "config-unknown-key"
                        } else {
                            "config-unknown-key-near"
                        },
                        name: name.get_ref().to_string(),
                        wanted: nearest,
                    });
                }
            },
        }
        path.pop();
    }
    for name in schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !table.iter().any(|(key, _)| key.get_ref() == name) {
            path.push(name.to_owned());
            faults.push(Fault {
                path: path.clone(),
                span: span.clone(),
                key: "config-missing-key",
                name: name.to_owned(),
                wanted: String::new(),
            });
            path.pop();
        }
    }
}

fn check_value(
    value: &Spanned<DeValue<'_>>,
    schema: &Value,
    root: &Value,
    path: &mut Vec<String>,
    faults: &mut Vec<Fault>,
) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let target = root
            .pointer(name.trim_start_matches('#'))
            .unwrap_or(&Value::Null);
        return check_value(value, target, root, path, faults);
    }
    for any in ["anyOf", "oneOf"] {
        let Some(options) = schema.get(any).and_then(Value::as_array) else {
            continue;
        };
        let words: Option<Vec<&str>> = options.iter().map(word).collect();
        if let Some(words) = words {
            let good = text(value).is_some_and(|text| words.contains(&text));
            return expect(value, good, &words.join(" | "), path, faults);
        }
        let mut nearest: Option<Vec<Fault>> = None;
        for option in options
            .iter()
            .filter(|option| option.get("type") != Some(&Value::from("null")))
        {
            let mut found = Vec::new();
            check_value(value, option, root, path, &mut found);
            if found.is_empty() {
                return;
            }
            // A deeper fault comes from the option that was meant.
            let deeper = |faults: &[Fault]| {
                faults
                    .iter()
                    .map(|fault| fault.path.len())
                    .max()
                    .unwrap_or(0)
            };
            if nearest
                .as_ref()
                .is_none_or(|nearest| deeper(&found) > deeper(nearest))
            {
                nearest = Some(found);
            }
        }
        faults.extend(nearest.unwrap_or_default());
        return;
    }
    if let Some(wanted) = schema.get("const") {
        return expect(
            value,
            wanted
                .as_str()
                .is_some_and(|wanted| text(value) == Some(wanted)),
            wanted.as_str().unwrap_or_default(),
            path,
            faults,
        );
    }
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
        return expect(
            value,
            text(value).is_some_and(|text| words.contains(&text)),
            &words.join(" | "),
            path,
            faults,
        );
    }
    let kinds: Vec<&str> = match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return,
    };
    let is_date = schema.get("format").and_then(Value::as_str) == Some("date");
    match value.get_ref() {
        DeValue::Table(inner) if kinds.contains(&"object") => {
            table(inner, value.span(), schema, root, path, faults)
        }
        DeValue::Array(items) if kinds.contains(&"array") => {
            if let Some(item) = schema.get("items") {
                for (place, value) in items.iter().enumerate() {
                    path.push((place + 1).to_string());
                    check_value(value, item, root, path, faults);
                    path.pop();
                }
            }
        }
        DeValue::String(_) if kinds.contains(&"string") && !is_date => {}
        DeValue::String(text) if is_date => {
            let good = text.parse::<crate::clock::Date>().is_ok();
            expect(value, good, "2025-08-15", path, faults);
        }
        DeValue::Datetime(day) if is_date => expect(
            value,
            day.date.is_some() && day.time.is_none(),
            "2025-08-15",
            path,
            faults,
        ),
        DeValue::Boolean(_) if kinds.contains(&"boolean") => {}
        DeValue::Integer(number) if kinds.contains(&"integer") => {
            let number: i128 = number.as_str().parse().unwrap_or(i128::MAX);
            let least = schema
                .get("minimum")
                .and_then(Value::as_f64)
                .unwrap_or(f64::MIN);
            let most = schema
                .get("maximum")
                .and_then(Value::as_f64)
                .unwrap_or(4_294_967_295.0);
            let inside = number as f64 >= least && number as f64 <= most;
            expect(
                value,
                inside,
                &format!("{least:.0}…{most:.0}"),
                path,
                faults,
            );
        }
        _ => expect(
            value,
            false,
            if is_date { "2025-08-15" } else { kinds[0] },
            path,
            faults,
        ),
    }
}

fn expect(
    value: &Spanned<DeValue<'_>>,
    good: bool,
    wanted: &str,
    path: &[String],
    faults: &mut Vec<Fault>,
) {
    if !good {
        let name = path.last().cloned().unwrap_or_default();
        faults.push(Fault {
            path: path.to_vec(),
            span: value.span(),
            key: "config-wrong-kind",
            name,
            wanted: wanted.to_owned(),
        });
    }
}

/// The one word that a schema allows.
fn word(schema: &Value) -> Option<&str> {
    schema.get("const").and_then(Value::as_str)
}

fn text<'a>(value: &'a Spanned<DeValue<'_>>) -> Option<&'a str> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        _ => None,
    }
}

/// That a value is none of those known, with the likely one and all there are.
pub(super) fn unknown(key: &'static str, value: &str, known: &[&str]) -> Sentence {
    let likely = nearest(value, known);
    let near = if likely.is_empty() {
        Vec::new()
    } else {
        vec![Sentence::new("config-near").with("wanted", likely)]
    };
    Sentence::new(key)
        .with("value", value)
        .with("near", Words::Sentences(near))
        .with("known", known.join(", "))
}

fn nearest(name: &str, known: &[&str]) -> String {
    let best = known
        .iter()
        .map(|known| (strsim::jaro_winkler(name, known), *known))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    best.filter(|(likeness, _)| *likeness > 0.8)
        .map(|(_, known)| known.to_owned())
        .unwrap_or_default()
}

/// Where a path's key stands; of a missing one, where its table does.
pub(super) fn locate(root: &Spanned<DeTable<'_>>, path: &[&str]) -> Option<Span> {
    let mut span = root.span();
    let mut table = Some(root.get_ref());
    let mut array: Option<&toml::de::DeArray<'_>> = None;
    for part in path {
        let value = if let Some(items) = array {
            part.parse::<usize>()
                .ok()
                .and_then(|place| items.get(place.checked_sub(1)?))
        } else {
            let found = table.and_then(|table| table.iter().find(|(key, _)| key.get_ref() == part));
            if let Some((key, _)) = found {
                span = key.span();
            }
            found.map(|(_, value)| value)
        };
        let Some(value) = value else {
            return Some(span);
        };
        (table, array) = match value.get_ref() {
            DeValue::Table(inner) => (Some(inner), None),
            DeValue::Array(items) => (None, Some(items)),
            _ => (None, None),
        };
        if part.parse::<usize>().is_ok() {
            span = value.span();
        }
    }
    Some(span)
}

/// A right line for a key.
pub(super) fn example(path: &[String]) -> String {
    let named: Vec<&str> = path
        .iter()
        .map(String::as_str)
        .filter(|part| part.parse::<usize>().is_err())
        .collect();
    EXAMPLES
        .iter()
        .find(|(key, _)| *key == named.join("."))
        .map_or(String::new(), |(_, example)| (*example).to_owned())
}

/// Right lines, by key.
const EXAMPLES: &[(&str, &str)] = &[
    ("language", "language = \"vi\""),
    ("timezone", "timezone = \"Asia/Ho_Chi_Minh\""),
    (
        "campaigns",
        "campaigns = [\"campaigns/to-cnscd-quang-ngai.toml\"]",
    ),
    ("store", "[store]"),
    ("store.url", "url = \"sqlite:../var/cnscd.db\""),
    (
        "store.password_file",
        "password_file = \"../secrets/store-password\"",
    ),
    ("store.ca_file", "ca_file = \"../secrets/store-ca.pem\""),
    ("store.keep", "keep = \"730d\""),
    ("store.lease", "lease = \"60s\""),
    ("store.connections", "connections = 8"),
    ("daemon", "[daemon]"),
    ("daemon.side_by_side", "side_by_side = 4"),
    ("daemon.run_deadline", "run_deadline = \"10m\""),
    ("web", "[web]"),
    ("web.listen", "listen = \"127.0.0.1:8480\""),
    ("web.behind_proxy", "behind_proxy = [\"10.0.0.2\"]"),
    (
        "web.public_url",
        "public_url = \"https://cnscd.so.example.vn\"",
    ),
    ("web.log_kept", "log_kept = \"365d\""),
    ("report.folder", "folder = \"../reports\""),
    ("report.mode", "mode = \"0640\""),
    ("mail.transport", "transport = \"folder\""),
    ("mail.folder", "folder = \"../var/mail\""),
    ("mail.from", "from = \"cnscd <cnscd@example.vn>\""),
    ("mail.operators", "operators = [\"van-hanh@example.vn\"]"),
    ("mail.max_attachment", "max_attachment = \"15MiB\""),
    ("mail.notices_per_hour", "notices_per_hour = 100"),
    ("reminder", "[[reminder]]"),
    (
        "reminder.at",
        "at = [\"deadline-5d\", \"deadline-1d\", \"deadline+1d\", \"weekly\"]",
    ),
    ("reminder.to", "to = \"communes\""),
    ("reminder.copy_to", "copy_to = [\"chuyen-vien@example.vn\"]"),
    (
        "reminder.kinds",
        "kinds = [\"missing\", \"composition\", \"data\"]",
    ),
    (
        "document.letter_template",
        "letter_template = \"../templates/CongVan_DonDoc.docx\"",
    ),
    (
        "document.notice_template",
        "notice_template = \"../templates/Phieu.docx\"",
    ),
    (
        "document.report_letter_template",
        "report_letter_template = \"../templates/BaoCao.docx\"",
    ),
    (
        "document.letter_number_suffix",
        "letter_number_suffix = \"/SKHCN-BCVT&CĐS\"",
    ),
    (
        "document.letter_recipients",
        "letter_recipients = [\"- Như trên;\", \"- Lưu: VT, BCVT&CĐS.\"]",
    ),
    ("document.report_to", "report_to = [\"UBND tỉnh\"]"),
    (
        "document.contact",
        "contact = \"Phòng Bưu chính, viễn thông và Chuyển đổi số, điện thoại …\"",
    ),
    ("mail.smtp.host", "host = \"smtp.example.vn\""),
    ("mail.smtp.port", "port = 587"),
    ("mail.smtp.security", "security = \"starttls\""),
    ("mail.smtp.username", "username = \"cnscd@example.vn\""),
    (
        "mail.smtp.password_file",
        "password_file = \"../secrets/smtp-password\"",
    ),
    ("mail.smtp.timeout", "timeout = \"60s\""),
    (
        "google.credentials_file",
        "credentials_file = \"../secrets/google-key.json\"",
    ),
    (
        "google.sheets_endpoint",
        "sheets_endpoint = \"https://sheets.googleapis.com/\"",
    ),
    (
        "google.drive_endpoint",
        "drive_endpoint = \"https://www.googleapis.com/\"",
    ),
    (
        "google.link_endpoint",
        "link_endpoint = \"https://docs.google.com/\"",
    ),
    ("google.pull_deadline", "pull_deadline = \"120s\""),
    ("google.max_file", "max_file = \"64MiB\""),
    ("limits.max_unpacked", "max_unpacked = \"128MiB\""),
    ("limits.max_parts", "max_parts = 2000"),
    ("limits.max_cells", "max_cells = 4000000"),
    ("limits.max_people", "max_people = 200000"),
    ("limits.memory", "memory = \"512MiB\""),
    ("limits.seconds", "seconds = 10"),
    (
        "calendar.working_days",
        "working_days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]",
    ),
    ("calendar.holidays", "holidays = [2025-09-01, 2025-09-02]"),
    ("calendar.worked_in_lieu", "worked_in_lieu = [2025-09-06]"),
    ("health.listen", "listen = \"127.0.0.1:9465\""),
    (
        "channel",
        "[[channel]]\\nkind = \"command\"\\nname = \"zalo\"\\nrun = [\"/usr/local/bin/gui-zalo\"]",
    ),
    ("channel.kind", "kind = \"command\""),
    ("channel.name", "name = \"zalo\""),
    ("channel.run", "run = [\"/usr/local/bin/gui-zalo\"]"),
    ("channel.timeout", "timeout = \"30s\""),
    ("channel.gets", "gets = [\"operators\", \"communes\"]"),
    ("ping.url", "url = \"https://hc-ping.com/…\""),
    ("document.parent_agency", "parent_agency = \"UBND TỈNH …\""),
    ("document.number_suffix", "number_suffix = \"/BC-SKHCN\""),
    (
        "document.signer_title",
        "signer_title = [\"KT. GIÁM ĐỐC\", \"PHÓ GIÁM ĐỐC\"]",
    ),
    ("document.agency", "agency = \"SỞ KHOA HỌC VÀ CÔNG NGHỆ\""),
    (
        "document.agency_name",
        "agency_name = \"Sở Khoa học và Công nghệ\"",
    ),
    ("document.place", "place = \"Quảng Ngãi\""),
    (
        "document.subject",
        "subject = \"Tiến độ thành lập Tổ công nghệ số cộng đồng cấp xã\"",
    ),
    (
        "document.letter",
        "letter = \"Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025\"",
    ),
    ("document.team", "team = \"Tổ công nghệ số cộng đồng\""),
    ("document.short_team", "short_team = \"Tổ CNSCĐ\""),
    ("document.short_name", "short_name = \"ToCNSCD\""),
    ("name", "name = \"to-cnscd-quang-ngai\""),
    (
        "title",
        "title = \"Thành lập Tổ công nghệ số cộng đồng cấp xã\"",
    ),
    ("register", "register = \"../registers/quang-ngai.csv\""),
    ("rules", "rules = \"../rules/to-cnscd.toml\""),
    ("vocabulary", "vocabulary = \"../vocabulary\""),
    ("deadline", "deadline = 2025-08-15"),
    ("deadline_inclusive", "deadline_inclusive = true"),
    ("communes_began", "communes_began = 2025-07-01"),
    ("schedule", "schedule = \"0 7 * * 1-5\""),
    ("report_schedule", "report_schedule = \"30 16 * * 5\""),
    (
        "extra_runs",
        "extra_runs = [\"deadline-5d\", \"deadline\", \"deadline+1d 16:00\"]",
    ),
    ("catch_up", "catch_up = \"24h\""),
    (
        "readers",
        "readers = [\"lanh-dao@example.vn\", { address = \"tong-hop@example.vn\", gets = \"summary\" }]",
    ),
    ("directory", "directory = \"../registers/danh-ba.csv\""),
    ("send", "send = \"changed\""),
    ("heartbeat", "heartbeat = \"7d\""),
    ("stale_after", "stale_after = \"48h\""),
    (
        "source",
        "[[source]]\\nname = \"bang-chung\"\\nlocation = \"https://docs.google.com/spreadsheets/d/…/edit\"",
    ),
    ("source.name", "name = \"bang-chung\""),
    ("source.location", "location = \"../samples/to-cnscd.xlsx\""),
    ("source.holds", "holds = \"both\""),
    ("source.tabs", "tabs = [\"Tổ CNSCĐ\"]"),
    ("source.columns", "[source.columns]\\ncommune = \"Đơn vị\""),
    ("milestone.date", "date = 2025-08-01"),
    ("milestone.issued", "issued = 21"),
    (
        "milestone.note",
        "note = \"số liệu nêu trong công văn của Sở\"",
    ),
    ("guard.max_lost_rows", "max_lost_rows = \"30%\""),
    ("guard.max_lost_decisions", "max_lost_decisions = \"10%\""),
    (
        "guard.max_changed_decisions",
        "max_changed_decisions = \"30%\"",
    ),
    ("guard.max_lost_people", "max_lost_people = \"50%\""),
    ("guard.min_changed", "min_changed = 3"),
    ("confirmed.commune", "commune = \"21025\""),
    ("confirmed.number", "number = \"15/QĐ-UBND\""),
    ("confirmed.date", "date = 2025-07-28"),
    ("confirmed.by", "by = \"Trần Thị B, Phòng BCVT&CĐS\""),
    ("confirmed.reason", "reason = \"đã đối chiếu bản ký\""),
    ("waiver.rule", "rule = \"deputy-not-eligible\""),
    ("waiver.until", "until = 2025-12-31"),
    ("extension.deadline", "deadline = 2025-08-31"),
    (
        "results",
        "[results]\\nspreadsheet = \"https://docs.google.com/spreadsheets/d/…/edit\"",
    ),
    (
        "results.spreadsheet",
        "spreadsheet = \"https://docs.google.com/spreadsheets/d/…/edit\"",
    ),
    ("results.tab", "tab = \"Kết quả rà soát\""),
    ("aliases", "[aliases]\\n\"Xã Đak Uy\" = \"23510\""),
];
