//! The differences, as plain data. Comparing happens on decoded names, so two spellings of one table are no difference.

use std::collections::BTreeSet;

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
    /// It was changed at the control plane since both sides were last alike: sending undoes what somebody did there.
    pub theirs: bool,
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

/// What happened at the control plane to a draft's skill since both sides were last alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TheirDeed {
    /// It has another statement, name or description, or was switched on or off.
    Changed,
    /// It is gone.
    Deleted,
    /// It is there, though nobody sent it from here: a tool of the same name.
    Made,
}

/// A skill that somebody else changed at the control plane: sending the draft overwrites that, and is not done unasked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChangedThere {
    /// What was done to it.
    pub deed: TheirDeed,
    /// The draft was changed here, too.
    pub here_too: bool,
    /// Which state there is meant, opaque: whoever decides about it names what they have seen.
    pub version: String,
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
    /// What somebody else did to it at the control plane; none when it is there as it was when both sides were last alike.
    pub theirs: Option<ChangedThere>,
    /// Whether callers get it.
    pub live: Live,
    /// A write that was sent as it is and meant to be enabled, but lies there disabled: the skill to enable after a review.
    pub awaits_review: Option<String>,
}

/// What sending `local` would change at the other side, sorted: new blocks first, then what would become visible. `settled` are
/// the blocks of both sides when they were last alike, if they ever were. A block is there or not, so one that differs was
/// changed since on exactly one side.
pub fn compare_scoping(
    local: &Scoping,
    remote: &Scoping,
    settled: Option<&BTreeSet<BlockTarget>>,
) -> Vec<ScopingChange> {
    let only_in = |these: &Scoping, those: &Scoping, blocks: bool| -> Vec<ScopingChange> {
        let those: BTreeSet<_> = targets(those).collect();
        let missing = targets(these).filter(|target| !those.contains(target));
        // Where sending would block, the other side has no block: a settled one was lifted there. And the other way round.
        let theirs = |target: &BlockTarget| settled.is_some_and(|settled| settled.contains(target) == blocks);
        missing.map(|target| ScopingChange { theirs: theirs(&target), target, blocks }).collect()
    };
    let mut changes = only_in(local, remote, true);
    changes.extend(only_in(remote, local, false));
    changes
}

/// The blocks one by one.
pub fn targets(scoping: &Scoping) -> impl Iterator<Item = BlockTarget> {
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
        let changes: Vec<_> = compare_scoping(&local, &remote, None)
            .into_iter()
            .map(|c| (c.target.table.table, c.target.column, c.blocks))
            .collect();
        assert_eq!(changes, [("patients".into(), Some("ssn".into()), true), ("audit".into(), None, false)]);
        assert!(compare_scoping(&local, &local, None).is_empty());
    }

    #[test]
    fn who_changed_a_block_is_told_by_what_both_sides_had() {
        let table = |name: &str| TableName::new("public", name);
        // Ours: `a` blocked, `b` lifted. Theirs: `c` blocked, `d` lifted. Both: `e`.
        let settled: BTreeSet<_> = targets(&Scoping::new([table("b"), table("d")], [])).collect();
        let local = Scoping::new([table("a"), table("d"), table("e")], []);
        let remote = Scoping::new([table("b"), table("c"), table("e")], []);
        let told = |settled| {
            let changes = compare_scoping(&local, &remote, settled);
            changes.into_iter().map(|c| (c.target.table.table, c.blocks, c.theirs)).collect::<Vec<_>>()
        };
        let (a, b, c, d) = ("a".to_owned(), "b".to_owned(), "c".to_owned(), "d".to_owned());
        let each = [(a, true, false), (d, true, true), (b, false, false), (c, false, true)];
        assert_eq!(told(Some(&settled)), each);
        assert!(told(None).iter().all(|(_, _, theirs)| !theirs), "nobody knows");
    }
}
