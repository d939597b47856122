//! Scoping as the window shows it.

use std::collections::BTreeSet;

use gatehouse_core::catalog::{Catalog, ColumnName, TableName};
use gatehouse_core::scoping::{BlockTarget, Dismissal, Fact, Policy, PolicyChange, Rename, Rule};
use serde::Serialize;

/// What agents may not see, and why.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct ScopingView {
    /// Tables that are out of reach, for whatever reason.
    pub(crate) tables: Vec<TableName>,
    /// Columns that are out of reach by themselves, for whatever reason.
    pub(crate) columns: Vec<ColumnName>,
    /// Of these, what waits for a review.
    pub(crate) quarantined: Vec<BlockTarget>,
    /// Standing rules with what each matches today.
    pub(crate) rules: Vec<RuleView>,
    /// What is let through although a rule matches it.
    pub(crate) excepted: Vec<BlockTarget>,
    /// Questions that nobody has answered yet.
    pub(crate) renames: Vec<Rename>,
    /// Suggestions that were dismissed.
    pub(crate) dismissed: Vec<Dismissal>,
    /// Blocks that name nothing in the catalogue: tombstones.
    pub(crate) unmatched: Vec<BlockTarget>,
    /// Whether new tables and columns wait for a review.
    pub(crate) quarantine: bool,
}

/// A rule.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct RuleView {
    /// As it was typed.
    pub(crate) pattern: String,
    /// Tables that it matches whole.
    pub(crate) tables: u32,
    /// Columns that it matches.
    pub(crate) columns: u32,
    /// Tables that hold these columns.
    pub(crate) in_tables: u32,
    /// Some of what it matches, in catalogue order.
    pub(crate) examples: Vec<BlockTarget>,
    /// What it matches and is let through all the same.
    pub(crate) excepted: Vec<BlockTarget>,
}

/// How many matches of a rule are shown by name.
const EXAMPLES: usize = 6;

/// What one step did.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct ScopingStroke {
    /// What is blocked now.
    pub(crate) scoping: ScopingView,
    /// What changed; its reverse undoes it.
    pub(crate) change: PolicyChange,
}

impl ScopingView {
    /// The view of a policy.
    pub(crate) fn new(policy: &Policy, catalog: Option<&Catalog>) -> ScopingView {
        let effective = policy.effective(catalog);
        let columns = effective.blocked_columns();
        ScopingView {
            tables: effective.blocked_tables().cloned().collect(),
            columns: columns.flat_map(|(table, columns)| columns.iter().map(|column| table.column(column))).collect(),
            quarantined: policy.quarantined().targets().collect(),
            rules: policy.rules().map(|rule| RuleView::new(rule, catalog, policy)).collect(),
            excepted: policy.excepted().cloned().collect(),
            renames: policy.renames().cloned().collect(),
            dismissed: policy.dismissals().cloned().collect(),
            unmatched: catalog.map(|catalog| policy.blocked().unmatched(catalog)).unwrap_or_default(),
            quarantine: policy.quarantines(),
        }
    }
}

impl RuleView {
    /// A rule with its matches in `catalog` counted; `policy` knows the exceptions.
    pub(crate) fn new(rule: &Rule, catalog: Option<&Catalog>, policy: &Policy) -> RuleView {
        let matched = catalog.map(|catalog| rule.matches(catalog)).unwrap_or_default();
        let held: Vec<&BlockTarget> = matched.iter().filter(|target| target.column.is_some()).collect();
        let tables: BTreeSet<&TableName> = held.iter().map(|target| &target.table).collect();
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let excepted = matched.iter().filter(|target| policy.holds(Fact::Excepted, target)).cloned().collect();
        RuleView {
            pattern: rule.pattern().into(),
            tables: small(matched.len() - held.len()),
            columns: small(held.len()),
            in_tables: small(tables.len()),
            examples: matched.iter().take(EXAMPLES).cloned().collect(),
            excepted,
        }
    }
}
