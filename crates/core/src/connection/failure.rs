//! Why a connection failed: a closed set of codes with data, and the one place where their wording lives.
//!
//! Texts of a server are never passed on: before TLS is verified they are an attacker's, and afterwards they may hold
//! row data (PostgreSQL DETAIL, MySQL messages).

use serde::{Deserialize, Serialize};

use super::SslMode;
use super::address::Refusal;
use super::certificate::{self, ChainLink, Untrusted};
use super::shown::shown;

/// Stable codes; what crosses to the window and to `--json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is worded in `explain`, below")]
pub enum FailureCode {
    HostNotAllowed,
    NameNotResolved,
    ConnectionRefused,
    Unreachable,
    TimedOut,
    NotThisProtocol,
    TlsNotOffered,
    DataBeforeTls,
    TlsTooOld,
    TlsProtocol,
    TlsBroken,
    CertificateUntrusted,
    CertificateNameMismatch,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateInvalid,
    CertificateChanged,
    CaUnreadable,
    AuthenticationFailed,
    AuthenticationMethodRefused,
    DatabaseMissing,
    SchemaMissing,
    LoginNotPermitted,
    HostBlocked,
    TooManyConnections,
    ServerStarting,
    PermissionDenied,
    ServerProtocol,
    AnswerTooLarge,
    ConnectionLost,
    PasswordMissing,
    ReferenceNotTrusted,
    DescriptorInvalid,
    Canceled,
    ServerError,
    EngineUnsupported,
    ChecksTookTooLong,
}

/// A failure with the data its wording needs. Never holds a password or a server's own text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.explain().what)]
#[allow(missing_docs, reason = "each is worded in `explain`, below; the fields are what that wording names")]
pub enum ConnectionFailure {
    HostNotAllowed(Refusal),
    NameNotResolved {
        host: String,
    },
    ConnectionRefused {
        host: String,
        port: u16,
    },
    Unreachable {
        host: String,
        port: u16,
    },
    /// `phase` completes "while …"; `seconds` is the deadline.
    TimedOut {
        phase: &'static str,
        seconds: u32,
    },
    NotThisProtocol {
        engine: &'static str,
        port: u16,
    },
    TlsNotOffered,
    DataBeforeTls,
    /// The server knows TLS 1.1 at most.
    TlsTooOld,
    /// `alert` is what the server gave as its reason, by its name in RFC 8446.
    TlsProtocol {
        alert: Option<String>,
    },
    /// Encryption that stood was broken off; `alert` as in `TlsProtocol`, `phase` completes "while …".
    TlsBroken {
        alert: Option<String>,
        phase: &'static str,
    },
    /// Nobody who is trusted vouches for `link`, which names `issuer` as the one who signed it. `own_ca` tells whether a CA
    /// was given.
    CertificateUntrusted {
        link: ChainLink,
        issuer: String,
        why: Untrusted,
        own_ca: bool,
    },
    /// `names` with their kind (`DNS:…`, `IP:…`); `common_name` is the subject's, which counts for nothing.
    CertificateNameMismatch {
        host: String,
        names: Vec<String>,
        common_name: Option<String>,
    },
    /// `not_after` in RFC 3339.
    CertificateExpired {
        link: ChainLink,
        not_after: String,
    },
    CertificateNotYetValid {
        link: ChainLink,
        not_before: String,
    },
    /// `reason` says what is wrong with the link; `next_step` what to do, a sentence.
    CertificateInvalid {
        link: ChainLink,
        reason: String,
        next_step: &'static str,
    },
    /// Both are SHA-256 of the certificate's DER, hexadecimal.
    CertificateChanged {
        recorded: String,
        shown: String,
    },
    CaUnreadable {
        reason: String,
    },
    AuthenticationFailed {
        user: String,
    },
    /// `method` as the protocol names it: `password`, `md5`, …
    AuthenticationMethodRefused {
        method: String,
        sslmode: SslMode,
    },
    DatabaseMissing {
        database: String,
    },
    /// A schema that was chosen for discovery.
    SchemaMissing {
        schema: String,
    },
    /// pg_hba.conf (or MySQL's host column) has no entry for this user, address and database.
    LoginNotPermitted {
        user: String,
        database: String,
    },
    /// MySQL's answer to a machine that broke off too many logins (error 1129).
    HostBlocked,
    TooManyConnections,
    ServerStarting,
    PermissionDenied {
        doing: &'static str,
    },
    ServerProtocol {
        what: String,
    },
    /// `mebibytes` is the bound.
    AnswerTooLarge {
        mebibytes: u32,
    },
    ConnectionLost {
        phase: &'static str,
    },
    PasswordMissing {
        source_name: String,
    },
    /// Nobody on this machine has agreed yet to how this connection's file gets a password and where it sends it.
    /// `scheme` is the reference's (`command`, `env`, …, or `the keyring`); `target` is `user@host:port`.
    ReferenceNotTrusted {
        connection: String,
        scheme: String,
        target: String,
    },
    DescriptorInvalid {
        field: String,
        message: String,
    },
    Canceled,
    /// `sqlstate` is the five-character SQLSTATE; for MySQL and MariaDB their error number, which says more.
    ServerError {
        sqlstate: String,
        doing: &'static str,
    },
    EngineUnsupported {
        engine: &'static str,
    },
    /// `seconds` is what all checks together may take.
    ChecksTookTooLong {
        seconds: u32,
    },
}

/// A failure in words: what happened, why it matters or how it comes about, and the next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// What happened, one plain sentence.
    pub what: String,
    /// One concrete next step.
    pub next_step: String,
}

impl ConnectionFailure {
    /// The stable code.
    pub fn code(&self) -> FailureCode {
        use ConnectionFailure as F;
        match self {
            F::HostNotAllowed(_) => FailureCode::HostNotAllowed,
            F::NameNotResolved { .. } => FailureCode::NameNotResolved,
            F::ConnectionRefused { .. } => FailureCode::ConnectionRefused,
            F::Unreachable { .. } => FailureCode::Unreachable,
            F::TimedOut { .. } => FailureCode::TimedOut,
            F::NotThisProtocol { .. } => FailureCode::NotThisProtocol,
            F::TlsNotOffered => FailureCode::TlsNotOffered,
            F::DataBeforeTls => FailureCode::DataBeforeTls,
            F::TlsTooOld => FailureCode::TlsTooOld,
            F::TlsProtocol { .. } => FailureCode::TlsProtocol,
            F::TlsBroken { .. } => FailureCode::TlsBroken,
            F::CertificateUntrusted { .. } => FailureCode::CertificateUntrusted,
            F::CertificateNameMismatch { .. } => FailureCode::CertificateNameMismatch,
            F::CertificateExpired { .. } => FailureCode::CertificateExpired,
            F::CertificateNotYetValid { .. } => FailureCode::CertificateNotYetValid,
            F::CertificateInvalid { .. } => FailureCode::CertificateInvalid,
            F::CertificateChanged { .. } => FailureCode::CertificateChanged,
            F::CaUnreadable { .. } => FailureCode::CaUnreadable,
            F::AuthenticationFailed { .. } => FailureCode::AuthenticationFailed,
            F::AuthenticationMethodRefused { .. } => FailureCode::AuthenticationMethodRefused,
            F::DatabaseMissing { .. } => FailureCode::DatabaseMissing,
            F::SchemaMissing { .. } => FailureCode::SchemaMissing,
            F::LoginNotPermitted { .. } => FailureCode::LoginNotPermitted,
            F::HostBlocked => FailureCode::HostBlocked,
            F::TooManyConnections => FailureCode::TooManyConnections,
            F::ServerStarting => FailureCode::ServerStarting,
            F::PermissionDenied { .. } => FailureCode::PermissionDenied,
            F::ServerProtocol { .. } => FailureCode::ServerProtocol,
            F::AnswerTooLarge { .. } => FailureCode::AnswerTooLarge,
            F::ConnectionLost { .. } => FailureCode::ConnectionLost,
            F::PasswordMissing { .. } => FailureCode::PasswordMissing,
            F::ReferenceNotTrusted { .. } => FailureCode::ReferenceNotTrusted,
            F::DescriptorInvalid { .. } => FailureCode::DescriptorInvalid,
            F::Canceled => FailureCode::Canceled,
            F::ServerError { .. } => FailureCode::ServerError,
            F::EngineUnsupported { .. } => FailureCode::EngineUnsupported,
            F::ChecksTookTooLong { .. } => FailureCode::ChecksTookTooLong,
        }
    }

    /// The wording, the one place it is written.
    pub fn explain(&self) -> Explanation {
        let (what, next_step) = self.wording();
        Explanation { what, next_step }
    }

    fn wording(&self) -> (String, String) {
        use ConnectionFailure as F;
        match self {
            F::HostNotAllowed(refusal) => (
                refusal.sentence(),
                "Use the public host name of the database, or choose “Reach it from this machine only” for local work."
                    .into(),
            ),
            F::NameNotResolved { host } => (
                format!("The name {host} has no address."),
                "Check the spelling of the host, and that this machine's DNS knows it.".into(),
            ),
            F::ConnectionRefused { host, port } => (
                format!("{host} is there, but nothing listens on port {port}."),
                "Check the port, that the database server is running, and that it listens on this address.".into(),
            ),
            F::Unreachable { host, port } => (
                format!("No network route leads to {host} port {port}."),
                "Check the network or VPN, and that a firewall allows this machine.".into(),
            ),
            F::TimedOut { phase, seconds } => (
                format!("The server did not answer within {seconds} s while {phase}."),
                "Check host and port, and that a firewall does not drop the packets silently.".into(),
            ),
            F::NotThisProtocol { engine, port } => (
                format!("What answers on port {port} does not speak {engine}'s protocol."),
                "Check the port, and that you chose the right kind of database.".into(),
            ),
            F::TlsNotOffered => (
                "The server offers no TLS, so nothing was sent to it.".into(),
                "Turn on TLS on the server (PostgreSQL: ssl = on; MySQL: ssl_cert and ssl_key; each with a certificate), then run the checks again.".into(),
            ),
            F::DataBeforeTls => (
                "The server sent data before TLS was agreed; somebody may be in between.".into(),
                "Do not use this network path. Connect from another network, or ask who runs the proxy.".into(),
            ),
            F::TlsTooOld => (
                "The server speaks no TLS newer than 1.1, which no longer protects anything.".into(),
                "Enable TLS 1.2 or 1.3 on the server (PostgreSQL: ssl_min_protocol_version; MySQL: tls_version).".into(),
            ),
            F::TlsProtocol { alert } => (
                match alert {
                    Some(alert) => format!("TLS could not be agreed with the server ({alert})."),
                    None => "TLS could not be agreed with the server.".into(),
                },
                "Enable TLS 1.2 or 1.3 on the server, and look at its log.".into(),
            ),
            F::TlsBroken { alert, phase } => (
                match alert {
                    Some(alert) => format!("The server broke the encrypted connection off while {phase} ({alert})."),
                    None => format!("What came from the server while {phase} was not encrypted as agreed."),
                },
                "Look at the server's log; if it says nothing, something on the network path changes the traffic.".into(),
            ),
            F::CertificateUntrusted { .. }
            | F::CertificateNameMismatch { .. }
            | F::CertificateExpired { .. }
            | F::CertificateNotYetValid { .. }
            | F::CertificateInvalid { .. }
            | F::CertificateChanged { .. } => certificate::wording(self),
            F::CaUnreadable { reason } => (
                format!("The CA certificate of this connection cannot be read: {reason}."),
                "Paste the CA certificate again, as PEM text.".into(),
            ),
            F::AuthenticationFailed { user } => (
                format!("The server refused the password for user “{user}”."),
                "Enter the password again; if it is right, reset it on the server for this user.".into(),
            ),
            F::AuthenticationMethodRefused { method, sslmode } => (
                format!(
                    "The server asks for the password in a form that it could misuse ({method}), and sslmode {} does not prove who it is. The password was not sent.",
                    sslmode.as_str()
                ),
                "Use verify-full with the server's CA; with PostgreSQL, password_encryption = scram-sha-256 on the server also helps. Only if neither is possible: `gatehouse connection consent` records that you let this one server read the password.".into(),
            ),
            F::DatabaseMissing { database } => (
                format!("The server has no database named “{database}”."),
                "Check the spelling of the database; upper and lower case count.".into(),
            ),
            F::SchemaMissing { schema } => (
                format!("The database has no schema “{}”, or does not show it to this user.", shown(schema)),
                "Correct the name, or let the user see it, then discover again.".into(),
            ),
            F::LoginNotPermitted { user, database } => (
                format!("The server does not let user “{user}” reach database “{database}” from this address."),
                "Add an entry for this user, database and address (PostgreSQL: pg_hba.conf; MySQL: the account's host and a grant on the database).".into(),
            ),
            F::HostBlocked => (
                "The server no longer lets this machine in, because too many of its connections broke off before a login.".into(),
                "Have an administrator run FLUSH HOSTS (MySQL 8: TRUNCATE TABLE performance_schema.host_cache), and find out what connects from here and breaks off.".into(),
            ),
            F::TooManyConnections => (
                "The server has no free connection for this user.".into(),
                "Raise the user's or the server's connection limit, or close idle sessions.".into(),
            ),
            F::ServerStarting => (
                "The server is starting up or shutting down.".into(),
                "Wait a moment and run the checks again.".into(),
            ),
            F::PermissionDenied { doing } => (
                format!("The user lacks the right needed for {doing}."),
                "Grant the right with the least-privilege script, then run the checks again.".into(),
            ),
            F::ServerProtocol { what } => (
                format!("The server broke the protocol: {what}."),
                "Check what stands between this machine and the database; a proxy may be changing the traffic.".into(),
            ),
            F::AnswerTooLarge { mebibytes } => (
                format!("The server's answer has no end: more than {mebibytes} MiB for one question."),
                "Check what stands at this address: no database answers these questions at such a length.".into(),
            ),
            F::ConnectionLost { phase } => (
                format!("The server closed the connection while {phase}."),
                "Look at the server's log for the reason, then run the checks again.".into(),
            ),
            F::PasswordMissing { source_name } => (
                format!("There is no password to use: {source_name}."),
                "Enter the password for this connection.".into(),
            ),
            F::ReferenceNotTrusted { connection, scheme, target } => (
                match scheme.as_str() {
                    "command" => format!("“{connection}” wants to run a command for the password of {target}, and nobody on this machine has agreed to that yet."),
                    "env" => format!("“{connection}” wants to send an environment variable as the password to {target}, and nobody on this machine has agreed to that yet."),
                    "file" => format!("“{connection}” wants to send a file's first line as the password to {target}, and nobody on this machine has agreed to that yet."),
                    _ => format!("“{connection}” wants to send a stored password to {target}, and nobody on this machine has agreed to that yet; its file may have been changed."),
                },
                format!("Look at it with “gatehouse connection trust {connection} --show” or on the connection's page, and agree if you know where this workspace comes from."),
            ),
            F::DescriptorInvalid { field, message } => {
                (format!("The connection's {field} cannot be used."), message.clone())
            }
            F::Canceled => ("The check was cancelled.".into(), "Run the checks again when you are ready.".into()),
            F::ServerError { sqlstate, doing } => (
                format!("The server reported error {sqlstate} during {doing}."),
                "Look the code up in the server's manual or log.".into(),
            ),
            F::ChecksTookTooLong { seconds } => (
                format!("The server answered so slowly that the checks did not end within {seconds} s; what was found until then stands."),
                "Look at the load of the server and at the network between, then run the checks again.".into(),
            ),
            F::EngineUnsupported { engine } => (
                format!("This version of Gatehouse cannot connect to {engine} yet."),
                "Use a PostgreSQL connection.".into(),
            ),
        }
    }
}
