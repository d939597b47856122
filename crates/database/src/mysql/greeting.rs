//! The server's first packet: taken apart by us, and written anew for the driver.
//!
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html>

use super::capabilities::{ALLOWED, NEEDED, SSL};
use super::wire::{packet, take, take_text};

/// A server's version is no longer than this.
const MAX_VERSION: usize = 100;

/// The methods of logging in that a greeting may propose. What sends a password as it is may only be asked for later, where
/// the guard judges it: a driver answers a greeting's proposal with its first packet.
const PROPOSALS: [&str; 2] = ["mysql_native_password", "caching_sha2_password"];

/// What the greeting said, as far as it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Greeting {
    /// The version as the server states it, `5.5.5-` stripped; printable ASCII.
    version: String,
    /// The thread that the server says will serve the session; the lowest 32 bits of its number.
    thread: u32,
    capabilities: u32,
    charset: u8,
    status: [u8; 2],
    nonce: [u8; 20],
    method: &'static str,
}

/// Why a greeting is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// It is no greeting of protocol 10.
    NotThisProtocol,
    /// The server has no TLS.
    NoTls,
    /// The server lacks what every supported version has.
    TooOld,
}

impl Greeting {
    /// Reads the greeting's body.
    pub(crate) fn read(body: &[u8]) -> Result<Greeting, Unusable> {
        let greeting = Greeting::parse(body).ok_or(Unusable::NotThisProtocol)?;
        if greeting.capabilities & SSL == 0 {
            return Err(Unusable::NoTls);
        }
        if greeting.capabilities & NEEDED != NEEDED {
            return Err(Unusable::TooOld);
        }
        Ok(greeting)
    }

    fn parse(mut body: &[u8]) -> Option<Greeting> {
        let rest = &mut body;
        if take::<1>(rest)? != [10] {
            return None;
        }
        let version = std::str::from_utf8(take_text(rest)?).ok()?;
        if version.len() > MAX_VERSION || !version.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
            return None;
        }
        let thread = take::<4>(rest)?;
        let first = take::<8>(rest)?;
        let _filler = take::<1>(rest)?;
        let low = take::<2>(rest)?;
        let [charset] = take::<1>(rest)?;
        let status = take::<2>(rest)?;
        let high = take::<2>(rest)?;
        let _nonce_length = take::<1>(rest)?;
        let _reserved = take::<10>(rest)?;
        let second = take::<12>(rest)?;
        let _end = take::<1>(rest)?;
        let method = take_text(rest).unwrap_or_default();
        let mut nonce = [0; 20];
        nonce[..8].copy_from_slice(&first);
        nonce[8..].copy_from_slice(&second);
        Some(Greeting {
            // MariaDB puts this before its version, for replicas that believed in 5.x for ever.
            version: version.strip_prefix("5.5.5-").unwrap_or(version).to_owned(),
            thread: u32::from_le_bytes(thread),
            capabilities: u32::from_le_bytes([low[0], low[1], high[0], high[1]]),
            charset,
            status,
            nonce,
            method: PROPOSALS.into_iter().find(|known| known.as_bytes() == method).unwrap_or(PROPOSALS[0]),
        })
    }

    /// Whether the server is MariaDB, by its own word.
    pub(crate) fn is_mariadb(&self) -> bool {
        self.version.contains("MariaDB")
    }

    /// The thread that the server named.
    pub(super) fn thread(&self) -> u32 {
        self.thread
    }

    /// The version with whatever the server adds to it; printable ASCII.
    pub(super) fn stated_version(&self) -> &str {
        &self.version
    }

    /// The version without the packager's additions: `9.7.4`, or `10.11.19-MariaDB`.
    pub(crate) fn server_version(&self) -> String {
        let number = self.version.split(['-', ' ', '~', '+']).next().unwrap_or_default();
        if self.is_mariadb() { format!("{number}-MariaDB") } else { number.to_owned() }
    }

    /// The method that the server proposes, if it is one that may be proposed; otherwise one that it will switch from.
    pub(crate) fn method(&self) -> &'static str {
        self.method
    }

    /// What both ends may use.
    pub(super) fn agreed(&self) -> u32 {
        self.capabilities & ALLOWED
    }

    /// The greeting that the driver sees: nothing is in it that was not read here.
    pub(super) fn for_driver(&self) -> Vec<u8> {
        // The lowest bit says that no MariaDB extensions follow in the reserved bytes.
        let [a, b, c, d] = (self.agreed() | super::capabilities::LONG_PASSWORD).to_le_bytes();
        let body = [
            &[10][..],
            self.version.as_bytes(),
            &[0, 0, 0, 0, 0],
            &self.nonce[..8],
            &[0, a, b, self.charset],
            &self.status,
            &[c, d, 21],
            &[0; 10],
            &self.nonce[8..],
            &[0],
            self.method.as_bytes(),
            &[0],
        ];
        packet(0, &body.concat())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::mysql) fn body(version: &str, capabilities: u32, method: &str) -> Vec<u8> {
        let [a, b, c, d] = capabilities.to_le_bytes();
        [
            &[10][..],
            version.as_bytes(),
            &[0, 9, 0, 0, 0],
            b"12345678",
            &[0, a, b, 45, 2, 0, c, d, 21],
            &[0; 10],
            b"abcdefghijkl",
            &[0],
            method.as_bytes(),
            &[0],
        ]
        .concat()
    }

    #[test]
    fn versions_are_stripped() {
        let version = |text| Greeting::read(&body(text, u32::MAX, "x")).unwrap().server_version();
        assert_eq!(version("5.5.5-10.11.19-MariaDB-0+deb12u1"), "10.11.19-MariaDB");
        assert_eq!(version("9.7.4-2"), "9.7.4");
        assert_eq!(version("8.0.36"), "8.0.36");
    }

    #[test]
    fn what_a_driver_must_not_see_is_not_passed_on() {
        let greeting = Greeting::read(&body("8.4.0", u32::MAX, "mysql_clear_password")).unwrap();
        let for_driver = greeting.for_driver();
        let again = Greeting::read(&for_driver[4..]).unwrap();
        assert_eq!(again.capabilities, ALLOWED);
        assert_eq!((again.method, again.nonce), ("mysql_native_password", *b"12345678abcdefghijkl"));
        // LOCAL FILES and MULTI STATEMENTS.
        assert_eq!(again.capabilities & (1 << 7 | 1 << 16), 0);
    }

    #[test]
    fn unusable_greetings() {
        let read = |bytes: &[u8]| Greeting::read(bytes).unwrap_err();
        assert_eq!(read(&body("8.4.0", !SSL, "x")), Unusable::NoTls);
        assert_eq!(read(&body("5.1.0", SSL, "x")), Unusable::TooOld);
        assert_eq!(read(&body("\u{1b}[31m", u32::MAX, "x")), Unusable::NotThisProtocol);
        let whole = body("8.4.0", u32::MAX, "caching_sha2_password");
        for end in 0..50 {
            assert!(matches!(Greeting::read(&whole[..end.min(whole.len())]), Err(_) | Ok(_)));
        }
        assert_eq!(read(&[]), Unusable::NotThisProtocol);
        assert_eq!(read(&[9, 0]), Unusable::NotThisProtocol);
    }
}
