//! Checks and headers around every request: the host name that it is addressed to, the origin of a
//! form, the client behind a proxy, protecting headers, and the log.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracing::warn;
use url::Url;

use crate::http::is_this_machine;
use crate::pipeline::App;
use crate::store::{Access, Store};
use crate::web::Page;
use crate::web::error::{self, Refusal};
use crate::web::serve::Peer;
use crate::web::visit::Ledger;

/// The client's address; behind a proxy, the one that the proxy reports.
#[derive(Clone, Debug)]
pub(super) struct Address(pub(super) String);

/// Who did what, for the log; filled in by the code that knows.
#[derive(Clone, Debug, Default)]
pub(super) struct Deed {
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) action: &'static str,
    pub(super) about: String,
}

/// Only scripts, styles and images of this page are allowed, and no other page may frame it.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'; object-src 'none'";

/// Checks a request, has it answered, and completes the answer.
pub(super) async fn gate(State(page): State<Page>, mut request: Request, next: Next) -> Response {
    let (app, store) = page.now_in_force();
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    let is_api = request.uri().path().starts_with("/api/");
    let mut deed = Deed {
        action: "view",
        about: told_path(request.uri().path()),
        ..Deed::default()
    };
    if request.method() != Method::GET && request.method() != Method::HEAD {
        deed.action = "post";
    }
    let ledger = Ledger::default();
    let (answer, address) = match admit(&app, peer, &request) {
        Err(status) => (
            error::render(&app, &Refusal::new(status), is_api),
            peer.map_or_else(String::new, |peer| peer.to_string()),
        ),
        Ok(address) => {
            request.extensions_mut().insert(Address(address.clone()));
            request.extensions_mut().insert(ledger.clone());
            (next.run(request).await, address)
        }
    };
    let mut answer = error::told(&app, answer, is_api);
    let is_asset = deed.about.starts_with("/asset/");
    let may_be_kept = is_asset && answer.status().is_success();
    finish(&app, answer.headers_mut(), may_be_kept);
    let known = ledger.take();
    let quiet = known.is_none() && answer.status().is_redirection();
    if !is_asset && !quiet {
        let deed = match known {
            Some(known) if known.action.is_empty() => Deed {
                name: known.name,
                role: known.role,
                ..deed
            },
            Some(known) => known,
            None => deed,
        };
        note(&app, store, deed, address, answer.status()).await;
    }
    answer
}

/// A path for the log, without the secret of a link.
fn told_path(path: &str) -> String {
    match path.strip_prefix("/link/") {
        Some(_) => "/link".to_owned(),
        None => path.chars().take(200).collect(),
    }
}

/// Checks whether the client may ask at all, and returns its address.
fn admit(app: &App, peer: Option<IpAddr>, request: &Request) -> Result<String, StatusCode> {
    let settings = &app.config.web;
    let peer = peer.map(|peer| peer.to_canonical());
    let by_proxy = peer.is_some_and(|peer| settings.behind_proxy.contains(&peer));
    // Other machines must come through the proxy, which provides TLS.
    if !by_proxy && !peer.is_some_and(|peer| peer.is_loopback()) {
        return Err(StatusCode::FORBIDDEN);
    }
    let headers = request.headers();
    let public = settings.public_url.as_ref();
    if !hosts(request).all(|host| is_ours(&host, public)) || hosts(request).count() == 0 {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    let is_read = request.method() == Method::GET || request.method() == Method::HEAD;
    if !is_read && !is_from_here(headers, public) {
        return Err(StatusCode::FORBIDDEN);
    }
    let peer = peer.map_or_else(String::new, |peer| peer.to_string());
    Ok(match by_proxy {
        true => forwarded(headers, &settings.behind_proxy).unwrap_or(peer),
        false => peer,
    })
}

/// Every host name that a request is addressed to.
fn hosts(request: &Request) -> impl Iterator<Item = String> {
    let named = request.headers().get_all(HOST).iter();
    let named = named.map(|host| host.to_str().unwrap_or_default().to_owned());
    let addressed = request.uri().authority().map(|one| one.as_str().to_owned());
    named.chain(addressed)
}

/// Whether a host name is the page's: its public name if it has one, otherwise this machine. A
/// hostile web page may resolve a name of its own to 127.0.0.1 («DNS rebinding»).
fn is_ours(host: &str, public: Option<&Url>) -> bool {
    match public {
        Some(url) => url.host_str().is_some_and(|name| {
            let with_port = url.port().map(|port| format!("{name}:{port}"));
            host.eq_ignore_ascii_case(with_port.as_deref().unwrap_or(name))
        }),
        None => is_this_machine(host),
    }
}

/// Whether a form comes from this page. Browsers send headers that tell; programs send none.
fn is_from_here(headers: &HeaderMap, public: Option<&Url>) -> bool {
    let said = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if said("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    match public {
        Some(url) => origin.eq_ignore_ascii_case(url.as_str().trim_end_matches('/')),
        None => {
            let host = headers.get(HOST).and_then(|host| host.to_str().ok());
            origin
                .strip_prefix("http://")
                .is_some_and(|origin| host.is_some_and(|host| host.eq_ignore_ascii_case(origin)))
        }
    }
}

/// The client that the proxies report: the last address that is not a proxy.
fn forwarded(headers: &HeaderMap, proxies: &[IpAddr]) -> Option<String> {
    let said: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    said.iter()
        .rev()
        .filter_map(|address| address.trim().parse::<IpAddr>().ok())
        .find(|address| !proxies.contains(address))
        .map(|address| address.to_string())
}

/// Sets the protecting headers on every answer.
fn finish(app: &App, headers: &mut HeaderMap, may_be_kept: bool) {
    let fixed: [(HeaderName, &str); 6] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        // With `no-referrer` browsers would send the origin of a form as «null».
        (REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !may_be_kept {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if app.config.web.is_private() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
}

/// Writes who did what to the log. Views are written in the background, actions before the answer.
async fn note(app: &App, store: Store, deed: Deed, address: String, status: StatusCode) {
    let access = Access {
        id: uuid::Uuid::now_v7().to_string(),
        at: app.clock.now(),
        name: deed.name,
        role: deed.role.to_owned(),
        address,
        action: deed.action.to_owned(),
        about: deed.about,
        status: status.as_u16(),
    };
    let is_deed = access.action != "view";
    let noting = async move {
        if let Err(error) = store.note_access(&access).await {
            warn!(%error, "who did what could not be noted");
        }
    };
    if is_deed {
        noting.await;
    } else {
        tokio::spawn(noting);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_page_are_answered() {
        let public = Url::parse("https://cnscd.example.vn/").unwrap();
        let other_port = Url::parse("https://cnscd.example.vn:8443/").unwrap();
        for (host, public, ours) in [
            ("localhost:8480", None, true),
            ("127.0.0.1:8480", None, true),
            ("[::1]:8480", None, true),
            ("rebind.example.vn", None, false),
            ("127.0.0.1.example.vn:8480", None, false),
            ("10.0.0.1", None, false),
            ("", None, false),
            ("cnscd.example.vn", Some(&public), true),
            ("CNSCD.example.vn", Some(&public), true),
            ("cnscd.example.vn:8480", Some(&public), false),
            ("localhost", Some(&public), false),
            ("cnscd.example.vn:8443", Some(&other_port), true),
            ("cnscd.example.vn", Some(&other_port), false),
        ] {
            assert_eq!(is_ours(host, public), ours, "{host}");
        }
    }

    #[test]
    fn a_form_comes_from_a_page_of_ours() {
        let public = Url::parse("https://cnscd.example.vn/").unwrap();
        for (headers, public, here) in [
            (&[][..], None, true),
            (&[("origin", "http://127.0.0.1:8480")], None, true),
            (&[("origin", "http://127.0.0.1:8481")], None, false),
            (&[("origin", "https://127.0.0.1:8480")], None, false),
            (&[("origin", "null")], None, false),
            (&[("sec-fetch-site", "cross-site")], None, false),
            (&[("sec-fetch-site", "same-site")], None, false),
            (&[("sec-fetch-site", "same-origin")], None, true),
            (
                &[("origin", "https://cnscd.example.vn")],
                Some(&public),
                true,
            ),
            (
                &[("origin", "http://cnscd.example.vn")],
                Some(&public),
                false,
            ),
            (
                &[("origin", "https://cnscd.example.vn.evil.vn")],
                Some(&public),
                false,
            ),
        ] {
            let mut map = HeaderMap::new();
            map.insert(HOST, HeaderValue::from_static("127.0.0.1:8480"));
            for (name, value) in headers {
                map.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(is_from_here(&map, public), here, "{headers:?}");
        }
    }

    #[test]
    fn a_proxy_names_whom_it_serves_and_nobody_else_does() {
        let proxy: IpAddr = "10.0.0.2".parse().unwrap();
        for (said, address) in [
            ("203.0.113.9", Some("203.0.113.9")),
            ("1.2.3.4, 203.0.113.9", Some("203.0.113.9")),
            ("203.0.113.9, 10.0.0.2", Some("203.0.113.9")),
            ("nobody", None),
        ] {
            let mut map = HeaderMap::new();
            map.insert("x-forwarded-for", HeaderValue::from_static(said));
            assert_eq!(forwarded(&map, &[proxy]).as_deref(), address, "{said}");
        }
    }

    #[test]
    fn the_secret_of_a_link_is_not_logged() {
        assert_eq!(told_path("/link/abc"), "/link");
        assert_eq!(told_path("/communes/21025"), "/communes/21025");
    }
}
