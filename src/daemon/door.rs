//! Accepts connections from this machine: how many at a time, for how long, and for which host
//! name.
//!
//! Knows nothing of requests. A connection serves one request, so that a slow or silent client
//! occupies a place for a limited time only. Further clients wait in the system's queue, where they
//! cost the daemon no file descriptor.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use crate::http::is_this_machine;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::HOST;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::warn;

/// How many connections are served at a time, and how long each may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConnectionLimits {
    pub(super) connections: usize,
    pub(super) request: Duration,
}

impl ConnectionLimits {
    /// Enough for monitoring.
    pub(super) const HEALTH: Self = Self {
        connections: 32,
        request: Duration::from_secs(15),
    };
}

/// Serves until the task is dropped.
pub(super) async fn serve<F, A>(listener: TcpListener, limits: ConnectionLimits, answer: F)
where
    F: Fn(Request<Incoming>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(limits.connections));
    loop {
        let place = Arc::clone(&places).acquire_owned().await;
        let place = place.expect("nobody closes the semaphore");
        match listener.accept().await {
            Ok((stream, _)) => {
                let answer = answer.clone();
                tokio::spawn(async move {
                    // Clients that disconnect or never ask anything are not an error.
                    let _ = timeout(limits.request, converse(stream, answer)).await;
                    drop(place);
                });
            }
            Err(error) => {
                warn!(error = %error, "a question about health could not be taken");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn converse<F, A>(stream: TcpStream, answer: F) -> Result<(), hyper::Error>
where
    F: Fn(Request<Incoming>) -> A,
    A: Future<Output = Response<Full<Bytes>>>,
{
    let service = service_fn(|request: Request<Incoming>| {
        let answer = is_for_us(&request).then(|| answer(request));
        async move {
            Ok::<_, Infallible>(match answer {
                Some(answer) => answer.await,
                None => {
                    let mut refusal = Response::new(Full::new(Bytes::from("Host: localhost\n")));
                    *refusal.status_mut() = StatusCode::MISDIRECTED_REQUEST;
                    refusal
                }
            })
        }
    });
    http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

/// Whether the request is addressed to this machine. A hostile web page may resolve a name of its
/// own to 127.0.0.1 («DNS rebinding»). Browsers always send the name, so a request without one is
/// allowed.
fn is_for_us<B>(request: &Request<B>) -> bool {
    let named = request
        .headers()
        .get_all(HOST)
        .iter()
        .all(|host| host.to_str().is_ok_and(is_this_machine));
    let addressed = request.uri().authority();
    named && addressed.is_none_or(|authority| is_this_machine(authority.as_str()))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for (host, expected) in [
            ("localhost", true),
            ("LOCALHOST:9180", true),
            ("127.0.0.1:9180", true),
            ("127.0.0.1", true),
            ("[::1]:9180", true),
            ("[::1]", true),
            ("rebind.example.vn", false),
            ("rebind.example.vn:9180", false),
            ("localhost.example.vn", false),
            ("127.0.0.1.example.vn:9180", false),
            ("10.0.0.1", false),
            ("", false),
        ] {
            assert_eq!(is_this_machine(host), expected, "{host}");
            let request = Request::get("/healthz")
                .header(HOST, host)
                .body(())
                .unwrap();
            assert_eq!(is_for_us(&request), expected, "{host}");
        }
        assert!(is_for_us(&Request::get("/healthz").body(()).unwrap()));
        let absolute = Request::get("http://rebind.example.vn/healthz")
            .body(())
            .unwrap();
        assert!(!is_for_us(&absolute));
    }

    async fn ask(address: std::net::SocketAddr, host: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        // Ends because the server closes the connection after one answer.
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn half_requests_hold_a_place_for_a_while_only() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = ConnectionLimits {
            connections: 4,
            request: Duration::from_millis(200),
        };
        let answer = |_| async { Response::new(Full::new(Bytes::from("well\n"))) };
        let door = tokio::spawn(serve(listener, limits, answer));
        let mut half = Vec::new();
        for _ in 0..12 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
            half.push(stream);
        }
        // Served after all of them, three rounds later.
        assert!(ask(address, "localhost").await.ends_with("well\n"));
        for mut stream in half {
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
            assert!(!rest.ends_with(b"well\n"));
        }
        let refused = ask(address, "rebind.example.vn").await;
        assert!(refused.starts_with("HTTP/1.1 421"), "{refused}");
        door.abort();
    }
}
