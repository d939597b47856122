//! The guard over MySQL's stream from server to client.
//!
//! Beyond framing it checks the shape of every packet that the driver takes apart, because the driver trusts the server
//! there: a length that points past the end is a panic, and a column count of 2^34 aborts the process. Bounds are ours, from
//! what was measured on drivers. <https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html>

mod answer;
mod login;
mod requests;
mod shape;

#[cfg(test)]
mod tests;

use crate::door::Violation;
use crate::door::guard::{Allowance, Guard};

use super::capabilities::ALLOWED;
use super::wire::{self, HEADER};
use answer::Answers;
use login::Login;
use requests::Requests;

/// The longest packet before the session is ready, in bytes.
const MAX_LOGIN_PACKET: usize = 4096;
/// Most packets before the session is ready.
const MAX_LOGIN_PACKETS: usize = 12;
/// The longest packet of a session, in bytes: a row of that size is not for an agent. It is held several times over on its
/// way to the driver. One of 0xffffff bytes would even go on in the next.
const MAX_PACKET: usize = 4 * 1024 * 1024;
/// The driver's login is no longer than this, in bytes; a longer packet is not the driver's.
const MAX_DRIVER_LOGIN: usize = 10_000;
/// The driver's login follows its request for TLS, which was packet 1.
const LOGIN_NUMBER: u8 = 2;

/// The state of one connection.
#[derive(Debug)]
pub(crate) struct MysqlGuard {
    login: Login,
    answers: Answers,
    requests: Requests,
    packets: usize,
    /// The number that the next packet of a login has, whoever sends it.
    next: u8,
    rejection: Option<String>,
}

fn broken<T>(what: &'static str) -> Result<T, Violation> {
    Err(Violation::Protocol(what))
}

impl MysqlGuard {
    /// A guard for a connection whose server proposed `method`; `trusted` tells whether the server may read
    /// the password, since TLS proved who it is or the owner consented.
    pub(crate) fn new(method: &'static str, trusted: bool, allowance: Allowance) -> MysqlGuard {
        MysqlGuard {
            login: Login::new(method, trusted),
            answers: Answers::new(allowance),
            requests: Requests::default(),
            packets: 0,
            next: LOGIN_NUMBER,
            rejection: None,
        }
    }

    /// Judges a header, so that no packet is waited for that would be refused anyway.
    fn judge_header(&self, length: usize, number: u8) -> Result<(), Violation> {
        let (most, expected) =
            if self.login.is_done() { (MAX_PACKET, self.answers.number()) } else { (MAX_LOGIN_PACKET, self.next) };
        if length == 0 || length > most {
            return broken("it announced a packet of an impossible length");
        }
        if number != expected { broken("its packets are out of order") } else { Ok(()) }
    }

    fn judge_login(&mut self, number: u8, body: &[u8], passed: &mut Vec<u8>) -> Result<(), Violation> {
        self.packets += 1;
        self.next = number.wrapping_add(1);
        if self.packets > MAX_LOGIN_PACKETS {
            return broken("it sends packets without end instead of letting the login in");
        }
        if let Some(code) = wire::error_number(body) {
            self.rejection = Some(code.to_string());
            passed.extend(shape::plain_error(number, body)?);
            return Ok(());
        }
        self.login.judge(body)?;
        passed.extend(wire::packet(number, body));
        Ok(())
    }
}

impl Guard for MysqlGuard {
    fn opening(&mut self, bytes: &[u8]) -> Result<Option<(usize, Vec<u8>)>, Violation> {
        let Some((length, number)) = wire::header(bytes) else { return Ok(None) };
        if !(32..=MAX_DRIVER_LOGIN).contains(&length) || number != LOGIN_NUMBER {
            return broken("the driver's first packet is not a login");
        }
        let Some(login) = bytes.get(..HEADER + length) else { return Ok(None) };
        // The driver takes its flags from the greeting that we wrote; should that ever change, nothing leaves.
        let asked =
            login.get(HEADER..).and_then(|body| body.first_chunk::<4>()).map(|flags| u32::from_le_bytes(*flags));
        if asked.is_none_or(|flags| flags & !ALLOWED != 0) {
            return broken("the driver asks for more than was agreed");
        }
        self.next = LOGIN_NUMBER + 1;
        Ok(Some((login.len(), login.to_vec())))
    }

    fn heed(&mut self, request: &[u8]) -> Result<(), Violation> {
        for (number, command) in self.requests.hear(request) {
            if self.login.is_done() {
                self.answers.expect(command)?;
            } else {
                self.next = number.wrapping_add(1);
            }
        }
        Ok(())
    }

    fn vet(&mut self, bytes: &[u8], passed: &mut Vec<u8>) -> Result<usize, Violation> {
        let mut judged = 0;
        while let Some(rest) = bytes.get(judged..)
            && let Some((length, number)) = wire::header(rest)
        {
            if self.login.is_done() && self.answers.is_idle() {
                match unasked(rest, length)? {
                    0 => break,
                    whole => judged += whole,
                }
                continue;
            }
            self.judge_header(length, number)?;
            let Some(body) = rest.get(HEADER..HEADER + length) else { break };
            if self.login.is_done() {
                self.answers.judge(number, body, passed)?;
            } else {
                self.judge_login(number, body, passed)?;
            }
            judged += HEADER + length;
        }
        Ok(judged)
    }

    fn rejection(&self) -> Option<&str> {
        self.rejection.as_deref()
    }
}

/// A server that ends an idle session says why in an error that nobody asked for; the driver is told nothing but the end
/// that follows. Anything else nobody asked for is refused. Returns how many bytes that error is, 0 while it is not there
/// as a whole.
fn unasked(rest: &[u8], length: usize) -> Result<usize, Violation> {
    let Some(body) = rest.get(HEADER..HEADER + length.min(MAX_LOGIN_PACKET)) else { return Ok(0) };
    if length <= MAX_LOGIN_PACKET && wire::error_number(body).is_some() {
        return Ok(HEADER + length);
    }
    broken("it talks without being asked")
}
