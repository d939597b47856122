//! The range table: every special-purpose block of the IANA registries, and what is refused beyond them.
//!
//! Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and the RFCs beside each row) and the
//! cloud providers' own documents for their metadata addresses. IPv4 is a deny-list; IPv6 is an allow-list, 2000::/3,
//! less its denials. No embedded IPv4 is ever decoded and forgiven: the embedding itself is refused.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::RefusalCode::{self, *};
use super::{Policy, Refusal, Subject};

/// How far an address can be reached, and by whom it may be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Global unicast: under both policies.
    Public,
    /// Only from this machine or its networks: under [`Policy::ThisMachineOnly`].
    Local(RefusalCode),
    /// Under neither policy.
    Never(RefusalCode),
}

/// Loopback, RFC 1918, RFC 6598 and RFC 4193: where a person's own database may live.
pub(super) const fn is_local_code(code: RefusalCode) -> bool {
    matches!(code, Loopback | Private | Cgnat | UniqueLocal)
}

type V4 = ([u8; 4], u32, RefusalCode);
type V6 = ([u16; 8], u32, RefusalCode);

/// First match wins, so what is narrower stands first.
const IPV4: &[V4] = &[
    ([169, 254, 169, 254], 32, CloudMetadata), // AWS, Azure, GCP, OCI, DigitalOcean, IBM and others
    ([169, 254, 169, 253], 32, CloudMetadata), // AWS DNS
    ([169, 254, 169, 123], 32, CloudMetadata), // AWS time
    ([169, 254, 169, 250], 32, CloudMetadata), // Rancher
    ([169, 254, 169, 251], 32, CloudMetadata), // AWS and Rancher helpers
    ([169, 254, 170, 2], 32, CloudMetadata),   // AWS ECS task credentials
    ([169, 254, 170, 23], 32, CloudMetadata),  // AWS EKS pod identity
    ([169, 254, 0, 23], 32, CloudMetadata),    // Tencent
    ([169, 254, 42, 42], 32, CloudMetadata),   // Scaleway
    ([100, 100, 100, 200], 32, CloudMetadata), // Alibaba, inside shared address space
    ([192, 0, 0, 192], 32, CloudMetadata),     // Oracle Cloud classic
    ([168, 63, 129, 16], 32, CloudMetadata),   // Azure WireServer: a public address
    ([0, 0, 0, 0], 8, ThisNetwork),            // RFC 791, RFC 1122
    ([10, 0, 0, 0], 8, Private),               // RFC 1918
    ([100, 64, 0, 0], 10, Cgnat),              // RFC 6598
    ([127, 0, 0, 0], 8, Loopback),             // RFC 1122
    ([169, 254, 0, 0], 16, LinkLocal),         // RFC 3927
    ([172, 16, 0, 0], 12, Private),            // RFC 1918
    ([192, 0, 0, 0], 24, IetfProtocol),        // RFC 6890
    ([192, 0, 2, 0], 24, Documentation),       // RFC 5737
    ([192, 31, 196, 0], 24, As112),            // RFC 7535
    ([192, 52, 193, 0], 24, Amt),              // RFC 7450
    ([192, 88, 99, 0], 24, SixToFourRelay),    // RFC 7526
    ([192, 168, 0, 0], 16, Private),           // RFC 1918
    ([192, 175, 48, 0], 24, As112),            // RFC 7534
    ([198, 18, 0, 0], 15, Benchmarking),       // RFC 2544
    ([198, 51, 100, 0], 24, Documentation),    // RFC 5737
    ([203, 0, 113, 0], 24, Documentation),     // RFC 5737
    ([224, 0, 0, 0], 4, Multicast),            // RFC 5771
    ([255, 255, 255, 255], 32, Broadcast),     // RFC 919
    ([240, 0, 0, 0], 4, Reserved),             // RFC 1112
];

/// First match wins, so what is narrower stands first.
const IPV6: &[V6] = &[
    ([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128, CloudMetadata), // AWS metadata
    ([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x253], 128, CloudMetadata), // AWS DNS
    ([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x123], 128, CloudMetadata), // AWS time
    ([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23], 128, CloudMetadata),  // AWS EKS pod identity
    ([0xfd00, 0xc1, 0, 0, 0, 0, 0xa9fe, 0xa9fe], 128, CloudMetadata), // Oracle Cloud
    ([0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254], 128, CloudMetadata),  // GCP
    ([0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42], 128, CloudMetadata),   // Scaleway
    ([0xfe80, 0, 0, 0, 0, 0, 0xa9fe, 0xa9fe], 128, CloudMetadata), // OpenStack
    ([0, 0, 0, 0, 0, 0, 0, 0], 128, Unspecified),                // RFC 4291
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, Loopback),                   // RFC 4291
    ([0, 0, 0, 0, 0, 0, 0, 0], 96, Ipv4Compatible),              // RFC 4291, 2.5.5.1
    ([0, 0, 0, 0, 0, 0xffff, 0, 0], 96, Ipv4Mapped),             // RFC 4291, 2.5.5.2
    ([0, 0, 0, 0, 0xffff, 0, 0, 0], 96, Ipv4Translated),         // RFC 2765
    ([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96, Nat64),               // RFC 6052; "globally reachable" to IANA
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, Nat64Local),          // RFC 8215
    ([0x100, 0, 0, 0, 0, 0, 0, 0], 64, DiscardOnly),             // RFC 6666
    ([0x100, 0, 0, 1, 0, 0, 0, 0], 64, DummyPrefix),             // RFC 9780
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 32, Teredo),                 // RFC 4380
    ([0x2001, 1, 0, 0, 0, 0, 0, 1], 128, PcpAnycast),            // RFC 7723
    ([0x2001, 1, 0, 0, 0, 0, 0, 2], 128, TurnAnycast),           // RFC 8155
    ([0x2001, 1, 0, 0, 0, 0, 0, 3], 128, DnssdSrpAnycast),       // RFC 9665
    ([0x2001, 2, 0, 0, 0, 0, 0, 0], 48, Benchmarking),           // RFC 5180
    ([0x2001, 3, 0, 0, 0, 0, 0, 0], 32, Amt),                    // RFC 7450
    ([0x2001, 4, 0x112, 0, 0, 0, 0, 0], 48, As112),              // RFC 7535
    ([0x2001, 0x10, 0, 0, 0, 0, 0, 0], 28, OrchidDeprecated),    // RFC 4843
    ([0x2001, 0x20, 0, 0, 0, 0, 0, 0], 28, OrchidV2),            // RFC 7343
    ([0x2001, 0x30, 0, 0, 0, 0, 0, 0], 28, DripDet),             // RFC 9374
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, IetfProtocol),           // RFC 2928
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, Documentation),      // RFC 3849
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, SixToFour),              // RFC 3056
    ([0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0], 48, As112),          // RFC 7534
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, Documentation),          // RFC 9637
    ([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16, Srv6Sid),                // RFC 9602
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, UniqueLocal),             // RFC 4193
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, LinkLocal),              // RFC 4291
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, SiteLocalDeprecated),    // RFC 3879
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, Multicast),               // RFC 4291
];

/// Judges one address.
///
/// # Errors
/// The class that the policy does not admit.
pub fn judge_address(ip: IpAddr, policy: Policy) -> Result<(), Refusal> {
    match (reach(ip), policy) {
        (Reach::Public, _) | (Reach::Local(_), Policy::ThisMachineOnly) => Ok(()),
        (Reach::Local(code) | Reach::Never(code), _) => Err(Refusal::new(code, Subject::Host, policy)),
    }
}

pub(super) fn reach(ip: IpAddr) -> Reach {
    let code = match ip {
        IpAddr::V4(ip) => ipv4_code(ip),
        IpAddr::V6(ip) => ipv6_code(ip),
    };
    match code {
        None => Reach::Public,
        Some(code) if is_local_code(code) => Reach::Local(code),
        Some(code) => Reach::Never(code),
    }
}

fn ipv4_code(ip: Ipv4Addr) -> Option<RefusalCode> {
    let same_network =
        |&&(network, length, _): &&V4| (ip.to_bits() ^ u32::from_be_bytes(network)).leading_zeros() >= length;
    IPV4.iter().find(same_network).map(|&(.., code)| code)
}

fn ipv6_code(ip: Ipv6Addr) -> Option<RefusalCode> {
    let same_network =
        |&&(network, length, _): &&V6| (ip.to_bits() ^ Ipv6Addr::from(network).to_bits()).leading_zeros() >= length;
    let listed = IPV6.iter().find(same_network).map(|&(.., code)| code);
    match listed {
        // A tunnel end is refused even inside space that is otherwise fine.
        None | Some(UniqueLocal) if is_isatap(ip) => Some(Isatap),
        None if !is_global_unicast(ip) => Some(NotGlobalUnicast),
        listed => listed,
    }
}

/// 2000::/3, the only block handed out for global unicast (RFC 4291, IANA IPv6 address space).
fn is_global_unicast(ip: Ipv6Addr) -> bool {
    ip.to_bits() >> 125 == 0b001
}

/// The interface identifier `0:5efe` or `200:5efe` before an IPv4 address (RFC 5214, 6.1; with or without the u bit).
fn is_isatap(ip: Ipv6Addr) -> bool {
    let [.., owner, mark, _, _] = ip.segments();
    mark == 0x5efe && owner & !0x0200 == 0
}
