//! `/mails`: the mails and their states, the text of a mail, and sending one again.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::locale::told;
use crate::store::{KeptMail, MailState, MailsAsked};
use crate::web::error::Refusal;
use crate::web::paint;
use crate::web::sign_in;
use crate::web::visit::{Posted, Visit};

/// Number of mails on one page of the list.
const MAILS: u32 = 300;

/// Shows the list.
pub(super) async fn list(visit: Visit) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let asked = MailsAsked {
        state: visit.asked("state").and_then(MailState::named),
        behind: visit.asked("before"),
        limit: Some(MAILS + 1),
        ..MailsAsked::default()
    };
    let mut mails = visit.store.mails(asked).await?;
    let older = paint::older(&visit, &mut mails, MAILS, |mail| &mail.id);
    let rows: Vec<Value> = mails.iter().map(|mail| line(&visit, mail)).collect();
    let states = MailState::ALL.map(|state| {
        let word = visit.say(&format!("cli-mail-{}", state.id()), &[]);
        json!({"id": state.id(), "word": word})
    });
    let values = json!({
        "rows": rows,
        "older": older,
        "states": states,
        "asked": visit.query,
    });
    let title = visit.say("web-place-mails", &[]);
    paint::page(&visit, "mails.html", "mails", &title, values)
}

fn line(visit: &Visit, mail: &KeptMail) -> Value {
    json!({
        "id": mail.id,
        "path": visit.here(&format!("/mails/{}", mail.id)),
        "to": mail.to,
        "subject": mail.subject,
        "state": mail.state.id(),
        "state_word": visit.say(&visit.app.mail_state(&mail.id, mail.state), &[]),
        "tries": mail.tries,
        "queued": paint::when(visit, mail.queued_at),
        "next_try": mail.next_try.map(|at| paint::when(visit, at)),
        "settled": mail.settled_at.map(|at| paint::when(visit, at)),
        "error": mail.last_error.as_deref().map(|error| told(error, visit.language)),
        "again": may_go_again(mail),
    })
}

/// Whether a mail may be sent again: only one that failed. Others were sent or are still waiting.
fn may_go_again(mail: &KeptMail) -> bool {
    matches!(mail.state, MailState::Refused)
        || mail.state == MailState::Uncertain && mail.next_try.is_none()
}

/// Shows one mail.
pub(super) async fn one(visit: Visit, Path(id): Path<String>) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let none = || visit.refuse(StatusCode::NOT_FOUND);
    let (mail, bytes) = visit.store.mail(&id).await?.ok_or_else(none)?;
    let values = json!({
        "mail": line(&visit, &mail),
        "from": mail.from,
        "message_id": mail.message_id,
        "sha256": mail.sha256,
        "size": bytes.len(),
        "text": plain(&String::from_utf8_lossy(&bytes)),
        "run": mail.run,
    });
    paint::page(&visit, "mail.html", "mails", &mail.subject, values)
}

/// Sends a mail again («Gửi lại»).
pub(super) async fn send_again(
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let visit = &posted.visit;
    visit.for_operators()?;
    let now = visit.app.clock.now();
    visit.does("send-again", &id);
    if !visit.store.send_again(&id, now).await? {
        return Err(visit.refuse(StatusCode::NOT_FOUND));
    }
    visit.page.send_now.send_replace(());
    Ok(sign_in::to(&visit.here(&format!("/mails/{id}"))))
}

/// The plain text of a mail that this program made, decoded.
fn plain(message: &str) -> Option<String> {
    let message = message.replace("\r\n", "\n");
    let (_, part) = message.split_once("\nContent-Type: text/plain")?;
    let (head, body) = part.split_once("\n\n")?;
    let body = body.split("\n--").next().unwrap_or_default();
    let encoding = head
        .lines()
        .find_map(|line| line.strip_prefix("Content-Transfer-Encoding:"))
        .map_or("", str::trim);
    let bytes = match encoding {
        "base64" => {
            let packed: String = body.split_whitespace().collect();
            STANDARD.decode(packed).ok()?
        }
        "quoted-printable" => quoted(body),
        _ => body.as_bytes().to_vec(),
    };
    Some(String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// Decodes quoted-printable (RFC 2045, section 6.7).
fn quoted(body: &str) -> Vec<u8> {
    let body = body.replace("=\n", "");
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'=' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next(), rest.next()].map(|digit| digit.unwrap_or_default());
        let digits = std::str::from_utf8(&digits).unwrap_or_default();
        bytes.push(u8::from_str_radix(digits, 16).unwrap_or(b'?'));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_text_is_read_however_it_was_packed() {
        let message = |encoding: &str, body: &str| {
            format!(
                "To: a@example.vn\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n\
                 Content-Type: text/plain; charset=utf-8\r\n\
                 Content-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n--x--\r\n"
            )
        };
        for (encoding, body) in [
            ("8bit", "Tiến độ 50%"),
            ("base64", "VGnhur9uIMSR4buZ\r\nIDUwJQ=="),
            ("quoted-printable", "Ti=E1=BA=BFn =\r\n=C4=91=E1=BB=99 50%"),
        ] {
            let text = plain(&message(encoding, body));
            assert_eq!(text.as_deref(), Some("Tiến độ 50%"), "{encoding}");
        }
        assert_eq!(plain("To: a@example.vn\r\n\r\nx"), None);
    }
}
