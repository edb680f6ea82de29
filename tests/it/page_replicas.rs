//! Two daemons on one database server, each with a page: both show the same to the same people, and
//! each shows how a run of the other goes on.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use crate::support::daemon::{Daemon, until};
use crate::support::database::Database;
use crate::support::page::{Browser, free_port};
use crate::support::site::Site;
use crate::support::web::{self, Gate};

const LINK: &str = "https://docs.google.com/spreadsheets/d/1OfficeFileIdOf33Characters012345/edit";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// One of the two: its page's port and its process.
struct Replica {
    port: u16,
    daemon: Daemon,
}

impl Replica {
    fn start(site: &Site, name: &str) -> Self {
        let port = free_port();
        let shared = std::fs::read_to_string(site.path("config/cnscd.toml")).expect("it is there");
        let file = format!("config/{name}.toml");
        site.write(
            &file,
            format!("{shared}[web]\nlisten = \"127.0.0.1:{port}\"\n"),
        );
        let arguments = ["run", "--config", &file];
        let command = site.command(env!("CARGO_BIN_EXE_cnscd").as_ref(), &arguments);
        let daemon = Daemon::spawn(site, command);
        until(site, "its page", || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        Self { port, daemon }
    }

    /// The same person, who asks here.
    fn browser(&self, person: &Browser) -> Browser {
        let mut here = Browser::new(self.port);
        here.cookies.clone_from(&person.cookies);
        here
    }

    /// Follows a run here; what is read next is its next event.
    fn follow(&self, person: &Browser, run: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let patience = Some(Duration::from_secs(30));
        stream.set_read_timeout(patience).expect("a time");
        let request = format!(
            "GET /runs/{run}/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: cnscd={}\r\nConnection: close\r\n\r\n",
            self.port, person.cookies["cnscd"]
        );
        stream.write_all(request.as_bytes()).expect("it is asked");
        BufReader::new(stream)
    }
}

/// Reads until an event is told; its data.
#[track_caller]
fn heard(stream: &mut BufReader<TcpStream>, event: &str) -> String {
    let named = format!("event: {event}");
    let mut is_named = false;
    for line in stream.lines() {
        let line = line.unwrap_or_else(|error| panic!("no {event}: {error}"));
        if is_named && line.starts_with("data: ") {
            return line;
        }
        is_named |= line == named;
    }
    panic!("the stream ended without {event}");
}

#[test]
fn two_replicas_show_the_same_and_each_other_s_runs() {
    let Some(database) = Database::new() else {
        return;
    };
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/samples/to-cnscd.xlsx");
    let mut site = Site::of(&sample);
    site.move_to(database);
    site.json(0, &["sync"]);
    let gate = Gate::default();
    let body = std::fs::read(&sample).expect("the sample");
    let (google, _) = web::gated(XLSX, body, &gate);
    site.service += &format!("[google]\nlink_endpoint = \"{google}\"\n");
    site.tables = site.tables.replace(&sample.display().to_string(), LINK);
    site.configure();
    let replicas = ["one", "two"].map(|name| Replica::start(&site, name));
    let [one, two] = &replicas;

    // Who signed in at one is known at the other, and reads the same.
    let person = Browser::signed_in(&site, one.port, "lan", "operator");
    for path in [
        "/communes",
        "/communes/21025",
        "/findings",
        "/questions",
        "/reports",
    ] {
        let pages = replicas
            .each_ref()
            .map(|replica| replica.browser(&person).get(path));
        assert!(pages.iter().all(|page| page.status == 200), "{path}");
        assert_eq!(pages[0].text(), pages[1].text(), "{path}");
    }

    // A run that is asked for at one is followed at both, whoever makes it.
    let forgery = one.browser(&person).get("/").forgery();
    let fields = [("forgery", forgery.as_str()), ("campaign", "c")];
    let asked = one.browser(&person).post("/sync", &fields);
    let path = asked.header("location").to_owned();
    let run = path.trim_start_matches("/runs/").to_owned();
    let mut streams = replicas
        .each_ref()
        .map(|replica| replica.follow(&person, &run));
    for stream in &mut streams {
        assert!(heard(stream, "stage").contains("\"pull\""));
    }
    for replica in &replicas {
        let page = replica.browser(&person).get("/").text();
        assert!(
            page.contains(&format!("data-run=\"{run}\"")),
            "it goes on here too"
        );
    }
    let again = two.browser(&person).post("/sync", &fields);
    assert_eq!(again.header("location"), path, "one run, not two");
    gate.open();
    for stream in &mut streams {
        assert!(heard(stream, "done").contains(&run));
        let mut rest = String::new();
        stream.read_to_string(&mut rest).expect("it ends");
    }
    let made = site.json(0, &["runs", "--limit", "1"]);
    let process = made["runs"][0]["process"].as_u64().expect("who made it");
    assert!(
        replicas
            .iter()
            .any(|replica| u64::from(replica.daemon.id()) == process)
    );
    for replica in &replicas {
        let page = replica.browser(&person).get(&path).text();
        assert!(page.contains(&format!(" · {process}")), "{page}");
    }

    // Who signs out at one is signed out at both.
    assert_eq!(
        two.browser(&person).post("/logout", &fields[..1]).status,
        303
    );
    assert_eq!(one.browser(&person).get("/communes").status, 303);
}
