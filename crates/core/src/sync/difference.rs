//! The differences, as plain data. Comparing happens on decoded names, so two spellings of one table are no difference.

use serde::{Deserialize, Serialize};

use crate::scoping::{BlockTarget, Scoping};

/// One block that stands on one side only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ScopingChange {
    /// The table or column.
    pub target: BlockTarget,
    /// True: sending will block it for agents. False: sending will let agents see it again.
    pub blocks: bool,
}

/// How a local draft stands to the control plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum BindingState {
    /// Not there yet.
    New,
    /// There, with another statement, name or description.
    Changed,
    /// There and the same.
    Same,
    /// Does not compile, so it cannot be sent.
    Broken,
}

/// How a draft stands to what callers get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Live {
    /// The control plane does not say.
    Unknown,
    /// Callers do not get it.
    No,
    /// Callers get an earlier statement of it.
    Earlier,
    /// Callers get it as it is.
    Yes,
}

/// How one draft differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Difference {
    /// The draft's slug.
    pub slug: String,
    /// Its tool's name.
    pub tool_name: String,
    /// The state.
    pub state: BindingState,
    /// It compiles here because suggestions of sensitive columns were dismissed. A control plane is not told of that: this one
    /// refuses the binding.
    pub dismissed_only_here: bool,
    /// Whether callers get it.
    pub live: Live,
    /// A write that was sent as it is and meant to be enabled, but lies there disabled: the skill to enable after a review.
    pub awaits_review: Option<String>,
}

/// What sending `local` would change at the other side, sorted: new blocks first, then what would become visible.
pub fn compare_scoping(local: &Scoping, remote: &Scoping) -> Vec<ScopingChange> {
    let only_in = |these: &Scoping, those: &Scoping, blocks: bool| -> Vec<ScopingChange> {
        let those: std::collections::BTreeSet<_> = targets(those).collect();
        let missing = targets(these).filter(|target| !those.contains(target));
        missing.map(|target| ScopingChange { target, blocks }).collect()
    };
    let mut changes = only_in(local, remote, true);
    changes.extend(only_in(remote, local, false));
    changes
}

fn targets(scoping: &Scoping) -> impl Iterator<Item = BlockTarget> {
    let tables = scoping.blocked_tables().map(|table| BlockTarget { table: table.clone(), column: None });
    let columns = scoping.blocked_columns().flat_map(|(table, columns)| {
        columns.iter().map(|column| BlockTarget { table: table.clone(), column: Some(column.clone()) })
    });
    tables.chain(columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::TableName;

    #[test]
    fn both_directions_are_told_apart() {
        let table = |name: &str| TableName::new("public", name);
        let local = Scoping::new([table("payments")], [table("patients").column("ssn")]);
        let remote = Scoping::new([table("payments"), table("audit")], []);
        let changes: Vec<_> = compare_scoping(&local, &remote)
            .into_iter()
            .map(|c| (c.target.table.table, c.target.column, c.blocks))
            .collect();
        assert_eq!(changes, [("patients".into(), Some("ssn".into()), true), ("audit".into(), None, false)]);
        assert!(compare_scoping(&local, &local).is_empty());
    }
}
