//! Which control plane, with which key, for which connection.

use gatehouse_api::Client;
use gatehouse_core::connection::Descriptor;
use gatehouse_vault::Vault;
use secrecy::SecretString;

use super::SyncError;
use crate::{SyncTarget, Workspace};

/// The environment variable that holds the API key where no keyring does …
const KEY_VARIABLE: &str = "GATEHOUSE_API_KEY";
/// … and the one that says which base URL it is for. A workspace is a folder that may come from anywhere, so its own
/// word for the URL is not enough to be sent the key.
const URL_VARIABLE: &str = "GATEHOUSE_API_URL";

/// The vault entry of a control plane's API key.
pub fn sync_key_entry(base_url: &str) -> String {
    format!("control-plane/{base_url}")
}

/// The workspace's control plane and a client for it. Blocks (keyring).
///
/// # Errors
/// When there is no control plane, or no key for it.
pub fn client(workspace: &Workspace, vault: &Vault) -> Result<(Client, SyncTarget), SyncError> {
    let target = workspace.settings()?.sync.ok_or(SyncError::NoTarget)?;
    let key = sync_key(vault, &target.base_url).ok_or_else(|| SyncError::NoKey(target.base_url.clone()))?;
    Ok((Client::new(&target.base_url, &key)?, target))
}

/// The API key of a control plane: the stored one, else the environment's. Blocks (keyring).
pub fn sync_key(vault: &Vault, base_url: &str) -> Option<SecretString> {
    let stored = vault.find(&sync_key_entry(base_url)).map(|(key, _)| key);
    let meant = || std::env::var(URL_VARIABLE).is_ok_and(|url| url.trim_end_matches('/') == base_url);
    let given = || std::env::var(KEY_VARIABLE).ok().filter(|key| !key.is_empty()).map(SecretString::from);
    stored.or_else(|| meant().then(given).flatten())
}

/// The agent that gets the bindings: the chosen one, else the only one there is.
pub(super) async fn agent(client: &Client, target: &SyncTarget) -> Result<Option<String>, SyncError> {
    if target.agent.is_some() {
        return Ok(target.agent.clone());
    }
    let mut agents = client.agents().await?;
    let only = agents.pop().filter(|_| agents.is_empty());
    Ok(only.map(|agent| agent.id))
}

/// The connection that is synced: the one the settings name, else the only one.
pub(super) fn connection(workspace: &Workspace, target: &SyncTarget) -> Result<(String, Descriptor), SyncError> {
    if let Some(name) = target.postgres.as_ref().or(target.mysql.as_ref()) {
        return Ok((name.clone(), workspace.connection(name)?));
    }
    let mut names = workspace.connection_names()?;
    let name = names.pop().ok_or(SyncError::NoConnection)?;
    let descriptor = workspace.connection(&name)?;
    if names.is_empty() { Ok((name, descriptor)) } else { Err(SyncError::SeveralConnections(descriptor.engine.kind())) }
}

/// Why this connection is not offered to this control plane; none when it is.
pub(super) fn obstacle(target: &SyncTarget, descriptor: &Descriptor) -> Option<String> {
    let local = url::Url::parse(&target.base_url).ok().is_some_and(|url| match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    });
    (descriptor.local_only && !local).then(|| {
        "This connection is reached from this machine only; a control plane elsewhere would refuse its host.".to_owned()
    })
}

impl Workspace {
    /// Saves the control plane and the agent; a key goes to the vault, an absent one leaves the stored one.
    ///
    /// # Errors
    /// When the address or the key cannot be used at all; then nothing was changed.
    pub fn save_sync_target(
        &self,
        base_url: &str,
        agent: Option<String>,
        key: Option<&SecretString>,
        vault: &Vault,
    ) -> Result<SyncTarget, SyncError> {
        let base_url = base_url.trim().trim_end_matches('/').to_owned();
        // A client that cannot be made now would be refused later, with the same words.
        Client::new(&base_url, key.unwrap_or(&SecretString::from("unset")))?;
        let mut settings = self.settings()?;
        let (postgres, mysql) = settings.sync.take().map(|old| (old.postgres, old.mysql)).unwrap_or_default();
        let target = SyncTarget { base_url, agent: agent.filter(|agent| !agent.is_empty()), postgres, mysql };
        settings.sync = Some(target.clone());
        self.save_settings(&settings)?;
        if let Some(key) = key {
            vault.store(&sync_key_entry(&target.base_url), key);
        }
        Ok(target)
    }
}
