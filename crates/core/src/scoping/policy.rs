//! What an owner decided about a connection, and what waits for a decision. Blocking is always what is in doubt.

use std::collections::BTreeSet;

use super::steps::Steps;
use super::{BlockTarget, Dismissal, Fact, Known, PolicyChange, PolicyEdit, Rename, Rule, Scoping};
use crate::catalog::Catalog;

/// A set of facts. It names things whether or not they exist, so that it outlives what a discovery no longer finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    pub(super) facts: BTreeSet<Fact>,
    pub(super) known: Option<Known>,
}

impl Policy {
    /// The policy of these facts. `known` is what it was last compared with, if ever.
    pub fn new(facts: impl IntoIterator<Item = Fact>, known: Option<Known>) -> Policy {
        Policy { facts: facts.into_iter().collect(), known }
    }

    /// The policy of a connection whose decisions are lost: whatever a discovery finds is new.
    pub fn of_nothing_known() -> Policy {
        // The fingerprint of no catalogue.
        Policy { facts: BTreeSet::new(), known: Some(Known::first(String::new())) }
    }

    /// The names that it was last compared with; none before the first discovery.
    pub fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    /// All facts, sorted.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter()
    }

    /// What the owner blocked, without what rules and quarantine add.
    pub fn blocked(&self) -> Scoping {
        self.scoping_of(|fact| match fact {
            Fact::Blocked(target) => Some(target),
            _ => None,
        })
    }

    /// What waits for a review.
    pub fn quarantined(&self) -> Scoping {
        self.scoping_of(|fact| match fact {
            Fact::Quarantined(target) => Some(target),
            _ => None,
        })
    }

    /// What is let through although a rule matches it.
    pub fn excepted(&self) -> impl Iterator<Item = &BlockTarget> {
        self.facts.iter().filter_map(|fact| match fact {
            Fact::Excepted(target) => Some(target),
            _ => None,
        })
    }

    /// The standing rules, sorted.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.facts.iter().filter_map(|fact| match fact {
            Fact::Rule(rule) => Some(rule),
            _ => None,
        })
    }

    /// The open questions.
    pub fn renames(&self) -> impl Iterator<Item = &Rename> {
        self.facts.iter().filter_map(|fact| match fact {
            Fact::Renamed(rename) => Some(rename),
            _ => None,
        })
    }

    /// Suggestions that were dismissed.
    pub fn dismissals(&self) -> impl Iterator<Item = &Dismissal> {
        self.facts.iter().filter_map(|fact| match fact {
            Fact::Dismissed(dismissal) => Some(dismissal),
            _ => None,
        })
    }

    /// Whether new tables and columns wait for a review. They do unless somebody turned it off, because the API's block list
    /// would let them through.
    pub fn quarantines(&self) -> bool {
        !self.facts.contains(&Fact::QuarantineOff)
    }

    /// Everything that agents may not see: what is blocked, what waits in quarantine, both names of an undecided rename, and what a rule
    /// matches in `catalog` without an exception. These blocks are what goes to the API; what was dismissed comes along for the compiler.
    pub fn effective(&self, catalog: Option<&Catalog>) -> Scoping {
        let mut scoping = self.blocked_without_rules();
        if let Some(catalog) = catalog {
            let ruled = self.rules().flat_map(|rule| rule.matches(catalog));
            let ruled: Vec<BlockTarget> = ruled.filter(|target| !self.holds(Fact::Excepted, target)).collect();
            scoping.set(&ruled, true);
        }
        scoping.with_dismissed(self.dismissals().cloned())
    }

    /// What is blocked by name, whatever the catalogue holds.
    pub(super) fn blocked_without_rules(&self) -> Scoping {
        let mut scoping = self.blocked();
        scoping.set(self.facts.iter().flat_map(in_doubt), true);
        scoping
    }

    /// Takes one step of the owner's.
    pub fn edit(&mut self, catalog: Option<&Catalog>, edit: &PolicyEdit) -> PolicyChange {
        let mut steps = Steps::of(self);
        steps.take(catalog, edit);
        steps.done()
    }

    /// Puts and takes facts, for undo and redo; answers with what really changed.
    pub fn apply(&mut self, change: &PolicyChange) -> PolicyChange {
        let mut steps = Steps::of(self);
        for fact in &change.taken {
            steps.drop(fact.clone());
        }
        for fact in &change.put {
            steps.put(fact.clone());
        }
        steps.done()
    }

    /// Whether this fact holds about `target`.
    pub fn holds(&self, fact: fn(BlockTarget) -> Fact, target: &BlockTarget) -> bool {
        self.facts.contains(&fact(target.clone()))
    }

    fn scoping_of<'a>(&'a self, pick: impl Fn(&'a Fact) -> Option<&'a BlockTarget>) -> Scoping {
        let mut scoping = Scoping::default();
        scoping.set(self.facts.iter().filter_map(pick), true);
        scoping
    }
}

/// What a fact blocks because nobody has decided yet.
fn in_doubt(fact: &Fact) -> Vec<&BlockTarget> {
    match fact {
        Fact::Quarantined(target) => vec![target],
        Fact::Renamed(rename) => vec![&rename.from, &rename.to],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::TableName;

    fn column(name: &str) -> BlockTarget {
        BlockTarget { table: TableName::new("public", "patients"), column: Some(name.into()) }
    }

    fn table(name: &str) -> BlockTarget {
        BlockTarget { table: TableName::new("public", name), column: None }
    }

    #[test]
    fn every_step_can_be_undone_and_redone() {
        let mut policy = Policy::new([Fact::Quarantined(column("insurance_id"))], None);
        let before = policy.clone();
        let change = policy.edit(None, &PolicyEdit::Block { targets: vec![column("ssn"), column("insurance_id")] });
        let after = policy.clone();
        assert!(after.effective(None).blocks_column(&column("ssn").table, "ssn"));
        policy.apply(&change.reversed());
        assert_eq!(policy, before);
        policy.apply(&change);
        assert_eq!(policy, after);
    }

    #[test]
    fn quarantine_blocks_until_it_is_reviewed() {
        let mut policy = Policy::new([Fact::Quarantined(table("claims"))], None);
        assert!(policy.effective(None).blocks_table(&table("claims").table));
        policy.edit(None, &PolicyEdit::Allow { targets: vec![table("claims")] });
        assert!(policy.effective(None).is_empty());
    }

    #[test]
    fn both_names_of_a_rename_are_blocked_until_it_is_decided() {
        let rename = Rename { from: column("ssn"), to: column("social_security_no") };
        let asked = Policy::new([Fact::Blocked(column("ssn")), Fact::Renamed(rename.clone())], None);
        for name in ["ssn", "social_security_no"] {
            assert!(asked.effective(None).blocks_column(&column("").table, name), "{name}");
        }
        let mut same = asked.clone();
        same.edit(None, &PolicyEdit::DecideRename { rename: rename.clone(), same: true });
        assert_eq!(same, Policy::new([Fact::Blocked(column("social_security_no"))], None));
        let mut other = asked;
        other.edit(None, &PolicyEdit::DecideRename { rename, same: false });
        let kept = [Fact::Blocked(column("ssn")), Fact::Quarantined(column("social_security_no"))];
        assert_eq!(other, Policy::new(kept, None));
    }

    #[test]
    fn a_renamed_table_takes_the_blocks_of_its_columns_along() {
        let rename = Rename { from: table("patients"), to: table("clients") };
        let mut policy = Policy::new([Fact::Blocked(column("ssn")), Fact::Renamed(rename.clone())], None);
        assert!(policy.effective(None).blocks_table(&table("clients").table));
        policy.edit(None, &PolicyEdit::DecideRename { rename, same: true });
        let moved = BlockTarget { table: table("clients").table, column: Some("ssn".into()) };
        assert_eq!(policy, Policy::new([Fact::Blocked(moved)], None));
    }

    #[test]
    fn a_step_that_changes_nothing_says_so() {
        let mut policy = Policy::new([Fact::Blocked(column("ssn"))], None);
        assert!(policy.edit(None, &PolicyEdit::Block { targets: vec![column("ssn")] }).is_empty());
        let both = [PolicyEdit::Block { targets: vec![column("x")] }, PolicyEdit::Allow { targets: vec![column("x")] }];
        assert!(policy.edit(None, &PolicyEdit::All { edits: both.to_vec() }).is_empty());
    }
}
