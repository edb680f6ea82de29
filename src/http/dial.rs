//! How a connection is opened: straight, or through the proxy that the environment names.
//!
//! Knows TCP and HTTP's CONNECT only. Every connection counts what it reads, because a caller
//! that takes a body whole (the Sheets hub) cannot stop one that is too large.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;
use url::Url;

/// Proxies, as the door found them in the environment (`HTTPS_PROXY`, else `ALL_PROXY`;
/// `NO_PROXY`). A proxy that is none of ours is refused where a connection would need it, never
/// passed over: whoever set it does not want us to go around it.
///
/// Plain http is spoken with loopback and the machine's metadata server alone, so a proxy for it
/// is never asked.
#[derive(Clone, Default)]
pub struct Proxies {
    /// `http://user:password@proxy:3128`; empty for none.
    pub https: String,
    /// Hosts that are reached straight, comma-separated.
    pub no_proxy: String,
}

impl std::fmt::Debug for Proxies {
    /// Without the address, which may hold a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Proxies")
            .field("https", &!self.https.is_empty())
            .field("no_proxy", &self.no_proxy)
            .finish()
    }
}

impl Proxies {
    /// The address of a proxy whose protocol we do not speak, without its login.
    pub fn unusable(&self) -> Option<String> {
        self.problem().map(|unusable| unusable.0)
    }

    /// What is wrong with the address of the proxy, where we do not speak its protocol: shown
    /// without its login.
    fn problem(&self) -> Option<UnusableProxy> {
        let address = self.https.trim();
        if address.is_empty() {
            return None;
        }
        let whole = match address.contains("://") {
            true => address.to_owned(),
            false => format!("http://{address}"),
        };
        let read = Url::parse(&whole).ok();
        if read
            .as_ref()
            .is_some_and(|url| url.scheme() == "http" && url.has_host())
        {
            return None;
        }
        let scheme = address.split_once("://").map_or("", |(scheme, _)| scheme);
        let rest = whole.split_once("://").map_or("", |(_, rest)| rest);
        let place = rest.rsplit('@').next().unwrap_or_default();
        let host = place.split('/').next().unwrap_or_default();
        Some(UnusableProxy(match scheme {
            "" => host.to_owned(),
            scheme => format!("{scheme}://{host}"),
        }))
    }
}

/// A proxy whose protocol we do not speak, by its address without a login.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct UnusableProxy(String);

/// How many bytes connections may still read; reset before each request.
#[derive(Debug)]
pub(crate) struct Meter {
    left: AtomicU64,
    over: AtomicBool,
}

impl Meter {
    /// A meter that lets this many bytes through.
    pub(crate) fn new(limit: u64) -> Arc<Self> {
        Arc::new(Self {
            left: AtomicU64::new(limit),
            over: AtomicBool::new(false),
        })
    }

    /// Whether a connection was stopped because it read too much.
    pub(crate) fn ran_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn read(&self, bytes: u64) -> io::Result<()> {
        let enough = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(bytes)
            });
        enough.map(|_| ()).map_err(|_| {
            self.over.store(true, Ordering::Relaxed);
            io::Error::other("the answer is too large")
        })
    }
}

/// Opens connections. Clones share the meter.
#[derive(Clone)]
pub(crate) struct Dial {
    tcp: HttpConnector,
    proxies: Arc<Matcher>,
    /// Why those cannot be used.
    problem: Option<UnusableProxy>,
    meter: Option<Arc<Meter>>,
}

impl Dial {
    /// Straight, or through `proxies`; a connection that is not made within `patience` fails.
    pub(crate) fn new(proxies: &Proxies, patience: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(patience));
        let problem = proxies.problem();
        // An unusable one is matched all the same, so that what NO_PROXY leaves out stays free.
        let https = match &problem {
            Some(_) => "http://proxy.invalid".to_owned(),
            None => proxies.https.clone(),
        };
        Self {
            tcp,
            proxies: Arc::new(
                Matcher::builder()
                    .https(https)
                    .no(proxies.no_proxy.clone())
                    .build(),
            ),
            problem,
            meter: None,
        }
    }

    /// The same, with what is read counted against `meter`.
    pub(crate) fn metered(&self, meter: Arc<Meter>) -> Self {
        Self {
            meter: Some(meter),
            ..self.clone()
        }
    }
}

type Failure = Box<dyn StdError + Send + Sync>;

impl Service<Uri> for Dial {
    type Response = Stream;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, Failure>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        self.tcp.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let meter = self.meter.clone();
        let mut tcp = self.tcp.clone();
        let proxy = self.proxies.intercept(&target);
        if let (Some(_), Some(problem)) = (&proxy, &self.problem) {
            let problem = problem.clone();
            return Box::pin(async move { Err(problem.into()) });
        }
        Box::pin(async move {
            let io = match proxy {
                Some(proxy) => {
                    let mut tunnel = Tunnel::new(proxy.uri().clone(), tcp);
                    if let Some(login) = proxy.basic_auth() {
                        tunnel = tunnel.with_auth(login.clone());
                    }
                    tunnel.call(target).await?
                }
                None => tcp.call(target).await?,
            };
            Ok(Stream { io, meter })
        })
    }
}

/// A connection that counts what it reads.
pub(crate) struct Stream {
    io: TokioIo<TcpStream>,
    meter: Option<Arc<Meter>>,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.io.connected()
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        // Without unsafe code the only way to see how much was read is a buffer of our own.
        let mut chunk = [0u8; 16 * 1024];
        let room = chunk.len().min(buffer.remaining());
        let mut own = hyper::rt::ReadBuf::new(&mut chunk[..room]);
        match Pin::new(&mut self.io).poll_read(context, own.unfilled()) {
            Poll::Ready(Ok(())) => {
                let read = own.filled();
                if let Some(meter) = &self.meter {
                    meter.read(read.len() as u64)?;
                }
                buffer.put_slice(read);
                Poll::Ready(Ok(()))
            }
            other => other,
        }
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meter_stops_at_its_limit_and_remembers() {
        let meter = Meter::new(10);
        assert!(meter.read(10).is_ok());
        assert!(!meter.ran_over());
        assert!(meter.read(1).is_err());
        assert!(meter.ran_over());
    }

    #[test]
    fn a_proxy_that_we_cannot_speak_to_is_named_without_its_login() {
        for (https, problem) in [
            ("", None),
            ("http://proxy.example.vn:3128", None),
            ("http://user:canary@proxy.example.vn:3128/", None),
            ("proxy.example.vn:3128", None),
            ("10.0.0.1", None),
            ("ftp://proxy.example.vn", Some("ftp://proxy.example.vn")),
            (
                "socks5h://user:canary@10.0.0.1:1080",
                Some("socks5h://10.0.0.1:1080"),
            ),
            ("https://user:c/anary@proxy:443/", Some("https://proxy:443")),
            ("http://", Some("http://")),
            ("http://[::1", Some("http://[::1")),
        ] {
            let proxies = Proxies {
                https: https.to_owned(),
                no_proxy: String::new(),
            };
            let found = proxies.problem().map(|problem| problem.to_string());
            assert_eq!(found.as_deref(), problem, "{https}");
        }
    }

    #[test]
    fn a_proxys_password_is_never_printed() {
        let proxies = Proxies {
            https: "http://user:canary@proxy:3128".to_owned(),
            no_proxy: "localhost".to_owned(),
        };
        assert!(!format!("{proxies:?}").contains("canary"));
    }
}
