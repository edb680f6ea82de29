//! A correct line for each key of the configuration, shown with each problem.

/// Returns a correct line for a key.
pub(super) fn of<Part: AsRef<str>>(path: &[Part]) -> String {
    let parts = path.iter().map(AsRef::as_ref);
    let named: Vec<&str> = parts
        .filter(|part| part.parse::<usize>().is_err())
        .collect();
    let named = named.join(".");
    said(|key| key == named)
}

/// Returns a correct line for a key, whatever its table.
pub(super) fn somewhere(name: &str) -> String {
    said(|key| key.rsplit('.').next() == Some(name))
}

fn said(is: impl Fn(&str) -> bool) -> String {
    let found = EXAMPLES.iter().find(|(key, _)| is(key));
    found.map_or(String::new(), |(_, example)| (*example).to_owned())
}

/// Correct lines, by key.
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
        "[[channel]]\nkind = \"command\"\nname = \"zalo\"\nrun = [\"/usr/local/bin/gui-zalo\"]",
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
        "[[source]]\nname = \"bang-chung\"\nlocation = \"https://docs.google.com/spreadsheets/d/…/edit\"",
    ),
    ("source.name", "name = \"bang-chung\""),
    ("source.location", "location = \"../samples/to-cnscd.xlsx\""),
    ("source.holds", "holds = \"both\""),
    ("source.tabs", "tabs = [\"Tổ CNSCĐ\"]"),
    ("source.columns", "[source.columns]\ncommune = \"Đơn vị\""),
    (
        "count",
        "[[count]]\nname = \"chung-chi\"\ntitle = \"…\"\nnumber = \"…\"\nof = \"…\"\ntarget = \"80%\"",
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
        "[results]\nspreadsheet = \"https://docs.google.com/spreadsheets/d/…/edit\"",
    ),
    (
        "results.spreadsheet",
        "spreadsheet = \"https://docs.google.com/spreadsheets/d/…/edit\"",
    ),
    ("results.tab", "tab = \"Kết quả rà soát\""),
    ("aliases", "[aliases]\n\"Xã Đak Uy\" = \"23510\""),
];
