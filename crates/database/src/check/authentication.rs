//! Check 2: the server accepted the login, who that is, and what answers.

use gatehouse_core::connection::{Check, CheckId, Descriptor, Evidence, older_than_supported};

use crate::door::Opened;
use crate::session::Identity;

use super::LEAST_PRIVILEGE;
use super::pooler::Pooler;
use super::rounds::ms;

const ID: CheckId = CheckId::Authentication;

/// How many attributes the sentence names; the evidence has them all.
const NAMED: usize = 6;

/// Something to know, and what to do about it.
type Notice = (String, &'static str);

/// The verdict. Several notices stand one after another; the first one's next step is the check's.
pub(super) fn verdict(identity: &Identity, pooler: &Pooler, opened: &Opened, descriptor: &Descriptor) -> Check {
    let mut evidence = Evidence::from([
        ("user".into(), identity.user.clone()),
        ("server_version".into(), identity.server_version.clone()),
        ("replica".into(), if identity.replica { "yes" } else { "no" }.into()),
        ("pooler".into(), pooler.evidence()),
        ("login".into(), ms(opened.timings().login_ms)),
    ]);
    if !identity.attributes.is_empty() {
        evidence.insert("attributes".into(), identity.attributes.join(", "));
    }
    let notices: Vec<Notice> =
        [reaching_far(identity), too_old(identity, descriptor), pooled(pooler)].into_iter().flatten().collect();
    let mut detail = match notices.as_slice() {
        [] => format!("Logged in as {} on server version {}.", identity.user, identity.server_version),
        said => said.iter().map(|(what, _)| what.as_str()).collect::<Vec<_>>().join(" "),
    };
    if identity.replica {
        detail.push_str(
            " The server is a read replica: what it shows may lag behind its primary, and it takes no write from anybody.",
        );
    }
    match notices.first() {
        None => Check::passed(ID, detail, evidence, 0.0),
        Some((_, remedy)) => Check::warned(ID, detail, *remedy, evidence, 0.0),
    }
}

fn reaching_far(identity: &Identity) -> Option<Notice> {
    let attributes = named(&identity.attributes);
    let detail = format!(
        "Logged in as {}, which has {attributes}: grants on tables do not bound what an agent could do with it.",
        identity.user
    );
    (!attributes.is_empty()).then_some((detail, LEAST_PRIVILEGE))
}

fn named(attributes: &[String]) -> String {
    let first = attributes.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match attributes.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

fn too_old(identity: &Identity, descriptor: &Descriptor) -> Option<Notice> {
    let floor = older_than_supported(descriptor.engine, &identity.server_version)?;
    let detail = format!(
        "The server is version {}; Gatehouse is made for {floor} and later, so what it says about this one may be wrong.",
        identity.server_version
    );
    Some((detail, "Upgrade the server; its makers no longer mend this version either."))
}

fn pooled(pooler: &Pooler) -> Option<Notice> {
    let Pooler::Noticed { by_transaction, .. } = pooler else { return None };
    let detail = if *by_transaction {
        "A pooler stands in between and hands transactions of different clients to the same server process: a read-only session \
         holds for one transaction only, and settings of a session may be another client's. Gatehouse keeps each statement in a \
         transaction of its own and names no prepared statement, so it works."
    } else {
        "A pooler seems to stand in between: a read-only session may hold for one transaction only, and settings of a session may \
         be another client's. Gatehouse keeps each statement in a transaction of its own, so it works."
    };
    Some((
        detail.into(),
        "Rely on the login's rights, not on the session; to be sure, check the server's own port as well.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatehouse_core::connection::Engine;

    #[test]
    fn an_old_server_is_named_with_its_version() {
        let identity = Identity {
            user: "ro".into(),
            server_version: "5.7.44".into(),
            attributes: Vec::new(),
            replica: false,
            pooler: Vec::new(),
        };
        let (detail, _) = too_old(&identity, &Descriptor::blank(Engine::Mysql)).unwrap();
        assert!(detail.contains("5.7.44") && detail.contains("MySQL 8.0"), "{detail}");
        let current = Identity { server_version: "8.4.3".into(), ..identity };
        assert_eq!(too_old(&current, &Descriptor::blank(Engine::Mysql)), None);
    }
}
