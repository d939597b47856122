//! Judging the host's text, before anything is looked up.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::numeric::is_ambiguous_ipv4;
use super::special::{self, NameClass};
use super::{Policy, Refusal, RefusalCode, Subject, judge_address, name};

/// A host whose text is accepted, in its one normal form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// A literal address; brackets are gone.
    Ip(IpAddr),
    /// An absolute DNS name: ASCII, lower case, IDNA labels as punycode (RFC 5891), no dot at the end. This is the
    /// name that TLS verifies. Its answers are still to be judged.
    Name(String),
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Host::Ip(ip) => ip.fmt(f),
            Host::Name(name) => f.write_str(name),
        }
    }
}

/// Judges a host as it was typed: a canonical address by its range, a name by its form and by what it is reserved for.
///
/// # Errors
/// The first reason found for refusing it under `policy`.
pub fn judge_host(text: &str, policy: Policy) -> Result<Host, Refusal> {
    let refuse = |code| Refusal::new(code, Subject::Host, policy);
    let host = parse(text).map_err(refuse)?;
    match &host {
        Host::Ip(ip) => judge_address(*ip, policy)?,
        Host::Name(name) => match (special::classify(name), policy) {
            (NameClass::Public, _) | (NameClass::Local, Policy::ThisMachineOnly) => {}
            (NameClass::Local, Policy::Platform) => return Err(refuse(RefusalCode::SpecialName)),
            (NameClass::Never(code), _) => return Err(refuse(code)),
        },
    }
    Ok(host)
}

/// The text's form alone. Addresses are parsed by the standard library, which takes canonical IPv4 only (no leading
/// zeros, RFC 6943) and the RFC 4291 forms of IPv6 without a zone.
fn parse(text: &str) -> Result<Host, RefusalCode> {
    if let Some(rest) = text.strip_prefix('[') {
        return parse_bracketed(rest);
    }
    if text.contains(':') {
        return parse_colons(text);
    }
    if let Ok(ip) = text.parse::<Ipv4Addr>() {
        return Ok(Host::Ip(ip.into()));
    }
    if is_ambiguous_ipv4(text) {
        return Err(RefusalCode::AmbiguousIpv4);
    }
    match name::normalise(text) {
        // Once more: a label outside ASCII may have hidden that the name ends in a number.
        Some(name) if is_ambiguous_ipv4(&name) => Err(RefusalCode::AmbiguousIpv4),
        Some(name) => Ok(Host::Name(name)),
        None => Err(RefusalCode::InvalidHost),
    }
}

/// `[IPv6]`, as in a URI (RFC 3986, 3.2.2); nothing else belongs between brackets.
fn parse_bracketed(rest: &str) -> Result<Host, RefusalCode> {
    let (inside, after) = rest.split_once(']').ok_or(RefusalCode::InvalidHost)?;
    let ip = parse_ipv6(inside)?;
    match after.strip_prefix(':') {
        None if after.is_empty() => Ok(Host::Ip(ip)),
        Some(port) if is_port(port) => Err(RefusalCode::PortInHost),
        _ => Err(RefusalCode::InvalidHost),
    }
}

/// IPv6, or a host with a port behind it.
fn parse_colons(text: &str) -> Result<Host, RefusalCode> {
    let is_host =
        |host: &str| host.parse::<Ipv4Addr>().is_ok() || is_ambiguous_ipv4(host) || name::normalise(host).is_some();
    match text.split_once(':') {
        Some((host, port)) if is_port(port) && is_host(host) => Err(RefusalCode::PortInHost),
        _ => parse_ipv6(text).map(Host::Ip),
    }
}

fn parse_ipv6(text: &str) -> Result<IpAddr, RefusalCode> {
    let (address, zone) = match text.split_once('%') {
        Some((address, zone)) => (address, Some(zone)),
        None => (text, None),
    };
    let ip = address.parse::<Ipv6Addr>().map_err(|_| RefusalCode::InvalidHost)?;
    match zone {
        None => Ok(ip.into()),
        Some(_) => Err(RefusalCode::ZoneId),
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("[2606:4700:4700::1111]", "2606:4700:4700::1111")]
    #[case("2606:4700:4700:0:0:0:0:1111", "2606:4700:4700::1111")]
    #[case("8.8.8.8", "8.8.8.8")]
    #[case("DB.Example.COM.", "db.example.com")]
    #[case("B\u{fc}cher.example.com", "xn--bcher-kva.example.com")]
    #[case("XN--BCHER-KVA.example.com", "xn--bcher-kva.example.com")]
    fn normal_forms(#[case] text: &str, #[case] normal: &str) {
        let host = judge_host(text, Policy::Platform).unwrap();
        assert_eq!(host.to_string(), normal);
        assert_eq!(judge_host(normal, Policy::Platform), Ok(host), "normal forms are fixed points");
    }

    #[rstest]
    #[case("db.example.com:5432", "port_in_host")]
    #[case("127.0.0.1:3306", "port_in_host")]
    #[case("2130706433:3306", "port_in_host")]
    #[case("[::1]:5432", "port_in_host")]
    #[case("b\u{fc}cher.0", "ambiguous_ipv4")]
    #[case("\u{43e}.0x7f", "ambiguous_ipv4")]
    #[case("\u{ff11}27.1", "invalid_host")]
    #[case("db.example.com:", "invalid_host")]
    #[case(":5432", "invalid_host")]
    #[case("[::1]5432", "invalid_host")]
    #[case("[::1]:", "invalid_host")]
    #[case("[127.0.0.1]", "invalid_host")]
    #[case("[db.example.com]", "invalid_host")]
    #[case("[]", "invalid_host")]
    #[case("[::1", "invalid_host")]
    #[case("::1]", "invalid_host")]
    #[case("[[::1]]", "invalid_host")]
    #[case("[fe80::1%eth0]", "zone_id")]
    #[case("8.8.8.8%eth0", "invalid_host")]
    #[case("::ffff:127.0.0.01", "invalid_host")]
    #[case("::00001", "invalid_host")]
    #[case("1:2:3:4:5:6:7:8:9", "invalid_host")]
    fn refused_forms(#[case] text: &str, #[case] code: &str) {
        for policy in [Policy::Platform, Policy::ThisMachineOnly] {
            assert_eq!(judge_host(text, policy).unwrap_err().code.as_str(), code);
        }
    }
}
