//! A web server on this machine that gives every request one answer.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

/// Starts it, and gives its base address. It ends with the tests.
pub(crate) fn answering(status: &str, kind: &str, body: &[u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it has one").port();
    let mut answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(body);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 8192];
            // A caller that hangs up early is served as well as can be.
            let _ = stream.read(&mut request);
            let _ = stream.write_all(&answer);
        }
    });
    format!("http://127.0.0.1:{port}/")
}
