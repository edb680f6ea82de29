//! The connection below SMTP, with two protections that lettre 0.11 lacks.
//!
//! lettre reads ahead: whatever a server, or an attacker on the network, sends in plain text after
//! the «220» to STARTTLS would be taken for an answer inside TLS (CVE-2021-38371 is this fault in
//! another program). Here lettre gets one line at a time while the connection is plain, and TLS
//! does not start while anything is unread. lettre also reads lines of any length into memory; here
//! the connection ends if an answer is too long.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// How many bytes a server may send between two of our commands, TLS handshakes included.
const ANSWER: usize = 256 * 1024;
/// The command that asks for TLS (RFC 3207, section 4).
const STARTTLS: &[u8] = b"STARTTLS\r\n";

/// A connection that is plain until TLS starts on it.
#[derive(Debug)]
pub(super) struct SmtpStream {
    stream: TcpStream,
    /// Bytes that were read but not given to lettre yet; used only while plain.
    unread: Vec<u8>,
    given: usize,
    /// The last bytes written since something was read.
    said: Vec<u8>,
    phase: Phase,
    /// Bytes read since something was written.
    answered: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Plain,
    /// The server agreed to start TLS: the next bytes written belong to it.
    Upgrading,
    Tls,
}

impl SmtpStream {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            unread: Vec::new(),
            given: 0,
            said: Vec::new(),
            phase: Phase::Plain,
            answered: 0,
        }
    }

    fn count(&mut self, read: usize) -> io::Result<()> {
        if self.said == STARTTLS {
            self.phase = Phase::Upgrading;
        }
        self.said.clear();
        self.answered += read;
        if self.answered > ANSWER {
            return Err(io::Error::other("the server's answer does not end"));
        }
        Ok(())
    }

    /// Reads more, if everything read before was given to lettre.
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.given < self.unread.len() {
            return Poll::Ready(Ok(()));
        }
        let mut piece = [0; 4096];
        let mut own = ReadBuf::new(&mut piece);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut own))?;
        self.unread.clear();
        self.given = 0;
        self.unread.extend_from_slice(own.filled());
        Poll::Ready(self.count(own.filled().len()))
    }
}

impl AsyncRead for SmtpStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.phase == Phase::Tls {
            let before = buffer.filled().len();
            ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
            return Poll::Ready(self.count(buffer.filled().len() - before));
        }
        ready!(self.poll_fill(context))?;
        let waiting = &self.unread[self.given..];
        let line = memchr::memchr(b'\n', waiting).map_or(waiting.len(), |end| end + 1);
        let length = line.min(buffer.remaining());
        buffer.put_slice(&waiting[..length]);
        self.given += length;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for SmtpStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.phase == Phase::Upgrading {
            if self.given < self.unread.len() {
                return Poll::Ready(Err(io::Error::other(
                    "the server answered in clear before TLS began",
                )));
            }
            self.phase = Phase::Tls;
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.answered = 0;
        if self.phase == Phase::Plain {
            // One byte longer than the command, so that a longer line which ends like it does not
            // match.
            let room = (STARTTLS.len() + 1).saturating_sub(self.said.len());
            self.said.extend_from_slice(&bytes[..written.min(room)]);
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl AsyncTokioStream for SmtpStream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Our end and the server's end of a connection.
    async fn pair() -> (SmtpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let ours = TcpStream::connect(address).await.unwrap();
        (SmtpStream::new(ours), listener.accept().await.unwrap().0)
    }

    async fn read(stream: &mut SmtpStream) -> String {
        let mut piece = [0; 1024];
        let length = stream.read(&mut piece).await.unwrap();
        String::from_utf8_lossy(&piece[..length]).into_owned()
    }

    #[tokio::test]
    async fn one_line_is_given_at_a_time() {
        let (mut stream, mut server) = pair().await;
        server
            .write_all(b"250-one\r\n250 two\r\nthree")
            .await
            .unwrap();
        assert_eq!(read(&mut stream).await, "250-one\r\n");
        assert_eq!(read(&mut stream).await, "250 two\r\n");
        assert_eq!(read(&mut stream).await, "three");
    }

    #[tokio::test]
    async fn tls_does_not_begin_behind_what_was_said_in_clear() {
        for (answer, begins) in [
            ("220 ready\r\n", true),
            ("220 ready\r\n250 AUTH PLAIN\r\n", false),
            ("220 ready\r\nx", false),
        ] {
            let (mut stream, mut server) = pair().await;
            stream.write_all(STARTTLS).await.unwrap();
            server.write_all(answer.as_bytes()).await.unwrap();
            assert_eq!(read(&mut stream).await, "220 ready\r\n");
            let begun = stream.write_all(b"\x16\x03\x01").await;
            assert_eq!(begun.is_ok(), begins, "{answer:?}");
        }
    }

    #[tokio::test]
    async fn an_answer_without_an_end_is_given_up() {
        let (mut stream, mut server) = pair().await;
        let endless = tokio::spawn(async move {
            let piece = [b'x'; 4096];
            while server.write_all(&piece).await.is_ok() {}
        });
        let mut taken = 0;
        let mut piece = [0; 4096];
        let error = loop {
            match stream.read(&mut piece).await {
                Ok(length) => taken += length,
                Err(error) => break error,
            }
        };
        assert!(taken <= ANSWER, "{taken}");
        assert!(error.to_string().contains("does not end"), "{error}");
        drop(stream);
        endless.await.unwrap();
    }
}
