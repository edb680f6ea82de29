//! `[web]`: the address of the operators' page, and the proxy in front of it.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use url::Url;

use crate::config::problem::TomlFile;
use crate::config::raw::RawWeb;
use crate::config::{example, value};

/// How long it is recorded who viewed what, if nothing is set.
const LOG_KEPT: Duration = Duration::from_secs(365 * 24 * 3600);
/// The shortest time that may be set: the law on security by levels requires at least a month.
const LOG_LEAST: Duration = Duration::from_secs(31 * 24 * 3600);

/// The address of the operators' page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebSettings {
    /// `None` if the page is not served.
    pub listen: Option<SocketAddr>,
    /// The proxies, which provide TLS and name the client that they serve.
    pub behind_proxy: Vec<IpAddr>,
    /// The page's address as people type it: scheme, host and port.
    pub public_url: Option<Url>,
    /// How long it is recorded who viewed what.
    pub log_kept: Duration,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            listen: None,
            behind_proxy: Vec::new(),
            public_url: None,
            log_kept: LOG_KEPT,
        }
    }
}

impl WebSettings {
    /// Whether people reach the page over TLS.
    pub fn is_private(&self) -> bool {
        self.public_url
            .as_ref()
            .is_some_and(|url| url.scheme() == "https")
    }

    /// Returns the address for readers on other machines, without a final slash; `None` if the page
    /// is only for this machine.
    pub fn public(&self) -> Option<String> {
        self.public_url.as_ref()?;
        self.base()
    }

    /// Returns the address that people open, without a final slash; `None` if no page is served.
    pub fn base(&self) -> Option<String> {
        let listen = self.listen?;
        Some(match &self.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{listen}"),
        })
    }
}

/// Reads the section.
pub(super) fn web(reader: &mut TomlFile<'_>, raw: &RawWeb) -> WebSettings {
    let mut settings = WebSettings::default();
    for (place, written) in raw.behind_proxy.iter().enumerate() {
        match written.parse::<IpAddr>() {
            Ok(address) => settings.behind_proxy.push(address),
            Err(_) => {
                let place = (place + 1).to_string();
                problem(
                    reader,
                    &["behind_proxy", &place],
                    "config-web-proxy",
                    written,
                );
            }
        }
    }
    if let Some(written) = &raw.public_url {
        match public(written) {
            Some(url) => settings.public_url = Some(url),
            None => problem(reader, &["public_url"], "config-web-public", written),
        }
    }
    if !raw.behind_proxy.is_empty() && raw.public_url.is_none() {
        problem(reader, &["behind_proxy"], "config-web-public-missing", "");
    }
    if let Some(written) = &raw.listen {
        match written.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() || !raw.behind_proxy.is_empty() => {
                settings.listen = Some(address);
            }
            Ok(_) => problem(reader, &["listen"], "config-web-open", written),
            Err(_) => problem(reader, &["listen"], "config-web-listen", written),
        }
    }
    if let Some(written) = &raw.log_kept {
        match value::wait(written).filter(|kept| *kept >= LOG_LEAST) {
            Some(kept) => settings.log_kept = kept,
            None => problem(reader, &["log_kept"], "config-web-log", written),
        }
    }
    settings
}

/// Accepts an address without a path: https, or http on this machine.
fn public(written: &str) -> Option<Url> {
    let url = Url::parse(written.trim()).ok()?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let named = url.host_str().is_some() && url.username().is_empty() && url.password().is_none();
    let loopback = match url.host()? {
        url::Host::Domain(name) => name == "localhost",
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    let private = url.scheme() == "https" || url.scheme() == "http" && loopback;
    (bare && named && private).then_some(url)
}

fn problem(reader: &mut TomlFile<'_>, key: &[&str], sentence: &'static str, written: &str) {
    let path: Vec<&str> = std::iter::once("web").chain(key.iter().copied()).collect();
    let owned: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
    let example = example::of(&owned);
    reader.at(&path, sentence, &[("value", written)], &example);
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::raw::RawService;

    /// Returns the settings, or the key of the first problem.
    fn read(text: &str) -> Result<WebSettings, String> {
        let text = format!("[web]\n{text}\n");
        let raw: RawService = toml::from_str(&text).unwrap();
        let mut reader = TomlFile::new(Path::new("cnscd.toml"), &text);
        let settings = web(&mut reader, &raw.web);
        match reader.problems.first() {
            Some(problem) => Err(problem.key.clone()),
            None => Ok(settings),
        }
    }

    #[test]
    fn off_this_machine_only_behind_a_proxy_that_keeps_tls() {
        let proxy = "behind_proxy = [\"10.0.0.2\"]";
        let public = "public_url = \"https://cnscd.example.vn\"";
        for (text, wrong) in [
            ("listen = \"127.0.0.1:8480\"".to_owned(), None),
            ("listen = \"[::1]:8480\"".to_owned(), None),
            ("listen = \"8480\"".to_owned(), Some("web.listen")),
            ("listen = \"0.0.0.0:8480\"".to_owned(), Some("web.listen")),
            (
                format!("listen = \"0.0.0.0:8480\"\n{proxy}\n{public}"),
                None,
            ),
            (
                format!("listen = \"127.0.0.1:8480\"\n{proxy}\n{public}"),
                None,
            ),
            (proxy.to_owned(), Some("web.behind_proxy")),
            (
                format!("behind_proxy = [\"proxy.example.vn\"]\n{public}"),
                Some("web.behind_proxy.1"),
            ),
            (
                "public_url = \"http://cnscd.example.vn\"".to_owned(),
                Some("web.public_url"),
            ),
            (
                "public_url = \"https://a.vn/b\"".to_owned(),
                Some("web.public_url"),
            ),
            (
                "public_url = \"https://a@b.vn\"".to_owned(),
                Some("web.public_url"),
            ),
            ("public_url = \"http://localhost:8443\"".to_owned(), None),
            ("log_kept = \"31d\"".to_owned(), None),
            ("log_kept = \"30d\"".to_owned(), Some("web.log_kept")),
        ] {
            let found = read(&text).err();
            assert_eq!(found.as_deref(), wrong, "{text}");
        }
    }

    #[test]
    fn the_page_is_where_people_open_it() {
        let base = |text: &str| read(text).unwrap().base();
        let listen = "listen = \"127.0.0.1:8480\"";
        assert_eq!(base("").as_deref(), None);
        assert_eq!(base(listen).as_deref(), Some("http://127.0.0.1:8480"));
        let public = format!("{listen}\npublic_url = \"https://cnscd.example.vn:8443/\"");
        assert_eq!(
            base(&public).as_deref(),
            Some("https://cnscd.example.vn:8443")
        );
    }
}
