//! `cnscd user`, `cnscd token`, `cnscd web link`: who may use the operators' page.

use std::io::{BufRead, IsTerminal};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::access;
use crate::cli::arguments::{AccountRole, TokenCommand, TokenScope, UserCommand, WebCommand};
use crate::cli::error::CommandError;
use crate::cli::listing::Listing;
use crate::cli::{Context, Output, ask};
use crate::failure::Failure;
use crate::locale::say;
use crate::pipeline::App;
use crate::store::{LINK_LASTS, Scope, WebRole};
use crate::view::access::{
    AccountLine, AccountsDocument, LinkDocument, NameDocument, TokenDocument, TokenLine,
    TokensDocument, UserDocument,
};

/// Runs a command about accounts.
pub(super) async fn user(context: &Context, command: &UserCommand) -> Result<Output, Failure> {
    let app = context.app()?;
    match command {
        UserCommand::Add {
            name,
            role,
            generate,
        } => add_user(context, app, name, *role, *generate).await,
        UserCommand::List => list_users(context, app).await,
        UserCommand::Remove { name } => {
            let store = app.store().await?;
            access::remove_account(&store, name).await?;
            Ok(removed(context, "user", name))
        }
        UserCommand::Password { name, generate } => {
            change_password(context, app, name, *generate).await
        }
    }
}

async fn add_user(
    context: &Context,
    app: &App,
    name: &str,
    role: AccountRole,
    generate: bool,
) -> Result<Output, Failure> {
    let store = app.store().await?;
    // Checked first, so that nobody types a password that cannot be used.
    if store.account(name).await?.is_some() {
        let name = name.to_owned();
        return Err(access::AccessError::AccountKnown { name }.into());
    }
    let password = password(context, generate)?;
    let role = match role {
        AccountRole::Viewer => WebRole::Viewer,
        AccountRole::Operator => WebRole::Operator,
    };
    access::add_account(&store, name, role, password.clone(), app.clock.now()).await?;
    let shown = generate.then_some(password);
    Ok(account(context, "access-user-added", name, role, shown))
}

async fn change_password(
    context: &Context,
    app: &App,
    name: &str,
    generate: bool,
) -> Result<Output, Failure> {
    let store = app.store().await?;
    let password = password(context, generate)?;
    let role = access::change_password(&store, name, password.clone(), app.clock.now()).await?;
    let shown = generate.then_some(password);
    Ok(account(
        context,
        "access-password-changed",
        name,
        role,
        shown,
    ))
}

fn account(
    context: &Context,
    key: &str,
    name: &str,
    role: WebRole,
    password: Option<String>,
) -> Output {
    if context.json {
        return Output::json(&UserDocument {
            user: name,
            role: role.id(),
            password: password.as_deref(),
        });
    }
    let role = say(context.language, &format!("access-role-{}", role.id()), &[]);
    let mut text = say(context.language, key, &[("user", name), ("role", &role)]);
    if let Some(password) = password {
        text.push('\n');
        text.push_str(&say(
            context.language,
            "access-password-shown",
            &[("password", &password)],
        ));
    }
    Output::text(text)
}

fn removed(context: &Context, what: &str, name: &str) -> Output {
    if context.json {
        return Output::json(&NameDocument { removed: name });
    }
    let key = format!("access-{what}-removed");
    Output::text(say(context.language, &key, &[("name", name)]))
}

async fn list_users(context: &Context, app: &App) -> Result<Output, Failure> {
    let accounts = match app.existing_store().await? {
        Some(store) => store.accounts().await?,
        None => Vec::new(),
    };
    if context.json {
        let users = accounts.iter().map(|account| AccountLine {
            user: &account.name,
            role: account.role.id(),
            made_at: account.made_at,
            changed_at: account.changed_at,
        });
        return Ok(Output::json(&AccountsDocument {
            users: users.collect(),
        }));
    }
    let screen = context.screen(app);
    if accounts.is_empty() {
        return Ok(Output::text(screen.say("access-no-users", &[])));
    }
    let head = [
        "access-column-user",
        "access-column-role",
        "access-column-changed",
    ];
    let mut table = Listing::new(head.iter().map(|key| screen.say(key, &[])));
    for account in &accounts {
        table.row([
            account.name.clone(),
            screen.say(&format!("access-role-{}", account.role.id()), &[]),
            screen.instant(account.changed_at),
        ]);
    }
    Ok(Output::text(table.text(context.width)))
}

/// Runs a command about tokens.
pub(super) async fn token(context: &Context, command: &TokenCommand) -> Result<Output, Failure> {
    let app = context.app()?;
    match command {
        TokenCommand::Add {
            name,
            scope,
            personal,
        } => {
            let store = app.store().await?;
            let scope = match scope {
                TokenScope::Read => Scope::Read,
                TokenScope::Sync => Scope::Sync,
            };
            let now = app.clock.now();
            let token = access::add_token(&store, name, scope, *personal, now).await?;
            if context.json {
                return Ok(Output::json(&TokenDocument {
                    token: &token,
                    name,
                    scope: scope.id(),
                }));
            }
            let shown = [
                ("name", name.as_str()),
                ("scope", scope.id()),
                ("token", &token),
            ];
            Ok(Output::text(say(
                context.language,
                "access-token-added",
                &shown,
            )))
        }
        TokenCommand::List => list_tokens(context, app).await,
        TokenCommand::Remove { name } => {
            let store = app.store().await?;
            access::remove_token(&store, name).await?;
            Ok(removed(context, "token", name))
        }
    }
}

async fn list_tokens(context: &Context, app: &App) -> Result<Output, Failure> {
    let tokens = match app.existing_store().await? {
        Some(store) => store.tokens().await?,
        None => Vec::new(),
    };
    if context.json {
        let tokens = tokens.iter().map(|token| TokenLine {
            name: &token.name,
            scope: token.scope.id(),
            personal: token.personal,
            made_at: token.made_at,
            used_at: token.used_at,
        });
        return Ok(Output::json(&TokensDocument {
            tokens: tokens.collect(),
        }));
    }
    let screen = context.screen(app);
    if tokens.is_empty() {
        return Ok(Output::text(screen.say("access-no-tokens", &[])));
    }
    let head = [
        "access-column-token",
        "access-column-scope",
        "access-column-personal",
        "access-column-made",
        "access-column-used",
    ];
    let mut table = Listing::new(head.iter().map(|key| screen.say(key, &[])));
    for token in &tokens {
        let personal = if token.personal { "✓" } else { "" };
        let used = token.used_at.map(|used| screen.instant(used));
        table.row([
            token.name.clone(),
            token.scope.id().to_owned(),
            personal.to_owned(),
            screen.instant(token.made_at),
            used.unwrap_or_default(),
        ]);
    }
    Ok(Output::text(table.text(context.width)))
}

/// Runs a command about the page itself.
pub(super) async fn web(context: &Context, command: &WebCommand) -> Result<Output, Failure> {
    let WebCommand::Link { name } = command;
    let app = context.app()?;
    let store = app.store().await?;
    let now = app.clock.now();
    let link = access::add_link(app, &store, name, now).await?;
    let expires_at = now + LINK_LASTS;
    if context.json {
        return Ok(Output::json(&LinkDocument {
            link: &link,
            name,
            expires_at,
        }));
    }
    let until = context.screen(app).instant(expires_at);
    let told = say(
        context.language,
        "access-link-made",
        &[("name", name), ("until", &until)],
    );
    Ok(Output::text(format!("{link}\n{told}")))
}

/// A password: generated, typed twice on a terminal, or read once from standard input.
fn password(context: &Context, generate: bool) -> Result<String, Failure> {
    if generate {
        return Ok(access::made_password());
    }
    let input = std::io::stdin();
    if !input.is_terminal() {
        return line(&input);
    }
    let first = unseen(context, "access-password-ask")?;
    if first != unseen(context, "access-password-again")? {
        return Err(CommandError::PasswordsDiffer.into());
    }
    Ok(first)
}

/// Asks for a line on the terminal without showing what is typed.
fn unseen(context: &Context, key: &str) -> Result<String, Failure> {
    let input = std::io::stdin();
    ask(&format!("{}:", say(context.language, key, &[])));
    let shown = tcgetattr(&input).map_err(unreadable)?;
    let mut hidden: Termios = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    hidden.local_modes.insert(LocalModes::ECHONL);
    tcsetattr(&input, OptionalActions::Flush, &hidden).map_err(unreadable)?;
    let typed = line(&input);
    tcsetattr(&input, OptionalActions::Flush, &shown).map_err(unreadable)?;
    typed
}

fn line(input: &std::io::Stdin) -> Result<String, Failure> {
    let mut line = String::new();
    input.lock().read_line(&mut line).map_err(unreadable)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn unreadable(error: impl Into<std::io::Error>) -> Failure {
    CommandError::PasswordUnreadable {
        error: error.into(),
    }
    .into()
}
