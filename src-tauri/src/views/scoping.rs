//! Scoping as the window shows it. What each single node is, the marks say, as bytes; what is listed here is what somebody must
//! read name by name.

use std::collections::BTreeSet;

use gatehouse_core::catalog::{Catalog, TableName};
use gatehouse_core::scoping::{BlockTarget, Dismissal, Fact, Policy, PolicyChange, Rename, Rule, Scoping};
use serde::Serialize;

/// How many matches of a rule are shown by name.
const EXAMPLES: usize = 6;
/// How many names a sentence can hold.
const NAMED: usize = 3;

/// What agents may not see, and why.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct ScopingView {
    /// How much is out of reach, for whatever reason.
    pub(crate) blocked: BlockCounts,
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

/// How much is blocked.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct BlockCounts {
    /// Columns by themselves, without those of whole tables.
    pub(crate) columns: u32,
    /// The tables that these are in.
    pub(crate) in_tables: u32,
    /// Whole tables.
    pub(crate) tables: u32,
}

/// Names of a step, which may be too many to cross.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct Targets {
    /// How many there are.
    pub(crate) total: u32,
    /// The first of them, in order.
    pub(crate) first: Vec<BlockTarget>,
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

/// What one step did.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct ScopingStroke {
    /// What is blocked now.
    pub(crate) scoping: ScopingView,
    /// The step's number, for undo and redo; none when nothing changed.
    pub(crate) step: Option<u32>,
    /// What changed.
    pub(crate) effect: StrokeEffect,
}

/// What a step changed.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct StrokeEffect {
    /// What is out of sight since.
    pub(crate) blocked: Targets,
    /// What is in sight since, as far as this step goes.
    pub(crate) allowed: Targets,
    /// Rules in force since.
    pub(crate) rules_added: Vec<Rule>,
    /// Rules no longer in force.
    pub(crate) rules_removed: Vec<Rule>,
    /// Suggestions that are no longer made.
    pub(crate) dismissed: Targets,
    /// Suggestions that are made again.
    pub(crate) suggested_again: Targets,
    /// What quarantine was set to, if it was.
    pub(crate) quarantine: Option<bool>,
}

impl ScopingView {
    /// The view of a policy.
    pub(crate) fn new(policy: &Policy, catalog: Option<&Catalog>) -> ScopingView {
        let unmatched = catalog.map(|catalog| policy.blocked().unmatched(catalog)).unwrap_or_default();
        ScopingView {
            blocked: BlockCounts::of(&policy.effective(catalog)),
            quarantined: policy.quarantined().targets().collect(),
            rules: policy.rules().map(|rule| RuleView::new(rule, catalog, policy)).collect(),
            excepted: policy.excepted().cloned().collect(),
            renames: policy.renames().cloned().collect(),
            dismissed: policy.dismissals().cloned().collect(),
            unmatched,
            quarantine: policy.quarantines(),
        }
    }
}

impl BlockCounts {
    fn of(scoping: &Scoping) -> BlockCounts {
        let own = || scoping.blocked_columns().filter(|(table, _)| !scoping.blocks_table(table));
        BlockCounts {
            columns: small(own().map(|(_, columns)| columns.len()).sum()),
            in_tables: small(own().count()),
            tables: small(scoping.blocked_tables().count()),
        }
    }
}

impl Targets {
    fn of<'a>(targets: impl Iterator<Item = &'a BlockTarget>) -> Targets {
        let mut first = Vec::new();
        let mut total = 0_usize;
        for target in targets {
            total += 1;
            if first.len() < NAMED {
                first.push(target.clone());
            }
        }
        Targets { total: small(total), first }
    }
}

impl StrokeEffect {
    /// The effect of a change: an exception lets through, all else that is about a name blocks it.
    pub(crate) fn of(change: &PolicyChange) -> StrokeEffect {
        let blocked: BTreeSet<&BlockTarget> = change.put.iter().filter_map(blocks).collect();
        let excepted = change.put.iter().filter_map(|fact| match fact {
            Fact::Excepted(target) => Some(target),
            _ => None,
        });
        let allowed: BTreeSet<&BlockTarget> =
            change.taken.iter().filter_map(blocks).chain(excepted).filter(|target| !blocked.contains(target)).collect();
        StrokeEffect {
            blocked: Targets::of(blocked.into_iter()),
            allowed: Targets::of(allowed.into_iter()),
            rules_added: rules(&change.put),
            rules_removed: rules(&change.taken),
            dismissed: dismissed(&change.put),
            suggested_again: dismissed(&change.taken),
            quarantine: off(&change.put).then_some(false).or(off(&change.taken).then_some(true)),
        }
    }
}

/// What a fact keeps out of sight by itself.
fn blocks(fact: &Fact) -> Option<&BlockTarget> {
    match fact {
        Fact::Blocked(target) | Fact::Quarantined(target) => Some(target),
        Fact::Renamed(rename) => Some(&rename.to),
        Fact::Excepted(_) | Fact::Rule(_) | Fact::Dismissed(_) | Fact::QuarantineOff => None,
    }
}

fn rules(facts: &[Fact]) -> Vec<Rule> {
    let rule = |fact: &Fact| if let Fact::Rule(rule) = fact { Some(rule.clone()) } else { None };
    facts.iter().filter_map(rule).collect()
}

fn dismissed(facts: &[Fact]) -> Targets {
    Targets::of(facts.iter().filter_map(|fact| match fact {
        Fact::Dismissed(dismissal) => Some(&dismissal.target),
        _ => None,
    }))
}

fn off(facts: &[Fact]) -> bool {
    facts.contains(&Fact::QuarantineOff)
}

impl RuleView {
    /// A rule with its matches in `catalog` counted; `policy` knows the exceptions.
    pub(crate) fn new(rule: &Rule, catalog: Option<&Catalog>, policy: &Policy) -> RuleView {
        let matched = catalog.map(|catalog| rule.matches(catalog)).unwrap_or_default();
        let held: Vec<&BlockTarget> = matched.iter().filter(|target| target.column.is_some()).collect();
        let tables: BTreeSet<&TableName> = held.iter().map(|target| &target.table).collect();
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

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
