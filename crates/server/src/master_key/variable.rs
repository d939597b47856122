//! The master key in an environment variable, as container platforms hand secrets in. It is read, never written, and stays in
//! the environment: taking it out cannot be done safely in a program with threads and would leave it in `/proc/PID/environ`
//! all the same. On Linux nobody but root reads that of a process that forbade dumps, as the command does; and nothing is
//! started that would inherit it.

use zeroize::Zeroizing;

use super::{KeyPlace, MasterKey, MasterKeyError, Slot};

#[derive(Debug)]
pub(super) struct VariablePlace {
    name: String,
}

impl VariablePlace {
    pub(super) fn new(name: String) -> VariablePlace {
        VariablePlace { name }
    }

    fn unusable(&self, reason: &str) -> MasterKeyError {
        MasterKeyError::Unusable { place: self.name(), reason: reason.into() }
    }
}

impl KeyPlace for VariablePlace {
    fn name(&self) -> String {
        format!("the environment variable {}", self.name)
    }

    fn read(&self, slot: Slot) -> Result<Option<MasterKey>, MasterKeyError> {
        let value = std::env::var_os(&self.name).filter(|value| slot == Slot::Present && !value.is_empty());
        let Some(value) = value else { return Ok(None) };
        let text = value.into_string().map(Zeroizing::new).ok();
        let key = text.and_then(|text| MasterKey::of_text(&text));
        key.map(Some).ok_or_else(|| self.unusable("it has to hold 32 bytes in hexadecimal or base64"))
    }

    fn keep(&self, _: Slot, _: &MasterKey) -> Result<(), MasterKeyError> {
        Err(self.unusable(
            "it is empty, and only you can set it; for a new key, see `openssl rand -hex 32`. A rotation needs the new key in another variable",
        ))
    }

    fn promote(&self) -> Result<(), MasterKeyError> {
        Ok(())
    }
}
