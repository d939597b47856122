//! Users that were drawn up and whose password is not in the keyring yet: kept here, in memory, while their page is open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use gatehouse_core::connection::grant::{
    Account, Credential, GrantPlan, GrantRequest, GrantRole, GrantServer, NewPassword, Salt, create_script,
    hardening_script, revoke_script, rotate_script,
};
use gatehouse_core::connection::{Access, Descriptor};
use gatehouse_vault::generate_credential;
use gatehouse_workspace::{Snapshot, Workspace};
use secrecy::{ExposeSecret, SecretString};

use crate::failure::Failure;
use crate::views::{NewUser, NewUserPart, ScriptText, ShownOnce, UserChoice};

/// One drawn-up user.
#[derive(Clone)]
pub(crate) struct DrawnUp {
    pub(crate) user: String,
    /// What a connection of this user is meant for.
    pub(crate) access: Access,
    password: NewPassword,
    salt: [u8; 16],
    create: SecretString,
    rotate: SecretString,
    revoke: SecretString,
    hardening: SecretString,
}

/// The drawn-up users, by connection.
#[derive(Default)]
pub(crate) struct NewUsers(Mutex<HashMap<String, DrawnUp>>);

impl NewUsers {
    /// The user drawn up for a connection.
    ///
    /// # Errors
    /// When there is none (any more).
    pub(crate) fn of(&self, name: &str) -> Result<DrawnUp, Failure> {
        self.find(name).ok_or_else(|| {
            let next_step = "Open “Create least-privilege user…” and run its script with the password shown there.";
            Failure::new("no_new_user", "The new user's password is not known here any more.", next_step)
        })
    }

    /// The same, if there is one.
    pub(crate) fn find(&self, name: &str) -> Option<DrawnUp> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Forgets one and its password.
    pub(crate) fn forget(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    /// Forgets all: another workspace was opened.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn keep(&self, name: &str, drawn: DrawnUp) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), drawn);
    }

    /// Writes the scripts for a choice. The password is generated with the first and stays while the page is open.
    ///
    /// # Errors
    /// When the schema was not discovered, or the choice or a name in it cannot be granted.
    pub(crate) fn draw_up(&self, workspace: &Workspace, name: &str, choice: &UserChoice) -> Result<NewUser, Failure> {
        let (plan, catalog) = planned(workspace, name, &choice.request)?;
        let host = choice.host.as_deref().map(str::trim);
        let account = Account::parse(GrantServer::of(&catalog), choice.user.trim(), host)?;
        let known = self.find(name).map(|known| (known.password, known.salt));
        let (password, salt) = known.map_or_else(generate, Ok)?;
        let credential = Credential { password: password.clone(), salt };
        let create = create_script(&catalog, &plan, &account, &credential)?;
        let (rotate, revoke) = (rotate_script(&account, &credential), revoke_script(&account));
        let hardening = hardening_script(&catalog)?;
        let secret = |sql: &str| SecretString::from(sql);
        let drawn = DrawnUp {
            user: choice.user.trim().to_owned(),
            access: match choice.request.role {
                GrantRole::ReadOnly => Access::ReadOnly,
                GrantRole::Write => Access::Write,
            },
            salt,
            create: secret(&create.sql),
            rotate: secret(&rotate.sql),
            revoke: secret(&revoke.sql),
            hardening: secret(hardening.as_deref().unwrap_or_default()),
            password,
        };
        let answer = NewUser {
            user: drawn.user.clone(),
            password: ShownOnce::of(&drawn.password),
            create: create.into(),
            rotate: rotate.into(),
            revoke: revoke.into(),
            hardening: hardening.map(|sql| ScriptText { sql, notes: vec![] }),
        };
        self.keep(name, drawn);
        Ok(answer)
    }
}

impl DrawnUp {
    /// The password, for the keyring and the proof.
    pub(crate) fn password(&self) -> SecretString {
        SecretString::from(self.password.expose())
    }

    /// The connection as this user would open it.
    pub(crate) fn descriptor(&self, descriptor: Descriptor) -> Descriptor {
        Descriptor { user: self.user.clone(), access: self.access, ..descriptor }
    }

    /// A part as it is copied or saved.
    pub(crate) fn part(&self, part: NewUserPart) -> SecretString {
        match part {
            NewUserPart::Password => self.password(),
            NewUserPart::Create => self.create.clone(),
            NewUserPart::Rotate => self.rotate.clone(),
            NewUserPart::Revoke => self.revoke.clone(),
            NewUserPart::Hardening => self.hardening.clone(),
        }
    }

    /// Whether a text tells the password to whoever reads it.
    pub(crate) fn is_told_by(&self, text: &SecretString) -> bool {
        text.expose_secret().contains(self.password.expose())
    }
}

/// What a choice means for the snapshot under today's scoping. Blocks (files).
///
/// # Errors
/// When the schema was not discovered, or the choice cannot be granted.
pub(crate) fn planned(
    workspace: &Workspace,
    name: &str,
    request: &GrantRequest,
) -> Result<(GrantPlan, Arc<Snapshot>), Failure> {
    let catalog = workspace.catalog(name)?.ok_or_else(|| {
        let next_step = "Run the checks, then discover the schema.";
        Failure::new("not_discovered", "The schema of this connection was not discovered yet.", next_step)
    })?;
    Ok((GrantPlan::of(&catalog, &workspace.scoping(name)?, request)?, catalog))
}

/// A password of the vault's making, and its salt.
fn generate() -> Result<(NewPassword, Salt), Failure> {
    let Credential { password, salt } = generate_credential().map_err(|_| {
        let next_step = "Try again; if it stays, restart the computer.";
        Failure::new("no_randomness", "The operating system gave no random bytes for a password.", next_step)
    })?;
    Ok((password, salt))
}
