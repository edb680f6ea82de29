//! A program of the site's own that passes messages on: to Zalo, to SMS, to a document registry.
//!
//! It gets one JSON document (`Handed`) on standard input and reports by its exit code: 0 for
//! accepted, 75 (EX_TEMPFAIL of sysexits) for try again, any other for never. A program that is
//! killed by a signal or by the time limit may have sent the message: it is called once more at
//! most, with the same id. Its error output is shortened, masked, and stored only with the message.

use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;

use super::{Delivered, DeliveryError};
use crate::document::personal;
use crate::store::DueMail;
use crate::text;

/// How many bytes of a program's error output are read, and how many letters are kept.
const HEARD: u64 = 4_096;
const KEPT: usize = 200;
/// How long to read the output of a program that has ended.
const LAST_WORDS: Duration = Duration::from_millis(200);
/// `EX_TEMPFAIL` of sysexits: «the user is invited to retry».
const TRY_AGAIN: i32 = 75;

/// A configured program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The channel's name.
    pub name: String,
    /// The program and its arguments, called without a shell.
    pub run: Vec<String>,
    /// How long one call may take.
    pub timeout: Duration,
}

/// What a program gets on standard input.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Handed {
    /// The same however often it is tried: by it a program knows what it has sent already.
    pub id: String,
    /// The channel's name.
    pub channel: String,
    /// The campaign's name; empty for what concerns the service.
    pub campaign: String,
    /// Whom it is for: `operators`, a commune's code, or an address.
    pub to: String,
    /// How often it was tried, this time included.
    pub tries: u32,
    /// What is to be said.
    pub notice: Spoken,
}

/// What is to be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
pub struct Spoken {
    /// In one line.
    pub subject: String,
    /// Whole, plain text.
    pub text: String,
}

/// Calls the program once.
///
/// # Errors
/// If the program cannot be started, which concerns every message of the channel.
pub(super) async fn deliver(
    program: &Program,
    due: &DueMail,
    body: &[u8],
) -> Result<Delivered, DeliveryError> {
    let Ok(notice) = serde_json::from_slice::<Spoken>(body) else {
        return Ok(Delivered::Refused("no notice".to_owned()));
    };
    let handed = Handed {
        id: due.id.clone(),
        channel: program.name.clone(),
        campaign: due.campaign.clone(),
        to: due.to.clone(),
        tries: due.tries,
        notice,
    };
    let json = serde_json::to_vec(&handed).expect("plain values");
    let child = start(program)?;
    let group = child.id();
    let mut calling = pin!(call(child, &json));
    if let Ok(ended) = timeout(program.timeout, &mut calling).await {
        return Ok(ended);
    }
    // Until its end is collected, no other process can get its number.
    end(group);
    Ok(Delivered::Uncertain(format!(
        "no end within {} s",
        program.timeout.as_secs()
    )))
}

/// Kills a program that took too long, and all processes that it started.
fn end(group: Option<u32>) {
    let group = group.and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
    if let Some(group) = group {
        // An error means that it has ended already.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

fn start(program: &Program) -> Result<Child, DeliveryError> {
    let (name, arguments) = program.run.split_first().expect("checked when it was read");
    Command::new(name)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|cause| DeliveryError::Command {
            channel: program.name.clone(),
            program: name.clone(),
            cause,
        })
}

async fn call(mut child: Child, json: &[u8]) -> Delivered {
    let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
    let writing = async {
        if let Some(mut stdin) = stdin {
            // A program need not read its input; only its exit code counts.
            let _ = stdin.write_all(json).await;
        }
    };
    let mut heard = Vec::new();
    let ended = {
        let talking = async {
            tokio::join!(writing, hear(stderr, &mut heard));
        };
        let mut talking = pin!(talking);
        let ended = tokio::select! {
            biased;
            () = &mut talking => None,
            ended = child.wait() => Some(ended),
        };
        match ended {
            None => child.wait().await,
            Some(ended) => {
                // Some output may still be in the pipe, and a process it left running may keep the
                // pipe open.
                let _ = timeout(LAST_WORDS, &mut talking).await;
                ended
            }
        }
    };
    let said = said(&heard);
    match ended.map(|status| status.code()) {
        Ok(Some(0)) => Delivered::Sent,
        Ok(Some(TRY_AGAIN)) => Delivered::Later(format!("75 {said}").trim().to_owned()),
        Ok(Some(code)) => Delivered::Refused(format!("{code} {said}").trim().to_owned()),
        Ok(None) => Delivered::Uncertain(format!("ended by a signal {said}").trim().to_owned()),
        Err(error) => Delivered::Uncertain(error.to_string()),
    }
}

/// Reads a program's error output to its end.
async fn hear(stderr: Option<ChildStderr>, heard: &mut Vec<u8>) {
    let Some(stderr) = stderr else { return };
    let mut limited = stderr.take(HEARD);
    let _ = limited.read_to_end(heard).await;
    // The rest is read and dropped, so that the program does not block.
    let _ = tokio::io::copy(&mut limited.into_inner(), &mut tokio::io::sink()).await;
}

/// The program's error output as one short line, without phones and mail addresses.
fn said(heard: &[u8]) -> String {
    let line = text::one_line(&String::from_utf8_lossy(heard));
    let masked = personal::without_mail_addresses(&personal::without_phones(&line));
    masked
        .chars()
        .filter(|letter| !letter.is_control())
        .take(KEPT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due() -> DueMail {
        DueMail {
            id: "m1".to_owned(),
            campaign: "c".to_owned(),
            from: String::new(),
            to: "21025".to_owned(),
            message_id: "<m1@x>".to_owned(),
            tries: 2,
            queued_at: "2025-08-01T00:00:00Z".parse().unwrap(),
        }
    }

    async fn called(script: &str) -> Result<Delivered, DeliveryError> {
        let program = Program {
            name: "zalo".to_owned(),
            run: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
            timeout: Duration::from_secs(2),
        };
        deliver(&program, &due(), br#"{"subject":"s","text":"t\u1ea1"}"#).await
    }

    #[tokio::test]
    async fn the_exit_code_says_what_became_of_it() {
        let check = async |script: &str, expected: Delivered| {
            assert_eq!(called(script).await.unwrap(), expected, "{script}");
        };
        check("cat >/dev/null", Delivered::Sent).await;
        check("exit 75", Delivered::Later("75".to_owned())).await;
        let later = "echo 'hết hạn mức' >&2; exit 75";
        check(later, Delivered::Later("75 hết hạn mức".to_owned())).await;
        let no = "echo 'không gửi được tới 0912345678, a@b.vn' >&2; exit 1";
        check(
            no,
            Delivered::Refused("1 không gửi được tới …, …".to_owned()),
        )
        .await;
        let killed = Delivered::Uncertain("ended by a signal".to_owned());
        check("kill -9 $$", killed).await;
        let late = Delivered::Uncertain("no end within 2 s".to_owned());
        check("sleep 20", late).await;
        // Processes that it leaves running with their pipes open delay nobody.
        check("sleep 20 & exit 0", Delivered::Sent).await;
        let left = Delivered::Refused("3 hết".to_owned());
        check("sleep 20 & echo hết >&2; exit 3", left).await;
        // Endless output is read but not kept.
        check("yes | head -c 1000000 >&2; exit 0", Delivered::Sent).await;
    }

    #[tokio::test]
    async fn one_that_takes_too_long_is_ended_with_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let alive = folder.path().join("alive").display().to_string();
        let script = format!("(touch {alive}; sleep 1000; true) & sleep 1000; true");
        let late = Delivered::Uncertain("no end within 2 s".to_owned());
        assert_eq!(called(&script).await.unwrap(), late);
        assert!(std::fs::exists(&alive).unwrap());
        let gone = async {
            loop {
                let listing = Command::new("pgrep").args(["-f", &alive]).output();
                if listing.await.unwrap().stdout.is_empty() {
                    break;
                }
            }
        };
        let gone = timeout(Duration::from_secs(20), gone).await;
        assert!(gone.is_ok(), "something of it runs on");
    }

    #[tokio::test]
    async fn a_program_gets_one_document() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.json");
        let script = format!("cat > {}", path.display());
        assert_eq!(called(&script).await.unwrap(), Delivered::Sent);
        let got: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let wanted = serde_json::json!({
            "id": "m1", "channel": "zalo", "campaign": "c", "to": "21025", "tries": 2,
            "notice": {"subject": "s", "text": "tạ"},
        });
        assert_eq!(got, wanted);
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_concerns_the_channel() {
        let program = Program {
            name: "zalo".to_owned(),
            run: vec!["/nowhere/zalo".to_owned()],
            timeout: Duration::from_secs(1),
        };
        let body = br#"{"subject":"s","text":"t"}"#;
        let error = deliver(&program, &due(), body).await.unwrap_err();
        assert!(matches!(error, DeliveryError::Command { .. }));
    }
}
