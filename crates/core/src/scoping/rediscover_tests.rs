//! What discoveries do to policies: each rule by an example.

#[path = "rediscover_properties.rs"]
mod properties;

use super::*;
use crate::catalog::{Catalog, Column, Table, TableKind, TableName, TypeClass};
use crate::connection::Engine;

fn catalog(tables: &[(&str, &[&str])]) -> Catalog {
    let mut catalog = Catalog::new(Engine::Postgres, "18.4", "clinic", "public");
    catalog.tables = tables
        .iter()
        .map(|(name, columns)| {
            let columns = columns.iter().map(|name| Column::new(*name, "text", TypeClass::Text)).collect();
            Table::new(TableName::new("public", *name), TableKind::Table, columns)
        })
        .collect();
    catalog.sort();
    catalog
}

/// `patients` or `patients.ssn`.
fn target(name: &str) -> BlockTarget {
    let (table, column) = name.split_once('.').map_or((name, None), |(table, column)| (table, Some(column.to_owned())));
    BlockTarget { table: TableName::new("public", table), column }
}

fn rename(from: &str, to: &str) -> Rename {
    Rename { from: target(from), to: target(to) }
}

/// The policy after `catalog` was discovered once.
fn knowing(facts: impl IntoIterator<Item = Fact>, catalog: &Catalog) -> Policy {
    let mut policy = Policy::new(facts, None);
    assert_eq!(policy.rediscovered(None, catalog).baseline, Baseline::First);
    policy
}

fn facts(policy: &Policy) -> Vec<Fact> {
    policy.facts().cloned().collect()
}

fn hides(policy: &Policy, catalog: &Catalog, name: &str) -> bool {
    let (scoping, target) = (policy.effective(Some(catalog)), target(name));
    match &target.column {
        Some(column) => scoping.blocks_column(&target.table, column),
        None => scoping.blocks_table(&target.table),
    }
}

const PATIENTS: &[&str] = &["id", "name", "ssn", "phone"];

fn clinic() -> Catalog {
    catalog(&[("patients", PATIENTS)])
}

#[test]
fn a_first_discovery_puts_nothing_in_quarantine() {
    let policy = knowing([], &clinic());
    assert_eq!(
        (facts(&policy), policy.known().map(|known| known.holds(&clinic().names_fingerprint()))),
        (vec![], Some(true))
    );
}

#[test]
fn what_is_new_waits_even_in_a_blocked_or_waiting_table() {
    let now = catalog(&[("patients", &["id", "name", "ssn", "phone", "x_new"]), ("claims", &["id", "iban"])]);
    for table in [Fact::Blocked(target("patients")), Fact::Quarantined(target("patients"))] {
        let mut policy = knowing([table.clone()], &clinic());
        policy.rediscovered(Some(&clinic()), &now);
        assert_eq!(
            facts(&policy),
            [vec![table], vec![Fact::Quarantined(target("claims")), Fact::Quarantined(target("patients.x_new"))]]
                .concat()
                .into_iter()
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        );
        policy.edit(Some(&now), &PolicyEdit::Allow { targets: vec![target("patients")] });
        assert!(hides(&policy, &now, "patients.x_new") && !hides(&policy, &now, "patients.name"));
    }
}

#[test]
fn with_quarantine_off_what_is_new_is_seen() {
    let now = catalog(&[("patients", &["id", "name", "ssn", "phone", "x_new"])]);
    let mut policy = knowing([Fact::QuarantineOff], &clinic());
    assert!(policy.rediscovered(Some(&clinic()), &now).change.is_empty());
    assert!(!hides(&policy, &now, "patients.x_new"));
}

#[test]
fn a_block_outlives_what_it_blocks_and_holds_when_it_comes_back() {
    let gone = catalog(&[("patients", &["id", "name", "phone"])]);
    let mut policy = knowing([Fact::Blocked(target("patients.ssn"))], &clinic());
    policy.rediscovered(Some(&clinic()), &gone);
    assert_eq!(policy.blocked().unmatched(&gone), [target("patients.ssn")]);
    policy.rediscovered(Some(&gone), &clinic());
    assert_eq!(facts(&policy), [Fact::Blocked(target("patients.ssn"))]);
}

#[test]
fn what_vanished_unblocked_and_comes_back_is_new() {
    let gone = catalog(&[("patients", &["id", "name", "ssn"])]);
    let mut policy = knowing([], &clinic());
    policy.rediscovered(Some(&clinic()), &gone);
    policy.rediscovered(Some(&gone), &clinic());
    assert_eq!(facts(&policy), [Fact::Quarantined(target("patients.phone"))]);
}

#[test]
fn what_waited_and_vanished_still_waits() {
    let more = catalog(&[("patients", PATIENTS), ("claims", &["id", "iban"])]);
    let mut policy = knowing([], &clinic());
    policy.rediscovered(Some(&clinic()), &more);
    policy.rediscovered(Some(&more), &clinic());
    assert_eq!(facts(&policy), [Fact::Quarantined(target("claims"))]);
    policy.edit(None, &PolicyEdit::SetQuarantine { on: false });
    policy.rediscovered(Some(&clinic()), &more);
    assert!(hides(&policy, &more, "claims"));
}

#[test]
fn an_exception_ends_with_what_it_was_made_for() {
    let rule = Rule::parse("*.phone").unwrap();
    let mut policy = knowing([Fact::Rule(rule.clone()), Fact::Excepted(target("patients.phone"))], &clinic());
    let gone = catalog(&[("patients", &["id", "name", "ssn"])]);
    policy.rediscovered(Some(&clinic()), &gone);
    assert_eq!(facts(&policy), [Fact::Rule(rule)]);
}

const RENAMED: &[&str] = &["id", "name", "social_no", "phone"];

#[test]
fn both_names_of_a_rename_are_blocked_however_the_old_one_was_out_of_reach() {
    let now = catalog(&[("patients", RENAMED)]);
    let ruled = Fact::Rule(Rule::parse("*.ssn").unwrap());
    for (fact, kept) in [
        (Fact::Blocked(target("patients.ssn")), true),
        (ruled, true),
        (Fact::Quarantined(target("patients.ssn")), false),
        (Fact::Blocked(target("patients")), false),
    ] {
        for off in [None, Some(Fact::QuarantineOff)] {
            let mut policy = knowing(off.into_iter().chain([fact.clone()]), &clinic());
            policy.rediscovered(Some(&clinic()), &now);
            assert_eq!(
                policy.renames().collect::<Vec<_>>(),
                [&rename("patients.ssn", "patients.social_no")],
                "{fact:?}"
            );
            assert!(hides(&policy, &now, "patients.ssn") && hides(&policy, &now, "patients.social_no"), "{fact:?}");
            assert_eq!(policy.holds(Fact::Blocked, &target("patients.ssn")), kept, "{fact:?}");
            let same = PolicyEdit::DecideRename { rename: rename("patients.ssn", "patients.social_no"), same: true };
            policy.edit(Some(&now), &same);
            assert!(hides(&policy, &now, "patients.social_no"), "{fact:?}");
        }
    }
}

#[test]
fn a_visible_column_that_looks_renamed_is_asked_about_and_the_answer_releases_it() {
    let now = catalog(&[("patients", RENAMED)]);
    let mut policy = knowing([], &clinic());
    policy.rediscovered(Some(&clinic()), &now);
    assert!(hides(&policy, &now, "patients.social_no"));
    let question = rename("patients.ssn", "patients.social_no");
    let mut other = policy.clone();
    policy.edit(Some(&now), &PolicyEdit::DecideRename { rename: question.clone(), same: true });
    assert_eq!(facts(&policy), []);
    other.edit(Some(&now), &PolicyEdit::DecideRename { rename: question, same: false });
    assert_eq!(facts(&other), [Fact::Quarantined(target("patients.social_no"))]);
    let mut off = knowing([Fact::QuarantineOff], &clinic());
    off.rediscovered(Some(&clinic()), &now);
    assert_eq!(facts(&off), [Fact::QuarantineOff]);
}

#[test]
fn a_renamed_table_takes_blocks_and_rules_along_and_its_new_columns_wait() {
    let now = catalog(&[("clients", &["id", "name", "ssn", "phone", "x_new"])]);
    let rule = Fact::Rule(Rule::parse("patients.phone").unwrap());
    let mut policy = knowing([Fact::Blocked(target("patients.ssn")), rule], &clinic());
    policy.rediscovered(Some(&clinic()), &now);
    assert!(hides(&policy, &now, "clients"));
    policy.edit(Some(&now), &PolicyEdit::DecideRename { rename: rename("patients", "clients"), same: true });
    for (column, hidden) in [("ssn", true), ("phone", true), ("x_new", true), ("name", false)] {
        assert_eq!(hides(&policy, &now, &format!("clients.{column}")), hidden, "{column}");
    }
}

#[test]
fn a_column_renamed_within_a_renamed_table_is_still_asked_about() {
    let now = catalog(&[("clients", RENAMED)]);
    let mut asked = knowing([Fact::Blocked(target("patients.ssn"))], &clinic());
    asked.rediscovered(Some(&clinic()), &now);
    let mut same = asked.clone();
    same.edit(Some(&now), &PolicyEdit::DecideRename { rename: rename("patients", "clients"), same: true });
    assert_eq!(same.renames().collect::<Vec<_>>(), [&rename("clients.ssn", "clients.social_no")]);
    assert!(hides(&same, &now, "clients.social_no") && !hides(&same, &now, "clients.name"));
    for off in [None, Some(PolicyEdit::SetQuarantine { on: false })] {
        let mut other = asked.clone();
        off.iter().for_each(|edit| drop(other.edit(None, edit)));
        other.edit(Some(&now), &PolicyEdit::DecideRename { rename: rename("patients", "clients"), same: false });
        assert!(hides(&other, &now, "clients.social_no") && other.renames().next().is_none());
    }
}

#[test]
fn a_name_renamed_twice_is_one_question_about_the_first_and_the_last() {
    let (then, now) = (catalog(&[("patients", RENAMED)]), catalog(&[("patients", &["id", "name", "number", "phone"])]));
    let mut policy = knowing([Fact::Blocked(target("patients.ssn"))], &clinic());
    policy.rediscovered(Some(&clinic()), &then);
    policy.rediscovered(Some(&then), &now);
    assert_eq!(policy.renames().collect::<Vec<_>>(), [&rename("patients.ssn", "patients.number")]);
    policy
        .edit(Some(&now), &PolicyEdit::DecideRename { rename: rename("patients.ssn", "patients.number"), same: true });
    assert!(hides(&policy, &now, "patients.number"));
}

#[test]
fn a_rename_that_was_taken_back_asks_nothing_and_lets_nothing_through() {
    let then = catalog(&[("patients", RENAMED)]);
    for fact in [None, Some(Fact::Blocked(target("patients.ssn")))] {
        let mut policy = knowing(fact, &clinic());
        policy.rediscovered(Some(&clinic()), &then);
        policy.rediscovered(Some(&then), &clinic());
        assert!(hides(&policy, &clinic(), "patients.ssn"));
        assert!(policy.renames().all(|question| !question.from.is_in(&clinic())), "{policy:?}");
    }
}

#[test]
fn an_answer_that_comes_too_late_does_not_take_the_block_off_the_old_name() {
    let both = catalog(&[("patients", &["id", "name", "ssn", "social_no", "phone"])]);
    let question = rename("patients.ssn", "patients.social_no");
    let mut policy = Policy::new([Fact::Blocked(target("patients.ssn")), Fact::Renamed(question.clone())], None);
    policy.edit(Some(&both), &PolicyEdit::DecideRename { rename: question, same: true });
    assert!(hides(&policy, &both, "patients.ssn") && hides(&policy, &both, "patients.social_no"));
}

#[test]
fn a_stroke_on_one_name_of_a_question_does_not_free_the_other() {
    let now = catalog(&[("patients", RENAMED)]);
    let question = rename("patients.ssn", "patients.social_no");
    let asked = Policy::new([Fact::Blocked(target("patients.ssn")), Fact::Renamed(question)], None);
    for edit in [
        PolicyEdit::Allow { targets: vec![target("patients.ssn")] },
        PolicyEdit::Block { targets: vec![target("patients.ssn")] },
    ] {
        let mut policy = asked.clone();
        policy.edit(Some(&now), &edit);
        assert!(hides(&policy, &now, "patients.social_no"), "{edit:?}");
    }
    let table =
        Policy::new([Fact::Blocked(target("patients.ssn")), Fact::Renamed(rename("patients", "clients"))], None);
    let mut policy = table;
    policy.edit(None, &PolicyEdit::Allow { targets: vec![target("clients")] });
    let now = catalog(&[("clients", PATIENTS)]);
    assert!(!hides(&policy, &now, "clients.name") && hides(&policy, &now, "clients.ssn"));
}

#[test]
fn a_bulk_review_does_not_override_rules_and_a_new_rule_overrides_old_exceptions() {
    let rule = Rule::parse("*.ssn").unwrap();
    let mut policy = Policy::new([Fact::Rule(rule.clone()), Fact::Quarantined(target("patients.ssn"))], None);
    policy.edit(Some(&clinic()), &PolicyEdit::Release { targets: vec![target("patients.ssn")] });
    assert!(hides(&policy, &clinic(), "patients.ssn") && policy.quarantined().is_empty());
    policy.edit(Some(&clinic()), &PolicyEdit::Allow { targets: vec![target("patients.ssn")] });
    assert!(!hides(&policy, &clinic(), "patients.ssn"));
    policy.edit(Some(&clinic()), &PolicyEdit::AddRule { rule });
    assert!(!hides(&policy, &clinic(), "patients.ssn"), "the same rule again is no new one");
    policy.edit(Some(&clinic()), &PolicyEdit::AddRule { rule: Rule::parse("patients.s*").unwrap() });
    assert!(hides(&policy, &clinic(), "patients.ssn"));
}

#[test]
fn without_the_snapshot_that_was_reviewed_everything_undecided_waits() {
    let now = catalog(&[("patients", PATIENTS), ("claims", &["id", "iban"]), ("audit", &["id", "who"])]);
    let foreign = catalog(&[("patients", PATIENTS), ("audit", &["id"])]);
    for (before, baseline) in [(None, Baseline::Missing), (Some(&foreign), Baseline::Foreign)] {
        let mut policy = knowing([Fact::Blocked(target("audit")), Fact::Blocked(target("patients.ssn"))], &clinic());
        assert_eq!(policy.rediscovered(before, &now).baseline, baseline);
        for name in ["patients", "claims"] {
            assert!(policy.holds(Fact::Quarantined, &target(name)), "{name}");
        }
        policy.edit(Some(&now), &PolicyEdit::Release { targets: vec![target("patients")] });
        policy.edit(Some(&now), &PolicyEdit::Allow { targets: vec![target("audit")] });
        assert!(hides(&policy, &now, "patients.ssn") && !hides(&policy, &now, "patients.name"));
        assert!(hides(&policy, &now, "audit.who"));
    }
}

#[test]
fn the_names_that_are_known_need_no_snapshot() {
    let mut policy = knowing([], &clinic());
    for before in [None, Some(&catalog(&[("other", &["id"])]))] {
        let same = policy.rediscovered(before, &clinic());
        assert_eq!((same.baseline, same.change.is_empty()), (Baseline::Known, true));
    }
}

#[test]
fn a_crash_between_policy_and_snapshot_leaves_the_new_blocked_and_nothing_else() {
    let now = catalog(&[("patients", PATIENTS), ("claims", &["id", "iban"])]);
    let later = catalog(&[("patients", PATIENTS), ("claims", &["id", "iban"]), ("audit", &["id"])]);
    let mut policy = knowing([], &clinic());
    policy.rediscovered(Some(&clinic()), &now);
    // The snapshot was not written.
    let again = policy.rediscovered(Some(&clinic()), &later);
    assert_eq!(again.baseline, Baseline::Snapshot);
    assert_eq!(facts(&policy), [Fact::Quarantined(target("audit")), Fact::Quarantined(target("claims"))]);
}

#[test]
fn a_policy_from_before_discoveries_were_compared_goes_by_the_snapshot() {
    let now = catalog(&[("patients", PATIENTS), ("claims", &["id", "iban"])]);
    let mut policy = Policy::default();
    assert_eq!(policy.rediscovered(Some(&clinic()), &now).baseline, Baseline::Snapshot);
    assert_eq!(facts(&policy), [Fact::Quarantined(target("claims"))]);
}

#[test]
fn schemas_that_were_not_read_keep_their_decisions_and_wait_when_they_are_read_again() {
    let mut whole = catalog(&[("patients", PATIENTS)]);
    let mut billing = whole.tables[0].clone();
    billing.name.schema = "billing".into();
    whole.tables.insert(0, billing);
    let mut part = clinic();
    part.schemas = Some(vec!["public".into()]);
    let block = Fact::Blocked(BlockTarget { table: TableName::new("billing", "patients"), column: Some("ssn".into()) });
    let mut policy = knowing([block.clone()], &whole);
    policy.rediscovered(Some(&whole), &part);
    assert_eq!(facts(&policy), std::slice::from_ref(&block));
    policy.rediscovered(Some(&part), &whole);
    let waits = Fact::Quarantined(BlockTarget { table: TableName::new("billing", "patients"), column: None });
    assert_eq!(facts(&policy), [block, waits]);
}
