//! The range table against an oracle written independently of it: masks and comparisons, verdicts only.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers may panic as its tests do")]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gatehouse_core::connection::address::{Policy, admit, judge_address, judge_host};
use proptest::prelude::*;

/// 0 public, 1 local, 2 never.
fn oracle_v4(a: u32) -> u8 {
    const METADATA: [u32; 3] = [0x6464_64c8, 0xa83f_8110, 0xc000_00c0];
    if METADATA.contains(&a) {
        return 2;
    }
    let slash24 = a & 0xffff_ff00;
    match a >> 24 {
        10 | 127 => 1,
        0 | 224..=255 => 2,
        100 if a & 0x00c0_0000 == 0x0040_0000 => 1,
        169 if a & 0x00ff_0000 == 0x00fe_0000 => 2,
        172 if a & 0x00f0_0000 == 0x0010_0000 => 1,
        192 if a & 0x00ff_0000 == 0x00a8_0000 => 1,
        192 if [0xc000_0000, 0xc000_0200, 0xc01f_c400, 0xc034_c100, 0xc058_6300, 0xc0af_3000].contains(&slash24) => 2,
        198 if a & 0x00fe_0000 == 0x0012_0000 || slash24 == 0xc633_6400 => 2,
        203 if slash24 == 0xcb00_7100 => 2,
        _ => 0,
    }
}

fn oracle_v6(a: u128) -> u8 {
    const METADATA: [u128; 7] = [
        0xfd00_0ec2_0000_0000_0000_0000_0000_0254,
        0xfd00_0ec2_0000_0000_0000_0000_0000_0253,
        0xfd00_0ec2_0000_0000_0000_0000_0000_0123,
        0xfd00_0ec2_0000_0000_0000_0000_0000_0023,
        0xfd00_00c1_0000_0000_0000_0000_a9fe_a9fe,
        0xfd20_00ce_0000_0000_0000_0000_0000_0254,
        0xfd00_0042_0000_0000_0000_0000_0000_0042,
    ];
    let top = (a >> 112) as u16;
    let isatap = (a >> 32) as u32 & 0xfdff_ffff == 0x0000_5efe;
    if a == 1 {
        1
    } else if METADATA.contains(&a) || isatap {
        2
    } else if top & 0xfe00 == 0xfc00 {
        1
    } else if !(0x2000..=0x3fff).contains(&top) || top == 0x2002 {
        2
    } else if top == 0x2001 {
        let second = (a >> 96) as u16;
        if second < 0x200 || second == 0xdb8 { 2 } else { 0 }
    } else if top == 0x3fff {
        if (a >> 96) as u16 & 0xf000 == 0 { 2 } else { 0 }
    } else if a >> 80 == 0x2620_004f_8000 {
        2
    } else {
        0
    }
}

fn verdict(ip: impl Into<IpAddr>) -> u8 {
    let ip = ip.into();
    match (judge_address(ip, Policy::Platform), judge_address(ip, Policy::ThisMachineOnly)) {
        (Ok(()), Ok(())) => 0,
        (Err(_), Ok(())) => 1,
        (Err(_), Err(_)) => 2,
        (Ok(()), Err(refusal)) => panic!("the platform is never the laxer one: {ip} {refusal}"),
    }
}

/// First addresses of the blocks, and embeddings; the tests walk over their edges.
const V4_EDGES: &str = "\
    0.0.0.0 1.0.0.0 10.0.0.0 11.0.0.0 100.64.0.0 100.128.0.0 100.100.100.200 127.0.0.0 128.0.0.0 168.63.129.16 \
    169.254.0.0 169.255.0.0 172.16.0.0 172.32.0.0 192.0.0.0 192.0.0.192 192.0.1.0 192.0.2.0 192.0.3.0 \
    192.31.196.0 192.31.197.0 192.52.193.0 192.52.194.0 192.88.99.0 192.88.100.0 192.168.0.0 192.169.0.0 \
    192.175.48.0 192.175.49.0 198.18.0.0 198.20.0.0 198.51.100.0 198.51.101.0 203.0.113.0 203.0.114.0 224.0.0.0 \
    240.0.0.0 255.255.255.255";
const V6_EDGES: &str = "\
    :: ::1 ::1:0:0 ::ffff:0:0 ::1:0:0:0 ::ffff:0:0:0 ::1:0:0:0:0 64:ff9b:: 64:ff9b::1:0:0 64:ff9b:1:: \
    64:ff9b:2:: 100:: 100:0:0:1:: 100:0:0:2:: 2000:: 2001:: 2001:1:: 2001:2:: 2001:2:1:: 2001:3:: 2001:4:: \
    2001:4:112:: 2001:4:113:: 2001:10:: 2001:20:: 2001:30:: 2001:40:: 2001:200:: 2001:db8:: 2001:db9:: 2002:: \
    2003:: 2620:4f:8000:: 2620:4f:8001:: 3fff:: 3fff:1000:: 4000:: 5f00:: 5f01:: fc00:: fd00:ec2::254 \
    fd00:ec2::253 fd00:ec2::123 fd00:ec2::23 fd00:c1::a9fe:a9fe fd20:ce::254 fd00:42::42 fe00:: fe80:: \
    fe80::a9fe:a9fe fec0:: ff00:: 2606:4700::5efe:0:0 2606:4700::5eff:0:0 2606:4700::200:5efe:0:0 \
    2606:4700::200:5eff:0:0 2606:4700::201:5efe:0:0 fd12::5efe:a00:1 fd12::200:5efe:a00:1";

fn v4_edges() -> Vec<u32> {
    V4_EDGES.split_whitespace().map(|ip| ip.parse::<Ipv4Addr>().unwrap().to_bits()).collect()
}

fn v6_edges() -> Vec<u128> {
    V6_EDGES.split_whitespace().map(|ip| ip.parse::<Ipv6Addr>().unwrap().to_bits()).collect()
}

#[test]
fn every_edge() {
    for edge in v4_edges() {
        for a in (0..=4).flat_map(|step: u32| [edge.wrapping_add(step), edge.wrapping_sub(step)]) {
            assert_eq!(verdict(Ipv4Addr::from_bits(a)), oracle_v4(a), "{}", Ipv4Addr::from_bits(a));
        }
    }
    for edge in v6_edges() {
        for a in (0..=4).flat_map(|step: u128| [edge.wrapping_add(step), edge.wrapping_sub(step)]) {
            assert_eq!(verdict(Ipv6Addr::from_bits(a)), oracle_v6(a), "{}", Ipv6Addr::from_bits(a));
        }
    }
}

/// About four minutes in a release build.
#[test]
#[ignore = "all of IPv4: run with --release -- --ignored"]
fn every_ipv4_address() {
    for a in 0..=u32::MAX {
        assert_eq!(verdict(Ipv4Addr::from_bits(a)), oracle_v4(a), "{}", Ipv4Addr::from_bits(a));
    }
}

/// A third of the addresses anywhere, a third near an edge, a third in an edge's block with the low bits at random.
fn any_v4() -> impl Strategy<Value = u32> {
    let edge = || prop::sample::select(v4_edges());
    prop_oneof![
        any::<u32>(),
        (edge(), -300_i32..300).prop_map(|(edge, step)| edge.wrapping_add_signed(step)),
        (edge(), any::<u32>(), 0_u32..32).prop_map(|(edge, noise, length)| edge ^ (noise >> length)),
    ]
}

fn any_v6() -> impl Strategy<Value = u128> {
    let edge = || prop::sample::select(v6_edges());
    prop_oneof![
        any::<u128>(),
        any::<u128>().prop_map(|a| (a >> 3) | (1 << 125)),
        (edge(), -300_i128..300).prop_map(|(edge, step)| edge.wrapping_add_signed(step)),
        (edge(), any::<u128>(), 0_u32..128).prop_map(|(edge, noise, length)| edge ^ (noise >> length)),
        (any::<u128>(), edge()).prop_map(|(high, low)| (high >> 64 << 64) | (low & u128::from(u64::MAX))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ipv4_agrees_with_the_oracle(a in any_v4()) {
        prop_assert_eq!(verdict(Ipv4Addr::from_bits(a)), oracle_v4(a), "{}", Ipv4Addr::from_bits(a));
    }

    #[test]
    fn ipv6_agrees_with_the_oracle(a in any_v6()) {
        prop_assert_eq!(verdict(Ipv6Addr::from_bits(a)), oracle_v6(a), "{}", Ipv6Addr::from_bits(a));
    }
}

/// Text that is nearly a host: characters that matter to the parsers, joined at random.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = "0 1 127 255 256 0x7f 0177 . . . : :: [ ] % / @ , - _ a db localhost com xn-- xn--a internal metadata \
        fe80 ffff 5efe \u{ff11} \u{3002} \u{ad} \u{43e} \u{fc} \u{308} \u{5d0} \u{200d} \u{0} \u{202e} \u{1f4a9}";
    let piece = prop::sample::select(pieces.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    prop_oneof![
        prop::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter),
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// No text panics, and what is accepted is a fixed point of the judge.
    #[test]
    fn any_text_gets_one_verdict(text in any_text()) {
        for policy in [Policy::Platform, Policy::ThisMachineOnly] {
            let Ok(host) = judge_host(&text, policy) else { continue };
            let normal = host.to_string();
            prop_assert!(normal.is_ascii());
            prop_assert_eq!(judge_host(&normal, policy), Ok(host), "{:?} -> {:?}", &text, &normal);
        }
        if judge_host(&text, Policy::Platform).is_ok() {
            prop_assert!(judge_host(&text, Policy::ThisMachineOnly).is_ok(), "{:?} is refused here only", text);
        }
    }

    /// Admitted means that every address passes alone, and nothing was added to the answers.
    #[test]
    fn admitted_sets_are_admissible(answers in prop::collection::vec(any_v4(), 0..4), local in any::<bool>()) {
        let answers: Vec<IpAddr> = answers.into_iter().map(|a| Ipv4Addr::from_bits(a).into()).collect();
        let (host, policy) = match local {
            true => ("db.test", Policy::ThisMachineOnly),
            false => ("db.example.com", Policy::Platform),
        };
        if let Ok(admitted) = admit(host, &answers, policy) {
            prop_assert!(!admitted.addresses().is_empty());
            prop_assert!(answers.iter().all(|ip| judge_address(*ip, policy).is_ok()));
            prop_assert!(admitted.addresses().iter().all(|ip| answers.contains(ip)));
        }
    }
}
