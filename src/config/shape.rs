//! Whether a TOML file has the shape its schema says: unknown keys, missing keys, values of
//! another kind. Finds them all, where a deserialiser stops at the first.

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use crate::config::problem::{TomlFile, line};
use crate::locale::{Sentence, Value as Words};

type Span = std::ops::Range<usize>;

/// Checks a file against a schema and notes every difference.
pub(super) fn check(file: &mut TomlFile<'_>, schema: &Value) {
    let mut walk = Walk {
        root: schema,
        path: Vec::new(),
        faults: Vec::new(),
    };
    walk.table(file.root.get_ref(), file.root.span(), schema);
    for fault in walk.faults {
        let message = fault.sentence();
        let example = example(&fault.meant());
        file.push(
            line(file.text, fault.span.start),
            &fault.path.join("."),
            message,
            &example,
        );
    }
}

/// So many known words are listed beside the likely one.
const FEW: usize = 12;

/// What JSON calls the kinds of a value, and what a person does.
const KINDS: [(&str, &str); 6] = [
    ("string", "config-kind-string"),
    ("integer", "config-kind-integer"),
    ("number", "config-kind-integer"),
    ("boolean", "config-kind-boolean"),
    ("array", "config-kind-array"),
    ("object", "config-kind-object"),
];

/// How a day is written.
const DAY: &str = "2025-08-15";
/// The largest number of a setting whose schema names none.
const LARGEST: f64 = 4_294_967_295.0;

/// One difference between a file and its schema.
struct Fault {
    path: Vec<String>,
    span: Span,
    key: &'static str,
    name: String,
    wanted: String,
}

impl Fault {
    fn sentence(&self) -> Sentence {
        let kind = KINDS.iter().find(|(kind, _)| *kind == self.wanted);
        let wanted = match kind {
            Some((_, kind)) => Words::Sentences(vec![Sentence::new(*kind)]),
            None => Words::Text(self.wanted.clone()),
        };
        Sentence::new(self.key)
            .with("name", self.name.as_str())
            .with("wanted", wanted)
    }

    /// The key that an example is given for: the likely one where the file's own is unknown.
    fn meant(&self) -> Vec<String> {
        let mut meant = self.path.clone();
        if self.key == "config-unknown-key-near"
            && let Some(name) = meant.last_mut()
        {
            name.clone_from(&self.wanted);
        }
        meant
    }
}

/// A walk through a file and its schema side by side.
struct Walk<'s> {
    /// The whole schema, which `$ref` refers to.
    root: &'s Value,
    /// Keys from the top of the file to where the walk is; places of lists count from one.
    path: Vec<String>,
    faults: Vec<Fault>,
}

impl<'s> Walk<'s> {
    fn table(&mut self, table: &DeTable<'_>, span: Span, schema: &'s Value) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let other = schema
            .get("additionalProperties")
            .filter(|other| other.is_object());
        for (name, value) in table {
            self.path.push(name.get_ref().to_string());
            let property =
                properties.and_then(|properties| properties.get(name.get_ref().as_ref()));
            match property.or(other) {
                Some(schema) => self.value(value, schema),
                None => self.unknown_key(name, properties),
            }
            self.path.pop();
        }
        self.missing_keys(table, &span, schema);
    }

    fn unknown_key(
        &mut self,
        name: &Spanned<DeString<'_>>,
        properties: Option<&serde_json::Map<String, Value>>,
    ) {
        let known: Vec<&str> = properties
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        let nearest = nearest(name.get_ref(), &known);
        let key = if nearest.is_empty() {
            "config-unknown-key"
        } else {
            "config-unknown-key-near"
        };
        self.fault(name.span(), key, name.get_ref(), nearest);
    }

    fn missing_keys(&mut self, table: &DeTable<'_>, span: &Span, schema: &Value) {
        let required = schema.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            let stands = table.iter().any(|(key, _)| key.get_ref() == name);
            if !stands && !self.is_misspelt(name) {
                self.path.push(name.to_owned());
                self.fault(span.clone(), "config-missing-key", name, String::new());
                self.path.pop();
            }
        }
    }

    /// Whether an unknown key of this table is likely the one of this name: that was said already.
    fn is_misspelt(&self, name: &str) -> bool {
        self.faults.iter().any(|fault| {
            let beside = fault.path.split_last().map(|(_, table)| table);
            fault.key == "config-unknown-key-near"
                && fault.wanted == name
                && beside == Some(self.path.as_slice())
        })
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &'s Value) {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.root.pointer(name.trim_start_matches('#'));
            return self.value(value, target.unwrap_or(&Value::Null));
        }
        let options = ["anyOf", "oneOf"]
            .iter()
            .find_map(|any| schema.get(any).and_then(Value::as_array));
        if let Some(options) = options {
            return self.one_of(value, options);
        }
        if let Some(wanted) = schema.get("const") {
            return self.word(value, &[wanted.as_str().unwrap_or_default()]);
        }
        if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
            let words: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
            return self.word(value, &words);
        }
        let kinds: Vec<&str> = match schema.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => return,
        };
        if schema.get("format").and_then(Value::as_str) == Some("date") {
            self.day(value);
        } else {
            self.kind(value, &kinds, schema);
        }
    }

    /// One of several shapes. Where none fits, the faults are those of the option whose faults
    /// lie deepest: it is the one that was meant.
    fn one_of(&mut self, value: &Spanned<DeValue<'_>>, options: &'s [Value]) {
        let words: Option<Vec<&str>> = options.iter().map(word).collect();
        if let Some(words) = words {
            return self.word(value, &words);
        }
        let deepest = |faults: &[Fault]| faults.iter().map(|fault| fault.path.len()).max();
        let mut meant: Vec<Fault> = Vec::new();
        for option in options
            .iter()
            .filter(|option| option.get("type") != Some(&Value::from("null")))
        {
            let before = std::mem::take(&mut self.faults);
            self.value(value, option);
            let found = std::mem::replace(&mut self.faults, before);
            if found.is_empty() {
                return;
            }
            if deepest(&found) > deepest(&meant) {
                meant = found;
            }
        }
        self.faults.extend(meant);
    }

    fn word(&mut self, value: &Spanned<DeValue<'_>>, words: &[&str]) {
        let good = text(value).is_some_and(|text| words.contains(&text));
        self.expect(value, good, &words.join(" | "));
    }

    fn day(&mut self, value: &Spanned<DeValue<'_>>) {
        let good = match value.get_ref() {
            DeValue::String(text) => text.parse::<crate::clock::Date>().is_ok(),
            DeValue::Datetime(day) => day.date.is_some() && day.time.is_none(),
            _ => false,
        };
        self.expect(value, good, DAY);
    }

    fn kind(&mut self, value: &Spanned<DeValue<'_>>, kinds: &[&str], schema: &'s Value) {
        match value.get_ref() {
            DeValue::Table(inner) if kinds.contains(&"object") => {
                self.table(inner, value.span(), schema);
            }
            DeValue::Array(items) if kinds.contains(&"array") => self.items(items, schema),
            DeValue::String(_) if kinds.contains(&"string") => {}
            DeValue::Boolean(_) if kinds.contains(&"boolean") => {}
            DeValue::Integer(number) if kinds.contains(&"integer") => {
                self.integer(value, number.as_str(), schema);
            }
            _ => self.expect(value, false, kinds[0]),
        }
    }

    fn items(&mut self, items: &DeArray<'_>, schema: &'s Value) {
        let Some(item) = schema.get("items") else {
            return;
        };
        for (place, value) in items.iter().enumerate() {
            self.path.push((place + 1).to_string());
            self.value(value, item);
            self.path.pop();
        }
    }

    fn integer(&mut self, value: &Spanned<DeValue<'_>>, number: &str, schema: &Value) {
        let bound = |name| schema.get(name).and_then(Value::as_f64);
        let number: i128 = number.parse().unwrap_or(i128::MAX);
        let least = bound("minimum").unwrap_or(f64::MIN);
        let most = bound("maximum").unwrap_or(LARGEST);
        let good = number as f64 >= least && number as f64 <= most;
        self.expect(value, good, &format!("{least:.0}…{most:.0}"));
    }

    fn expect(&mut self, value: &Spanned<DeValue<'_>>, good: bool, wanted: &str) {
        if !good {
            let name = self.path.last().cloned().unwrap_or_default();
            let key = "config-wrong-kind";
            self.fault(value.span(), key, &name, wanted.to_owned());
        }
    }

    fn fault(&mut self, span: Span, key: &'static str, name: &str, wanted: String) {
        self.faults.push(Fault {
            path: self.path.clone(),
            span,
            key,
            name: name.to_owned(),
            wanted,
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

/// That a value is none of those known, with the likely one; all there are, where they are few or
/// none is likely.
pub(super) fn unknown(key: &'static str, value: &str, known: &[&str]) -> Sentence {
    let likely = nearest(value, known);
    let near = if likely.is_empty() {
        Vec::new()
    } else {
        vec![Sentence::new("config-near").with("wanted", likely)]
    };
    let mut all = Vec::new();
    if near.is_empty() || known.len() <= FEW {
        all.push(Sentence::new(format!("{key}-known")).with("known", known.join(", ")));
    }
    Sentence::new(key)
        .with("value", value)
        .with("near", Words::Sentences(near))
        .with("known", Words::Sentences(all))
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
    let mut array: Option<&DeArray<'_>> = None;
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
    (
        "counted_by",
        "counted_by = [\"kind\", \"former_province\", \"former_district\"]",
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
    ("store.connect_timeout", "connect_timeout = \"10s\""),
    ("store.lock_timeout", "lock_timeout = \"20s\""),
    ("store.answer_timeout", "answer_timeout = \"120s\""),
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
    ("mail.reply_to", "reply_to = \"van-thu@example.vn\""),
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
    ("limits.max_unpacked", "max_unpacked = \"224MiB\""),
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
    ("roles.leader", "[roles]\nleader = [\"Trưởng nhóm\"]"),
    ("roles.deputy", "[roles]\ndeputy = [\"Phó nhóm\"]"),
    ("roles.member", "[roles]\nmember = [\"Điều phối viên\"]"),
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
        "groups",
        "[groups]\nlanh-dao = [\"giam-doc@example.vn\", \"pho-giam-doc@example.vn\"]",
    ),
    ("reply_to", "reply_to = \"van-thu@example.vn\""),
    (
        "readers",
        "readers = [\"lanh-dao@example.vn\", { address = \"tong-hop@example.vn\", gets = \"summary\" }]",
    ),
    ("villages", "villages = \"../registers/thon.csv\""),
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
    (
        "count",
        "[[count]]\\nname = \"chung-chi\"\\ntitle = \"…\"\\nnumber = \"…\"\\nof = \"…\"\\ntarget = \"80%\"",
    ),
    ("count.name", "name = \"chung-chi\""),
    ("count.title", "title = \"Cán bộ, công chức có chứng chỉ\""),
    ("count.unit", "unit = \"người\""),
    ("count.number", "number = \"Số người đã có chứng chỉ\""),
    ("count.of", "of = \"Tổng số cán bộ, công chức\""),
    ("count.target", "target = \"80%\""),
    ("count.by", "by = 2025-12-31"),
    ("count.decides", "decides = true"),
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
