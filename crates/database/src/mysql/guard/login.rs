//! The order of a login's packets, and what an unverified server may not ask.
//!
//! Under bare `require` anybody in between can play the server. Such a one gets answers to challenges, never the password:
//! not by `mysql_clear_password`, not by `sha256_password`, not by the second half of `caching_sha2_password`. The driver
//! never fetches a key to encrypt the password with, since it always sees TLS.

use crate::door::Violation;

use super::super::wire::{take, take_text};
use super::{broken, shape};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Start,
    Switched,
    Proven,
    PasswordAsked,
    Done,
}

/// Where the login stands.
#[derive(Debug)]
pub(super) struct Login {
    method: &'static str,
    trusted: bool,
    stage: Stage,
}

impl Login {
    /// `trusted`: TLS proved who the server is, or the owner lets it, recognised by its certificate, read the password.
    pub(super) fn new(method: &'static str, trusted: bool) -> Login {
        Login { method, trusted, stage: Stage::Start }
    }

    pub(super) fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// Judges the body of one packet that is no error.
    pub(super) fn judge(&mut self, body: &[u8]) -> Result<(), Violation> {
        self.stage = match (body, self.stage) {
            ([0x00, ..], _) => {
                shape::ok(body)?;
                Stage::Done
            }
            ([0xfe, rest @ ..], Stage::Start) => self.switched(rest)?,
            ([0x01, 3], Stage::Start | Stage::Switched) if self.method == "caching_sha2_password" => Stage::Proven,
            ([0x01, 4], Stage::Start | Stage::Switched) if self.method == "caching_sha2_password" => {
                self.asked("caching_sha2_password")?
            }
            _ => return broken("its packets do not belong into a login"),
        };
        Ok(())
    }

    fn asked(&self, method: &'static str) -> Result<Stage, Violation> {
        if self.trusted { Ok(Stage::PasswordAsked) } else { Err(Violation::PasswordRequest { method }) }
    }

    /// Another method, and 20 bytes for it with a NUL at their end.
    fn switched(&mut self, mut rest: &[u8]) -> Result<Stage, Violation> {
        let Some(name) = take_text(&mut rest) else { return broken("it asks for a way of logging in without a name") };
        self.method = match name {
            b"mysql_native_password" => "mysql_native_password",
            b"caching_sha2_password" => "caching_sha2_password",
            b"sha256_password" => "sha256_password",
            b"mysql_clear_password" => "mysql_clear_password",
            _ => return broken("it asks for a way of logging in that Gatehouse does not use"),
        };
        if self.method == "mysql_clear_password" && rest.is_empty() {
            return self.asked(self.method);
        }
        if take::<21>(&mut rest).is_none_or(|challenge| challenge[20] != 0) || !rest.is_empty() {
            return broken("its challenge has another length than the protocol says");
        }
        match self.method {
            "sha256_password" | "mysql_clear_password" => self.asked(self.method),
            _ => Ok(Stage::Switched),
        }
    }
}
