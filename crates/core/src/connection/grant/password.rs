//! A password that is safe in a script, whatever way the server reads literals.
//!
//! No way of writing a text literal is safe in every sql_mode and under both settings of `standard_conforming_strings`, so
//! the alphabet is restricted instead.

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

const GENERATED: usize = 32;
const SHORTEST: usize = 16;
const LONGEST: usize = 128;
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const REFUSED: &str = "'\"\\$%`";

/// A new password for a database user. Holds printable ASCII without quotes, backslash, `$`, `%` and backtick.
#[derive(Debug, Clone)]
pub struct NewPassword(SecretString);

/// Why a password is not taken. Says nothing of the password itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Too short or too long.
    #[error("a password has 16 to 128 characters; leave it out and one is generated")]
    Length,
    /// Only printable ASCII means the same bytes to every client.
    #[error("a password holds printable ASCII characters only; leave it out and one is generated")]
    NotAscii,
    /// Read differently by different servers and shells.
    #[error("a password holds no ' \" \\ $ % or `, which some servers and shells read as more than a character")]
    Character,
}

impl NewPassword {
    /// Judges a password that a person chose.
    ///
    /// # Errors
    /// [`PasswordProblem`] names the rule that is broken.
    pub fn supplied(password: SecretString) -> Result<NewPassword, PasswordProblem> {
        let text = password.expose_secret();
        if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(PasswordProblem::NotAscii);
        }
        if !(SHORTEST..=LONGEST).contains(&text.len()) {
            return Err(PasswordProblem::Length);
        }
        if text.contains(|c| REFUSED.contains(c)) {
            return Err(PasswordProblem::Character);
        }
        Ok(NewPassword(password))
    }

    /// 32 letters and digits (190 bits) out of random bytes; none when there were too few. Each byte gives a character or,
    /// so that all are equally likely, nothing: 64 are enough but for one case in 10^26.
    pub fn from_random(bytes: &[u8]) -> Option<NewPassword> {
        const FAIR: usize = 256 - 256 % ALPHABET.len();
        let fair = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < FAIR);
        let text: Zeroizing<String> =
            Zeroizing::new(fair.take(GENERATED).map(|byte| char::from(ALPHABET[byte % ALPHABET.len()])).collect());
        (text.len() == GENERATED).then(|| NewPassword(SecretString::from(text.as_str())))
    }

    /// The password, to be written into a script or shown once.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supplied(text: &str) -> Option<PasswordProblem> {
        NewPassword::supplied(SecretString::from(text)).err()
    }

    #[test]
    fn a_supplied_password_is_long_enough_and_means_itself_everywhere() {
        assert_eq!(supplied("correct horse battery; staple:#--/*"), None);
        assert_eq!(supplied("fifteen-letters"), Some(PasswordProblem::Length));
        assert_eq!(supplied(&"x".repeat(128)), None);
        assert_eq!(supplied(&"x".repeat(129)), Some(PasswordProblem::Length));
        for refused in REFUSED.chars() {
            assert_eq!(supplied(&format!("0123456789abcdef{refused}")), Some(PasswordProblem::Character), "{refused}");
        }
        for refused in ["0123456789abcdefä", "0123456789abcdef\n", "0123456789abcdef\0"] {
            assert_eq!(supplied(refused), Some(PasswordProblem::NotAscii), "{refused:?}");
        }
    }

    #[test]
    fn a_generated_password_uses_its_whole_alphabet_evenly() {
        let all: Vec<u8> = (0..=255).collect();
        let password = |from: usize| NewPassword::from_random(&all[from..from + 32]).unwrap().expose().to_owned();
        assert_eq!(password(0), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef");
        assert_eq!(password(62), password(0));
        // 248 and above would favour the first letters: they are passed over, and then the bytes do not suffice.
        assert!(NewPassword::from_random(&all[224..]).is_none());
        assert!(NewPassword::from_random(&[7; 31]).is_none());
    }

    #[test]
    fn it_does_not_print() {
        let password = NewPassword::from_random(&[0; 32]).unwrap();
        assert!(!format!("{password:?}").contains("AAAA"));
    }
}
