//! What a new discovery does to a policy. In doubt it blocks; it never lifts a block and never answers for a person.

use serde::{Deserialize, Serialize};

use super::steps::Steps;
use super::{BlockTarget, Fact, Known, Policy, PolicyChange, Rename, Scoping};
use crate::catalog::{Catalog, Drift, compare};

/// What told the new from the known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// Nothing: it was the first discovery, and nothing is new.
    First,
    /// The names are those that the policy knows.
    Known,
    /// The snapshot on disk, which the policy had been compared with.
    Snapshot,
    /// The policy knows a catalogue, but its snapshot is missing or damaged: whatever nobody decided about is new.
    Missing,
    /// The snapshot on disk is not one that the policy was compared with: one of the two files is gone, or was put back or merged without
    /// the other. What the policy has never seen cannot be told, so whatever nobody decided about is new.
    Foreign,
}

/// What a discovery did to a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rediscovery {
    /// Facts that were put or taken.
    pub change: PolicyChange,
    /// What the new was told by.
    pub baseline: Baseline,
}

impl Policy {
    /// Takes a new discovery into account. `before` is the snapshot on disk, if it is there and whole.
    ///
    /// - What is new waits in quarantine, unless quarantine is off; also in a table that is itself out of reach.
    /// - What seems to go on under another name is asked about; until then both names are blocked. With quarantine off this is asked
    ///   only when something of the old one was out of reach.
    /// - What vanished keeps its blocks, and its place in quarantine: the control plane goes by names, and it may come back
    ///   before anybody looks. An exception from a rule ends with what it was made for.
    /// - An open question whose old name is there again is no rename: both wait for a review.
    /// - Tables of schemas that were not read this time keep everything. When they are read again, what is new is told as ever by the last
    ///   snapshot, which did not hold them: they wait.
    pub fn rediscovered(&mut self, before: Option<&Catalog>, now: &Catalog) -> Rediscovery {
        let names = now.names_fingerprint();
        let baseline = self.baseline(before, &names);
        let mut steps = Steps::of(self);
        match (baseline, before) {
            (Baseline::Snapshot, Some(before)) => steps.reconcile(before, now),
            (Baseline::Missing | Baseline::Foreign, _) => steps.quarantine_undecided(now),
            _ => {}
        }
        steps.settle(now);
        let change = steps.done();
        let last = self.known.take().map(|known| known.names);
        self.known = Some(Known { before: last.filter(|last| *last != names), names });
        Rediscovery { change, baseline }
    }

    fn baseline(&self, before: Option<&Catalog>, names: &str) -> Baseline {
        match (&self.known, before) {
            (None, None) => Baseline::First,
            // Before there were policies, the snapshot was all that there was to review.
            (None, Some(_)) => Baseline::Snapshot,
            (Some(known), _) if known.names == names => Baseline::Known,
            (Some(known), Some(before)) if known.holds(&before.names_fingerprint()) => Baseline::Snapshot,
            (Some(_), Some(_)) => Baseline::Foreign,
            (Some(_), None) => Baseline::Missing,
        }
    }
}

impl Steps<'_> {
    fn reconcile(&mut self, before: &Catalog, now: &Catalog) {
        let drift = compare(before, now);
        let reach = self.policy.effective(Some(before));
        for renamed in &drift.renamed {
            self.ask(&Rename { from: renamed.from.clone(), to: renamed.to.clone() }, before, &reach);
        }
        self.end_exceptions(&drift);
        if self.policy.quarantines() {
            drift.added.iter().for_each(|target| self.wait(target));
            let first_read = now.tables.iter().filter(|table| drift.newly_read.contains(&table.name.schema));
            first_read.for_each(|table| self.wait(&BlockTarget { table: table.name.clone(), column: None }));
        }
    }

    /// Asks whether a thing was renamed, if there is something to carry over or everything new waits anyway.
    fn ask(&mut self, rename: &Rename, before: &Catalog, reach: &Scoping) {
        if !self.policy.quarantines() && !touches(reach, &rename.from) {
            return;
        }
        self.keep_what_rules_blocked(rename, before, reach);
        // Renamed twice before anybody answered: the question is about the first name and the last.
        let earlier = self.questions(|earlier| earlier.to == rename.from);
        if earlier.is_empty() {
            self.put(Fact::Renamed(rename.clone()));
        }
        for question in earlier {
            self.put(Fact::Renamed(Rename { from: question.from.clone(), to: rename.to.clone() }));
            self.drop(Fact::Renamed(question));
        }
    }

    /// A rule does not match the old name any more, and may not match the new one: what it blocked becomes a block of its own,
    /// which the answer can carry over.
    fn keep_what_rules_blocked(&mut self, rename: &Rename, before: &Catalog, reach: &Scoping) {
        let mut concerned = vec![rename.from.clone()];
        if rename.from.column.is_none() {
            let columns = before.table(&rename.from.table).into_iter().flat_map(|table| &table.columns);
            let column = |name: &String| BlockTarget { table: rename.from.table.clone(), column: Some(name.clone()) };
            concerned.extend(columns.map(|one| column(&one.name)));
        }
        let own = self.policy.blocked_without_rules();
        for target in concerned {
            if reach.has(&target) && !own.has(&target) {
                self.put(Fact::Blocked(target));
            }
        }
    }

    /// A permission does not outlive what it was given for.
    fn end_exceptions(&mut self, drift: &Drift) {
        let gone = |target: &&BlockTarget| {
            let whole = BlockTarget { table: target.table.clone(), column: None };
            drift.removed.binary_search(target).is_ok() || drift.removed.binary_search(&whole).is_ok()
        };
        let ended: Vec<BlockTarget> = self.policy.excepted().filter(gone).cloned().collect();
        ended.into_iter().map(Fact::Excepted).for_each(|fact| self.drop(fact));
    }

    /// Nothing tells what was reviewed: everything waits that has no decision of its own.
    fn quarantine_undecided(&mut self, now: &Catalog) {
        if !self.policy.quarantines() {
            return;
        }
        for table in &now.tables {
            let whole = BlockTarget { table: table.name.clone(), column: None };
            if !self.decided(&whole) {
                self.wait(&whole);
                continue;
            }
            for column in &table.columns {
                let column = BlockTarget { table: table.name.clone(), column: Some(column.name.clone()) };
                if !self.decided(&column) {
                    self.wait(&column);
                }
            }
        }
    }

    fn decided(&self, target: &BlockTarget) -> bool {
        self.policy.holds(Fact::Blocked, target) || self.policy.holds(Fact::Excepted, target)
    }

    fn settle(&mut self, now: &Catalog) {
        for question in self.questions(|question| question.from.is_in(now)) {
            self.drop(Fact::Renamed(question.clone()));
            self.wait(&question.from);
            self.wait(&question.to);
        }
    }
}

/// Whether the thing, or one of its columns, is out of reach.
fn touches(reach: &Scoping, target: &BlockTarget) -> bool {
    match &target.column {
        Some(column) => reach.blocks_column(&target.table, column),
        None => reach.blocks_table(&target.table) || reach.blocks_columns_of(&target.table),
    }
}
