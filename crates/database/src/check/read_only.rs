//! Check 5: what the login may change, and what a read-only session refuses. Two separate facts.
//!
//! The rights are the real guard. The session guards our own statements only: a hostile client would simply not open it
//! read-only.

use gatehouse_core::connection::grant::{Right, Severity};
use gatehouse_core::connection::{Check, CheckId, ConnectionFailure, Evidence};

use crate::session::{Canary, Session};

use super::LEAST_PRIVILEGE;

const ID: CheckId = CheckId::ReadOnlySession;

/// What neither fact says anything about.
const NOT_COVERED: &str = "grants made later, other databases, what functions and procedures do inside, extensions and \
    foreign servers, locks, notifications and load on the server, a superuser";

/// The kinds of rights to call something that runs with the rights of whoever made it.
const CALLABLE: [&str; 2] = ["function with its owner's rights", "routine with its definer's rights"];

/// How many kinds of rights are named.
const NAMED: usize = 5;

pub(super) async fn run<S: Session>(session: &mut S) -> Result<Check, ConnectionFailure> {
    let rights = session.rights().await?;
    let canary = session.write_canary().await?;
    let may_write = rights.iter().filter(|right| right.severity != Severity::Low).collect::<Vec<_>>();
    let evidence = evidence(&rights, &may_write, &canary);
    let check = match (&canary, may_write.is_empty()) {
        (Canary::Written, _) => Check::failed(
            ID,
            &ConnectionFailure::ServerProtocol { what: "it took a write in a read-only transaction".into() },
            evidence,
            0.0,
        ),
        (Canary::Refused(_), true) => Check::passed(
            ID,
            "The server's catalogue lists no right to change data or objects in this database, and a write in a read-only transaction was refused.",
            evidence,
            0.0,
        ),
        (Canary::Refused(_), false) => Check::warned(
            ID,
            format!("Read-only by session only: the login itself may write ({}).", named(&may_write)),
            LEAST_PRIVILEGE,
            evidence,
            0.0,
        ),
    };
    Ok(check)
}

fn named(rights: &[&Right]) -> String {
    let more = rights.len().saturating_sub(NAMED);
    let mut list: Vec<String> = rights.iter().take(NAMED).map(|right| right.to_string()).collect();
    if more > 0 {
        list.push(format!("and {more} more"));
    }
    list.join("; ")
}

fn evidence(rights: &[Right], may_write: &[&Right], canary: &Canary) -> Evidence {
    let harmless: Vec<&Right> = rights.iter().filter(|right| right.severity == Severity::Low).collect();
    let or_none = |list: String| if list.is_empty() { "none".to_owned() } else { list };
    let privileges = match may_write.is_empty() {
        true => {
            "no right to change data or objects in this database is listed, for the login or any role it may become"
        }
        false => "rights to change data or objects are listed",
    };
    let session = match canary {
        Canary::Refused(code) => format!("sealed read-only: a write was refused with {code}, transaction rolled back"),
        Canary::Written => "not read-only: a write was taken, transaction rolled back".into(),
    };
    let mut evidence = Evidence::from([
        ("privileges".into(), privileges.into()),
        ("session".into(), session),
        ("rights_to_write".into(), or_none(named(may_write))),
        ("rights_without_data".into(), or_none(named(&harmless))),
        ("not_covered".into(), NOT_COVERED.into()),
    ]);
    let callable: Vec<&Right> = rights.iter().filter(|right| CALLABLE.contains(&right.kind.as_str())).collect();
    if !callable.is_empty() {
        // What these do inside is not looked into, so they are named: a person may know.
        evidence.insert("callable_with_owners_rights".into(), listed(&callable));
    }
    evidence
}

/// Every object that the rights name.
fn listed(rights: &[&Right]) -> String {
    let mut names: Vec<&str> = rights.iter().flat_map(|right| &right.examples).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let fewer = rights.iter().any(|right| usize::try_from(right.count).is_ok_and(|count| count > right.examples.len()));
    format!("{}{}", names.join(", "), if fewer { ", and more" } else { "" })
}
