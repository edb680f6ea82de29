//! `/log`: who saw, fetched and decided what.

use axum::response::Response;
use serde_json::{Value, json};

use crate::web::error::Refusal;
use crate::web::paint;
use crate::web::visit::Visit;

/// Number of lines on one page.
const LINES: u32 = 200;

/// Shows the list, newest first.
pub(super) async fn list(visit: Visit) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let only_deeds = visit.asked("what") == Some("deeds");
    let before = visit.asked("before").and_then(|before| before.parse().ok());
    let name = visit.asked("name");
    let lines = visit
        .store
        .accesses(name, only_deeds, before, LINES)
        .await?;
    let older = lines
        .last()
        .filter(|_| lines.len() == LINES as usize)
        .map(|last| paint::with(&visit, "before", &last.at.to_rfc3339()));
    let rows: Vec<Value> = lines
        .iter()
        .map(|line| {
            let role = match line.role.as_str() {
                "viewer" | "operator" => visit.say(&format!("access-role-{}", line.role), &[]),
                "token" => visit.say("access-column-token", &[]),
                _ => String::new(),
            };
            json!({
                "at": paint::when(&visit, line.at),
                "name": line.name,
                "role": role,
                "address": line.address,
                "action": action(&visit, &line.action),
                "about": line.about,
                "answer": match line.status {
                    ..400 => visit.say("web-log-done", &[]),
                    status => visit.say("web-log-refused", &[("status", &status.to_string())]),
                },
                "refused": line.status >= 400,
            })
        })
        .collect();
    let values = json!({"rows": rows, "older": older, "asked": visit.query});
    let title = visit.say("web-place-log", &[]);
    paint::page(&visit, "log.html", "log", &title, values)
}

/// The word for an action; an action of a later version is shown by its name.
fn action(visit: &Visit, action: &str) -> String {
    let key = format!("web-deed-{action}");
    let said = visit.say(&key, &[]);
    if said == key { action.to_owned() } else { said }
}
