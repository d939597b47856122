//! Check 1: the address was admitted and reached, and TLS agreed.

use std::time::{SystemTime, UNIX_EPOCH};

use gatehouse_core::connection::{Check, CheckId, Descriptor, Evidence};

use crate::door::tls::expires_within;
use crate::door::{Reached, TlsFacts};

use super::rounds::ms;

const ID: CheckId = CheckId::ReachabilityTls;

/// How long before its end a certificate is worth a warning, in days: most authorities remind then, too.
const EXPIRY_DAYS: i64 = 30;

pub(super) fn verdict(reached: &Reached, descriptor: &Descriptor, took: f64) -> Check {
    let tls = reached.tls();
    let evidence = evidence(reached);
    if !tls.verified {
        let strict = tls.would_fail_verify_full.as_deref();
        let detail = match strict {
            Some(reason) => {
                format!("Encrypted, but nothing proves who the server is. verify-full would refuse it: {reason}")
            }
            None => "Encrypted, but sslmode require does not look at who the server is.".into(),
        };
        let remedy = match strict {
            Some(_) => "Add the CA certificate that issued the server's certificate and use verify-full.",
            None => "Use verify-full: the server's certificate would pass.",
        };
        return Check::warned(ID, detail, remedy, evidence, took);
    }
    if expires_within(tls.not_after_unix, now(), EXPIRY_DAYS) {
        let detail = format!("The server's certificate ends on {}, in less than {EXPIRY_DAYS} days.", tls.not_after);
        return Check::warned(ID, detail, "Renew the certificate on the server before that day.", evidence, took);
    }
    let detail = format!("{} answered over {}; {}.", reached.peer(), tls.protocol, proven(tls, descriptor));
    Check::passed(ID, detail, evidence, took)
}

fn proven(tls: &TlsFacts, descriptor: &Descriptor) -> String {
    match &tls.would_fail_verify_full {
        None => format!("its certificate is trusted and is for {}", descriptor.host),
        // verify-ca: the chain held, so only the name can be meant.
        Some(_) => "its certificate is trusted, but is not for this name, which verify-ca does not look at".into(),
    }
}

fn evidence(reached: &Reached) -> Evidence {
    let (tls, timings) = (reached.tls(), reached.timings());
    let facts = [
        ("address", reached.peer().to_string()),
        ("protocol", tls.protocol.clone()),
        ("cipher_suite", tls.cipher_suite.clone()),
        ("certificate_names", tls.names.join(", ")),
        ("certificate_subject", tls.subject.clone()),
        ("certificate_issuer", tls.issuer.clone()),
        ("certificate_ends", tls.not_after.clone()),
        ("certificate_sha256", tls.fingerprint.clone()),
        ("verified", if tls.verified { "yes" } else { "no" }.into()),
        ("resolve", ms(timings.resolve_ms)),
        ("tcp", ms(timings.dial_ms)),
        ("tls", ms(timings.tls_ms)),
    ];
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Seconds since 1970. A clock before then counts as then; the handshake has refused such a clock already.
fn now() -> i64 {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs()).unwrap_or_default();
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
