//! The order of a login's authentication messages, and what an unverified server may not ask.
//!
//! Under bare `require` anybody in between can play the server. Such a one may not be told the password in the clear or
//! as MD5, and must itself prove that it knows the password, which the end of a SCRAM exchange does (RFC 5802). That does
//! not stop a relay that passes the exchange on to the real server: only verification does.

use crate::door::Violation;

/// PostgreSQL's default is 4096; this many take a laptop about a second. More is an attack on our processor.
const MAX_ITERATIONS: u32 = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Start,
    PasswordAsked,
    ScramOffered,
    ScramContinued,
    ScramProven,
    Done,
}

/// Where the login stands.
#[derive(Debug)]
pub(super) struct Login {
    trusted: bool,
    stage: Stage,
    /// What the driver said at first, for its nonce.
    said: Vec<u8>,
}

/// The driver's first SCRAM message is shorter, in bytes.
const MAX_SAID: usize = 512;

impl Login {
    /// `trusted`: TLS proved who the server is, or the owner lets it, recognised by its certificate, read the password.
    pub(super) fn new(trusted: bool) -> Login {
        Login { trusted, stage: Stage::Start, said: Vec::new() }
    }

    pub(super) fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// Hears the driver's part of the exchange.
    pub(super) fn heed(&mut self, request: &[u8]) {
        // Nothing after that is ours to keep: it may be the password.
        if !matches!(self.stage, Stage::Start | Stage::ScramOffered) {
            return;
        }
        let room = MAX_SAID.saturating_sub(self.said.len()).min(request.len());
        self.said.extend_from_slice(request.get(..room).unwrap_or_default());
    }

    /// Judges the body of one `Authentication…` message.
    pub(super) fn judge(&mut self, body: &[u8]) -> Result<(), Violation> {
        let Some((code, rest)) = body.split_first_chunk::<4>() else {
            return Err(Violation::Protocol("an authentication request was too short"));
        };
        self.stage = match (u32::from_be_bytes(*code), self.stage) {
            (0, Stage::ScramProven | Stage::PasswordAsked) if rest.is_empty() => Stage::Done,
            (0, Stage::Start) if rest.is_empty() => self.let_in_unasked()?,
            (3, Stage::Start) if rest.is_empty() => self.asked("password")?,
            (5, Stage::Start) if rest.len() == 4 => self.asked("md5")?,
            (10, Stage::Start) => offered(rest)?,
            (11, Stage::ScramOffered) => self.continued(rest)?,
            (12, Stage::ScramContinued) => proven(rest)?,
            (2 | 6 | 7 | 8 | 9, _) => {
                return Err(Violation::Protocol("it asks for a way of logging in that Gatehouse does not use"));
            }
            _ => return Err(Violation::Protocol("its authentication requests are out of order")),
        };
        Ok(())
    }

    /// Each iteration is one more hash a guess costs somebody in between, so an unverified server cannot ask for fewer
    /// than RFC 7677 recommends.
    fn least_iterations(&self) -> u32 {
        if self.trusted { 1 } else { 4096 }
    }

    fn continued(&self, message: &[u8]) -> Result<Stage, Violation> {
        let (iterations, nonce) = challenge(message)?;
        if !(self.least_iterations()..=MAX_ITERATIONS).contains(&iterations) {
            return Err(Violation::Protocol("it asks for an absurd number of SCRAM iterations"));
        }
        // RFC 5802, 5.1: the client must see its own nonce at the start of the server's.
        let ours = self.said.windows(3).position(|part| part == b",r=").and_then(|at| self.said.get(at + 3..));
        if ours.is_none_or(|ours| ours.is_empty() || nonce.len() <= ours.len() || !nonce.starts_with(ours)) {
            return Err(Violation::Protocol("its SCRAM challenge does not answer ours"));
        }
        Ok(Stage::ScramContinued)
    }

    fn asked(&self, method: &'static str) -> Result<Stage, Violation> {
        if self.trusted { Ok(Stage::PasswordAsked) } else { Err(Violation::PasswordRequest { method }) }
    }

    fn let_in_unasked(&self) -> Result<Stage, Violation> {
        if self.trusted {
            return Ok(Stage::Done);
        }
        Err(Violation::Protocol(
            "it lets the login in without proving that it knows the password, and nothing else proves who it is",
        ))
    }
}

/// A list of mechanisms, each ended by NUL, and a NUL at the end.
fn offered(list: &[u8]) -> Result<Stage, Violation> {
    let Some(names) = list.strip_suffix(b"\0\0") else {
        return Err(Violation::Protocol("its list of authentication mechanisms has no end"));
    };
    if names.split(|byte| *byte == 0).any(|name| name == b"SCRAM-SHA-256") {
        return Ok(Stage::ScramOffered);
    }
    Err(Violation::Protocol("it offers no authentication mechanism that Gatehouse knows"))
}

/// The iterations and the nonce of a challenge; 0 and nothing where they are missing.
fn challenge(message: &[u8]) -> Result<(u32, &[u8]), Violation> {
    let (mut iterations, mut nonce) = (0, &[][..]);
    for (name, value) in attributes(message)? {
        match name {
            b'i' => iterations = std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok()).unwrap_or(0),
            b'r' => nonce = value,
            _ => {}
        }
    }
    Ok((iterations, nonce))
}

fn proven(message: &[u8]) -> Result<Stage, Violation> {
    attributes(message).map(|_| Stage::ScramProven)
}

/// `x=value` parts, separated by commas; the driver takes them apart without looking.
fn attributes(message: &[u8]) -> Result<Vec<(u8, &[u8])>, Violation> {
    let parts = message.split(|byte| *byte == b',').map(|part| match part {
        [name, b'=', value @ ..] => Ok((*name, value)),
        _ => Err(Violation::Protocol("a SCRAM message is malformed")),
    });
    parts.collect()
}
