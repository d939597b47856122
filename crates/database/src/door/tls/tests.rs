//! Names in certificates, through the address judge as the door uses it. No server is needed for these.

use gatehouse_core::connection::address::{Policy, judge_host};
use gatehouse_core::connection::{Descriptor, Engine};
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType};
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::UnixTime;

use super::*;

fn passes(names: &[&str], host: &str) -> bool {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.subject_alt_names = names
        .iter()
        .map(|name| match name.strip_prefix("IP:") {
            Some(address) => SanType::IpAddress(address.parse().unwrap()),
            None => SanType::DnsName((*name).try_into().unwrap()),
        })
        .collect();
    let leaf = params.signed_by(&KeyPair::generate().unwrap(), &ca).unwrap();
    let host = judge_host(host, Policy::Platform).unwrap().to_string();
    let descriptor = Descriptor { host: host.clone(), ca_pem: Some(ca.pem()), ..Descriptor::blank(Engine::Postgres) };
    let handshake = Handshake::new(&host, Trust::of(&descriptor).unwrap()).unwrap();
    handshake.verifier.verify_server_cert(leaf.der(), &[], &handshake.name, &[], UnixTime::now()).is_ok()
}

#[test]
fn names_are_compared_as_rfc_6125_asks() {
    let rows: [(&str, &str, bool); 18] = [
        ("db.example.com", "db.example.com", true),
        ("db.example.com", "DB.EXAMPLE.COM", true),
        ("DB.Example.com", "db.example.com", true),
        ("db.example.com", "db.example.com.", true),
        ("db.example.com", "db.example.org", false),
        ("db.example.com", "xdb.example.com", false),
        ("*.example.com", "db.example.com", true),
        ("*.example.com", "db.example.com.", true),
        ("*.example.com", "example.com", false),
        ("*.example.com", "a.db.example.com", false),
        ("w*.example.com", "www.example.com", false),
        ("*", "example.com", false),
        ("*.com", "example.com", false),
        ("*.*.example.com", "a.b.example.com", false),
        ("xn--bcher-kva.de", "bücher.de", true),
        ("*.xn--bcher-kva.de", "db.bücher.de", true),
        ("IP:93.184.215.14", "93.184.215.14", true),
        ("93.184.215.14", "93.184.215.14", false),
    ];
    for (name, host, expected) in rows {
        assert_eq!(passes(&[name], host), expected, "a certificate for {name}, a host {host}");
    }
    assert!(passes(&["elsewhere.example.com", "db.example.com"], "db.example.com"), "any of its names will do");
}
