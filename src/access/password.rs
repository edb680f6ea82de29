//! Passwords: which are good enough, how they are stored (argon2id), how they are checked.
//!
//! The parameters are OWASP's first recommendation for argon2id, which the library uses by default:
//! 19 MiB, two passes, one lane. Passwords are hashed one at a time, so that many sign-ins at once
//! do not use more memory.

use argon2::Argon2;
use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::error::AccessError;
use super::secret;

/// The fewest characters.
const LEAST: usize = 12;
/// The most characters; longer input would only cost time.
const MOST: usize = 256;

/// Allows one password to be hashed at a time.
static TURN: Semaphore = Semaphore::const_new(1);

/// Generates a password: four groups of five letters and digits, without those that look alike.
pub fn made() -> String {
    const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 20];
    secret::fill(&mut bytes);
    let groups: Vec<String> = bytes
        .chunks(5)
        .map(|group| {
            let sign = |byte: &u8| char::from(SIGNS[usize::from(byte % 32)]);
            group.iter().map(sign).collect()
        })
        .collect();
    groups.join("-")
}

/// Returns the hash to store, if the password is good enough.
pub(super) async fn hash(name: &str, password: String) -> Result<String, AccessError> {
    check(name, &password)?;
    let _turn = TURN.acquire().await.expect("nobody closes the semaphore");
    let hashing = spawn_blocking(move || {
        let mut salt = [0; Salt::RECOMMENDED_LENGTH];
        secret::fill(&mut salt);
        let hash: PasswordHash = Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .expect("the parameters are the library's own");
        hash.to_string()
    });
    Ok(hashing.await.expect("hashing does not panic"))
}

/// Whether a password matches the stored hash. Takes the same time if there is no such account.
pub(super) async fn is_right(kept: Option<String>, password: String) -> bool {
    if password.chars().count() > MOST {
        return false;
    }
    let _turn = TURN.acquire().await.expect("nobody closes the semaphore");
    let checking = spawn_blocking(move || {
        let known = kept.as_deref().map(PasswordHash::new);
        match known {
            Some(Ok(hash)) => Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok(),
            Some(Err(_)) | None => {
                let salt = [0; Salt::RECOMMENDED_LENGTH];
                let hashed: Result<PasswordHash, _> =
                    Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
                drop(hashed);
                false
            }
        }
    });
    checking.await.unwrap_or(false)
}

/// Checks that a password is long enough, is not the name, and does not repeat a few characters.
fn check(name: &str, password: &str) -> Result<(), AccessError> {
    let length = password.chars().count();
    if !(LEAST..=MOST).contains(&length) {
        return Err(AccessError::PasswordShort {
            least: u32::try_from(LEAST).unwrap_or_default(),
        });
    }
    let mut signs: Vec<char> = password.to_lowercase().chars().collect();
    signs.sort_unstable();
    signs.dedup();
    let lower = password.to_lowercase();
    let is_run = [
        "0123456789",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
    ]
    .iter()
    .any(|run| run.repeat(2).contains(&lower));
    if signs.len() < 5 || is_run || lower == name.to_lowercase() {
        return Err(AccessError::PasswordPoor);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_twelve_characters_that_say_something() {
        for (password, good) in [
            ("mot hai ba bon", true),
            ("Đồi chè Tà Nùng", true),
            ("ngắn quá", false),
            ("mườimộtchữ1", false),
            ("aaaaaaaaaaaaa", false),
            ("abababababab", false),
            ("123456789012", false),
            ("qwertyuiopas", false),
            ("nguyen.thi.lan", false),
        ] {
            assert_eq!(
                check("Nguyen.Thi.Lan", password).is_ok(),
                good,
                "{password:?}"
            );
        }
        assert!(check("lan", &"dài ".repeat(100)).is_err());
    }

    #[tokio::test]
    async fn what_is_kept_is_argon2id_and_never_twice_the_same() {
        let password = || "mot hai ba bon".to_owned();
        let kept = hash("lan", password()).await.unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        assert_ne!(kept, hash("lan", password()).await.unwrap());
        assert!(is_right(Some(kept.clone()), password()).await);
        assert!(!is_right(Some(kept), "mot hai ba nam".to_owned()).await);
        assert!(!is_right(None, password()).await);
        assert!(!is_right(Some("?".to_owned()), password()).await);
    }

    #[test]
    fn a_made_password_is_good_enough_and_new() {
        assert!(check("lan", &made()).is_ok());
        assert_ne!(made(), made());
    }
}
