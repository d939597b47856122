//! What MySQL's and MariaDB's error numbers mean for a person. The server's text is dropped.
//!
//! <https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html>,
//! <https://mariadb.com/kb/en/mariadb-error-code-reference/>

use gatehouse_core::connection::{ConnectionFailure, Descriptor, SslMode};
use sqlx::mysql::MySqlDatabaseError;

use crate::door::Violation;
use crate::door::relay::Ended;

/// What the wording of a session's failures needs to name.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    user: String,
    database: String,
    sslmode: SslMode,
    /// The session's own statement timeout.
    seconds: u32,
}

impl Subject {
    pub(super) fn of(descriptor: &Descriptor) -> Subject {
        Subject {
            user: descriptor.user.clone(),
            database: descriptor.database.clone(),
            sslmode: descriptor.sslmode,
            seconds: super::session::STATEMENT_SECONDS,
        }
    }

    /// The session's statement timeout is now this.
    pub(super) fn statement_seconds(&mut self, seconds: u32) {
        self.seconds = seconds;
    }

    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// A login that did not succeed. What the guard saw tells more than the driver's error.
    pub(super) fn login(&self, error: &sqlx::Error, ended: Option<&Ended>) -> ConnectionFailure {
        match (ended, error) {
            (Some(Ended::Refused(violation)), _) => self.violation(violation),
            (Some(Ended::Broken(alert)), _) => broken(alert, "logging in"),
            (Some(Ended::Rejected(code)), _) => self.refusal(code.parse().unwrap_or_default()),
            (_, sqlx::Error::Database(_)) => number(error).map_or_else(unreadable, |code| self.refusal(code)),
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
            (_, sqlx::Error::Database(_)) => {
                number(error).map_or_else(unreadable, |code| statement(code, doing, self.seconds))
            }
            (_, sqlx::Error::Io(_)) | (Some(_), _) => ConnectionFailure::ConnectionLost { phase: doing },
            _ => unreadable(),
        }
    }

    /// A refusal instead of a greeting, or instead of letting the login in.
    pub(super) fn refusal(&self, code: u16) -> ConnectionFailure {
        let (user, database) = (self.user.clone(), self.database.clone());
        match code {
            // Also: must change an expired password.
            1045 | 1698 | 1820 | 1862 => ConnectionFailure::AuthenticationFailed { user },
            // Too many connections of this machine broke off before a login.
            1129 => ConnectionFailure::HostBlocked,
            // No right on the database; host not allowed; account locked (both kinds).
            1044 | 1130 | 3118 | 4151 => ConnectionFailure::LoginNotPermitted { user, database },
            1049 => ConnectionFailure::DatabaseMissing { database },
            _ => statement(code, "logging in", self.seconds),
        }
    }

    fn violation(&self, violation: &Violation) -> ConnectionFailure {
        match violation {
            Violation::Protocol(what) => ConnectionFailure::ServerProtocol { what: (*what).into() },
            Violation::PasswordRequest { method } => {
                ConnectionFailure::AuthenticationMethodRefused { method: (*method).into(), sslmode: self.sslmode }
            }
            Violation::TooLarge { mebibytes } => ConnectionFailure::AnswerTooLarge { mebibytes: *mebibytes },
        }
    }
}

/// The server's error number, if the error is the server's.
pub(super) fn number(error: &sqlx::Error) -> Option<u16> {
    let sqlx::Error::Database(error) = error else { return None };
    error.try_downcast_ref::<MySqlDatabaseError>().map(MySqlDatabaseError::number)
}

fn statement(code: u16, doing: &'static str, seconds: u32) -> ConnectionFailure {
    match code {
        1044 | 1142 | 1143 | 1227 | 1370 => ConnectionFailure::PermissionDenied { doing },
        // Of the server, of the user, of a resource of the user.
        1040 | 1203 | 1226 => ConnectionFailure::TooManyConnections,
        // Shutting down, and offline mode.
        1053 | 3032 => ConnectionFailure::ServerStarting,
        1317 | 1927 | 4031 => ConnectionFailure::ConnectionLost { phase: doing },
        1205 => ConnectionFailure::TimedOut { phase: doing, seconds: super::session::LOCK_SECONDS },
        // The two kinds' statement timeouts.
        1969 | 3024 => ConnectionFailure::TimedOut { phase: doing, seconds },
        // 3159 asks for TLS on a connection that has it.
        3159 => ConnectionFailure::ServerProtocol { what: "it takes this connection for one without TLS".into() },
        _ => ConnectionFailure::ServerError { sqlstate: code.to_string(), doing },
    }
}

fn broken(alert: &Option<String>, phase: &'static str) -> ConnectionFailure {
    ConnectionFailure::TlsBroken { alert: alert.clone(), phase }
}

fn unreadable() -> ConnectionFailure {
    ConnectionFailure::ServerProtocol { what: "its answer cannot be read".into() }
}
