//! A small installation in a folder of its own, and the program run in it.
//!
//! Three communes, one csv as the source and two readers; a test names only what it changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use cnscd::store::{Address, Store};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::database::Database;
use crate::support::needs::on_day;

/// Heads of the sheet's columns.
pub(crate) const HEAD: &str =
    "Đơn vị,Số quyết định,Ngày ban hành,Họ và tên,Vai trò,Chức vụ,Số điện thoại\n";
/// A commune that founded its team in time.
pub(crate) const CAM_THANH: &str = "Phường Cẩm Thành,15/QĐ-UBND,28/7/2025,Trần Văn Một,Tổ trưởng,Chủ tịch UBND phường,0912345678\n";
/// One that did so late, under a deputy.
pub(crate) const AN_PHU: &str =
    "Xã An Phú,20/QĐ-UBND,20/8/2025,Lê Thị Hai,Tổ trưởng,Phó Chủ tịch UBND xã,0912345679\n";
/// One that reported nothing.
pub(crate) const NGHIA_LO: &str = "Phường Nghĩa Lộ,,,,,,\n";

const REGISTER: &str = "code,name,kind,former_province,former_district
21025,Cẩm Thành,phuong,Quảng Ngãi,thành phố Quảng Ngãi
21028,Nghĩa Lộ,phuong,Quảng Ngãi,thành phố Quảng Ngãi
21034,An Phú,xa,Quảng Ngãi,thành phố Quảng Ngãi
";

/// The installation.
pub(crate) struct Site {
    folder: TempDir,
    /// Where the store is on a server, for tests that run on both engines.
    database: Option<Database>,
    /// What `[mail]` and the tables after it say.
    pub(crate) service: String,
    /// Keys of the campaign before its tables.
    pub(crate) campaign: String,
    /// Its tables.
    pub(crate) tables: String,
}

/// What one call of the program came to.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Site {
    /// Three communes: one in time, one late, one silent.
    pub(crate) fn new() -> Self {
        let site = Self {
            folder: tempfile::tempdir().expect("a folder"),
            database: Database::asked(),
            service: "[mail]\nfrom = \"cnscd <cnscd@example.vn>\"\n".to_owned(),
            campaign: "register = \"../registers/r.csv\"\nreaders = [\"a@example.vn\", { address = \"b@example.vn\", gets = \"summary\" }]\n".to_owned(),
            tables: "[[source]]\nname = \"s\"\nlocation = \"../../sheet.csv\"\n".to_owned(),
        };
        site.write("config/registers/r.csv", REGISTER);
        site.sheet(&[CAM_THANH, NGHIA_LO, AN_PHU]);
        site.configure();
        site
    }

    /// The shipped register of 96 communes, and this workbook as the source.
    pub(crate) fn of(workbook: &Path) -> Self {
        let mut site = Self::new();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/registers/quang-ngai.csv");
        site.campaign = site
            .campaign
            .replace("../registers/r.csv", &shipped.display().to_string());
        site.tables = site
            .tables
            .replace("../../sheet.csv", &workbook.display().to_string());
        site.configure();
        site
    }

    /// Writes both configuration files from the fields.
    pub(crate) fn configure(&self) {
        let store = match &self.database {
            Some(database) if !self.service.contains("[store]") => {
                format!("[store]\nurl = \"{}\"\n", database.url)
            }
            _ => String::new(),
        };
        self.write(
            "config/cnscd.toml",
            format!(
                "campaigns = [\"campaigns/c.toml\"]\n{}{store}",
                self.service
            ),
        );
        self.write(
            "config/campaigns/c.toml",
            format!(
                "name = \"c\"\ntitle = \"Đợt thử\"\ndeadline = 2025-08-15\n{}{}",
                self.campaign, self.tables
            ),
        );
    }

    /// `[store]` with these keys beside its address.
    pub(crate) fn store_table(&self, keys: &str) -> String {
        let url = match &self.database {
            None => "sqlite:../var/cnscd.db",
            Some(database) => &database.url,
        };
        format!("[store]\nurl = \"{url}\"\n{keys}")
    }

    /// The source's rows.
    pub(crate) fn sheet(&self, rows: &[&str]) {
        self.write("sheet.csv", format!("{HEAD}{}", rows.concat()));
    }

    /// Writes a file, and its folder.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("in the folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    /// A path in the installation, its links followed.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder
            .path()
            .canonicalize()
            .expect("the folder is there")
            .join(name)
    }

    /// The database on a server that holds the installation's store.
    pub(crate) fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// Moves the installation's store to a database on a server.
    pub(crate) fn move_to(&mut self, database: Database) {
        self.database = Some(database);
        self.configure();
    }

    /// The installation's store, opened beside the program.
    pub(crate) async fn store(&self) -> Store {
        let address = match &self.database {
            None => Address::File(self.path("var/cnscd.db")),
            Some(database) => database.address(),
        };
        let store = Store::open_at(&address, Duration::from_secs(60)).await;
        store.expect("the store opens")
    }

    /// Whether something stands there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// Runs the program in the installation.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(
            Path::new(env!("CARGO_BIN_EXE_cnscd")).as_os_str(),
            arguments,
        ))
    }

    /// Runs it with `--json`, and gives the document of a call that must end with this code.
    #[track_caller]
    pub(crate) fn json(&self, code: i32, arguments: &[&str]) -> Value {
        let ran = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.out, ran.err);
        ran.json()
    }

    /// The same on another day, `2025-08-01T07:00:00Z`; none where faketime is missing.
    #[track_caller]
    pub(crate) fn json_at(&self, instant: &str, code: i32, arguments: &[&str]) -> Option<Value> {
        let ran = self.run_at(instant, &[arguments, &["--json"]].concat())?;
        assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.out, ran.err);
        Some(ran.json())
    }

    /// Runs the program on another day; none where faketime is missing.
    pub(crate) fn run_at(&self, instant: &str, arguments: &[&str]) -> Option<Ran> {
        let program = Path::new(env!("CARGO_BIN_EXE_cnscd"));
        let mut command = self.command(program.as_os_str(), arguments);
        on_day(&mut command, instant)?;
        Some(Ran::of(command))
    }

    /// A call that is not made yet: for what must run beside the test.
    pub(crate) fn command(&self, program: &std::ffi::OsStr, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("TZ", "UTC")
            .env("NO_FAKE_STAT", "1")
            // Only the wall clock is another: timers run on.
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env_remove("CNSCD_CONFIG")
            .env_remove("GOOGLE_APPLICATION_CREDENTIALS")
            .env_remove("HTTPS_PROXY")
            .env_remove("https_proxy")
            .stdin(Stdio::null());
        command
    }

    /// Names of every file below a folder of the installation, sorted.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let root = self.path(folder);
        let mut found = Vec::new();
        let mut open = vec![root.clone()];
        while let Some(next) = open.pop() {
            let Ok(entries) = fs::read_dir(&next) else {
                continue;
            };
            for entry in entries {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(&root).expect("below");
                    found.push(name.display().to_string());
                }
            }
        }
        found.sort();
        found
    }
}

impl Ran {
    /// Waits for a call.
    pub(crate) fn of(mut command: Command) -> Self {
        let output = command.output().expect("the program starts");
        Self {
            code: output.status.code().expect("it ends by itself"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// The one document on stdout.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}
