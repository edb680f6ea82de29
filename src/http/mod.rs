//! A single HTTP request and what can go wrong with it, without knowledge of any service.
//!
//! Handles TLS, time limits and size limits; follows no redirects and retries nothing.

mod dial;
mod gzip;
pub(crate) mod ping;
pub(crate) mod retry;

use std::error::Error as StdError;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::{Body as _, Bytes};
use hyper::header::{CONTENT_ENCODING, HeaderMap, USER_AGENT};
use hyper::{Request, Response};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use crate::http::dial::{Dial, UnusableProxy};
use crate::http::gzip::Arriving;
use crate::regular;

pub use crate::http::dial::Proxies;
pub use crate::http::retry::RetryPolicy;

pub(crate) use crate::http::dial::Meter;

/// Opens connections for every client.
pub(crate) type Connector = HttpsConnector<Dial>;

/// Whether the value of a `Host` header means this machine.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The value of `User-Agent`. Google compresses answers only if both `Accept-Encoding` and this
/// contain «gzip» («Improve performance», Sheets API guide).
pub(crate) const AGENT: &str = concat!("cnscd/", env!("CARGO_PKG_VERSION"), " (gzip)");

/// Opens connections and makes requests. The machine's root certificates are read when the first
/// connection needs them, so campaigns of files on disk never read them.
pub(crate) struct Http {
    dial: Dial,
    /// The certificates in `ca_file`.
    own: Vec<CertificateDer<'static>>,
    tls_client: OnceLock<TlsClient>,
}

/// What is needed to open connections.
struct TlsClient {
    tls: ClientConfig,
    client: Client<Connector, Empty<Bytes>>,
    /// Whether there are any root certificates.
    has_roots: bool,
}

/// Bytes per second below which a body is given up, since repeating the request is more promising.
const SLOWEST: u64 = 1024;

/// The limits of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestLimits {
    /// How long to wait for the head of the answer.
    pub head: Duration,
    /// How long to wait between two pieces of the body.
    pub stall: Duration,
    /// When the whole answer must have arrived.
    pub until: Instant,
    /// The largest body in bytes, after decompression.
    pub bytes: u64,
}

/// A complete answer.
#[derive(Clone, Debug)]
pub(crate) struct WholeResponse {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The complete body, decompressed.
    pub body: Vec<u8>,
}

/// Why there is no complete answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No connection, or it was reset before the head.
    Unreachable(String),
    /// The server's certificate is not accepted.
    Certificate(String),
    /// The proxy refuses the connection.
    Proxy(String),
    /// The environment names a proxy whose protocol we do not support.
    ProxyAddress(String),
    /// The body was cut off.
    CutShort,
    /// A time limit was exceeded.
    TimedOut,
    /// The body has more than [`RequestLimits::bytes`].
    TooLarge,
}

/// A file with root certificates that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the CA file {path}: {detail}")]
pub(crate) struct UnusableCaFile {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub detail: String,
}

impl WholeResponse {
    /// The value of a header, if it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Http {
    /// Trusts this machine's root certificates and those in `ca_file`.
    ///
    /// # Errors
    /// If the CA file cannot be used.
    pub(crate) fn new(
        ca_file: Option<&Path>,
        proxies: &Proxies,
        connect: Duration,
    ) -> Result<Self, UnusableCaFile> {
        Ok(Self {
            dial: Dial::new(proxies, connect),
            own: ca_file.map(certificates).transpose()?.unwrap_or_default(),
            tls_client: OnceLock::new(),
        })
    }

    /// Whether there are root certificates: the machine has some, or a CA file is configured.
    pub(crate) fn has_roots(&self) -> bool {
        self.tls_client().has_roots
    }

    fn tls_client(&self) -> &TlsClient {
        self.tls_client
            .get_or_init(|| TlsClient::new(&self.own, &self.dial))
    }

    /// Opens connections for a client of another library.
    pub(crate) fn connector(&self) -> Connector {
        connector(&self.tls_client().tls, self.dial.clone())
    }

    /// Does the same, and counts what is read.
    pub(crate) fn metered(&self, meter: Arc<Meter>) -> Connector {
        connector(&self.tls_client().tls, self.dial.metered(meter))
    }

    /// Makes one request and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// If there is no complete answer within the limits.
    pub(crate) async fn get(
        &self,
        url: &Url,
        headers: &[(&str, String)],
        limits: RequestLimits,
    ) -> Result<WholeResponse, Trouble> {
        let mut request = Request::get(url.as_str()).header(USER_AGENT, AGENT);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request
            .body(Empty::new())
            .map_err(|error| Trouble::Unreachable(error.to_string()))?;
        let head = limits
            .head
            .min(limits.until.saturating_duration_since(Instant::now()));
        let response = timeout(head, self.tls_client().client.request(request))
            .await
            .map_err(|_| Trouble::TimedOut)?
            .map_err(|error| trouble(&error))?;
        timeout_at(limits.until, whole(response, limits))
            .await
            .map_err(|_| Trouble::TimedOut)?
    }
}

impl TlsClient {
    fn new(own: &[CertificateDer<'static>], dial: &Dial) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(own.iter().cloned());
        let has_roots = !roots.is_empty();
        let tls =
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("ring knows the default protocol versions")
                .with_root_certificates(roots)
                .with_no_client_auth();
        let client = Client::builder(TokioExecutor::new()).build(connector(&tls, dial.clone()));
        Self {
            tls,
            client,
            has_roots,
        }
    }
}

/// The certificates in a CA file; each must be valid.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, UnusableCaFile> {
    let refused = |detail: String| UnusableCaFile {
        path: path.to_owned(),
        detail,
    };
    let (bytes, _) = regular::bytes(path).map_err(|error| refused(error.to_string()))?;
    let certificates = CertificateDer::pem_slice_iter(&bytes)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| refused(error.to_string()))?;
    if certificates.is_empty() {
        return Err(refused("no PEM certificate".to_owned()));
    }
    let mut trusted = RootCertStore::empty();
    for certificate in &certificates {
        trusted
            .add(certificate.clone())
            .map_err(|error| refused(error.to_string()))?;
    }
    Ok(certificates)
}

fn connector(tls: &ClientConfig, dial: Dial) -> Connector {
    HttpsConnectorBuilder::new()
        .with_tls_config(tls.clone())
        .https_or_http()
        .enable_http1()
        .wrap_connector(dial)
}

async fn whole(
    response: Response<hyper::body::Incoming>,
    limits: RequestLimits,
) -> Result<WholeResponse, Trouble> {
    let (head, mut incoming) = response.into_parts();
    let announced = incoming.size_hint().exact().unwrap_or_default();
    if announced > limits.bytes {
        return Err(Trouble::TooLarge);
    }
    let encoding = head.headers.get(CONTENT_ENCODING);
    let encoding = encoding.and_then(|name| name.to_str().ok());
    let mut body = Arriving::new(encoding, announced, limits.bytes);
    let mut arrived: u64 = 0;
    let started = Instant::now();
    loop {
        let Some(frame) = timeout(limits.stall, incoming.frame())
            .await
            .map_err(|_| Trouble::TimedOut)?
        else {
            return Ok(WholeResponse {
                status: head.status.as_u16(),
                headers: head.headers,
                body: body.whole(arrived)?,
            });
        };
        let frame = frame.map_err(|_| Trouble::CutShort)?;
        if let Ok(piece) = frame.into_data() {
            arrived += piece.len() as u64;
            body.take(&piece)?;
        }
        let took = started.elapsed();
        if took > limits.stall && arrived < took.as_secs() * SLOWEST {
            return Err(Trouble::TimedOut);
        }
    }
}

/// Why a request was not answered.
pub(crate) fn trouble(error: &hyper_util::client::legacy::Error) -> Trouble {
    let mut innermost = String::new();
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        if error.is::<rustls::Error>() {
            return Trouble::Certificate(error.to_string());
        }
        if error.is::<UnusableProxy>() {
            return Trouble::ProxyAddress(error.to_string());
        }
        let text = error.to_string();
        if text.starts_with("tunnel error: ") && !text.contains("underlying connection") {
            return Trouble::Proxy(text);
        }
        if !text.is_empty() {
            innermost = text;
        }
        // An io::Error does not return what it wraps from `source`.
        next = match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    Trouble::Unreachable(innermost)
}
