//! The closed set of reasons for refusing a host: one row each, with its stable text and its wording.

use serde::{Deserialize, Serialize};

/// What a code's wording is: something the host, alias or answer *is*, or a whole sentence of its own.
pub(super) enum Wording {
    Noun(&'static str),
    Sentence(&'static str),
}

// One table, so that a code cannot exist without a name and a wording.
macro_rules! refusal_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal, $kind:ident($wording:literal);)+) => {
        /// Why a host is refused. The serialised names are stable: they are the codes of the shared address vectors.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        pub enum RefusalCode {
            $($(#[doc = $doc])+ #[serde(rename = $text)] $variant,)+
        }

        impl RefusalCode {
            /// Every code, in the order of the table.
            pub const ALL: &'static [RefusalCode] = &[$(RefusalCode::$variant),+];

            /// The stable name, as serialised.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(RefusalCode::$variant => $text),+ }
            }

            pub(super) const fn wording(self) -> Wording {
                match self { $(RefusalCode::$variant => Wording::$kind($wording)),+ }
            }
        }
    };
}

refusal_codes! {
    // Addresses, both families.
    /// 127.0.0.0/8 (RFC 1122) and ::1 (RFC 4291).
    Loopback = "loopback", Noun("a loopback address, which always means the machine that dials it");
    /// 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 (RFC 1918).
    Private = "private", Noun("a private address, which only its own network can reach");
    /// 169.254.0.0/16 (RFC 3927) and fe80::/10 (RFC 4291).
    LinkLocal = "link_local", Noun("a link-local address, which is never a database's lasting address");
    /// The metadata and platform addresses and names of cloud providers, which hand out credentials.
    CloudMetadata = "cloud_metadata", Noun("a cloud provider's metadata service, which hands out credentials");
    /// 224.0.0.0/4 (RFC 5771) and ff00::/8 (RFC 4291).
    Multicast = "multicast", Noun("a multicast address, which stands for a group and not for one server");
    /// 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 (RFC 5737), 2001:db8::/32 (RFC 3849), 3fff::/20 (RFC 9637).
    Documentation = "documentation", Noun("an address reserved for documentation");
    /// 198.18.0.0/15 (RFC 2544) and 2001:2::/48 (RFC 5180); also the made-up answers of some VPN clients.
    Benchmarking = "benchmarking", Noun("an address reserved for benchmarking, often made up by a VPN or proxy");
    /// 192.0.0.0/24 (RFC 6890) and the rest of 2001::/23 (RFC 2928).
    IetfProtocol = "ietf_protocol", Noun("an address reserved for IETF protocols");
    /// 192.31.196.0/24, 2001:4:112::/48 (RFC 7535), 192.175.48.0/24 and 2620:4f:8000::/48 (RFC 7534).
    As112 = "as112", Noun("an address of the AS112 project, a sink for stray DNS queries");
    /// 192.52.193.0/24 and 2001:3::/32: automatic multicast tunneling (RFC 7450).
    Amt = "amt", Noun("an address of automatic multicast tunneling");

    // IPv4 only.
    /// 0.0.0.0/8 (RFC 791, RFC 1122); Linux connects 0.0.0.0 to itself.
    ThisNetwork = "this_network", Noun("an address of \"this network\", which can mean the machine that dials it");
    /// 100.64.0.0/10, shared address space (RFC 6598).
    Cgnat = "cgnat", Noun("an address shared behind carrier-grade NAT, which only its own network can reach");
    /// 192.88.99.0/24, the deprecated 6to4 relay anycast (RFC 7526).
    SixToFourRelay = "6to4_relay", Noun("an address of the deprecated 6to4 relays");
    /// 240.0.0.0/4 (RFC 1112).
    Reserved = "reserved", Noun("an address reserved for future use");
    /// 255.255.255.255 (RFC 919).
    Broadcast = "broadcast", Noun("the broadcast address");

    // IPv6 only.
    /// ::/128 (RFC 4291); Linux connects it to itself.
    Unspecified = "unspecified", Noun("the unspecified address, which can mean the machine that dials it");
    /// ::/96 but :: and ::1: IPv4-compatible (RFC 4291, 2.5.5.1).
    Ipv4Compatible = "ipv4_compatible", Noun("an IPv4 address written inside an IPv6 one (IPv4-compatible)");
    /// ::ffff:0:0/96: IPv4-mapped (RFC 4291, 2.5.5.2).
    Ipv4Mapped = "ipv4_mapped", Noun("an IPv4 address written inside an IPv6 one (IPv4-mapped)");
    /// ::ffff:0:0:0/96: IPv4-translated (RFC 2765).
    Ipv4Translated = "ipv4_translated", Noun("an IPv4 address written inside an IPv6 one (IPv4-translated)");
    /// 64:ff9b::/96 (RFC 6052).
    Nat64 = "nat64", Noun("an IPv4 address written inside an IPv6 one (NAT64)");
    /// 64:ff9b:1::/48 (RFC 8215).
    Nat64Local = "nat64_local", Noun("an IPv4 address written inside an IPv6 one (local-use NAT64)");
    /// 2002::/16 (RFC 3056).
    SixToFour = "6to4", Noun("an IPv4 address written inside an IPv6 one (6to4)");
    /// 2001::/32 (RFC 4380).
    Teredo = "teredo", Noun("an IPv4 address written inside an IPv6 one (Teredo)");
    /// Interface identifiers 0:5efe and 200:5efe (RFC 5214).
    Isatap = "isatap", Noun("an IPv4 address written inside an IPv6 one (ISATAP)");
    /// 100::/64 (RFC 6666).
    DiscardOnly = "discard_only", Noun("an address whose packets are discarded");
    /// 100:0:0:1::/64 (RFC 9780).
    DummyPrefix = "dummy_prefix", Noun("an address of the dummy IPv6 prefix");
    /// 2001:1::1 (RFC 7723).
    PcpAnycast = "pcp_anycast", Noun("the anycast address of the port control protocol");
    /// 2001:1::2 (RFC 8155).
    TurnAnycast = "turn_anycast", Noun("the anycast address of TURN relays");
    /// 2001:1::3 (RFC 9665).
    DnssdSrpAnycast = "dnssd_srp_anycast", Noun("the anycast address of DNS service registration");
    /// 2001:10::/28 (RFC 4843).
    OrchidDeprecated = "orchid_deprecated", Noun("a deprecated ORCHID identifier, which is no address");
    /// 2001:20::/28 (RFC 7343).
    OrchidV2 = "orchidv2", Noun("an ORCHIDv2 identifier, which is no address");
    /// 2001:30::/28 (RFC 9374).
    DripDet = "drip_det", Noun("a drone's identity tag, which is no address");
    /// 5f00::/16 (RFC 9602).
    Srv6Sid = "srv6_sid", Noun("a segment-routing identifier, which is no address");
    /// fc00::/7 (RFC 4193).
    UniqueLocal = "unique_local", Noun("a unique local address, which only its own network can reach");
    /// fec0::/10 (RFC 3879).
    SiteLocalDeprecated = "site_local_deprecated", Noun("a deprecated site-local address");
    /// Everything else outside 2000::/3, the only IPv6 space handed out as global unicast (RFC 4291, RFC 3587).
    NotGlobalUnicast = "not_global_unicast", Noun("an IPv6 address outside the space handed out for public use");

    // The host's text.
    /// Neither a canonical address nor a host name (RFC 952, RFC 1123, RFC 5891).
    InvalidHost = "invalid_host", Noun("not a host name or an address as Gatehouse accepts them");
    /// What `inet_aton` or a URL parser reads as IPv4 but is not four plain decimal numbers (RFC 6943, 3.1.1).
    AmbiguousIpv4 = "ambiguous_ipv4", Noun("a number that programs read as different IPv4 addresses");
    /// `fe80::1%eth0` (RFC 4007, RFC 6874).
    ZoneId = "zone_id", Noun("an address with a zone, which means something else on every machine");
    /// `host:5432`.
    PortInHost = "port_in_host", Noun("a host with a port in it; give the port in its own field");
    /// A name reserved for special use (RFC 6761, RFC 6762 appendix G, RFC 8375, RFC 9476, ICANN's `.internal`).
    SpecialName = "special_name", Noun("a name reserved for local or special use, which the public DNS does not hold");
    /// A name without a dot: only a search list could complete it, and none is ever used (RFC 7085).
    SingleLabel = "single_label", Noun("a name without a dot, which means something else on every network");

    // The look-up.
    /// Some answers may be dialled and some may not, or they mix public and local ones.
    MixedAnswers = "mixed_answers",
        Sentence("This name leads to addresses of different reach at once, so none of them is dialled.");
    /// More than [`MAX_ANSWERS`](super::MAX_ANSWERS) addresses.
    TooManyAnswers = "too_many_answers", Sentence("This name leads to more than 64 addresses.");
    /// More than [`MAX_ALIASES`](super::MAX_ALIASES) CNAME records.
    CnameTooLong = "cname_too_long", Sentence("This name is an alias through more than 16 other names.");
    /// A CNAME chain that comes back to a name it has been at (RFC 1034, 3.6.2).
    CnameLoop = "cname_loop", Sentence("This name is an alias that leads back to itself.");
    /// The name exists but has no address (RFC 2308, 2.2).
    DnsNodata = "dns_nodata", Sentence("This name exists in the DNS but has no address.");
    /// The name does not exist (RFC 2308, 2.1); see [`Refusal::name_not_found`](super::Refusal::name_not_found).
    DnsNxdomain = "dns_nxdomain", Sentence("This name does not exist in the DNS.");
}
