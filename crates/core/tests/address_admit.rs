//! `admit`: mixed sets, rebinding, alias chains, and what the opt-in covers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers may panic as its tests do")]

use std::net::IpAddr;

use gatehouse_core::connection::address::{
    MAX_ALIASES, MAX_ANSWERS, Policy, Subject, admit, admit_with_aliases, judge_address,
};
use rstest::rstest;

use Policy::{Platform, ThisMachineOnly};

fn ips(list: &str) -> Vec<IpAddr> {
    list.split_whitespace().map(|ip| ip.parse().unwrap()).collect()
}

#[rstest]
#[case::public(Platform, "db.example.com", "8.8.8.8 2606:4700::1111", "")]
#[case::public_here(ThisMachineOnly, "db.example.com", "8.8.8.8", "")]
#[case::empty(Platform, "db.example.com", "", "dns_nodata")]
#[case::private(Platform, "db.example.com", "10.0.0.5", "private")]
#[case::first_code(Platform, "db.example.com", "127.0.0.1 10.0.0.5", "loopback")]
#[case::mixed(Platform, "db.example.com", "8.8.8.8 10.0.0.5", "mixed_answers")]
#[case::mixed_metadata(Platform, "db.example.com", "168.63.129.16 8.8.8.8", "mixed_answers")]
#[case::mapped_answer(Platform, "db.example.com", "::ffff:8.8.8.8", "ipv4_mapped")]
#[case::rebinding_here(ThisMachineOnly, "db.example.com", "127.0.0.1", "loopback")]
#[case::local_name(Platform, "db.test", "127.0.0.1", "special_name")]
#[case::local_name_here(ThisMachineOnly, "db.test", "127.0.0.1 ::1 10.0.0.5 100.64.0.1 fd00::1", "")]
#[case::local_name_public(ThisMachineOnly, "db.test", "8.8.8.8", "")]
#[case::local_name_both(ThisMachineOnly, "db.test", "8.8.8.8 127.0.0.1", "mixed_answers")]
#[case::local_name_link_local(ThisMachineOnly, "db.test", "169.254.1.1", "link_local")]
#[case::local_name_one_bad(ThisMachineOnly, "db.test", "127.0.0.1 169.254.1.1", "mixed_answers")]
#[case::local_name_metadata(ThisMachineOnly, "db.test", "100.100.100.200", "cloud_metadata")]
#[case::local_name_metadata_v6(ThisMachineOnly, "db.test", "fd20:ce::254", "cloud_metadata")]
#[case::literal(Platform, "8.8.8.8", "", "")]
#[case::literal_private(Platform, "10.0.0.5", "8.8.8.8", "private")]
#[case::literal_private_here(ThisMachineOnly, "[::1]", "", "")]
fn verdicts(#[case] policy: Policy, #[case] host: &str, #[case] answers: &str, #[case] code: &str) {
    let verdict = admit(host, &ips(answers), policy);
    assert_eq!(verdict.as_ref().map_or_else(|refusal| refusal.code.as_str(), |_| ""), code, "{verdict:?}");
}

#[test]
fn admitted_holds_the_typed_name_and_the_judged_addresses() {
    let admitted = admit("DB.Example.com.", &ips("8.8.8.8 8.8.4.4 8.8.8.8"), Platform).unwrap();
    assert_eq!(admitted.name(), "db.example.com");
    assert_eq!(admitted.addresses(), ips("8.8.8.8 8.8.4.4"));
    let literal = admit("[2606:4700:4700::1111]", &ips("10.0.0.1"), Platform).unwrap();
    assert_eq!(literal.name(), "2606:4700:4700::1111");
    assert_eq!(literal.addresses(), ips("2606:4700:4700::1111"), "a literal is its own answer");
}

#[test]
fn the_caps_are_inclusive() {
    let answers = |n: usize| vec![IpAddr::from([8, 8, 8, 8]); n];
    assert!(admit("db.example.com", &answers(MAX_ANSWERS), Platform).is_ok());
    let refusal = admit("db.example.com", &answers(MAX_ANSWERS + 1), Platform).unwrap_err();
    assert_eq!(refusal.code.as_str(), "too_many_answers");
    let chain = |n: usize| (0..n).map(|i| format!("c{i}.example.net")).collect::<Vec<_>>();
    assert!(admit_with_aliases("db.example.com", &chain(MAX_ALIASES), &answers(1), Platform).is_ok());
    let refusal = admit_with_aliases("db.example.com", &chain(MAX_ALIASES + 1), &answers(1), Platform).unwrap_err();
    assert_eq!(refusal.code.as_str(), "cname_too_long");
}

#[rstest]
#[case::fine("a.example.net. B.example.net", "8.8.8.8", "")]
#[case::underscore("_x.example.net", "8.8.8.8", "")]
#[case::to_itself("DB.example.com.", "8.8.8.8", "cname_loop")]
#[case::round("a.example.net b.example.net A.example.net", "", "cname_loop")]
#[case::special("db.onion", "8.8.8.8", "special_name")]
#[case::special_without_answer("db.onion", "", "special_name")]
#[case::inward("metadata.google.internal", "8.8.8.8", "cloud_metadata")]
#[case::inward_answer_first("db.internal", "10.0.0.5", "private")]
#[case::single_label("localhost", "8.8.8.8", "special_name")]
#[case::number("127.1", "8.8.8.8", "ambiguous_ipv4")]
#[case::address("8.8.8.8", "8.8.8.8", "invalid_host")]
#[case::malformed("a b.example.net", "8.8.8.8", "invalid_host")]
#[case::root("", "8.8.8.8", "invalid_host")]
fn aliases(#[case] chain: &str, #[case] answers: &str, #[case] code: &str) {
    let chain: Vec<&str> =
        if chain.contains("a b") || chain.is_empty() { vec![chain] } else { chain.split(' ').collect() };
    for policy in [Platform, ThisMachineOnly] {
        let verdict = admit_with_aliases("db.example.com", &chain, &ips(answers), policy);
        assert_eq!(verdict.as_ref().map_or_else(|refusal| refusal.code.as_str(), |_| ""), code, "{verdict:?}");
    }
}

#[test]
fn a_local_name_may_be_an_alias_of_a_local_name_here_only() {
    let verdict = |policy| admit_with_aliases("db.test", &["pg.internal"], &ips("10.0.0.5"), policy);
    assert!(verdict(ThisMachineOnly).is_ok());
    assert_eq!(verdict(Platform).unwrap_err().subject, Subject::Host);
    let refusal = admit_with_aliases("db.test", &["db.onion"], &ips("10.0.0.5"), ThisMachineOnly).unwrap_err();
    assert_eq!((refusal.code.as_str(), refusal.subject), ("special_name", Subject::Alias));
}

#[test]
fn a_refusal_never_holds_the_address() {
    let answers = ips("10.11.12.13");
    let refusal = admit("db.example.com", &answers, Platform).unwrap_err();
    assert_eq!(refusal.subject, Subject::Answer);
    let shown = format!("{refusal} {refusal:?} {}", serde_json::to_string(&refusal).unwrap());
    assert!(!shown.contains("10.11.12.13"), "{shown}");
    assert!(judge_address(answers[0], ThisMachineOnly).is_ok());
}
