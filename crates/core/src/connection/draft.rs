//! A descriptor in the making: what a URL, a service file, the environment or an option file says, option by option.
//!
//! Option names are libpq's (<https://www.postgresql.org/docs/current/libpq-connect.html>, "Parameter Key Words"), pgjdbc's,
//! the MySQL client's (<https://dev.mysql.com/doc/refman/8.4/en/connection-options.html>), Connector/J's and MariaDB's. They
//! mean the same few things, so they are read in one place.

use secrecy::SecretString;

use super::{Descriptor, DescriptorProblem, Engine, PasswordSource, SslMode};

/// What was understood so far.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) descriptor: Descriptor,
    pub(super) password: Option<SecretString>,
    /// A file with the CA's certificate, named but not read.
    pub(super) ca_file: Option<String>,
    pub(super) unused: Vec<String>,
    pub(super) problems: Vec<DescriptorProblem>,
    /// `sslmode` was given by that name, which outranks `ssl=true` and the like.
    explicit_tls: bool,
}

impl Draft {
    pub(super) fn new(engine: Engine) -> Draft {
        Draft {
            descriptor: Descriptor::blank(engine),
            password: None,
            ca_file: None,
            unused: Vec::new(),
            problems: Vec::new(),
            explicit_tls: false,
        }
    }

    pub(super) fn problem(&mut self, field: &str, message: &str) {
        let problem = DescriptorProblem { field: field.into(), message: message.into() };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Takes one option. What Gatehouse has no use for is remembered by name; its value may be a secret.
    pub(super) fn apply(&mut self, name: &str, value: String) {
        let plain: String = name.to_ascii_lowercase().replace(['-', '_'], "");
        match plain.as_str() {
            "host" | "server" => self.set_host(value),
            "hostaddr" if self.descriptor.host.is_empty() => self.set_host(value),
            "port" => self.set_port(&value),
            "dbname" | "database" => self.descriptor.database = value,
            "user" | "username" => self.descriptor.user = value,
            "password" | "passwd" if !value.is_empty() => self.password = Some(SecretString::from(value)),
            "passfile" => self.descriptor.password = Some(PasswordSource::Pgpass),
            "sslmode" => self.set_mode(&value),
            "sslrootcert" if value == "system" => self.set_switch(true, SslMode::VerifyFull),
            "sslrootcert" | "sslca" | "serversslcert" if !value.is_empty() => self.ca_file = Some(value),
            "socket" | "unixsocket" => self.refuse_socket(),
            "protocol" if !value.eq_ignore_ascii_case("tcp") => self.refuse_socket(),
            _ => self.apply_switch(&plain, name, &value),
        }
    }

    /// The older options that switch TLS on or off, or its verification.
    fn apply_switch(&mut self, plain: &str, name: &str, value: &str) {
        let on = !matches!(value.to_ascii_lowercase().as_str(), "0" | "false" | "off" | "no" | "disabled");
        // pgjdbc: ssl=true alone is verify-full; Connector/J: verifyServerCertificate compares no name, ours does.
        match (plain, self.descriptor.engine) {
            ("ssl" | "usessl", _) => self.set_switch(on, SslMode::VerifyFull),
            ("skipssl" | "disablessl", Engine::Mysql) => self.set_switch(!on, SslMode::VerifyFull),
            ("requiressl", _) if on => self.set_switch(true, SslMode::Require),
            ("sslverifyservercert" | "verifyservercertificate", Engine::Mysql) => {
                self.set_switch(true, if on { SslMode::VerifyFull } else { SslMode::Require });
            }
            ("disablesslverifyservercert" | "skipsslverifyservercert" | "trustservercertificate", Engine::Mysql)
                if on =>
            {
                self.set_switch(true, SslMode::Require);
            }
            _ => self.unused.push(shown(name)),
        }
    }

    fn set_switch(&mut self, encrypted: bool, mode: SslMode) {
        if self.explicit_tls {
            return;
        }
        if encrypted {
            self.descriptor.sslmode = mode;
        } else {
            self.refuse_plain();
        }
    }

    fn set_mode(&mut self, value: &str) {
        self.explicit_tls = true;
        self.problems.retain(|problem| problem.field != "sslmode");
        match ssl_mode(value, self.descriptor.engine) {
            Some(mode) => self.descriptor.sslmode = mode,
            None => self.refuse_plain(),
        }
    }

    fn refuse_plain(&mut self) {
        self.descriptor.sslmode = SslMode::VerifyFull;
        self.problem(
            "sslmode",
            "Only require, verify-ca and verify-full are possible: disable sends everything in clear text, and prefer and allow fall back to that without a word. verify-full is proposed.",
        );
    }

    /// Takes a host, which libpq and the JDBC drivers also let be a list or a socket's folder.
    pub(super) fn set_host(&mut self, host: String) {
        if host.starts_with(['/', '@']) {
            return self.refuse_socket();
        }
        match host.split_once(',') {
            Some((first, _)) => {
                self.descriptor.host = first.trim().to_owned();
                self.refuse_several();
            }
            None => self.descriptor.host = host,
        }
    }

    pub(super) fn refuse_several(&mut self) {
        self.problem(
            "host",
            "Several hosts are named. Gatehouse judges one host and dials exactly that one, so that it is known which server was checked: name one, as a rule the primary's or the cluster's own name.",
        );
    }

    pub(super) fn refuse_socket(&mut self) {
        self.descriptor.host.clear();
        self.problem(
            "host",
            "This leads to a Unix socket or pipe of this machine, where there is no TLS that could prove the server, and which a control plane cannot reach: enter the server's host name. A server on this machine can be reached as localhost over TCP, with “Reach it from this machine only”.",
        );
    }

    pub(super) fn set_port(&mut self, port: &str) {
        let first = port.split(',').next().unwrap_or("").trim();
        if first.len() != port.trim().len() {
            self.refuse_several();
        }
        match first.parse::<u16>() {
            Ok(port) if port > 0 => self.descriptor.port = port,
            _ if first.is_empty() => (),
            _ => self.problem("port", "The port is not a number from 1 to 65535."),
        }
    }
}

/// libpq's names; for MySQL and MariaDB also those of `--ssl-mode`, Connector/J and MariaDB's connectors.
fn ssl_mode(value: &str, engine: Engine) -> Option<SslMode> {
    if engine == Engine::Postgres {
        return SslMode::parse(value);
    }
    match value.to_ascii_lowercase().replace('_', "-").as_str() {
        "required" | "require" | "trust" => Some(SslMode::Require),
        "verify-ca" => Some(SslMode::VerifyCa),
        "verify-identity" | "verify-full" => Some(SslMode::VerifyFull),
        _ => None,
    }
}

/// An option's name as it may be shown: one that looks like none may be part of a password that was not percent-encoded.
pub(super) fn shown(name: &str) -> String {
    let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if (1..=64).contains(&name.len()) && name.chars().all(usual) {
        name.to_owned()
    } else {
        "(an option without a usual name)".to_owned()
    }
}
