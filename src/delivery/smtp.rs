//! One conversation with a mail server, command by command, so that it is always known whether the
//! server may have accepted the message.
//!
//! Before the text of a message is sent, nothing was handed over. Between the dot that ends the
//! text and the server's answer, nobody can tell. lettre's transports hide this point, so its
//! connection is used directly. One connection serves a batch; there is no pool.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;

use super::smtp_stream::SmtpStream;
use super::{Delivered, DeliveryError};
use crate::locale::Sentence;
use crate::regular;
use crate::store::{DueMail, StoreError};

/// The settings of a mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Name or address of the server; its certificate must be valid for this name.
    pub host: String,
    /// The port: usually 587 with STARTTLS, 465 with TLS, 25 on this machine.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// User and password, if the server requires a login.
    pub login: Option<(String, SecretString)>,
    /// A PEM file with the CA that signed the server's certificate, if the system does not know it.
    pub ca_file: Option<PathBuf>,
    /// The limit for each step; ten times as long after the text, because a server may scan it
    /// first.
    pub timeout: Duration,
}

/// How a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Plain at first, then upgraded to TLS; a server that does not offer this is refused.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Not at all; allowed only to this machine.
    None,
}

/// What a probe found out, up to the recipient, without sending mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Whether the connection is encrypted.
    pub encrypted: bool,
    /// Whether the server accepted a login.
    pub logged_in: bool,
    /// The server's refusal of the recipient, if it refused.
    pub recipient_refused: Option<Sentence>,
    /// The largest mail in bytes that the server accepts, if it says so (SIZE, RFC 1870).
    pub largest: Option<u64>,
}

/// Talks to the server as far as naming a recipient, then leaves.
pub async fn probe(settings: &Smtp, from: &str, to: &str) -> Result<Probe, DeliveryError> {
    let mut session = Session::open(settings).await?;
    let recipient_refused = match session.address(from, to, &[]).await? {
        Addressed::Yes => None,
        Addressed::No(Delivered::Refused(answer) | Delivered::Later(answer)) => {
            Some(Sentence::restored(&answer))
        }
        Addressed::No(Delivered::Sent | Delivered::Uncertain(_)) => None,
    };
    let largest = session.largest().await;
    let probe = Probe {
        encrypted: session
            .connection
            .as_ref()
            .is_some_and(AsyncSmtpConnection::is_encrypted),
        logged_in: settings.login.is_some(),
        recipient_refused,
        largest,
    };
    session.close().await;
    Ok(probe)
}

/// A connection with login, which is made again when it is lost.
pub(crate) struct Session {
    settings: Smtp,
    connection: Option<AsyncSmtpConnection>,
}

enum Addressed {
    Yes,
    No(Delivered),
}

/// Why a step got no answer.
enum Trouble {
    Smtp(SmtpError),
    TimedOut,
}

impl Session {
    pub(super) async fn open(settings: &Smtp) -> Result<Self, DeliveryError> {
        Ok(Self {
            settings: settings.clone(),
            connection: Some(connect(settings).await?),
        })
    }

    pub(super) async fn deliver(
        &mut self,
        mail: &DueMail,
        bytes: &[u8],
        before_text: impl Future<Output = Result<(), StoreError>> + Send,
    ) -> Result<Delivered, DeliveryError> {
        match self.address(&mail.from, &mail.to, bytes).await? {
            Addressed::Yes => {}
            Addressed::No(delivered) => return Ok(delivered),
        }
        let timeout = self.settings.timeout;
        let connection = self.connected().await?;
        if let Err(trouble) = step(timeout, connection.command(Data)).await {
            return Ok(self.certainly_not(trouble).await);
        }
        before_text.await?;
        Ok(self.hand_over(bytes).await)
    }

    /// Names sender and recipient. An error about the sender concerns every mail.
    async fn address(
        &mut self,
        from: &str,
        to: &str,
        bytes: &[u8],
    ) -> Result<Addressed, DeliveryError> {
        let server = self.settings.server();
        let sender: Address = from.parse().map_err(|_| DeliveryError::Sender {
            server: server.clone(),
            from: from.to_owned(),
            cause: Sentence::new("delivery-not-address"),
        })?;
        let Ok(recipient) = to.parse::<Address>() else {
            let answer = Sentence::new("delivery-no-address").with("to", to);
            return Ok(Addressed::No(Delivered::Refused(answer.kept())));
        };
        let timeout = self.settings.timeout;
        let connection = self.connected().await?;
        let mut parameters = Vec::new();
        if !to.is_ascii() || !from.is_ascii() {
            if !connection
                .server_info()
                .supports_feature(Extension::SmtpUtfEight)
            {
                let answer = Sentence::new("delivery-no-marks");
                return Ok(Addressed::No(Delivered::Refused(answer.kept())));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let named = step(
            timeout,
            connection.command(Mail::new(Some(sender), parameters)),
        )
        .await;
        if let Err(trouble) = named {
            return match trouble {
                // 552 is about the size of this message (RFC 5321, section 4.2.3).
                Trouble::Smtp(error) if error.is_permanent() && code(&error) != Some(552) => {
                    self.hang_up().await;
                    Err(DeliveryError::Sender {
                        server,
                        from: from.to_owned(),
                        cause: Sentence::foreign(answer(&error)),
                    })
                }
                other => Ok(Addressed::No(self.certainly_not(other).await)),
            };
        }
        match step(timeout, connection.command(Rcpt::new(recipient, vec![]))).await {
            Ok(_) => Ok(Addressed::Yes),
            Err(trouble) => Ok(Addressed::No(self.certainly_not(trouble).await)),
        }
    }

    /// Sends the text and the final dot, and waits for the server's answer.
    async fn hand_over(&mut self, bytes: &[u8]) -> Delivered {
        // The final dot comes with a line end of its own in front.
        let text = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let is_whole = AtomicBool::new(false);
        let pieces = text
            .chunks(64 * 1024)
            .map(Some)
            .chain(std::iter::from_fn(|| {
                // Asked for data after the last piece: the dot is sent next.
                is_whole.store(true, Ordering::Relaxed);
                None
            }))
            .flatten();
        let timeout = self.settings.timeout * 10;
        let Some(connection) = self.connection.as_mut() else {
            return Delivered::Later(Sentence::new("delivery-no-answer").kept());
        };
        let trouble = match step(timeout, connection.message_iter(pieces)).await {
            Ok(_) => return Delivered::Sent,
            Err(trouble) => trouble,
        };
        let is_answer = matches!(&trouble, Trouble::Smtp(error) if code(error).is_some());
        if is_answer || !is_whole.load(Ordering::Relaxed) {
            return self.certainly_not(trouble).await;
        }
        self.hang_up().await;
        Delivered::Uncertain(trouble.kept())
    }

    /// Handles a refusal before or after the text. The connection is made ready for the next mail,
    /// or closed.
    async fn certainly_not(&mut self, trouble: Trouble) -> Delivered {
        let text = trouble.kept();
        let Trouble::Smtp(error) = trouble else {
            self.hang_up().await;
            return Delivered::Later(text);
        };
        let timeout = self.settings.timeout;
        match (code(&error), self.connection.as_mut()) {
            // 421 closes the connection (RFC 5321, section 3.8).
            (Some(code), Some(connection)) if code != 421 => {
                if step(timeout, connection.command(Rset)).await.is_err() {
                    self.hang_up().await;
                }
            }
            _ => self.hang_up().await,
        }
        if error.is_permanent() {
            Delivered::Refused(text)
        } else {
            Delivered::Later(text)
        }
    }

    /// The largest mail that the server accepts, in bytes; `None` if it states no limit.
    async fn largest(&mut self) -> Option<u64> {
        let timeout = self.settings.timeout;
        let connection = self.connection.as_mut()?;
        let lines = extensions(connection, timeout, &ClientId::default()).await;
        let size = lines.iter().find_map(|line| {
            let (name, size) = line.split_once(' ')?;
            name.eq_ignore_ascii_case("SIZE")
                .then(|| size.trim().parse().ok())?
        });
        size.filter(|size| *size > 0)
    }

    async fn connected(&mut self) -> Result<&mut AsyncSmtpConnection, DeliveryError> {
        if self.connection.is_none() {
            self.connection = Some(connect(&self.settings).await?);
        }
        Ok(self.connection.as_mut().expect("made just now"))
    }

    async fn hang_up(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // Whether the server gets this does not matter any more.
            let _ = tokio::time::timeout(Duration::from_secs(1), connection.abort()).await;
        }
    }

    pub(super) async fn close(mut self) {
        if let Some(connection) = self.connection.as_mut() {
            let _ = step(self.settings.timeout, connection.quit()).await;
        }
        self.hang_up().await;
    }
}

/// Connects, encrypts the connection and logs in.
async fn connect(settings: &Smtp) -> Result<AsyncSmtpConnection, DeliveryError> {
    if settings.security == Security::None && !is_loopback(&settings.host) {
        return Err(DeliveryError::NotLoopback {
            server: settings.server(),
        });
    }
    let hello = ClientId::default();
    let mut connection = match settings.security {
        Security::Tls => connect_tls(settings, &hello).await?,
        Security::Starttls | Security::None => connect_plain(settings, &hello).await?,
    };
    if settings.security == Security::Starttls {
        if !connection.can_starttls() {
            return Err(DeliveryError::Tls {
                server: settings.server(),
                cause: Sentence::new("delivery-no-starttls"),
            });
        }
        step(
            settings.timeout,
            connection.starttls(settings.tls()?, &hello),
        )
        .await
        .map_err(|trouble| settings.no_tls(&trouble))?;
    }
    if let Some((name, password)) = &settings.login {
        let credentials = Credentials::new(name.clone(), password.expose_secret().to_owned());
        log_in(&mut connection, settings, &hello, &credentials).await?;
    }
    Ok(connection)
}

async fn log_in(
    connection: &mut AsyncSmtpConnection,
    settings: &Smtp,
    hello: &ClientId,
    credentials: &Credentials,
) -> Result<(), DeliveryError> {
    let mechanisms = [Mechanism::Plain, Mechanism::Login];
    if connection
        .server_info()
        .get_auth_mechanism(&mechanisms)
        .is_none()
    {
        return Err(DeliveryError::NoLogin {
            server: settings.server(),
            offered: offered(connection, settings, hello).await,
        });
    }
    step(settings.timeout, connection.auth(&mechanisms, credentials))
        .await
        .map_err(|trouble| match &trouble {
            Trouble::Smtp(error) if code(error).is_some() || error.is_client() => {
                DeliveryError::Login {
                    server: settings.server(),
                    cause: trouble.sentence(),
                }
            }
            _ => settings.unreachable(&trouble),
        })?;
    Ok(())
}

/// The login methods in the server's own words, or `none`. Asked for again, because lettre keeps
/// only those that it knows.
async fn offered(
    connection: &mut AsyncSmtpConnection,
    settings: &Smtp,
    hello: &ClientId,
) -> String {
    let mut lines = extensions(connection, settings.timeout, hello).await;
    lines.retain(|line| {
        let start = line.get(..5).unwrap_or(line).to_ascii_uppercase();
        start == "AUTH" || start == "AUTH " || start == "AUTH="
    });
    match lines[..] {
        [] => "none".to_owned(),
        _ => lines.join(", "),
    }
}

/// Every line of the server's answer to EHLO; empty if it does not answer.
async fn extensions(
    connection: &mut AsyncSmtpConnection,
    timeout: Duration,
    hello: &ClientId,
) -> Vec<String> {
    let asked = connection.command(Ehlo::new(hello.clone()));
    let answer = step(timeout, asked).await;
    answer.map_or_else(
        |_| Vec::new(),
        |answer| answer.message().map(str::to_owned).collect(),
    )
}

async fn connect_tls(
    settings: &Smtp,
    hello: &ClientId,
) -> Result<AsyncSmtpConnection, DeliveryError> {
    let connecting = AsyncSmtpConnection::connect_tokio1(
        (settings.host.as_str(), settings.port),
        Some(settings.timeout),
        hello,
        Some(settings.tls()?),
        None,
    );
    step(settings.timeout, connecting)
        .await
        .map_err(|trouble| match &trouble {
            Trouble::Smtp(error) if is_about_tls(error) => settings.no_tls(&trouble),
            _ => settings.not_greeted(&trouble),
        })
}

/// Connects with TCP_NODELAY. lettre sends the dot in a packet of its own, which Nagle's algorithm
/// would delay until the text before it is acknowledged: 40 ms in which the state of the mail is
/// unknown.
async fn connect_plain(
    settings: &Smtp,
    hello: &ClientId,
) -> Result<AsyncSmtpConnection, DeliveryError> {
    let unreachable = |cause: String| DeliveryError::Unreachable {
        server: settings.server(),
        cause: Sentence::foreign(cause),
    };
    let connecting = TcpStream::connect((settings.host.as_str(), settings.port));
    let stream = tokio::time::timeout(settings.timeout, connecting)
        .await
        .map_err(|_| settings.unreachable(&Trouble::TimedOut))?
        .map_err(|error| unreachable(error.to_string()))?;
    stream
        .set_nodelay(true)
        .map_err(|error| unreachable(error.to_string()))?;
    let greeting =
        AsyncSmtpConnection::connect_with_transport(Box::new(SmtpStream::new(stream)), hello);
    step(settings.timeout, greeting)
        .await
        .map_err(|trouble| settings.not_greeted(&trouble))
}

impl Smtp {
    fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    fn tls(&self) -> Result<TlsParameters, DeliveryError> {
        let mut builder = TlsParameters::builder(self.host.clone());
        if let Some(path) = &self.ca_file {
            let unusable = |cause: String| DeliveryError::CaFile {
                path: path.clone(),
                cause,
            };
            let (pem, _) = regular::bytes(path).map_err(|error| unusable(error.to_string()))?;
            let certificate =
                Certificate::from_pem(&pem).map_err(|error| unusable(error.to_string()))?;
            builder = builder
                .certificate_store(CertificateStore::None)
                .add_root_certificate(certificate);
        }
        builder.build_rustls().map_err(|error| DeliveryError::Tls {
            server: self.server(),
            cause: Sentence::foreign(error.to_string()),
        })
    }

    fn unreachable(&self, trouble: &Trouble) -> DeliveryError {
        DeliveryError::Unreachable {
            server: self.server(),
            cause: trouble.sentence(),
        }
    }

    /// The error for a server that refuses the session: it was reached, so host and firewall are
    /// right.
    fn not_greeted(&self, trouble: &Trouble) -> DeliveryError {
        match trouble {
            Trouble::Smtp(error) if error.is_permanent() => DeliveryError::Barred {
                server: self.server(),
                cause: trouble.sentence(),
            },
            Trouble::Smtp(error) if code(error).is_some() => DeliveryError::TurnedAway {
                server: self.server(),
                cause: trouble.sentence(),
            },
            _ => self.unreachable(trouble),
        }
    }

    fn no_tls(&self, trouble: &Trouble) -> DeliveryError {
        DeliveryError::Tls {
            server: self.server(),
            cause: trouble.sentence(),
        }
    }
}

impl Trouble {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Smtp(error) => Sentence::foreign(answer(error)),
            Self::TimedOut => Sentence::new("delivery-no-answer"),
        }
    }

    /// The server's words unchanged, our own in their stored form.
    fn kept(&self) -> String {
        match self {
            Self::Smtp(error) => answer(error),
            Self::TimedOut => self.sentence().kept(),
        }
    }
}

async fn step<T>(
    timeout: Duration,
    asked: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(timeout, asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(Trouble::Smtp(error)),
        Err(_) => Err(Trouble::TimedOut),
    }
}

/// The answer, such as `550 no such user`, or what went wrong below SMTP.
fn answer(error: &SmtpError) -> String {
    match (error.status(), std::error::Error::source(error)) {
        (Some(code), Some(text)) => format!("{code} {text}"),
        (Some(code), None) => code.to_string(),
        (None, _) => error.to_string(),
    }
}

fn code(error: &SmtpError) -> Option<u16> {
    error.status().map(u16::from)
}

/// Whether an error is about certificates or TLS versions, as far as lettre distinguishes that.
fn is_about_tls(error: &SmtpError) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<rustls::Error>() {
            return true;
        }
        let inner = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        if inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        cause = error.source();
    }
    error.is_tls()
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_machine_itself_is_spoken_to_without_tls() {
        for (host, expected) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("127.8.8.8", true),
            ("::1", true),
            ("[::1]", true),
            ("mail.example.vn", false),
            ("localhost.example.vn", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(is_loopback(host), expected, "{host}");
        }
    }
}
