//! Randomness for new passwords, from the operating system's generator alone.

use gatehouse_core::connection::grant::{Credential, NewPassword};
use zeroize::Zeroizing;

/// The operating system gives no randomness: nothing else will do for a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no randomness, so no password can be made: {0}")]
pub struct NoRandomness(String);

/// A password of 32 letters and digits, and a salt.
///
/// # Errors
/// [`NoRandomness`] when the system's generator cannot be read.
pub fn generate_credential() -> Result<Credential, NoRandomness> {
    loop {
        let mut bytes = Zeroizing::new([0; 64]);
        fill(&mut *bytes)?;
        if let Some(password) = NewPassword::from_random(&*bytes) {
            return salted(password);
        }
    }
}

/// A password that a person chose, with a fresh salt.
///
/// # Errors
/// [`NoRandomness`] when the system's generator cannot be read.
pub fn salted(password: NewPassword) -> Result<Credential, NoRandomness> {
    let mut salt = [0; 16];
    fill(&mut salt)?;
    Ok(Credential { password, salt })
}

fn fill(bytes: &mut [u8]) -> Result<(), NoRandomness> {
    getrandom::fill(bytes).map_err(|error| NoRandomness(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_alike() {
        let credentials: Vec<Credential> = (0..50).map(|_| generate_credential().unwrap()).collect();
        let passwords: std::collections::HashSet<&str> = credentials.iter().map(|one| one.password.expose()).collect();
        let salts: std::collections::HashSet<[u8; 16]> = credentials.iter().map(|one| one.salt).collect();
        assert_eq!((passwords.len(), salts.len()), (50, 50));
        assert!(passwords.iter().all(|text| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())));
    }
}
