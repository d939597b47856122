//! Whether the person at this machine has agreed to how a connection gets its password, and to where that password goes.
//!
//! A workspace may come from a colleague, a repository, a download. Until somebody on this machine has agreed once, its
//! files make Gatehouse run no command, read no file and no environment variable, and send no stored password anywhere.
//! The agreement is about all of: the folder, the connection, the reference, engine, host, port, user, and what TLS has to
//! prove. A change of any of them asks again. It is kept in the account (see `gatehouse_vault::Agreements`).

use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use gatehouse_core::fingerprint::sha256_hex;
use gatehouse_vault::{AgreementError, Vault};
use serde::Serialize;

use crate::{Workspace, keychain_entry};

/// What is agreed to, for a person to read before agreeing. Holds no password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Trust {
    /// Whether it was agreed to as it stands.
    pub agreed: bool,
    /// Where the password comes from: the reference as the file has it, control characters made visible.
    pub reference: String,
    /// Where the password goes: user, host and port.
    pub target: String,
    /// What the agreement is about, as one hash. Agreeing names it, so that nobody agrees to what came after.
    pub fingerprint: String,
}

/// How things stand with a connection.
pub fn trust_of(workspace: &Workspace, vault: &Vault, name: &str, descriptor: &Descriptor) -> Trust {
    let fingerprint = fingerprint(descriptor);
    let reference = descriptor.password.as_ref().map_or_else(|| "the keyring".to_owned(), ToString::to_string);
    Trust {
        agreed: vault.agreements.hold(&key(workspace, name), &fingerprint),
        reference: visible(&reference),
        target: visible(&format!("{}@{}:{}", descriptor.user, descriptor.host, descriptor.port)),
        fingerprint,
    }
}

/// Agrees to a connection as it stands.
///
/// # Errors
/// When the agreement cannot be kept; then it does not hold.
pub fn agree(workspace: &Workspace, vault: &Vault, name: &str, descriptor: &Descriptor) -> Result<(), AgreementError> {
    let about = format!("{} in {}", name, workspace.root().display());
    vault.agreements.agree(&key(workspace, name), &fingerprint(descriptor), &about)
}

/// Takes an agreement back, with the connection or its name.
///
/// # Errors
/// When the account's folder cannot be written.
pub fn withdraw_agreement(workspace: &Workspace, vault: &Vault, name: &str) -> Result<(), AgreementError> {
    vault.agreements.withdraw(&key(workspace, name))
}

/// Refuses to go on without an agreement.
pub(crate) fn demand(
    workspace: &Workspace,
    vault: &Vault,
    name: &str,
    descriptor: &Descriptor,
) -> Result<(), ConnectionFailure> {
    let trust = trust_of(workspace, vault, name, descriptor);
    if trust.agreed {
        return Ok(());
    }
    // The scheme alone: a command's text is for the page where one agrees to it, not for every log.
    let scheme = trust.reference.split(':').next().unwrap_or("").to_owned();
    Err(ConnectionFailure::ReferenceNotTrusted { connection: name.to_owned(), scheme, target: trust.target })
}

/// Folder and connection, as the keyring tells them apart.
fn key(workspace: &Workspace, name: &str) -> String {
    sha256_hex(keychain_entry(workspace, name).as_bytes())
}

fn fingerprint(descriptor: &Descriptor) -> String {
    let Descriptor { engine, host, port, user, password, sslmode, ca_pem, .. } = descriptor;
    // A pin alone only narrows. With the consent to be asked for the password in clear it says who may ask.
    let may_ask = descriptor.password_in_clear.then_some(&descriptor.pinned_certificate);
    let about = serde_json::json!([1, password, engine, host, port, user, sslmode, ca_pem, may_ask]);
    sha256_hex(about.to_string().as_bytes())
}

/// Control characters and what turns the direction of text could make a terminal or a page show something else.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().map(|c| if hidden(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use gatehouse_core::connection::{Engine, PasswordSource, SslMode};
    use gatehouse_vault::MemoryStore;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::password_of;

    struct Scene {
        folder: tempfile::TempDir,
        workspace: Workspace,
        vault: Vault,
    }

    fn scene() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(folder.path()).unwrap();
        Scene { folder, workspace, vault: Vault::over(Box::new(MemoryStore::default())) }
    }

    fn clinic() -> Descriptor {
        Descriptor {
            host: "db.example.com".into(),
            database: "clinic".into(),
            user: "ro".into(),
            ..Descriptor::blank(Engine::Postgres)
        }
    }

    fn read(scene: &Scene, descriptor: &Descriptor) -> Result<String, ConnectionFailure> {
        let password = password_of(&scene.workspace, &scene.vault, "clinic", descriptor);
        password.map(|password| password.expose_secret().to_owned())
    }

    fn refused(read: Result<String, ConnectionFailure>) -> bool {
        matches!(read, Err(ConnectionFailure::ReferenceNotTrusted { .. }))
    }

    #[test]
    fn a_command_does_not_run_and_a_file_is_not_read_before_somebody_agreed() {
        let scene = scene();
        let proof = scene.folder.path().join("ran");
        let command = format!("touch {}; echo hunter2", proof.display());
        let mut sources = vec![PasswordSource::Env("PATH".into()), PasswordSource::Pgpass];
        sources.push(PasswordSource::File("pw".into()));
        for source in sources {
            assert!(refused(read(&scene, &Descriptor { password: Some(source), ..clinic() })));
        }
        let descriptor = Descriptor { password: Some(PasswordSource::Command(command)), ..clinic() };
        assert!(refused(read(&scene, &descriptor)));
        assert!(!proof.exists(), "the command ran");
        agree(&scene.workspace, &scene.vault, "clinic", &descriptor).unwrap();
        assert_eq!(read(&scene, &descriptor).as_deref(), Ok("hunter2"));
        withdraw_agreement(&scene.workspace, &scene.vault, "clinic").unwrap();
        assert!(refused(read(&scene, &descriptor)));
    }

    #[test]
    fn a_stored_password_does_not_follow_a_changed_file() {
        let scene = scene();
        let entry = keychain_entry(&scene.workspace, "clinic");
        let kept = Descriptor { password: Some(PasswordSource::Keychain(entry.clone())), ..clinic() };
        scene.vault.store(&entry, &"hunter2".into());
        assert!(refused(read(&scene, &kept)));
        agree(&scene.workspace, &scene.vault, "clinic", &kept).unwrap();
        assert_eq!(read(&scene, &kept).as_deref(), Ok("hunter2"));
        let label = Descriptor { label: Some("Ours".into()), database: "other".into(), ..kept.clone() };
        assert_eq!(read(&scene, &label).as_deref(), Ok("hunter2"), "what leads nowhere else is not asked about");
        let pin = Some("ab".repeat(32));
        let changed = [
            Descriptor { host: "db.example.net".into(), ..kept.clone() },
            Descriptor { port: 5433, ..kept.clone() },
            Descriptor { user: "postgres".into(), ..kept.clone() },
            Descriptor { engine: Engine::Mysql, ..kept.clone() },
            Descriptor { sslmode: SslMode::Require, ..kept.clone() },
            Descriptor { ca_pem: Some("x".into()), ..kept.clone() },
            Descriptor { password_in_clear: true, pinned_certificate: pin, ..kept.clone() },
            Descriptor { password: None, ..kept.clone() },
        ];
        for descriptor in changed {
            assert!(refused(read(&scene, &descriptor)), "{descriptor:?}");
        }
    }

    #[test]
    fn an_agreement_is_for_one_folder() {
        let (here, elsewhere) = (scene(), tempfile::tempdir().unwrap());
        let descriptor = Descriptor { password: Some(PasswordSource::Env("PATH".into())), ..clinic() };
        agree(&here.workspace, &here.vault, "clinic", &descriptor).unwrap();
        let copy = Workspace::create(elsewhere.path()).unwrap();
        assert!(trust_of(&here.workspace, &here.vault, "clinic", &descriptor).agreed);
        assert!(!trust_of(&here.workspace, &here.vault, "other", &descriptor).agreed);
        assert!(!trust_of(&copy, &here.vault, "clinic", &descriptor).agreed);
    }

    #[test]
    fn what_one_agrees_to_is_shown_as_it_is() {
        let scene = scene();
        let sly = PasswordSource::Command("curl evil\u{1b}[2K\u{202e}# pass show".into());
        let trust = trust_of(&scene.workspace, &scene.vault, "clinic", &Descriptor { password: Some(sly), ..clinic() });
        assert_eq!(trust.reference, "command:curl evil\\u{1b}[2K\\u{202e}# pass show");
        assert_eq!(trust.target, "ro@db.example.com:5432");
    }
}
