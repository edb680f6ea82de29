//! Accepts connections: how many at a time, for how long, and which is closed when there are too
//! many.
//!
//! Knows nothing of requests. It waits 15 s for the rest of a request's head, and as long for a
//! client that does not read its answer. If all places are taken, the connection that has been idle
//! for the longest time is closed, so that slow or hostile clients block nobody.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio::time::{Instant, Sleep, sleep, sleep_until};
use tower_service::Service;
use tracing::warn;

/// The largest head of a request in bytes; hyper accepts no limit below 8 KiB.
const HEAD: usize = 16 << 10;
/// The most header lines.
const HEADERS: usize = 64;

/// How many connections are served at a time, and how long each step may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct ServerLimits {
    pub(super) connections: usize,
    pub(super) step: Duration,
}

impl ServerLimits {
    /// Enough for a department.
    pub(super) const PAGE: Self = Self {
        connections: 256,
        step: Duration::from_secs(15),
    };
}

/// The address of the client.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Serves until the task is dropped.
pub(super) async fn serve(listener: TcpListener, limits: ServerLimits, router: Router) {
    let connections = ClientConnections::new(limits.connections);
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                connections.make_room().await;
                let busy = Arc::new(AtomicUsize::new(0));
                let talk = converse(stream, address, limits, router.clone(), Arc::clone(&busy));
                connections.add(tokio::spawn(talk).abort_handle(), busy);
            }
            Err(error) => {
                warn!(%error, "a connection to the page could not be taken");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn converse(
    stream: TcpStream,
    address: SocketAddr,
    limits: ServerLimits,
    router: Router,
    busy: Arc<AtomicUsize>,
) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(Peer(address));
        let answering = router.clone().call(request);
        let working = Working::new(&busy);
        async move {
            let answer = answering.await;
            drop(working);
            answer
        }
    });
    // Clients that disconnect or never ask anything are not an error.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.step)
        .max_buf_size(HEAD)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(Patient::new(stream, limits.step)), service)
        .await;
}

/// The connections, oldest first.
struct ClientConnections {
    most: usize,
    open: Mutex<VecDeque<ClientConnection>>,
}

struct ClientConnection {
    handle: AbortHandle,
    /// Number of its requests that are being answered.
    busy: Arc<AtomicUsize>,
}

impl ClientConnections {
    fn new(most: usize) -> Self {
        Self {
            most,
            open: Mutex::default(),
        }
    }

    fn add(&self, handle: AbortHandle, busy: Arc<AtomicUsize>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.push_back(ClientConnection { handle, busy });
    }

    /// Waits until there is a place, closing the connection that has been idle for the longest
    /// time.
    async fn make_room(&self) {
        while !self.has_room() {
            sleep(Duration::from_millis(20)).await;
        }
    }

    fn has_room(&self) -> bool {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|connection| !connection.handle.is_finished());
        if open.len() < self.most {
            return true;
        }
        let idle = |connection: &ClientConnection| connection.busy.load(Ordering::Relaxed) == 0;
        match open.iter().position(idle) {
            Some(place) => {
                if let Some(connection) = open.remove(place) {
                    connection.handle.abort();
                }
                true
            }
            None => false,
        }
    }
}

/// A request that is being answered; counted until it is dropped.
struct Working(Arc<AtomicUsize>);

impl Working {
    fn new(busy: &Arc<AtomicUsize>) -> Self {
        busy.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(busy))
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A stream that fails if the client does not take what is written within a time.
struct Patient {
    stream: TcpStream,
    step: Duration,
    /// When waiting for the client to take the current data ends.
    until: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn new(stream: TcpStream, step: Duration) -> Self {
        Self {
            stream,
            step,
            until: None,
        }
    }

    fn wait<T>(
        &mut self,
        context: &mut Context<'_>,
        came: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if came.is_ready() {
            self.until = None;
            return came;
        }
        let step = self.step;
        let until = self
            .until
            .get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + step)));
        ready!(until.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let came = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.wait(context, came)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let came = Pin::new(&mut self.stream).poll_flush(context);
        self.wait(context, came)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn ask(address: SocketAddr) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn half_requests_hold_up_nobody() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = ServerLimits {
            connections: 4,
            step: Duration::from_secs(60),
        };
        let router = Router::new().route("/", get(|| async { "well" }));
        let served = tokio::spawn(serve(listener, limits, router));
        let mut half = Vec::new();
        for _ in 0..12 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
            half.push(stream);
        }
        assert!(ask(address).await.ends_with("well"));
        served.abort();
    }

    #[tokio::test]
    async fn a_long_head_and_one_that_never_ends_are_refused() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = ServerLimits {
            connections: 4,
            step: Duration::from_millis(200),
        };
        let router = Router::new().route("/", get(|| async { "well" }));
        let served = tokio::spawn(serve(listener, limits, router));
        let mut stream = TcpStream::connect(address).await.unwrap();
        let long = format!("GET / HTTP/1.1\r\nCookie: {}\r\n", "a".repeat(20 << 10));
        stream.write_all(long.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        assert!(!rest.starts_with(b"HTTP/1.1 200"));
        served.abort();
    }
}
