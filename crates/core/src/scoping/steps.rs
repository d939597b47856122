//! A policy while one step changes it, with a record of what really changed.

use std::collections::BTreeSet;

use super::{BlockTarget, Dismissal, Fact, Policy, PolicyChange, PolicyEdit, Rename, Rule};
use crate::catalog::Catalog;

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

    /// Takes one step of the owner's.
    pub(super) fn take(&mut self, catalog: Option<&Catalog>, edit: &PolicyEdit) {
        match edit {
            PolicyEdit::Block { targets } => targets.iter().for_each(|target| self.block(target)),
            PolicyEdit::Allow { targets } => self.allow(catalog, targets),
            PolicyEdit::Release { targets } => {
                targets.iter().cloned().map(Fact::Quarantined).for_each(|waiting| self.drop(waiting));
            }
            PolicyEdit::AddRule { rule } => self.add_rule(catalog, rule),
            PolicyEdit::RemoveRule { rule } => self.remove_rule(catalog, rule),
            PolicyEdit::DecideRename { rename, same } => self.decide(catalog, rename, *same),
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

    /// Blocking a vanished thing answers nothing about its new name: that question stays.
    fn block(&mut self, target: &BlockTarget) {
        self.drop(Fact::Quarantined(target.clone()));
        for rename in self.questions(|rename| rename.to == *target) {
            self.drop(Fact::Renamed(rename));
        }
        self.drop(Fact::Excepted(target.clone()));
        self.put(Fact::Blocked(target.clone()));
    }

    fn allow(&mut self, catalog: Option<&Catalog>, targets: &[BlockTarget]) {
        let rules: Vec<Rule> = self.policy.rules().cloned().collect();
        let ruled = catalog.map(|catalog| rules.iter().flat_map(|rule| rule.matches(catalog)).collect::<BTreeSet<_>>());
        for target in targets {
            self.drop(Fact::Quarantined(target.clone()));
            self.answer_by_allowing(target);
            self.drop(Fact::Blocked(target.clone()));
            if ruled.as_ref().is_some_and(|ruled| ruled.contains(target)) {
                self.put(Fact::Excepted(target.clone()));
            }
        }
    }

    /// Letting the new name of a question through answers it for the thing itself; what was decided about columns of a renamed
    /// table holds for the new one, whose columns nobody looked at. Lifting the tombstone of the old name says nothing about
    /// the new one, which then waits as any new thing.
    fn answer_by_allowing(&mut self, target: &BlockTarget) {
        for rename in self.questions(|rename| rename.to == *target) {
            self.drop(Fact::Renamed(rename.clone()));
            self.inherit(&rename, Inheritance::ColumnsCopied);
        }
        for rename in self.questions(|rename| rename.from == *target) {
            self.drop(Fact::Renamed(rename.clone()));
            self.wait(&rename.to);
        }
    }

    /// A new rule holds for all that it matches: an exception was made from another.
    fn add_rule(&mut self, catalog: Option<&Catalog>, rule: &Rule) {
        if self.policy.facts.contains(&Fact::Rule(rule.clone())) {
            return;
        }
        self.put(Fact::Rule(rule.clone()));
        for target in catalog.map(|catalog| rule.matches(catalog)).unwrap_or_default() {
            self.drop(Fact::Excepted(target));
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

    fn decide(&mut self, catalog: Option<&Catalog>, rename: &Rename, same: bool) {
        if !self.policy.facts.contains(&Fact::Renamed(rename.clone())) {
            return;
        }
        self.drop(Fact::Renamed(rename.clone()));
        // The old name may be taken again by the time of the answer; then what was decided holds for both.
        let back = catalog.is_some_and(|catalog| rename.from.is_in(catalog));
        if same {
            self.inherit(rename, if back { Inheritance::AllCopied } else { Inheritance::AllMoved });
            return;
        }
        // Whether its columns were renamed was asked only because the table seemed to be.
        for inner in self.questions(|inner| renamed(&inner.from, rename).is_some() && inner.to.table == rename.to.table)
        {
            self.drop(Fact::Renamed(inner.clone()));
            self.wait(&inner.to);
        }
        if self.policy.quarantines() {
            self.wait(&rename.to);
        }
    }

    /// What was decided about the old name holds for the new one.
    fn inherit(&mut self, rename: &Rename, how: Inheritance) {
        for fact in self.policy.facts.clone() {
            let moved = match &fact {
                Fact::Blocked(target) => renamed(target, rename).map(Fact::Blocked),
                Fact::Excepted(target) => renamed(target, rename).map(Fact::Excepted),
                Fact::Quarantined(target) => renamed(target, rename).map(Fact::Quarantined),
                Fact::Dismissed(dismissal) => renamed(&dismissal.target, rename)
                    .map(|target| Fact::Dismissed(Dismissal { target, ..dismissal.clone() })),
                // A question about a column of a renamed table goes on under the new name.
                Fact::Renamed(inner) => {
                    let from = renamed(&inner.from, rename);
                    let to = renamed(&inner.to, rename);
                    (from.is_some() || to.is_some()).then(|| {
                        let (from, to) = (from.unwrap_or(inner.from.clone()), to.unwrap_or(inner.to.clone()));
                        Fact::Renamed(Rename { from, to })
                    })
                }
                Fact::Rule(_) | Fact::QuarantineOff => None,
            };
            let whole = matches!(&fact, Fact::Blocked(target) | Fact::Excepted(target) | Fact::Quarantined(target) if *target == rename.from);
            let Some(moved) = moved.filter(|_| how != Inheritance::ColumnsCopied || !whole) else { continue };
            if how == Inheritance::AllMoved {
                self.drop(fact);
            }
            self.put(moved);
        }
    }

    /// `target` is blocked until somebody reviews it, unless it is blocked for good.
    pub(super) fn wait(&mut self, target: &BlockTarget) {
        if !self.policy.holds(Fact::Blocked, target) {
            self.put(Fact::Quarantined(target.clone()));
        }
    }

    pub(super) fn questions(&self, which: impl Fn(&Rename) -> bool) -> Vec<Rename> {
        self.policy.renames().filter(|rename| which(rename)).cloned().collect()
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

/// How decisions get from an old name to a new one.
#[derive(Clone, Copy, PartialEq)]
enum Inheritance {
    /// The old name is free of them then.
    AllMoved,
    /// Both names have them.
    AllCopied,
    /// Both have those about columns; those about the table stay with the old name alone.
    ColumnsCopied,
}

/// `target` under the new name, if it is the renamed thing or a column of the renamed table.
fn renamed(target: &BlockTarget, Rename { from, to }: &Rename) -> Option<BlockTarget> {
    if target == from {
        return Some(to.clone());
    }
    let inside = from.column.is_none() && to.column.is_none() && target.table == from.table;
    inside.then(|| BlockTarget { table: to.table.clone(), column: target.column.clone() })
}
