//! Why a command cannot go on: kind, exit code, values for the sentences, and cause.
//!
//! Knows no language. Every module lists its reasons with `reasons!`. Their sentences are in
//! `locale`, under the kind and the kind with `-next`, and are looked up where a person reads them.

use std::error::Error;
use std::fmt;
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::locale::{Language, Sentence, Value};

/// A reason why a command cannot go on. `Display` gives its sentence in English, for logs.
pub trait Reason: Error + Send + Sync + 'static {
    /// A fixed name for programs, such as `not-shared`.
    fn kind(&self) -> &'static str;

    /// The exit code, from sysexits.
    fn exit_code(&self) -> u8;

    /// Whether the same command may succeed later without any change, for example when another
    /// process has the lock it needs (EX_TEMPFAIL of sysexits).
    fn is_passing(&self) -> bool {
        self.exit_code() == 75
    }

    /// What failed, with which values.
    fn message(&self) -> Sentence;

    /// What a person should do next.
    fn next_step(&self) -> Sentence;

    /// Additional data for programs; `config check` lists its problems here.
    fn details(&self, _language: Language) -> Option<serde_json::Value> {
        None
    }
}

/// Any reason, in the form in which it is passed on.
#[derive(Clone, Debug)]
pub struct Failure(Arc<dyn Reason>);

impl<E: Reason> From<E> for Failure {
    fn from(reason: E) -> Self {
        Self(Arc::new(reason))
    }
}

impl Deref for Failure {
    type Target = dyn Reason;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A value that a reason puts into its sentences.
pub trait Argument {
    /// The value for the sentence.
    fn value(&self) -> Value;

    /// The value as the cause of the reason, if it is an error.
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

/// Implements `Argument` for types whose `Display` form is used in sentences.
macro_rules! printed {
    ($($type:ty),*) => { $(
        impl Argument for $type {
            fn value(&self) -> Value {
                Value::Text(self.to_string())
            }
        }
    )* };
}

printed!(String, &'static str, u8, u16, u32, u64, i64);

/// Implements `Argument` for errors of libraries: their text in the sentence, and the cause.
macro_rules! causes {
    ($($type:ty),*) => { $(
        impl $crate::failure::Argument for $type {
            fn value(&self) -> $crate::locale::Value {
                $crate::locale::Value::Text(self.to_string())
            }

            fn cause(&self) -> Option<&(dyn std::error::Error + 'static)> {
                Some(self)
            }
        }
    )* };
}
pub(crate) use causes;

causes!(io::Error, serde_json::Error);

impl Argument for PathBuf {
    fn value(&self) -> Value {
        Value::Text(Path::display(self).to_string())
    }
}

impl Argument for Option<u32> {
    fn value(&self) -> Value {
        Value::Text(self.map_or_else(|| "?".to_owned(), |number| number.to_string()))
    }
}

impl Argument for Sentence {
    fn value(&self) -> Value {
        self.clone().into()
    }
}

impl Argument for Vec<Sentence> {
    fn value(&self) -> Value {
        Value::Sentences(self.clone())
    }
}

/// Defines the reasons of one module as an enum. Each variant has fields (the arguments of its
/// sentences), an exit code and a kind. A test that every kind has its sentences comes with the
/// enum. The keys of the sentences are the kinds, after a prefix if one is given. With `or`, the
/// reasons of another module can be passed on unchanged.
macro_rules! reasons {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident $($prefix:literal)? $(or $other:ident($inner:ty))? {
            $(
                $(#[$doc:meta])*
                $variant:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })?
                    = $exit_code:literal $kind:literal,
            )*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug)]
        $visibility enum $name {
            $(
                $(#[$doc])*
                $variant $({ $(
                    #[doc = concat!("Argument `", stringify!($field), "` of the sentences.")]
                    $(#[$field_doc])*
                    $field: $type
                ),* })?,
            )*
            $(
                /// A reason of the other module.
                $other($inner),
            )?
        }

        impl $name {
            #[cfg(test)]
            const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The key of the sentence for a kind.
            fn key(kind: &str) -> String {
                format!("{}{kind}", concat!($($prefix)?))
            }

            fn sentence(&self, key: String) -> $crate::locale::Sentence {
                let sentence = $crate::locale::Sentence::new(key);
                match self {
                    $(
                        Self::$variant $({ $($field),* })? => sentence
                            $($(.with(stringify!($field), $crate::failure::Argument::value($field)))*)?,
                    )*
                    $(Self::$other(reason) => {
                        let _ = sentence;
                        $crate::failure::Reason::message(reason)
                    })?
                }
            }
        }

        impl $crate::failure::Reason for $name {
            fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => $kind,)*
                    $(Self::$other(reason) => $crate::failure::Reason::kind(reason),)?
                }
            }

            fn exit_code(&self) -> u8 {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => $exit_code,)*
                    $(Self::$other(reason) => $crate::failure::Reason::exit_code(reason),)?
                }
            }

            fn message(&self) -> $crate::locale::Sentence {
                $(if let Self::$other(reason) = self {
                    return $crate::failure::Reason::message(reason);
                })?
                self.sentence(Self::key($crate::failure::Reason::kind(self)))
            }

            fn next_step(&self) -> $crate::locale::Sentence {
                $(if let Self::$other(reason) = self {
                    return $crate::failure::Reason::next_step(reason);
                })?
                self.sentence(Self::key($crate::failure::Reason::kind(self)) + "-next")
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let sentence = $crate::failure::Reason::message(self);
                formatter.write_str(&sentence.say($crate::locale::Language::En))
            }
        }

        impl std::error::Error for $name {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        let causes: &[Option<&(dyn std::error::Error + 'static)>] =
                            &[$($($crate::failure::Argument::cause($field)),*)?];
                        causes.iter().flatten().next().copied()
                    })*
                    $(Self::$other(reason) => std::error::Error::source(reason),)?
                }
            }
        }

        $(
            impl From<$inner> for $name {
                fn from(reason: $inner) -> Self {
                    Self::$other(reason)
                }
            }
        )?

        #[cfg(test)]
        mod sentences {
            #[test]
            fn every_kind_says_what_failed_and_what_to_do() {
                for kind in super::$name::KINDS {
                    $crate::failure::testing::check_sentences(&super::$name::key(kind));
                }
            }
        }
    };
}
pub(crate) use reasons;

#[cfg(test)]
pub(crate) mod testing {
    use crate::locale::{Language, say};

    /// Checks that a key has a sentence and a next step in both languages, without a full stop.
    #[track_caller]
    pub(crate) fn check_sentences(key: &str) {
        for language in [Language::Vi, Language::En] {
            for key in [key.to_owned(), format!("{key}-next")] {
                let said = say(language, &key, &[]);
                assert_ne!(said, key, "{language:?}: no sentence");
                assert!(!said.ends_with('.'), "{language:?} {key}: {said}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;

    fn fails() -> Result<(), Failure> {
        Err(StoreError::CannotWrite {
            path: "/var/cnscd.db".into(),
            cause: io::ErrorKind::PermissionDenied.into(),
        })?
    }

    #[test]
    fn a_reason_travels_with_its_kind_code_words_and_cause() {
        let failure = fails().unwrap_err();
        assert_eq!(failure.kind(), "store-cannot-write");
        assert_eq!(failure.exit_code(), 73);
        assert!(
            failure
                .message()
                .say(Language::Vi)
                .contains("/var/cnscd.db")
        );
        assert_eq!(failure.to_string(), failure.message().say(Language::En));
        assert!(failure.source().is_some());
    }
}
