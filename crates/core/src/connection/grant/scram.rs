//! PostgreSQL's form of a password that nobody can log in with: the SCRAM-SHA-256 verifier (RFC 5802, RFC 7677).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::NewPassword;

/// What PostgreSQL itself uses.
const ITERATIONS: u32 = 4096;

/// A salt's bytes; chosen at random for each script.
pub type Salt = [u8; 16];

/// The text that `ALTER ROLE … PASSWORD` takes for a password that was hashed already. The password is ASCII, so SASLprep
/// leaves it as it is.
pub(super) fn verifier(password: &NewPassword, salt: &Salt) -> String {
    let salted = salted(password.expose().as_bytes(), salt);
    let stored = Sha256::digest(mac(&*salted, b"Client Key"));
    let server = mac(&*salted, b"Server Key");
    format!(
        "SCRAM-SHA-256${ITERATIONS}:{}${}:{}",
        STANDARD.encode(salt),
        STANDARD.encode(stored),
        STANDARD.encode(server)
    )
}

/// `Hi` of RFC 5802: PBKDF2 with one block.
fn salted(password: &[u8], salt: &Salt) -> Zeroizing<[u8; 32]> {
    let keyed = keyed(password);
    let mut block = Zeroizing::new(finish(keyed.clone(), &[salt, &[0, 0, 0, 1]]));
    let mut result = block.clone();
    for _ in 1..ITERATIONS {
        *block = finish(keyed.clone(), &[&*block]);
        result.iter_mut().zip(block.iter()).for_each(|(sum, next)| *sum ^= next);
    }
    result
}

fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    finish(keyed(key), &[text])
}

#[allow(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104)")]
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("any key")
}

fn finish(mut mac: Hmac<Sha256>, parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7677, section 3, gives the exchange for the password "pencil": its proof and signature follow from these keys.
    #[test]
    fn the_published_exchange_is_reproduced() {
        let salt: Salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap().try_into().unwrap();
        let salted = salted(b"pencil", &salt);
        let message = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                       s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let client = mac(&*salted, b"Client Key");
        let signature = mac(&Sha256::digest(client), message.as_bytes());
        let proof: Vec<u8> = client.iter().zip(signature).map(|(key, sign)| key ^ sign).collect();
        assert_eq!(STANDARD.encode(proof), "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        let server = mac(&mac(&*salted, b"Server Key"), message.as_bytes());
        assert_eq!(STANDARD.encode(server), "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    #[test]
    fn the_text_is_what_postgresql_stores() {
        let password = NewPassword::from_random(&[0; 32]).unwrap();
        let text = verifier(&password, &[7; 16]);
        let (head, keys) = text.rsplit_once('$').unwrap();
        assert_eq!(head, "SCRAM-SHA-256$4096:BwcHBwcHBwcHBwcHBwcHBw==");
        let keys: Vec<usize> = keys.split(':').map(|key| STANDARD.decode(key).unwrap().len()).collect();
        assert_eq!(keys, [32, 32]);
        assert!(!text.contains(password.expose()));
    }
}
