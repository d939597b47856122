//! Names reserved for special use: they are never public database hosts, and some lead inward.
//!
//! Sources: RFC 6761 and the IANA Special-Use Domain Names registry, RFC 6762 appendix G, RFC 8375 (`home.arpa`),
//! RFC 7686 (`onion`), RFC 9476 (`alt`), ICANN's reservation of `internal` (2024), the hosts files of Debian, Fedora
//! and macOS, Kubernetes (`svc`), Windows (`ipv6-literal.net`), the cloud providers' metadata names.

use std::net::{IpAddr, Ipv4Addr};

use super::RefusalCode;
use super::range::{Reach, reach};

/// What a well-formed name is, before anything is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameClass {
    /// A name of the public DNS.
    Public,
    /// A name that this machine or its network gives out: fine when dialled from here only.
    Local,
    /// Fine under no policy.
    Never(RefusalCode),
}

const LOCAL_HOSTS: &[&str] = &["localhost", "ip6-localhost", "ip6-loopback", "localhost4", "localhost6"];

/// Multicast and broadcast entries of hosts files.
const GROUP_HOSTS: &[&str] =
    &["broadcasthost", "ip6-allhosts", "ip6-allnodes", "ip6-allrouters", "ip6-localnet", "ip6-mcastprefix"];

const LOCAL_SUFFIXES: &[&str] = &[
    "localhost",
    "localdomain",
    "localdomain4",
    "localdomain6",
    "local",
    "internal",
    "home.arpa",
    "lan",
    "corp",
    "home",
    "intranet",
    "private",
    "test",
];

/// `svc` is here because only a search list could complete it, and none is ever used; a full
/// `….svc.cluster.local` is a local name.
const NEVER_SUFFIXES: &[&str] = &["example", "invalid", "onion", "alt", "arpa", "svc", "ipv6-literal.net"];

const METADATA_SUFFIXES: &[&str] = &[
    "metadata.google.internal",
    "metadata.goog",
    "instance-data.ec2.internal",
    "rancher-metadata.rancher.internal",
    "metadata.cloud.ibm.com",
];

/// Classes a name in its normal form.
pub(super) fn classify(name: &str) -> NameClass {
    let under = |suffixes: &[&str]| suffixes.iter().any(|suffix| is_under(name, suffix));
    let Some((first, _)) = name.split_once('.') else {
        return classify_single_label(name);
    };
    if under(METADATA_SUFFIXES) {
        return NameClass::Never(RefusalCode::CloudMetadata);
    }
    if under(LOCAL_SUFFIXES) {
        return match leads_to_metadata(first) {
            true => NameClass::Never(RefusalCode::SpecialName),
            false => NameClass::Local,
        };
    }
    if under(NEVER_SUFFIXES) {
        return NameClass::Never(RefusalCode::SpecialName);
    }
    if first == "metadata" {
        return NameClass::Never(RefusalCode::CloudMetadata);
    }
    NameClass::Public
}

fn classify_single_label(name: &str) -> NameClass {
    if LOCAL_HOSTS.contains(&name) {
        NameClass::Local
    } else if GROUP_HOSTS.contains(&name) {
        NameClass::Never(RefusalCode::SpecialName)
    } else {
        NameClass::Never(RefusalCode::SingleLabel)
    }
}

fn is_under(name: &str, suffix: &str) -> bool {
    name.strip_suffix(suffix).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// `metadata`, or an address that is never dialled spelled with hyphens, as clouds name their machines
/// (`100-100-100-200`, `ip-169-254-169-254`).
fn leads_to_metadata(label: &str) -> bool {
    let address = label.strip_prefix("ip-").unwrap_or(label).replace('-', ".");
    let is_never = |ip: Ipv4Addr| matches!(reach(IpAddr::V4(ip)), Reach::Never(_));
    label == "metadata" || address.parse().is_ok_and(is_never)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::NameClass::*;
    use super::RefusalCode::*;
    use super::*;

    #[rstest]
    #[case("db.example.com", Public)]
    #[case("localhost.example.com", Public)]
    #[case("notlocalhost.com", Public)]
    #[case("mylocal.dev", Public)]
    #[case("db.homeless", Public)]
    #[case("metadatabase.example.com", Public)]
    #[case("169-254-169-254.example.com", Public)]
    #[case("localhost", Local)]
    #[case("db.localhost", Local)]
    #[case("localhost.localdomain", Local)]
    #[case("home.arpa", Local)]
    #[case("db.default.svc.cluster.local", Local)]
    #[case("ip-10-0-0-5.ec2.internal", Local)]
    #[case("ip-169-254-169-254.ec2.internal", Never(SpecialName))]
    #[case("metadata.corp.internal", Never(SpecialName))]
    #[case("metadata.google.internal", Never(CloudMetadata))]
    #[case("x.metadata.google.internal", Never(CloudMetadata))]
    #[case("instance-data.ec2.internal", Never(CloudMetadata))]
    #[case("metadata.example.com", Never(CloudMetadata))]
    #[case("db.default.svc", Never(SpecialName))]
    #[case("ipv4only.arpa", Never(SpecialName))]
    #[case("fe80--1.ipv6-literal.net", Never(SpecialName))]
    #[case("db.example", Never(SpecialName))]
    #[case("db.invalid", Never(SpecialName))]
    #[case("db.onion", Never(SpecialName))]
    #[case("ip6-allnodes", Never(SpecialName))]
    #[case("local", Never(SingleLabel))]
    #[case("metadata", Never(SingleLabel))]
    #[case("db", Never(SingleLabel))]
    fn names(#[case] name: &str, #[case] class: NameClass) {
        assert_eq!(classify(name), class);
    }
}
