//! One question whose answer is of no interest: the monitoring service is told that we live.

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use crate::http::{Http, RequestLimits, Trouble};

/// Asks once, through the proxies and with the roots that sources are fetched with.
///
/// # Errors
/// What kept it from being taken, in a word.
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
        // It was taken; what it says is of no interest.
        Err(Trouble::TooLarge) => Ok(()),
    }
}
