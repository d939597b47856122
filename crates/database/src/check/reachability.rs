//! Check 1: the address was admitted and reached, and TLS agreed.

use std::time::{SystemTime, UNIX_EPOCH};

use gatehouse_core::connection::{Check, CheckId, ConnectionFailure, Descriptor, Evidence};

use crate::door::tls::expires_within;
use crate::door::{Link, Reached, Sighting, TlsFacts};

use super::rounds::ms;

const ID: CheckId = CheckId::ReachabilityTls;

/// How long before its end a certificate is worth a warning, in days: most authorities remind then, too.
const EXPIRY_DAYS: i64 = 30;

/// Links of the chain beyond this many are not listed.
const MAX_LINKS: usize = 10;

pub(super) fn verdict(reached: &Reached, sighting: &Sighting, descriptor: &Descriptor, took: f64) -> Check {
    let tls = reached.tls();
    let mut evidence = evidence(sighting);
    evidence.insert("protocol".into(), tls.protocol.clone());
    evidence.insert("cipher_suite".into(), tls.cipher_suite.clone());
    evidence.insert("verified".into(), if tls.verified { "yes" } else { "no" }.into());
    if !tls.verified {
        return unverified(tls, evidence, took);
    }
    let now = now();
    let ending = tls.chain.iter().filter(|link| expires_within(link.not_after_unix, now, EXPIRY_DAYS));
    if let Some(link) = ending.min_by_key(|link| link.not_after_unix) {
        let named = link.named();
        let detail = format!("Trusted, but {named} ends on {}, in less than {EXPIRY_DAYS} days.", link.not_after);
        return Check::warned(ID, detail, "Have that certificate renewed before that day.", evidence, took);
    }
    let detail = format!("{} answered over {}; {}.", reached.peer(), tls.protocol, proven(tls, descriptor));
    Check::passed(ID, detail, evidence, took)
}

/// A check that failed, with what was seen until then.
pub(super) fn failed(failure: &ConnectionFailure, sighting: &Sighting, took: f64) -> Check {
    Check::failed(ID, failure, evidence(sighting), took)
}

/// `require` without a CA: whoever answers is believed, or the one whose certificate was recorded.
fn unverified(tls: &TlsFacts, evidence: Evidence, took: f64) -> Check {
    let strict = tls.would_fail_verify_full.as_deref();
    let proof = if tls.pinned {
        "Encrypted, and the certificate is the one recorded when it was first used; nothing else proves who the server is."
    } else {
        "Encrypted, but nothing proves who the server is; from the first login on, another certificate will be refused."
    };
    let detail = match strict {
        Some(reason) => format!("{proof} verify-full would refuse it: {reason}"),
        None => proof.into(),
    };
    let remedy = match strict {
        Some(_) => "Add the CA certificate that issued the server's certificate and use verify-full.",
        None => "Use verify-full: the server's certificate would pass.",
    };
    Check::warned(ID, detail, remedy, evidence, took)
}

fn proven(tls: &TlsFacts, descriptor: &Descriptor) -> String {
    match &tls.would_fail_verify_full {
        None => format!("its certificate is trusted and is for {}", descriptor.host),
        // verify-ca: the chain held, so only the name can be meant.
        Some(_) => "its certificate is trusted, but is not for this name, which verify-ca does not look at".into(),
    }
}

fn evidence(sighting: &Sighting) -> Evidence {
    let timings = sighting.timings;
    let mut evidence: Evidence = [("resolve", timings.resolve_ms), ("tcp", timings.dial_ms), ("tls", timings.tls_ms)]
        .into_iter()
        .filter(|(_, took)| *took > 0.0)
        .map(|(name, took)| (name.to_owned(), ms(took)))
        .collect();
    let mut note = |name: &str, value: String| evidence.insert(name.to_owned(), value);
    if let Some(peer) = sighting.peer {
        note("address", peer.to_string());
    }
    if let Some(fingerprint) = &sighting.fingerprint {
        note("certificate_sha256", fingerprint.clone());
    }
    if let Some(server) = sighting.chain.first() {
        note("certificate_names", server.names.join(", "));
        note("certificate_subject", server.subject.clone());
        note("certificate_issuer", server.issuer.clone());
        note("certificate_ends", server.not_after.clone());
    }
    for (number, link) in (1..=MAX_LINKS).zip(&sighting.chain) {
        note(&format!("chain_{number}"), described(link));
    }
    evidence
}

/// One link on one line.
fn described(link: &Link) -> String {
    let day = link.not_after.split('T').next().unwrap_or_default();
    let mut text = format!("{} · issued by {} · until {day}", link.subject, link.issuer);
    if !link.names.is_empty() {
        text.push_str(&format!(" · for {}", link.names.join(", ")));
    }
    if link.given {
        text.push_str(" · from this connection's CA");
    }
    text
}

/// Seconds since 1970. A clock before then counts as then; the handshake has refused such a clock already.
fn now() -> i64 {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs()).unwrap_or_default();
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
