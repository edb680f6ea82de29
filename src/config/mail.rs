//! `[mail]` and `[mail.smtp]`: the sender, the transport, and the limits of sending.

use std::time::Duration;

use crate::config::problem::TomlFile;
use crate::config::raw::{MailTransport, RawMail, RawSmtp, SmtpSecurity};
use crate::config::secret::secret;
use crate::config::{Environment, MailSettings, SmtpSettings, value};

/// The largest attachment in bytes. Most mail servers refuse more than
/// 20 to 25 MB, and base64 adds a third.
pub(super) const MAX_ATTACHMENT: usize = 15 << 20;

/// The number of notices sent in an hour, if none is set: mail servers treat more as a flood.
pub(super) const NOTICES_PER_HOUR: usize = 100;

pub(super) fn mail(
    reader: &mut TomlFile<'_>,
    raw: RawMail,
    environment: &Environment,
) -> MailSettings {
    let from = raw
        .from
        .unwrap_or_else(|| "cnscd <cnscd@localhost.localdomain>".to_owned());
    if value::sender(&from).is_none() {
        reader.at(
            &["mail", "from"],
            "config-address",
            &[("value", &from)],
            "from = \"cnscd <cnscd@example.vn>\"",
        );
    }
    for (place, operator) in raw.operators.iter().enumerate() {
        if !value::is_address(operator) {
            reader.at(
                &["mail", "operators", &(place + 1).to_string()],
                "config-address",
                &[("value", operator)],
                "operators = [\"van-hanh@example.vn\"]",
            );
        }
    }
    let reply_to = value::mailbox(reader, &["mail", "reply_to"], raw.reply_to);
    let bytes = |text: &str| value::size(text).and_then(|size| usize::try_from(size).ok());
    let max_attachment = value::or_default(
        reader,
        &["mail", "max_attachment"],
        raw.max_attachment.as_deref(),
        (bytes, "config-size"),
        MAX_ATTACHMENT,
    );
    let notices_per_hour = match raw.notices_per_hour {
        None => NOTICES_PER_HOUR,
        Some(number @ 1..) => number as usize,
        Some(0) => {
            reader.at(
                &["mail", "notices_per_hour"],
                "config-notices-per-hour",
                &[],
                "notices_per_hour = 100",
            );
            NOTICES_PER_HOUR
        }
    };
    if raw.transport == MailTransport::Smtp && raw.smtp.is_none() {
        reader.at(
            &["mail", "transport"],
            "config-smtp-missing",
            &[],
            "[mail.smtp]",
        );
    }
    MailSettings {
        transport: raw.transport,
        folder: reader.relative(raw.folder.as_deref().unwrap_or("../var/mail")),
        from,
        reply_to,
        operators: raw.operators,
        max_attachment,
        notices_per_hour,
        smtp: raw.smtp.map(|raw| smtp(reader, raw, environment)),
    }
}

fn smtp(reader: &mut TomlFile<'_>, raw: RawSmtp, environment: &Environment) -> SmtpSettings {
    let loopback = matches!(raw.host.as_str(), "localhost" | "127.0.0.1" | "::1");
    if raw.security == SmtpSecurity::None && !loopback {
        reader.at(
            &["mail", "smtp", "security"],
            "config-smtp-open",
            &[("host", &raw.host)],
            "security = \"starttls\"",
        );
    }
    let password = match &raw.password_file {
        Some(file) => secret(
            reader,
            &["mail", "smtp", "password_file"],
            file,
            environment,
        ),
        None => environment.smtp_password.clone(),
    };
    if raw.username.is_some() && password.is_none() && raw.password_file.is_none() {
        reader.at(
            &["mail", "smtp", "username"],
            "config-smtp-password",
            &[],
            "password_file = \"../secrets/smtp-password\"",
        );
    }
    let timeout = value::or_default(
        reader,
        &["mail", "smtp", "timeout"],
        raw.timeout.as_deref(),
        (value::wait, "config-duration"),
        Duration::from_secs(60),
    );
    SmtpSettings {
        port: raw.port.unwrap_or(match raw.security {
            SmtpSecurity::Tls => 465,
            SmtpSecurity::Starttls => 587,
            SmtpSecurity::None => 25,
        }),
        login: raw.username.zip(password),
        ca_file: raw.ca_file.map(|file| reader.relative(&file)),
        host: raw.host,
        security: raw.security,
        timeout,
    }
}
