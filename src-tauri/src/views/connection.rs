//! A connection as a form.

use gatehouse_core::connection::{
    Access, Check, CheckId, Descriptor, DescriptorProblem, Engine, Environment, ParsedUrl, PasswordSource, SslMode,
};
use gatehouse_database::CheckEvent;
use gatehouse_vault::{Place, Vault};
use gatehouse_workspace::{Workspace, own_entry};
use serde::{Deserialize, Serialize};

/// Where the password of a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PasswordState {
    /// Nowhere yet.
    None,
    /// In the operating system's keyring.
    Keyring,
    /// In this process only.
    Memory,
    /// Where the connection's file says: environment, command, file or pgpass.
    Reference,
}

/// The fields of a connection. The password is never among them.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub(crate) struct ConnectionForm {
    /// Its slug.
    pub(crate) name: String,
    /// What a person calls it.
    pub(crate) label: String,
    /// What the database is used for, where somebody said.
    pub(crate) environment: Option<Environment>,
    /// Which engine.
    pub(crate) engine: Engine,
    /// Host name or address.
    pub(crate) host: String,
    /// TCP port.
    pub(crate) port: u16,
    /// Database.
    pub(crate) database: String,
    /// Login name.
    pub(crate) user: String,
    /// TLS mode.
    pub(crate) sslmode: SslMode,
    /// PEM text of the CA, or empty.
    pub(crate) ca_pem: String,
    /// Reached from this machine only.
    pub(crate) local_only: bool,
    /// What the connection is meant for: the badge before connecting.
    pub(crate) access: Access,
    /// Where the password is.
    pub(crate) password_state: PasswordState,
    /// The reference, when there is one.
    pub(crate) password_reference: Option<String>,
}

/// What a pasted URL said.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct UrlReading {
    /// The fields it fills.
    pub(crate) form: ConnectionForm,
    /// It held a password, which is kept aside for saving.
    pub(crate) password_kept: bool,
    /// A file with the CA certificate that the URL names; it was not read.
    pub(crate) ca_file: Option<String>,
    /// Options that are not used, by name.
    pub(crate) unused: Vec<String>,
    /// What could not be taken over.
    pub(crate) problems: Vec<DescriptorProblem>,
}

/// What saving a connection did.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct SavedConnection {
    /// Its slug.
    pub(crate) name: String,
    /// Where the password is now.
    pub(crate) password_state: PasswordState,
    /// What a person should know about it.
    pub(crate) note: Option<String>,
}

/// What the running checks report.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum CheckProgress {
    /// A check began.
    Started {
        /// Which.
        id: CheckId,
    },
    /// A check ended.
    Finished {
        /// How.
        check: Check,
    },
}

impl From<CheckEvent> for CheckProgress {
    fn from(event: CheckEvent) -> CheckProgress {
        match event {
            CheckEvent::Started { id } => CheckProgress::Started { id },
            CheckEvent::Finished { check } => CheckProgress::Finished { check },
        }
    }
}

impl PasswordState {
    /// Where the password of a connection is. Blocks (keyring).
    pub(crate) fn of(workspace: &Workspace, vault: &Vault, name: &str, descriptor: &Descriptor) -> PasswordState {
        if descriptor.password.as_ref().is_some_and(|source| !matches!(source, PasswordSource::Keychain(_))) {
            return PasswordState::Reference;
        }
        let Some(entry) = own_entry(workspace, name, descriptor) else { return PasswordState::None };
        match vault.find(&entry) {
            Some((_, Place::Keyring)) => PasswordState::Keyring,
            Some((_, Place::Memory)) => PasswordState::Memory,
            None => PasswordState::None,
        }
    }
}

impl ConnectionForm {
    /// The form of a stored connection.
    pub(crate) fn new(name: &str, descriptor: Descriptor, password_state: PasswordState) -> ConnectionForm {
        ConnectionForm {
            name: name.to_owned(),
            label: descriptor.label.unwrap_or_default(),
            environment: descriptor.environment,
            engine: descriptor.engine,
            host: descriptor.host,
            port: descriptor.port,
            database: descriptor.database,
            user: descriptor.user,
            sslmode: descriptor.sslmode,
            ca_pem: descriptor.ca_pem.unwrap_or_default(),
            local_only: descriptor.local_only,
            access: descriptor.access,
            password_state,
            password_reference: descriptor.password.map(|source| source.to_string()),
        }
    }

    /// The descriptor that the form says, with the password where it was.
    pub(crate) fn descriptor(&self, password: Option<PasswordSource>) -> Descriptor {
        let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        Descriptor {
            host: self.host.trim().to_owned(),
            port: self.port,
            database: self.database.clone(),
            user: self.user.clone(),
            password,
            sslmode: self.sslmode,
            ca_pem: filled(&self.ca_pem).map(|pem| format!("{pem}\n")),
            label: filled(&self.label),
            environment: self.environment,
            local_only: self.local_only,
            access: self.access,
            ..Descriptor::blank(self.engine)
        }
    }
}

impl UrlReading {
    /// The reading of a URL whose password was taken out.
    pub(crate) fn new(parsed: ParsedUrl, password_kept: bool) -> UrlReading {
        UrlReading {
            form: ConnectionForm::new("", parsed.descriptor, PasswordState::None),
            password_kept,
            ca_file: parsed.ca_file,
            unused: parsed.unused,
            problems: parsed.problems,
        }
    }
}
