//! A browser of the plainest kind: one request at a time, cookies kept, forms sent back.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::daemon::{Daemon, until};
use crate::support::site::Site;

/// Pages that only operators see.
pub(crate) const FOR_OPERATORS: [&str; 3] = ["/runs", "/mails", "/log"];
/// Pages that viewers see too.
pub(crate) const FOR_ALL: [&str; 5] =
    ["/", "/communes", "/communes/21025", "/findings", "/reports"];

/// A site that has synced once.
pub(crate) fn stored() -> Site {
    let site = Site::new();
    site.json(0, &["sync"]);
    site
}

/// A port that nobody has just now.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|free| free.local_addr())
        .expect("a free port")
        .port()
}

/// A site whose page is served, and its daemon.
pub(crate) fn served(mut site: Site, settings: &str) -> (Site, Daemon, u16) {
    let port = free_port();
    site.service += &format!("[web]\nlisten = \"127.0.0.1:{port}\"\n{settings}");
    site.configure();
    let daemon = Daemon::start(&site);
    until(&site, "the page", || {
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    (site, daemon, port)
}

/// What came back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The token that the page's forms bear.
    pub(crate) fn forgery(&self) -> String {
        let text = self.text();
        let after = text.split("name=\"forgery\" value=\"").nth(1);
        let token = after.and_then(|rest| rest.split('"').next());
        token.unwrap_or_default().to_owned()
    }
}

/// Somebody who asks.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    pub(crate) port: u16,
    pub(crate) cookies: BTreeMap<String, String>,
    /// Lines put on every request.
    pub(crate) headers: Vec<String>,
    pub(crate) host: String,
    /// Where it comes by TLS.
    pub(crate) tls: Option<Tls>,
}

/// How somebody comes by TLS.
#[derive(Clone, Debug)]
pub(crate) struct Tls {
    /// Whose certificates are believed.
    pub(crate) authority: PathBuf,
    /// Whose name the certificate must bear.
    pub(crate) name: String,
    /// From which address of this machine.
    pub(crate) from: String,
}

impl Tls {
    /// A connection: what is written to it is sent, what comes is read from it.
    pub(crate) fn connect(&self, port: u16) -> Child {
        Command::new("openssl")
            .args(["s_client", "-quiet", "-verify_return_error"])
            .args([
                "-connect",
                &format!("127.0.0.1:{port}"),
                "-bind",
                &self.from,
            ])
            .args(["-servername", &self.name, "-verify_hostname", &self.name])
            .arg("-CAfile")
            .arg(&self.authority)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl runs")
    }

    /// Sends bytes and reads to the end.
    fn raw(&self, port: u16, bytes: &[u8]) -> Vec<u8> {
        let mut connection = self.connect(port);
        let mut asking = connection.stdin.take().expect("a pipe");
        // A server that refuses what is too long does not read it all.
        let _ = asking.write_all(bytes);
        let mut all = Vec::new();
        let answers = connection.stdout.as_mut().expect("a pipe");
        let _ = answers.read_to_end(&mut all);
        let _ = connection.wait();
        all
    }
}

impl Browser {
    pub(crate) fn new(port: u16) -> Self {
        Self {
            port,
            cookies: BTreeMap::new(),
            headers: Vec::new(),
            host: format!("127.0.0.1:{port}"),
            tls: None,
        }
    }

    /// The same with a line on every request.
    pub(crate) fn with(mut self, header: &str) -> Self {
        self.headers.push(header.to_owned());
        self
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "", b"")
    }

    /// Sends a form.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.ask("POST", path, kind, form.finish().as_bytes())
    }

    pub(crate) fn ask(&mut self, method: &str, path: &str, more: &str, body: &[u8]) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n{more}", self.host);
        if !cookies.is_empty() {
            head += &format!("Cookie: {}\r\n", cookies.join("; "));
        }
        for line in &self.headers {
            head += &format!("{line}\r\n");
        }
        head += &format!(
            "Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        let answer = self.raw(&[head.as_bytes(), body].concat());
        for (name, value) in &answer.headers {
            if name.eq_ignore_ascii_case("set-cookie")
                && let Some((name, value)) = value.split(';').next().and_then(|c| c.split_once('='))
            {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Sends bytes and reads to the end.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Answer {
        if let Some(tls) = &self.tls {
            return parse(&tls.raw(self.port, bytes));
        }
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .expect("a time");
        // A server that refuses what is too long does not read it all.
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        parse(&all)
    }

    /// Signs in by a fresh link.
    pub(crate) fn by_link(site: &Site, port: u16) -> Self {
        let link = site.json(0, &["web", "link", "--as", "lan"]);
        let link = link["link"].as_str().expect("an address");
        let path = &link[link.find("/link/").expect("a path")..];
        let mut browser = Self::new(port);
        let form = browser.get(path);
        let answer = browser.post(path, &[("forgery", &form.forgery())]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser
    }

    /// Signs in with a new account.
    pub(crate) fn signed_in(site: &Site, port: u16, name: &str, role: &str) -> Self {
        let added = site.json(0, &["user", "add", name, "--role", role, "--generate"]);
        let password = added["password"].as_str().expect("a password");
        let mut browser = Self::new(port);
        let answer = browser.sign_in(name, password);
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser
    }

    pub(crate) fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        let form = self.get("/login");
        let fields = [
            ("name", name),
            ("password", password),
            ("forgery", &form.forgery()),
        ];
        self.post("/login", &fields)
    }
}

fn parse(all: &[u8]) -> Answer {
    let end = all.windows(4).position(|four| four == b"\r\n\r\n");
    let Some(end) = end else {
        return Answer::default();
    };
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|status| status.parse().ok())
        .unwrap_or_default();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("transfer-encoding") && value.eq_ignore_ascii_case("chunked")
    });
    let rest = &all[end + 4..];
    let body = if chunked { joined(rest) } else { rest.to_vec() };
    Answer {
        status,
        headers,
        body,
    }
}

/// The pieces of a body put together.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&rest[..end]).ok();
        let length = length.and_then(|text| usize::from_str_radix(text.trim(), 16).ok());
        let Some(length) = length.filter(|length| *length > 0) else {
            break;
        };
        let from = end + 2;
        let until = (from + length).min(rest.len());
        body.extend_from_slice(&rest[from..until]);
        rest = rest.get(until + 2..).unwrap_or_default();
    }
    body
}
