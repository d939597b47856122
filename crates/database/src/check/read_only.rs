//! Check 5: what the login may change, and what a read-only session refuses. Two separate facts.
//!
//! The rights are the real guard. The session guards our own statements only: a hostile client would simply not open it
//! read-only.

use gatehouse_core::connection::{Check, CheckId, ConnectionFailure, Evidence};

use crate::session::{Canary, Right, Session, Severity};

const ID: CheckId = CheckId::ReadOnlySession;

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
            "Use a login from the least-privilege script, which holds no right but to read.",
            evidence,
            0.0,
        ),
    };
    Ok(check)
}

fn named(rights: &[&Right]) -> String {
    let more = rights.len().saturating_sub(NAMED);
    let mut list: Vec<String> = rights.iter().take(NAMED).map(|right| worded(right)).collect();
    if more > 0 {
        list.push(format!("and {more} more"));
    }
    list.join("; ")
}

fn worded(right: &Right) -> String {
    match right.count {
        1 => format!("{} on {} via {}", right.kind, right.example, right.via),
        count => format!("{} on {} and {} more via {}", right.kind, right.example, count - 1, right.via),
    }
}

fn evidence(rights: &[Right], may_write: &[&Right], canary: &Canary) -> Evidence {
    let harmless: Vec<&Right> = rights.iter().filter(|right| right.severity == Severity::Low).collect();
    let session = match canary {
        Canary::Refused(code) => format!("write refused with {code}, transaction rolled back"),
        Canary::Written => "write taken, transaction rolled back".into(),
    };
    let or_none = |list: String| if list.is_empty() { "none".to_owned() } else { list };
    Evidence::from([
        ("rights_to_write".into(), or_none(named(may_write))),
        ("rights_without_data".into(), or_none(named(&harmless))),
        ("session".into(), session),
        (
            "not_covered".into(),
            "later grants, other databases, what functions do inside, locks and load on the server".into(),
        ),
    ])
}
