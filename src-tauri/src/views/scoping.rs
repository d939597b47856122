//! Scoping as the window shows it.

use gatehouse_core::catalog::{Catalog, ColumnName, TableName};
use gatehouse_core::scoping::{BlockTarget, Dismissal, Policy, PolicyChange, Rename, Rule};
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
}

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
            rules: policy.rules().map(|rule| RuleView::new(rule.pattern(), &matched(rule, catalog))).collect(),
            excepted: policy.excepted().cloned().collect(),
            renames: policy.renames().cloned().collect(),
            dismissed: policy.dismissals().cloned().collect(),
            unmatched: catalog.map(|catalog| policy.blocked().unmatched(catalog)).unwrap_or_default(),
            quarantine: policy.quarantines(),
        }
    }
}

fn matched(rule: &Rule, catalog: Option<&Catalog>) -> Vec<BlockTarget> {
    catalog.map(|catalog| rule.matches(catalog)).unwrap_or_default()
}

impl RuleView {
    /// A pattern with its matches counted.
    pub(crate) fn new(pattern: &str, matched: &[BlockTarget]) -> RuleView {
        let columns = matched.iter().filter(|target| target.column.is_some()).count();
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        RuleView { pattern: pattern.into(), tables: small(matched.len() - columns), columns: small(columns) }
    }
}
