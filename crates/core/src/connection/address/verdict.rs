//! The verdict on a host and all that it resolved to: [`Admitted`], the only thing a dialler takes.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::range::{Reach, reach};
use super::special::{self, NameClass};
use super::{Host, Policy, Refusal, RefusalCode, Subject, judge_host};

/// The most addresses a name may lead to.
pub const MAX_ANSWERS: usize = 64;
/// The most CNAME records between a name and its addresses.
pub const MAX_ALIASES: usize = 16;

/// A host that may be dialled, with the exact addresses that were judged. Only [`admit`] and [`admit_with_aliases`]
/// make one, and it is never deserialised: whoever holds one holds a verdict.
///
/// ```compile_fail
/// use gatehouse_core::connection::address::{Admitted, Host};
/// let forged = Admitted { host: Host::Name("db.example.com".into()), addresses: vec![] };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    host: Host,
    addresses: Vec<IpAddr>,
}

impl Admitted {
    /// The host in its normal form; TLS verifies this one, whichever address is dialled.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The host in its normal form, as text (an IPv6 address without brackets).
    #[must_use]
    pub fn name(&self) -> String {
        self.host.to_string()
    }

    /// The judged addresses, never empty, in the resolver's order without repetitions. Dial these and look nothing up.
    #[must_use]
    pub fn addresses(&self) -> &[IpAddr] {
        &self.addresses
    }
}

/// Judges a host and every address it resolved to. A literal address is its own answer; `answers` is then not read.
///
/// # Errors
/// Any reason for refusing the host, or any of its answers, or their mixture, or that there are none.
pub fn admit(host: &str, answers: &[IpAddr], policy: Policy) -> Result<Admitted, Refusal> {
    admit_with_aliases::<&str>(host, &[], answers, policy)
}

/// [`admit`], with the targets of the CNAME records on the way to the addresses, in order (RFC 1034, 3.6.2).
///
/// # Errors
/// As [`admit`]; or a chain that loops or is too long, or a name on it that the policy refuses.
pub fn admit_with_aliases<S: AsRef<str>>(
    host: &str,
    aliases: &[S],
    answers: &[IpAddr],
    policy: Policy,
) -> Result<Admitted, Refusal> {
    let host = judge_host(host, policy)?;
    let name = match &host {
        Host::Ip(ip) => return Ok(Admitted { addresses: vec![*ip], host }),
        Host::Name(name) => name,
    };
    // What a public name leads to is somebody else's choice (DNS rebinding), so the opt-in covers local names only.
    let scope = match special::classify(name) {
        NameClass::Local => policy,
        NameClass::Public | NameClass::Never(_) => Policy::Platform,
    };
    let refuse = |code, subject| Refusal::new(code, subject, policy);
    judge_chain(name, aliases).map_err(|code| refuse(code, Subject::Alias))?;
    judge_answers(answers, scope).map_err(|code| refuse(code, Subject::Answer))?;
    for alias in aliases {
        judge_alias(alias.as_ref(), scope).map_err(|code| refuse(code, Subject::Alias))?;
    }
    if answers.is_empty() {
        return Err(refuse(RefusalCode::DnsNodata, Subject::Answer));
    }
    let mut seen = BTreeSet::new();
    let addresses = answers.iter().copied().filter(|ip| seen.insert(*ip)).collect();
    Ok(Admitted { host, addresses })
}

/// The chain's shape; a loop is found before its length is, as it is the better reason.
fn judge_chain<S: AsRef<str>>(name: &str, aliases: &[S]) -> Result<(), RefusalCode> {
    let mut visited = BTreeSet::from([name.to_owned()]);
    for alias in aliases.iter().take(MAX_ALIASES + 1) {
        let alias = alias.as_ref();
        let alias = alias.strip_suffix('.').unwrap_or(alias).to_ascii_lowercase();
        if !visited.insert(alias) {
            return Err(RefusalCode::CnameLoop);
        }
    }
    match aliases.len() > MAX_ALIASES {
        true => Err(RefusalCode::CnameTooLong),
        false => Ok(()),
    }
}

/// A CNAME leads to a name; one that reads as an address is a trick on whoever parses it again.
fn judge_alias(alias: &str, scope: Policy) -> Result<(), RefusalCode> {
    match judge_host(alias, scope) {
        Ok(Host::Name(_)) => Ok(()),
        Ok(Host::Ip(_)) => Err(RefusalCode::InvalidHost),
        Err(refusal) => Err(refusal.code),
    }
}

/// All answers or none: the first allowed of a mixed set would leave the choice to whoever answers.
fn judge_answers(answers: &[IpAddr], scope: Policy) -> Result<(), RefusalCode> {
    if answers.len() > MAX_ANSWERS {
        return Err(RefusalCode::TooManyAnswers);
    }
    let (mut public, mut local, mut refused) = (false, false, None);
    for &ip in answers {
        match (reach(ip), scope) {
            (Reach::Public, _) => public = true,
            (Reach::Local(_), Policy::ThisMachineOnly) => local = true,
            (Reach::Local(code) | Reach::Never(code), _) => refused = refused.or(Some(code)),
        }
    }
    match (public, local, refused) {
        (true, true, _) | (true, _, Some(_)) | (_, true, Some(_)) => Err(RefusalCode::MixedAnswers),
        (false, false, Some(code)) => Err(code),
        (_, _, None) => Ok(()),
    }
}
