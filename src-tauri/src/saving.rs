//! Saving a connection from a form: the checks before, where the password goes, and what is carried over.

use gatehouse_core::connection::import::ImportSource;
use gatehouse_core::connection::{Descriptor, DescriptorProblem, PasswordSource, is_slug};
use gatehouse_vault::{Place, Vault};
use gatehouse_workspace::{Workspace, agree, find_import, import_secret, keychain_entry, own_entry, trust_of};
use secrecy::SecretString;

use crate::failure::Failure;
use crate::new_user::DrawnUp;
use crate::views::{ConnectionForm, PasswordState, SavedConnection};

/// A connection on its way to the workspace.
pub(crate) struct Saving {
    /// Its name before, for a rename.
    original: Option<String>,
    form: ConnectionForm,
    /// A password that was typed, or stood beside an imported connection.
    secret: Option<SecretString>,
    /// Where an imported connection's password stays.
    reference: Option<PasswordSource>,
}

impl Saving {
    /// What was typed into the form.
    pub(crate) fn form(original: Option<String>, form: ConnectionForm, secret: Option<SecretString>) -> Saving {
        Saving { original, form, secret, reference: None }
    }

    /// A candidate as the form has it by now; its password is read here and never leaves.
    ///
    /// # Errors
    /// When the source has no such candidate any more.
    pub(crate) fn import(source: ImportSource, id: &str, mut form: ConnectionForm) -> Result<Saving, Failure> {
        let found = find_import(source, id)?;
        if form.ca_pem.trim().is_empty() {
            form.ca_pem = found.candidate.descriptor.ca_pem.clone().unwrap_or_default();
        }
        let reference = found.candidate.descriptor.password.clone();
        let secret = import_secret(found, &form.descriptor(None));
        Ok(Saving { original: None, form, secret, reference })
    }

    /// Saves it. An absent password leaves the stored one.
    ///
    /// # Errors
    /// With the fields that cannot be taken as they are, or when a file cannot be written.
    pub(crate) fn save(self, workspace: &Workspace, vault: &Vault) -> Result<SavedConnection, Failure> {
        let Saving { original, form, secret: given, reference } = self;
        let original = original.as_deref();
        let old = original.map(|name| workspace.connection(name)).transpose()?;
        let mut descriptor = form.descriptor(None);
        refuse_problems(workspace, original, &form.name, &descriptor)?;
        if let Some(original) = original.filter(|original| *original != form.name) {
            workspace.rename_connection(original, &form.name)?;
        }
        let entry = keychain_entry(workspace, &form.name);
        let before = original.zip(old.as_ref()).and_then(|(name, old)| own_entry(workspace, name, old));
        let before = before.filter(|before| *before != entry);
        if let Some(old) = &old {
            descriptor.keep_pin_of(old);
        }
        // What was written here is agreed to; what came with a file that nobody agreed to yet stays so, whoever edits its label.
        let agreed = given.is_some()
            || original.zip(old.as_ref()).is_none_or(|(name, old)| trust_of(workspace, vault, name, old).agreed);
        let kept = old.and_then(|descriptor| descriptor.password).or(reference);
        let secret = given
            .or_else(|| take_pasted(vault, &descriptor).filter(|_| original.is_none()))
            // A renamed connection takes its password along, or the next of its old name would get it.
            .or_else(|| before.as_ref().and_then(|before| vault.find(before)).map(|(secret, _)| secret));
        // A new password always goes to the keyring; otherwise a reference that was written by hand stays.
        descriptor.password = if secret.is_some() { Some(PasswordSource::Keychain(entry.clone())) } else { kept };
        workspace.save_connection(&form.name, &descriptor)?;
        if agreed {
            agree(workspace, vault, &form.name, &descriptor)?;
        }
        let note = secret.and_then(|secret| keep(vault, &entry, &secret));
        if let Some(Err(error)) = before.map(|before| vault.forget(&before)) {
            tracing::info!(%error, "the password's old entry could not be removed");
        }
        let password_state = PasswordState::of(workspace, vault, &form.name, &descriptor);
        Ok(SavedConnection { name: form.name, password_state, note })
    }
}

/// Lets a stored connection log in as the user that was drawn up for it; the password goes into the keyring.
///
/// # Errors
/// When the connection's file cannot be read or written.
pub(crate) fn adopt(
    workspace: &Workspace,
    vault: &Vault,
    name: &str,
    user: &DrawnUp,
) -> Result<SavedConnection, Failure> {
    let entry = keychain_entry(workspace, name);
    let mut descriptor = user.descriptor(workspace.connection(name)?);
    descriptor.password = Some(PasswordSource::Keychain(entry.clone()));
    workspace.save_connection(name, &descriptor)?;
    // The password was made here and now, for this connection.
    agree(workspace, vault, name, &descriptor)?;
    let note = keep(vault, &entry, &user.password());
    let password_state = PasswordState::of(workspace, vault, name, &descriptor);
    Ok(SavedConnection { name: name.to_owned(), password_state, note })
}

fn keep(vault: &Vault, entry: &str, secret: &SecretString) -> Option<String> {
    (vault.store(entry, secret) == Place::Memory).then(|| {
        "There is no keyring to use, so the password is kept in memory only: you will be asked again after a restart."
            .to_owned()
    })
}

/// The vault entry of a password that came with a pasted URL, until its connection is saved: only for the same login at
/// the same place, so that it can never be sent to another server.
pub(crate) fn pasted_entry(descriptor: &Descriptor) -> String {
    let Descriptor { host, port, user, .. } = descriptor;
    format!("pasted-url/{user}@{host}:{port}")
}

fn take_pasted(vault: &Vault, descriptor: &Descriptor) -> Option<SecretString> {
    let entry = pasted_entry(descriptor);
    let (secret, _) = vault.find(&entry)?;
    vault.drop_remembered(&entry);
    Some(secret)
}

fn refuse_problems(
    workspace: &Workspace,
    original: Option<&str>,
    name: &str,
    descriptor: &Descriptor,
) -> Result<(), Failure> {
    let mut problems = descriptor.problems();
    let mut about_name = |message: &str| {
        problems.insert(0, DescriptorProblem { field: "name".into(), message: message.into() });
    };
    if !is_slug(name) {
        about_name("Use 1 to 64 of a–z, 0–9, - and _, starting with a letter or digit.");
    } else if original != Some(name) && workspace.connection_names()?.iter().any(|taken| taken == name) {
        about_name("Another connection has this name.");
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::fields(problems)) }
}
