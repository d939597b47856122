//! Check 2: the server accepted the login, and who that is.

use gatehouse_core::connection::{Check, CheckId, Evidence};

use crate::door::Opened;
use crate::session::Identity;

use super::LEAST_PRIVILEGE;
use super::rounds::ms;

const ID: CheckId = CheckId::Authentication;

/// How many attributes the sentence names; the evidence has them all.
const NAMED: usize = 6;

pub(super) fn verdict(identity: &Identity, opened: &Opened, took: f64) -> Check {
    let mut evidence = Evidence::from([
        ("user".into(), identity.user.clone()),
        ("server_version".into(), identity.server_version.clone()),
        ("replica".into(), if identity.replica { "yes" } else { "no" }.into()),
        ("login".into(), ms(opened.timings().login_ms)),
    ]);
    if identity.attributes.is_empty() {
        let detail = format!("Logged in as {} on server version {}.", identity.user, identity.server_version);
        return Check::passed(ID, detail, evidence, took);
    }
    let attributes = named(&identity.attributes);
    let detail = format!(
        "Logged in as {}, which has {attributes}: grants on tables do not bound what an agent could do with it.",
        identity.user
    );
    evidence.insert("attributes".into(), identity.attributes.join(", "));
    Check::warned(ID, detail, LEAST_PRIVILEGE, evidence, took)
}

fn named(attributes: &[String]) -> String {
    let first = attributes.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match attributes.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
