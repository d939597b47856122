//! What the oracle saw, beside what the plans say. Nothing here knows how a script is written.

use std::collections::BTreeMap;

use gatehouse_core::catalog::TableName;
use gatehouse_core::connection::grant::{GrantPlan, Privilege};

/// Whether a privilege on a column was had. DELETE is about the table, and noted under each of its columns.
pub(crate) type Verdict = BTreeMap<(TableName, String, Privilege), bool>;

pub(crate) const PRIVILEGES: [Privilege; 4] =
    [Privilege::Select, Privilege::Insert, Privilege::Update, Privilege::Delete];

/// What should be had after scripts for these plans ran in this order: a read-only script speaks for the whole catalogue, a
/// write script for the tables it gives something on.
pub(crate) fn planned(plans: &[GrantPlan], table: &TableName, column: &str, privilege: Privilege) -> bool {
    let speaks = |plan: &&GrantPlan| {
        let read_only = plan.request.tables.is_empty();
        plan.tables.iter().any(|grants| grants.name == *table && (read_only || !grants.is_nothing()))
    };
    let Some(plan) = plans.iter().rev().find(speaks) else { return false };
    let grants = plan.tables.iter().find(|grants| grants.name == *table).unwrap();
    match privilege {
        Privilege::Select => grants.select.covers(column),
        Privilege::Insert => grants.insert.covers(column),
        Privilege::Update => grants.update.covers(column),
        Privilege::Delete => false,
    }
}

/// The differences, each in words; and how much was compared.
pub(crate) fn differences(plans: &[GrantPlan], seen: &Verdict) -> Vec<String> {
    let differs = |((table, column, privilege), had): (&(TableName, String, Privilege), &bool)| {
        let planned = planned(plans, table, column, *privilege);
        (planned != *had).then(|| format!("{privilege:?} on {table:?}.{column:?}: planned {planned}, had {had}"))
    };
    seen.iter().filter_map(differs).collect()
}
