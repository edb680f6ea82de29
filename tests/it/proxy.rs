//! The operators' page behind a real nginx and a real Caddy, by the examples in `packaging/proxy`: TLS of a certificate
//! made for it, the visitor's own address, secure cookies, Host and Origin, events as they come.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use cnscd::clock::Clock;
use cnscd::store::{Event, RunEvent, Stage, Store};

use crate::support::daemon::{Daemon, until};
use crate::support::needs::{caddy, nginx};
use crate::support::page::{Browser, Tls, free_port, served};
use crate::support::run::begun;
use crate::support::site::Site;

/// The longest that an event may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The proxies of `packaging/proxy`.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Nginx,
    Caddy,
}

const KINDS: [Kind; 2] = [Kind::Nginx, Kind::Caddy];

/// A page, and the proxy before it.
struct Behind {
    site: Site,
    _daemon: Daemon,
    proxy: Child,
    /// Where the proxy listens.
    port: u16,
    /// Where the page does.
    page: u16,
}

impl Drop for Behind {
    fn drop(&mut self) {
        let _ = self.proxy.kill();
        let _ = self.proxy.wait();
    }
}

impl Behind {
    /// None where the proxy is missing.
    fn start(kind: Kind) -> Option<Self> {
        let program = match kind {
            Kind::Nginx => nginx()?,
            Kind::Caddy => caddy()?,
        };
        let site = Site::new();
        site.json(0, &["sync"]);
        let port = free_port();
        let settings = format!(
            "behind_proxy = [\"127.0.0.1\"]\npublic_url = \"https://cnscd.example.vn:{port}\"\n"
        );
        let (site, daemon, page) = served(site, &settings);
        certify(&site);
        let mut command = Command::new(program);
        match kind {
            Kind::Nginx => command
                .arg("-c")
                .arg(nginx_by_the_example(&site, port, page)),
            Kind::Caddy => command
                .args(["run", "--adapter", "caddyfile", "--config"])
                .arg(caddy_by_the_example(&site, port, page))
                .env("XDG_DATA_HOME", site.path("caddy"))
                .env("XDG_CONFIG_HOME", site.path("caddy")),
        };
        let proxy = command.stderr(Stdio::null()).spawn().expect("it starts");
        until(&site, "the proxy", || {
            std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        Some(Self {
            site,
            _daemon: daemon,
            proxy,
            port,
            page,
        })
    }

    /// Somebody who comes from an address of this machine's.
    fn visitor(&self, from: &str) -> Browser {
        let mut browser = Browser::new(self.port);
        browser.host = format!("cnscd.example.vn:{}", self.port);
        browser.tls = Some(Tls {
            authority: self.site.path("ca.pem"),
            name: "cnscd.example.vn".to_owned(),
            from: from.to_owned(),
        });
        browser
    }

    fn operator(&self, from: &str) -> Browser {
        let made = ["user", "add", "an", "--role", "operator", "--generate"];
        let added = self.site.json(0, &made);
        let mut browser = self.visitor(from);
        let answer = browser.sign_in("an", added["password"].as_str().expect("a password"));
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser
    }
}

/// The example with the test's ports, certificate and folders.
fn nginx_by_the_example(site: &Site, port: u16, page: u16) -> PathBuf {
    let folder = site.path("").display().to_string();
    let example = include_str!("../../packaging/proxy/nginx.conf")
        .replace("listen 443", &format!("listen 127.0.0.1:{port}"))
        .replace("127.0.0.1:8480", &format!("127.0.0.1:{page}"))
        .replace("/etc/ssl/certs/", &folder)
        .replace("/etc/ssl/private/", &folder);
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {folder}{name};\n"))
        .concat();
    site.write(
        "nginx.conf",
        format!(
            "daemon off;\nmaster_process off;\npid {folder}nginx.pid;\n\
             error_log {folder}nginx.log;\nevents {{}}\n\
             http {{\naccess_log off;\n{temporary}{example}}}\n"
        ),
    );
    site.path("nginx.conf")
}

/// The same; the certificate is the test's own where Caddy would ask for one.
fn caddy_by_the_example(site: &Site, port: u16, page: u16) -> PathBuf {
    let folder = site.path("").display().to_string();
    let name = format!("cnscd.example.vn:{port} {{");
    let with_certificate =
        format!("{name}\n\tbind 127.0.0.1\n\ttls {folder}cnscd.pem {folder}cnscd.key");
    let example = include_str!("../../packaging/proxy/Caddyfile")
        .replace("127.0.0.1:8480", &format!("127.0.0.1:{page}"))
        .replace("cnscd.example.vn {", &with_certificate);
    let alone = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n";
    site.write("Caddyfile", format!("{alone}{example}"));
    site.path("Caddyfile")
}

/// An authority of our own, and its certificate for the page's name.
fn certify(site: &Site) {
    let key = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
    ];
    site.write("name", "subjectAltName=DNS:cnscd.example.vn\n");
    let ask = |arguments: &[&str]| {
        let made = Command::new("openssl")
            .current_dir(site.path(""))
            .args(arguments)
            .stderr(Stdio::null())
            .status()
            .expect("openssl runs");
        assert!(made.success(), "{arguments:?}");
    };
    let request = |more: &[&str]| ask(&[&["req"], &key[..], more].concat());
    request(&[
        "-x509", "-days", "2", "-subj", "/CN=ca", "-keyout", "ca.key", "-out", "ca.pem",
    ]);
    request(&[
        "-subj",
        "/CN=cnscd",
        "-keyout",
        "cnscd.key",
        "-out",
        "cnscd.csr",
    ]);
    ask(&[
        "x509",
        "-req",
        "-days",
        "2",
        "-in",
        "cnscd.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-extfile",
        "name",
        "-out",
        "cnscd.pem",
    ]);
}

#[test]
fn people_come_by_tls_under_their_own_address() {
    for behind in KINDS.into_iter().filter_map(Behind::start) {
        let form = behind.visitor("127.0.0.1").get("/login");
        assert_eq!(form.status, 200, "{}", form.text());
        assert!(form.header("strict-transport-security").contains("max-age"));
        let cookie = form.header("set-cookie");
        assert!(cookie.contains("Secure") && cookie.contains("HttpOnly"));
        let mut lan = behind.operator("127.0.0.5");
        assert!(lan.cookies.contains_key("__Host-cnscd"));
        // What a visitor says of its own address counts for nothing.
        let mut liar = lan.clone().with("X-Forwarded-For: 203.0.113.9");
        assert_eq!(liar.get("/communes").status, 200);
        let log = lan.get("/log").text();
        assert!(log.contains("127.0.0.5"), "{log}");
        assert!(!log.contains("203.0.113.9"), "{log}");
    }
}

#[test]
fn other_names_and_other_pages_are_refused_behind_it_too() {
    for behind in KINDS.into_iter().filter_map(Behind::start) {
        let mut lan = behind.operator("127.0.0.1");
        let forgery = lan.get("/").forgery();
        let fields = [("forgery", forgery.as_str()), ("campaign", "c")];
        let own = format!("Origin: https://cnscd.example.vn:{}", behind.port);
        for (origin, status) in [
            ("Origin: https://evil.example.vn", 403),
            ("Origin: http://cnscd.example.vn", 403),
            (own.as_str(), 303),
        ] {
            let answer = lan.clone().with(origin).post("/sync", &fields);
            assert_eq!(answer.status, status, "{origin}");
        }
        let mut other = lan.clone();
        other.host = "evil.example.vn".to_owned();
        // nginx asks the page, which refuses; Caddy says nothing at all to another name.
        let answer = other.get("/");
        assert!(
            answer.status == 421 || answer.body.is_empty(),
            "{}",
            answer.text()
        );
        let long = "a".repeat((1 << 20) + 1000);
        assert_eq!(lan.post("/sync", &[("reason", &long)]).status, 413);
        // Past the proxy the page has no such name.
        assert_eq!(Browser::new(behind.page).get("/login").status, 421);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_come_through_it_as_they_are_made() {
    for behind in KINDS.into_iter().filter_map(Behind::start) {
        events_come_through(behind).await;
    }
}

async fn events_come_through(behind: Behind) {
    let lan = behind.operator("127.0.0.1");
    let store = behind.site.store().await;
    let lock = store.lock("c").await.expect("nobody holds it");
    let id = "0197f3a0-0000-7000-8000-000000000001";
    let run = begun(id, "c", Clock::System.now());
    store.start_run(&lock, &run).await.expect("it begins");
    let (mut connection, heard) = follow(&lan, &format!("/runs/{}/events", run.id));
    // Each is waited for before the next is made: a proxy that keeps them back ends the test.
    for (number, stage) in [(1, Stage::Pull), (2, Stage::Read), (3, Stage::Judge)] {
        tell(&store, &run.id, number, stage).await;
        let event = heard.recv_timeout(PATIENCE).expect("it came through");
        assert!(event.contains(stage.id()), "{event}");
    }
    let _ = connection.kill();
    let _ = connection.wait();
    lock.release().await;
}

async fn tell(store: &Store, run: &str, number: i64, stage: Stage) {
    let event = RunEvent {
        number,
        at: Clock::System.now(),
        event: Event::Stage(stage),
    };
    store
        .add_run_events(run, &[event])
        .await
        .expect("it is told");
}

/// Follows a stream; gives what it says as it comes.
fn follow(browser: &Browser, path: &str) -> (Child, Receiver<String>) {
    let mut connection = browser.tls.as_ref().expect("by TLS").connect(browser.port);
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: __Host-cnscd={}\r\n\r\n",
        browser.host, browser.cookies["__Host-cnscd"]
    );
    let mut asking = connection.stdin.take().expect("a pipe");
    asking.write_all(request.as_bytes()).expect("it is asked");
    let answers = connection.stdout.take().expect("a pipe");
    let (say, heard) = mpsc::channel();
    thread::spawn(move || {
        // The connection goes on while somebody may still ask on it.
        let _asking = asking;
        for line in BufReader::new(answers).lines().map_while(Result::ok) {
            if line.starts_with("data: ") && say.send(line).is_err() {
                return;
            }
        }
    });
    (connection, heard)
}
