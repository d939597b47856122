//! Check 2: the server accepted the login, and who that is.

use gatehouse_core::connection::{Check, CheckId, Evidence};

use crate::door::Opened;
use crate::session::Identity;

use super::rounds::ms;

const ID: CheckId = CheckId::Authentication;

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
    let attributes = identity.attributes.join(", ");
    let detail = format!(
        "Logged in as {}, which has {attributes}: grants do not bound what an agent could do with it.",
        identity.user
    );
    let remedy = "Create a login of its own for the agent with the least-privilege script, and use that one.";
    evidence.insert("attributes".into(), attributes);
    Check::warned(ID, detail, remedy, evidence, took)
}
