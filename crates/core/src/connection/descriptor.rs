//! The connection descriptor: everything needed to reach a database, except the password.

use serde::{Deserialize, Serialize};

use super::address::Policy;
use super::{Access, Check, CheckId, CheckReport, CheckStatus, Engine, Environment, PasswordSource};

/// libpq's TLS modes that the contract allows; `disable`, `allow` and `prefer` cannot be expressed.
/// <https://www.postgresql.org/docs/current/libpq-ssl.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SslMode {
    /// Encrypted. Verified like `verify-ca` when a CA is given, unverified otherwise.
    Require,
    /// Encrypted, and the chain ends in the given CA; the name is not compared.
    VerifyCa,
    /// Encrypted, the chain is trusted and the certificate names the host.
    #[default]
    VerifyFull,
}

impl SslMode {
    /// libpq's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            SslMode::Require => "require",
            SslMode::VerifyCa => "verify-ca",
            SslMode::VerifyFull => "verify-full",
        }
    }

    /// The mode with exactly this spelling; no case folding, no trimming, so that nothing slips by as "nearly disable".
    pub fn parse(text: &str) -> Option<SslMode> {
        [SslMode::Require, SslMode::VerifyCa, SslMode::VerifyFull].into_iter().find(|mode| mode.as_str() == text)
    }
}

/// How to reach one database. Holds no secret: `password` names where the password is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Descriptor {
    /// PostgreSQL or MySQL.
    pub engine: Engine,
    /// Host name or IP address as typed; TLS verifies this name.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Database (PostgreSQL) or schema (MySQL) to use.
    pub database: String,
    /// Login name.
    pub user: String,
    /// Where the password is kept; absent while it is only in memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordSource>,
    /// TLS mode, `verify-full` unless said otherwise.
    #[serde(default)]
    pub sslmode: SslMode,
    /// PEM certificates of the CA that replaces the system's roots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
    /// What a person calls this connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What the database is used for; the window colours itself by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// What the connection is meant for: to read, unless said otherwise.
    #[serde(default, skip_serializing_if = "Access::is_default")]
    pub access: Access,
    /// SHA-256 of the server's certificate (DER, 64 lower-case hexadecimal digits), recorded on first use under `require`
    /// without a CA: a server that then shows another one is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned_certificate: Option<String>,
    /// The owner's recorded consent that the pinned but unverified server may be told the password itself (clear text,
    /// MD5, MySQL's full authentication). Without a pin it means nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub password_in_clear: bool,
    /// "Reach it from this machine only": private addresses are then allowed, and sync to the hosted platform is not offered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub local_only: bool,
}

/// What is wrong with one field of a descriptor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DescriptorProblem {
    /// The field: `host`, `port`, `database`, `user`, `sslmode`, `ca_pem`, `pinned_certificate` or `password_in_clear`.
    pub field: String,
    /// What is wrong and what to do, one sentence.
    pub message: String,
}

impl Descriptor {
    /// An empty descriptor at the engine's usual port: what a form starts from, and what struct update syntax fills in.
    pub fn blank(engine: Engine) -> Descriptor {
        Descriptor {
            engine,
            host: String::new(),
            port: engine.default_port(),
            database: String::new(),
            user: String::new(),
            password: None,
            sslmode: SslMode::default(),
            ca_pem: None,
            label: None,
            environment: None,
            access: Access::default(),
            pinned_certificate: None,
            password_in_clear: false,
            local_only: false,
        }
    }

    /// The address policy this connection is judged by.
    pub fn policy(&self) -> Policy {
        if self.local_only { Policy::ThisMachineOnly } else { Policy::Platform }
    }

    /// Everything that is wrong with the fields by themselves; empty when a check may be tried.
    pub fn problems(&self) -> Vec<DescriptorProblem> {
        let mut problems = Vec::new();
        let mut report = |field: &str, message: &str| {
            problems.push(DescriptorProblem { field: field.into(), message: message.into() });
        };
        if self.host.trim().is_empty() {
            report("host", "Enter the host name or address of the database server.");
        }
        if self.port == 0 {
            report("port", "Enter a port from 1 to 65535.");
        }
        if self.database.is_empty() {
            report("database", "Enter the name of the database.");
        }
        if self.user.is_empty() {
            report("user", "Enter the login name of the agent's database user.");
        }
        // A NUL would end the name early in both wire protocols.
        for (field, value) in [("host", &self.host), ("database", &self.database), ("user", &self.user)] {
            if value.contains('\0') {
                report(field, "Remove the NUL character.");
            }
        }
        if let Some(pem) = &self.ca_pem
            && !pem.contains("-----BEGIN CERTIFICATE-----")
        {
            report("ca_pem", "Paste the CA as PEM text: it starts with -----BEGIN CERTIFICATE-----.");
        }
        // The file is meant for git, and the control plane gets it too.
        if self.ca_pem.as_ref().is_some_and(|pem| pem.contains("PRIVATE KEY")) {
            report("ca_pem", "This holds a private key: paste the certificate alone.");
        }
        if self.sslmode == SslMode::VerifyCa && self.ca_pem.is_none() {
            report(
                "ca_pem",
                "verify-ca needs the CA certificate: against the public roots anybody could present a valid certificate. Add it, or use verify-full.",
            );
        }
        // Compared as text with what a server shows, so one spelling only.
        if let Some(pin) = &self.pinned_certificate
            && !(pin.len() == 64 && pin.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
        {
            report(
                "pinned_certificate",
                "Write the certificate's SHA-256 as 64 lower-case hexadecimal digits, or remove the line to record it anew.",
            );
        }
        if self.password_in_clear && self.pinned_certificate.is_none() {
            report(
                "password_in_clear",
                "Without pinned_certificate this would let any server read the password: remove the line, or record the certificate first.",
            );
        }
        problems
    }

    /// Whether nothing but the pin can tell this connection's server from another: `require` without a CA.
    pub fn relies_on_pin(&self) -> bool {
        self.sslmode == SslMode::Require && self.ca_pem.is_none()
    }

    /// Takes over the pin and the consent of the same connection before an edit, if it still leads to the same server.
    /// Another engine, host or port is another server, about which nothing is recorded.
    pub fn keep_pin_of(&mut self, before: &Descriptor) {
        if (self.engine, &self.host, self.port) == (before.engine, &before.host, before.port) {
            self.pinned_certificate.clone_from(&before.pinned_certificate);
            self.password_in_clear = before.password_in_clear;
        }
    }

    /// The certificate to record after these checks: on the first login under `require` without a CA, the one that the
    /// server showed.
    pub fn first_pin(&self, report: &CheckReport) -> Option<String> {
        if !self.relies_on_pin() || self.pinned_certificate.is_some() {
            return None;
        }
        let find = |id: CheckId| report.checks.iter().find(|check| check.id == id);
        let let_in = |check: &&Check| matches!(check.status, CheckStatus::Pass | CheckStatus::Warn);
        find(CheckId::Authentication).filter(let_in)?;
        find(CheckId::ReachabilityTls)?.evidence.get("certificate_sha256").cloned()
    }
}

/// A name that is safe as a file name on every system: a workspace names connections and bindings so.
pub type ObjectSlug = String;

/// Whether `name` is a slug: 1 to 64 of `a-z 0-9 - _`, starting with a letter or digit.
pub fn is_slug(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    (1..=64).contains(&name.len())
        && name.chars().all(allowed)
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clinic() -> Descriptor {
        Descriptor {
            host: "db.example.com".into(),
            database: "clinic".into(),
            user: "gatehouse_ro".into(),
            ..Descriptor::blank(Engine::Postgres)
        }
    }

    #[test]
    fn a_whole_descriptor_has_no_problem() {
        assert_eq!(clinic().problems(), vec![]);
    }

    #[test]
    fn each_gap_names_its_field() {
        let broken = Descriptor { host: " ".into(), port: 0, database: String::new(), user: "a\0b".into(), ..clinic() };
        let fields: Vec<_> = broken.problems().into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["host", "port", "database", "user"]);
    }

    #[test]
    fn verify_ca_without_a_ca_is_refused() {
        let weak = Descriptor { sslmode: SslMode::VerifyCa, ..clinic() };
        assert_eq!(weak.problems()[0].field, "ca_pem");
    }

    #[test]
    fn a_pin_has_one_spelling_and_consent_needs_it() {
        let with = |pin: &str| Descriptor { pinned_certificate: Some(pin.into()), ..clinic() }.problems();
        assert_eq!(with(&"0a".repeat(32)), vec![]);
        for bad in ["", "0a", &"0A".repeat(32), &"zz".repeat(32), &"0a:".repeat(32)] {
            assert_eq!(with(bad)[0].field, "pinned_certificate", "{bad:?}");
        }
        let alone = Descriptor { password_in_clear: true, ..clinic() };
        assert_eq!(alone.problems()[0].field, "password_in_clear");
    }

    #[test]
    fn a_pin_belongs_to_one_server() {
        let pinned = Descriptor { pinned_certificate: Some("0a".repeat(32)), password_in_clear: true, ..clinic() };
        let mut renamed = Descriptor { label: Some("x".into()), user: "other".into(), ..clinic() };
        renamed.keep_pin_of(&pinned);
        assert_eq!((renamed.pinned_certificate, renamed.password_in_clear), (pinned.pinned_certificate.clone(), true));
        let elsewhere = [
            Descriptor { host: "db2.example.com".into(), ..clinic() },
            Descriptor { port: 5433, ..clinic() },
            Descriptor { engine: Engine::Mysql, ..clinic() },
        ];
        for mut moved in elsewhere {
            moved.keep_pin_of(&pinned);
            assert_eq!((moved.pinned_certificate, moved.password_in_clear), (None, false));
        }
    }

    #[test]
    fn the_first_login_under_bare_require_gives_the_pin() {
        use super::super::Evidence;
        let evidence = Evidence::from([("certificate_sha256".to_owned(), "0a".repeat(32))]);
        let reached = Check::warned(CheckId::ReachabilityTls, "", "", evidence, 0.0);
        let entered = Check::passed(CheckId::Authentication, "", Evidence::new(), 0.0);
        let turned_away = Check { status: CheckStatus::Fail, ..entered.clone() };
        let report = |login: &Check| CheckReport::of(vec![reached.clone(), login.clone()]);
        let bare = Descriptor { sslmode: SslMode::Require, ..clinic() };
        assert_eq!(bare.first_pin(&report(&entered)), Some("0a".repeat(32)));
        assert_eq!(bare.first_pin(&report(&turned_away)), None);
        assert_eq!(clinic().first_pin(&report(&entered)), None);
        let pinned = Descriptor { pinned_certificate: Some("0b".repeat(32)), ..bare.clone() };
        assert_eq!(pinned.first_pin(&report(&entered)), None);
        let with_ca = Descriptor { ca_pem: Some("-----BEGIN CERTIFICATE-----".into()), ..bare };
        assert_eq!(with_ca.first_pin(&report(&entered)), None);
    }

    #[test]
    fn sslmode_has_one_spelling() {
        for text in ["disable", "prefer", "allow", "Require", "require ", "VERIFY-FULL", ""] {
            assert_eq!(SslMode::parse(text), None, "{text:?}");
        }
        assert_eq!(SslMode::parse("verify-full"), Some(SslMode::VerifyFull));
    }

    #[test]
    fn slugs_are_safe_file_names() {
        assert!(is_slug("clinic-2"));
        for bad in ["", "../x", "Clinic", "-x", "a b", "ä"] {
            assert!(!is_slug(bad), "{bad:?}");
        }
    }
}
