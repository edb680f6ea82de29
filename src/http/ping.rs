//! A request whose answer does not matter: tells a monitoring service that the daemon is alive.

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use crate::http::{Http, RequestLimits, Trouble};

/// Makes one request, with the proxies and root certificates that are used for sources.
///
/// # Errors
/// Why it failed, in a few words.
pub(crate) async fn ping(http: &Http, url: &Url, patience: Duration) -> Result<(), String> {
    let limits = RequestLimits {
        head: patience,
        stall: patience,
        until: Instant::now() + patience,
        bytes: 64 << 10,
    };
    match http.get(url, &[], limits).await {
        Ok(answer) if answer.status < 400 => Ok(()),
        Ok(answer) => Err(format!("HTTP {}", answer.status)),
        Err(Trouble::Unreachable(_)) => Err("unreachable".to_owned()),
        Err(Trouble::Certificate(_)) => Err("certificate".to_owned()),
        Err(Trouble::Proxy(_) | Trouble::ProxyAddress(_)) => Err("proxy".to_owned()),
        Err(Trouble::CutShort) => Err("cut short".to_owned()),
        Err(Trouble::TimedOut) => Err("timed out".to_owned()),
        // The server accepted it; the size of its answer does not matter.
        Err(Trouble::TooLarge) => Ok(()),
    }
}
