//! The address judge: no panic, no literal of a private range accepted, no name that a resolver could read as a number.
//!
//! Input: one byte for the policy, sixteen for an answer of the resolver, then the host's text.
#![no_main]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gatehouse_core::connection::address::{Policy, admit, judge_host};
use libfuzzer_sys::fuzz_target;

/// Written independently of the judge's table: what the standard library itself calls not public.
fn plainly_inward(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => v4(ip),
        IpAddr::V6(ip) => {
            let inward = ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() || ip.is_unique_local();
            inward || ip.is_unicast_link_local() || ip.to_ipv4().is_some_and(v4)
        }
    }
}

fn v4(ip: Ipv4Addr) -> bool {
    let inward = ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified();
    inward || ip.is_broadcast() || ip.is_multicast() || ip.is_documentation()
}

fuzz_target!(|data: &[u8]| {
    let Some((policy, rest)) = data.split_first() else { return };
    let Some((answer, text)) = rest.split_first_chunk::<16>() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let platform = policy & 1 == 0;
    let policy = if platform { Policy::Platform } else { Policy::ThisMachineOnly };
    // A short range of answers is IPv4, where most of the ranges are.
    let answer = match answer {
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] => IpAddr::from([*a, *b, *c, *d]),
        sixteen => IpAddr::V6(Ipv6Addr::from(*sixteen)),
    };
    let Ok(host) = judge_host(text, policy) else { return };
    if let Ok(admitted) = admit(text, &[answer], policy) {
        assert!(!admitted.addresses().is_empty());
        for address in admitted.addresses() {
            assert!(!(platform && plainly_inward(*address)), "{address} was admitted for {text:?}");
            // Link-local is out of reach under every policy: cloud metadata lives there.
            assert!(!matches!(address, IpAddr::V4(ip) if ip.is_link_local()), "{address} was admitted for {text:?}");
        }
    }
    let name = format!("{host:?}");
    assert!(!name.contains('\0') && !text.contains('\0'));
});
