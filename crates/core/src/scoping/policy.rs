//! What an owner decided about a connection, and what waits for a decision. Blocking is always what is in doubt.

use std::collections::BTreeSet;

use super::{BlockTarget, Dismissal, Fact, PolicyChange, PolicyEdit, Rename, Rule, Scoping};
use crate::catalog::Catalog;

/// A set of facts. It names things whether or not they exist, so that it outlives what a discovery no longer finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    facts: BTreeSet<Fact>,
    known: Option<String>,
}

impl Policy {
    /// The policy of these facts. `known` is the fingerprint of the catalogue that it was last compared with, if ever.
    pub fn new(facts: impl IntoIterator<Item = Fact>, known: Option<String>) -> Policy {
        Policy { facts: facts.into_iter().collect(), known }
    }

    /// The fingerprint of the catalogue that was last compared with; none before the first discovery.
    pub fn known(&self) -> Option<&str> {
        self.known.as_deref()
    }

    /// From now on, what is new is what this catalogue does not have.
    pub fn set_known(&mut self, fingerprint: String) {
        self.known = Some(fingerprint);
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
    /// matches in `catalog` without an exception. This is what goes to the API.
    pub fn effective(&self, catalog: Option<&Catalog>) -> Scoping {
        let mut scoping = self.blocked();
        scoping.set(self.facts.iter().flat_map(in_doubt), true);
        if let Some(catalog) = catalog {
            let ruled = self.rules().flat_map(|rule| rule.matches(catalog));
            let ruled: Vec<BlockTarget> = ruled.filter(|target| !self.holds(Fact::Excepted, target)).collect();
            scoping.set(&ruled, true);
        }
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

/// A policy while it is changed, with a record of what really changed.
pub(super) struct Steps<'a> {
    pub(super) policy: &'a mut Policy,
    put: BTreeSet<Fact>,
    taken: BTreeSet<Fact>,
}

impl<'a> Steps<'a> {
    pub(super) fn of(policy: &'a mut Policy) -> Steps<'a> {
        Steps { policy, put: BTreeSet::new(), taken: BTreeSet::new() }
    }

    pub(super) fn done(self) -> PolicyChange {
        PolicyChange { put: self.put.into_iter().collect(), taken: self.taken.into_iter().collect() }
    }

    fn take(&mut self, catalog: Option<&Catalog>, edit: &PolicyEdit) {
        match edit {
            PolicyEdit::Block { targets } => targets.iter().for_each(|target| self.block(target)),
            PolicyEdit::Allow { targets } => self.allow(catalog, targets),
            PolicyEdit::AddRule { rule } => self.put(Fact::Rule(rule.clone())),
            PolicyEdit::RemoveRule { rule } => self.remove_rule(catalog, rule),
            PolicyEdit::DecideRename { rename, same } => self.decide(rename, *same),
            PolicyEdit::SetQuarantine { on: true } => self.drop(Fact::QuarantineOff),
            PolicyEdit::SetQuarantine { on: false } => self.put(Fact::QuarantineOff),
            PolicyEdit::Dismiss { suggestions, dismissed } => {
                for dismissal in suggestions.iter().cloned().map(Fact::Dismissed) {
                    if *dismissed { self.put(dismissal) } else { self.drop(dismissal) }
                }
            }
            PolicyEdit::All { edits } => edits.iter().for_each(|edit| self.take(catalog, edit)),
        }
    }

    fn block(&mut self, target: &BlockTarget) {
        self.reviewed(target);
        self.drop(Fact::Excepted(target.clone()));
        self.put(Fact::Blocked(target.clone()));
    }

    fn allow(&mut self, catalog: Option<&Catalog>, targets: &[BlockTarget]) {
        let rules: Vec<Rule> = self.policy.rules().cloned().collect();
        let ruled = catalog.map(|catalog| rules.iter().flat_map(|rule| rule.matches(catalog)).collect::<BTreeSet<_>>());
        for target in targets {
            self.reviewed(target);
            self.drop(Fact::Blocked(target.clone()));
            if ruled.as_ref().is_some_and(|ruled| ruled.contains(target)) {
                self.put(Fact::Excepted(target.clone()));
            }
        }
    }

    /// An exception is kept only while a rule needs it.
    fn remove_rule(&mut self, catalog: Option<&Catalog>, rule: &Rule) {
        self.drop(Fact::Rule(rule.clone()));
        let Some(catalog) = catalog else { return };
        let left: BTreeSet<BlockTarget> = self.policy.rules().flat_map(|rule| rule.matches(catalog)).collect();
        let idle: Vec<BlockTarget> = self.policy.excepted().filter(|target| !left.contains(target)).cloned().collect();
        for target in idle {
            self.drop(Fact::Excepted(target));
        }
    }

    /// A decision about `target` answers what was asked about it.
    fn reviewed(&mut self, target: &BlockTarget) {
        self.drop(Fact::Quarantined(target.clone()));
        let asked: Vec<Rename> =
            self.policy.renames().filter(|rename| rename.to == *target || rename.from == *target).cloned().collect();
        for rename in asked {
            self.drop(Fact::Renamed(rename));
        }
    }

    fn decide(&mut self, rename: &Rename, same: bool) {
        if !self.policy.facts.contains(&Fact::Renamed(rename.clone())) {
            return;
        }
        self.drop(Fact::Renamed(rename.clone()));
        if same {
            self.inherit(rename);
        } else if self.policy.quarantines() {
            self.put(Fact::Quarantined(rename.to.clone()));
        }
    }

    /// Moves every decision about the old name to the new one.
    fn inherit(&mut self, Rename { from, to }: &Rename) {
        let facts: Vec<Fact> = self.policy.facts.iter().cloned().collect();
        for fact in facts {
            let moved = match &fact {
                Fact::Blocked(target) => renamed(target, from, to).map(Fact::Blocked),
                Fact::Excepted(target) => renamed(target, from, to).map(Fact::Excepted),
                Fact::Quarantined(target) => renamed(target, from, to).map(Fact::Quarantined),
                Fact::Dismissed(dismissal) => renamed(&dismissal.target, from, to)
                    .map(|target| Fact::Dismissed(Dismissal { target, ..dismissal.clone() })),
                Fact::Rule(_) | Fact::Renamed(_) | Fact::QuarantineOff => None,
            };
            if let Some(moved) = moved {
                self.drop(fact);
                self.put(moved);
            }
        }
    }

    /// What was put and taken again within one step never changed, and the other way round.
    pub(super) fn put(&mut self, fact: Fact) {
        if self.policy.facts.insert(fact.clone()) && !self.taken.remove(&fact) {
            self.put.insert(fact);
        }
    }

    pub(super) fn drop(&mut self, fact: Fact) {
        if self.policy.facts.remove(&fact) && !self.put.remove(&fact) {
            self.taken.insert(fact);
        }
    }
}

/// `target` under the new name, if it is the renamed thing or a column of the renamed table.
fn renamed(target: &BlockTarget, from: &BlockTarget, to: &BlockTarget) -> Option<BlockTarget> {
    if target == from {
        return Some(to.clone());
    }
    let inside = from.column.is_none() && to.column.is_none() && target.table == from.table;
    inside.then(|| BlockTarget { table: to.table.clone(), column: target.column.clone() })
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
