//! What PostgreSQL's error codes mean for a person. The server's text is dropped.
//!
//! <https://www.postgresql.org/docs/current/errcodes-appendix.html>

use gatehouse_core::connection::{ConnectionFailure, Descriptor, SslMode};

use crate::door::Violation;
use crate::door::relay::Ended;

/// What the wording of a session's failures needs to name.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    user: String,
    database: String,
    sslmode: SslMode,
}

impl Subject {
    pub(super) fn of(descriptor: &Descriptor) -> Subject {
        Subject { user: descriptor.user.clone(), database: descriptor.database.clone(), sslmode: descriptor.sslmode }
    }

    /// A login that did not succeed. What the guard saw tells more than the driver's error.
    pub(super) fn login(&self, error: &sqlx::Error, ended: Option<&Ended>) -> ConnectionFailure {
        match (ended, error) {
            (Some(Ended::Refused(violation)), _) => self.violation(violation),
            (Some(Ended::Broken(alert)), _) => broken(alert, "logging in"),
            (Some(Ended::Rejected(code)), _) => self.rejection(code),
            (_, sqlx::Error::Database(error)) => self.rejection(&error.code().unwrap_or_default()),
            // The password cannot be prepared for SCRAM (RFC 4013).
            (_, sqlx::Error::Configuration(_)) => ConnectionFailure::AuthenticationFailed { user: self.user.clone() },
            (_, sqlx::Error::Io(_)) => ConnectionFailure::ConnectionLost { phase: "logging in" },
            _ => unreadable(),
        }
    }

    /// A statement that did not succeed. `doing` completes "during …".
    pub(super) fn statement(
        &self,
        error: &sqlx::Error,
        ended: Option<&Ended>,
        doing: &'static str,
    ) -> ConnectionFailure {
        match (ended, error) {
            (Some(Ended::Refused(violation)), _) => self.violation(violation),
            (Some(Ended::Broken(alert)), _) => broken(alert, doing),
            (_, sqlx::Error::Database(error)) => statement(&error.code().unwrap_or_default(), doing),
            (_, sqlx::Error::Io(_)) | (Some(_), _) => ConnectionFailure::ConnectionLost { phase: doing },
            _ => unreadable(),
        }
    }

    pub(super) fn violation(&self, violation: &Violation) -> ConnectionFailure {
        match violation {
            Violation::Protocol(what) => ConnectionFailure::ServerProtocol { what: (*what).into() },
            Violation::PasswordRequest { method } => {
                ConnectionFailure::AuthenticationMethodRefused { method: (*method).into(), sslmode: self.sslmode }
            }
            Violation::TooLarge { mebibytes } => ConnectionFailure::AnswerTooLarge { mebibytes: *mebibytes },
        }
    }

    fn rejection(&self, code: &str) -> ConnectionFailure {
        let (user, database) = (self.user.clone(), self.database.clone());
        match code {
            "28P01" => ConnectionFailure::AuthenticationFailed { user },
            // 42501 while logging in: no CONNECT on the database.
            "28000" | "42501" => ConnectionFailure::LoginNotPermitted { user, database },
            "3D000" => ConnectionFailure::DatabaseMissing { database },
            _ => statement(code, "logging in"),
        }
    }
}

pub(super) fn statement(code: &str, doing: &'static str) -> ConnectionFailure {
    match code {
        "42501" => ConnectionFailure::PermissionDenied { doing },
        "53300" => ConnectionFailure::TooManyConnections,
        "57P03" => ConnectionFailure::ServerStarting,
        "57P01" | "57P02" | "57P05" => ConnectionFailure::ConnectionLost { phase: doing },
        // The server's own statement_timeout.
        "57014" => ConnectionFailure::TimedOut { phase: doing, seconds: super::session::STATEMENT_SECONDS },
        // Its lock_timeout: somebody holds the table.
        "55P03" => ConnectionFailure::TimedOut { phase: doing, seconds: super::session::LOCK_SECONDS },
        "08P01" => unreadable(),
        _ => ConnectionFailure::ServerError { sqlstate: plain(code), doing },
    }
}

/// Five digits and upper-case letters, or the code for "internal error": the server chose the text.
fn plain(code: &str) -> String {
    let is_code = code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if is_code { code.to_owned() } else { "XX000".into() }
}

pub(super) fn broken(alert: &Option<String>, phase: &'static str) -> ConnectionFailure {
    ConnectionFailure::TlsBroken { alert: alert.clone(), phase }
}

pub(super) fn unreadable() -> ConnectionFailure {
    ConnectionFailure::ServerProtocol { what: "its answer cannot be read".into() }
}
