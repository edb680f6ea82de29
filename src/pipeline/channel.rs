//! The channels beside mail: which of them get a notice, what they are given, and when it is sent.

use crate::clock::Timestamp;
use crate::config::ChannelGets;
use crate::delivery::command::Spoken;
use crate::delivery::{self, Delivery, DeliveryError, SendReport};
use crate::failure::Failure;
use crate::pipeline::App;
use crate::store::{ChannelState, NewMail, Store, StoreError};

/// Whether any channel gets notices of this kind.
pub fn has_any(app: &App, gets: ChannelGets) -> bool {
    let mut channels = app.config.channels.iter();
    channels.any(|channel| channel.gets.contains(&gets))
}

/// The states of the configured channels.
///
/// # Errors
/// If the store cannot be read.
pub async fn states(app: &App, store: &Store) -> Result<Vec<ChannelState>, StoreError> {
    let channels = app.config.channels.iter();
    let names: Vec<&str> = channels.map(|one| one.program.name.as_str()).collect();
    store.channels(&names).await
}

/// A notice for every channel that gets this kind: the channel's name, and the row of the outbox.
pub fn messages(
    app: &App,
    gets: ChannelGets,
    to: &str,
    spoken: &Spoken,
    now: Timestamp,
) -> Vec<(String, NewMail)> {
    let body: std::sync::Arc<[u8]> = serde_json::to_vec(spoken).expect("two texts").into();
    let channels = app.config.channels.iter();
    channels
        .filter(|channel| channel.gets.contains(&gets))
        .map(|channel| {
            let id = uuid::Uuid::now_v7().to_string();
            let message = NewMail {
                message_id: format!("<{id}@{}>", channel.program.name),
                id,
                from: String::new(),
                to: to.to_owned(),
                subject: spoken.subject.clone(),
                head: Vec::new(),
                body: body.clone(),
                report: None,
                not_before: now,
            };
            (channel.program.name.clone(), message)
        })
        .collect()
}

/// Sends the messages that wait for a channel; with `ignore_backoff` also those that wait for a
/// later try. Returns `None` if another process is sending for this channel.
///
/// # Errors
/// The program cannot be started, or the store cannot be read or written.
pub async fn send(
    app: &App,
    store: &Store,
    place: usize,
    ignore_backoff: bool,
) -> Result<Option<SendReport>, Failure> {
    let program = &app.config.channels[place].program;
    let Ok(lock) = store.lock_channel(&program.name).await else {
        return Ok(None);
    };
    let delivery = Delivery::Command(program.clone());
    let sent = delivery::send_due(store, &lock, &delivery, app.clock, ignore_backoff).await;
    lock.release().await;
    match sent {
        Ok(report) => Ok(Some(report)),
        // Another process has taken the channel over and sends.
        Err(DeliveryError::Store(StoreError::LeaseLost { .. })) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
