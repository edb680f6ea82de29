//! Opens connections, directly or through the proxy named in the environment.
//!
//! Knows only TCP and the CONNECT method of HTTP. Every connection counts the bytes it reads,
//! because a caller that reads a whole body at once (the Sheets hub) cannot stop one that is too
//! large.

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

/// The proxies named in the environment (`HTTPS_PROXY`, or else `ALL_PROXY`; `NO_PROXY`). If a
/// proxy cannot be used, connections that need it are refused and not made directly: whoever
/// configured it does not want it to be bypassed.
///
/// Plain http is used only with this machine and the metadata server, so no proxy is used for it.
#[derive(Clone, Default)]
pub struct Proxies {
    /// Such as `http://user:password@proxy:3128`; empty for none.
    pub https: String,
    /// Hosts to be reached directly, separated by commas.
    pub no_proxy: String,
}

impl std::fmt::Debug for Proxies {
    /// Does not print the address, which may contain a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Proxies")
            .field("https", &!self.https.is_empty())
            .field("no_proxy", &self.no_proxy)
            .finish()
    }
}

impl Proxies {
    /// The address, without login, of a proxy whose protocol we do not support.
    pub fn unusable(&self) -> Option<String> {
        self.problem().map(|unusable| unusable.0)
    }

    /// Why the proxy cannot be used: its protocol is not supported. The address is given without
    /// its login.
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

/// A proxy whose protocol we do not support; its address without a login.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct UnusableProxy(String);

/// How many bytes connections may still read; each request gets a new meter.
#[derive(Debug)]
pub(crate) struct Meter {
    left: AtomicU64,
    over: AtomicBool,
}

impl Meter {
    /// A meter that allows this many bytes.
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

/// Opens connections; clones share the meter.
#[derive(Clone)]
pub(crate) struct Dial {
    tcp: HttpConnector,
    proxies: Arc<Matcher>,
    /// Why the proxies cannot be used, if so.
    problem: Option<UnusableProxy>,
    meter: Option<Arc<Meter>>,
}

impl Dial {
    /// Connects directly or through `proxies`; fails if a connection takes longer than `patience`.
    pub(crate) fn new(proxies: &Proxies, patience: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(patience));
        let problem = proxies.problem();
        // A placeholder for an unusable proxy, so that hosts in NO_PROXY can still be reached.
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

    /// Returns the same, counting against `meter`.
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

/// A connection that counts the bytes it reads.
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
        // A buffer of our own is the only way, without unsafe code, to see how much was read.
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
