//! What must hold of every policy and every discovery; above all, that nothing slips through.

use proptest::prelude::*;

use super::*;

fn small() -> impl Strategy<Value = Catalog> {
    let columns = proptest::sample::subsequence(vec!["id", "ssn", "name", "phone", "x"], 1..5);
    proptest::collection::btree_map(proptest::sample::select(vec!["a", "b", "c", "audit_d"]), columns, 0..4).prop_map(
        |tables| {
            let tables: Vec<(&str, &[&str])> =
                tables.iter().map(|(name, columns)| (*name, columns.as_slice())).collect();
            catalog(&tables)
        },
    )
}

fn some_facts() -> impl Strategy<Value = Vec<Fact>> {
    let names = vec!["a", "b", "audit_d", "a.ssn", "b.ssn", "b.phone", "c.name", "gone.ssn"];
    let name = proptest::sample::select(names).prop_map(target);
    let rule = proptest::sample::select(vec!["*.ssn", "audit_*", "a.*", "b.phone"])
        .prop_map(|text| Fact::Rule(Rule::parse(text).unwrap()));
    let fact = prop_oneof![
        3 => name.clone().prop_map(Fact::Blocked),
        1 => name.clone().prop_map(Fact::Excepted),
        1 => name.prop_map(Fact::Quarantined),
        2 => rule,
    ];
    proptest::collection::vec(fact, 0..6)
}

/// Every table and column of `catalog` that an agent sees.
fn seen(policy: &Policy, catalog: &Catalog) -> std::collections::BTreeSet<BlockTarget> {
    let seen = crate::catalog::agent_view(catalog, &policy.effective(Some(catalog)));
    let of = |table: &Table| {
        let columns = table
            .columns
            .iter()
            .map(|column| BlockTarget { table: table.name.clone(), column: Some(column.name.clone()) });
        columns.chain([BlockTarget { table: table.name.clone(), column: None }]).collect::<Vec<_>>()
    };
    seen.tables.iter().flat_map(of).collect()
}

proptest! {
    /// With quarantine on, discoveries alone never show an agent anything that it did not see before by the same name.
    #[test]
    fn nothing_slips_through(states in proptest::collection::vec(small(), 2..5), facts in some_facts()) {
        let mut policy = knowing(facts, &states[0]);
        for pair in states.windows(2) {
            let before = seen(&policy, &pair[0]);
            policy.rediscovered(Some(&pair[0]), &pair[1]);
            let after = seen(&policy, &pair[1]);
            prop_assert!(after.is_subset(&before), "{:?} came into sight: {:?}", after.difference(&before).collect::<Vec<_>>(), policy);
        }
    }

    /// With quarantine off, what was out of reach stays so under its name, whatever vanishes and comes back.
    #[test]
    fn without_quarantine_no_block_is_lost(states in proptest::collection::vec(small(), 2..5), facts in some_facts()) {
        let mut policy = knowing(facts.into_iter().chain([Fact::QuarantineOff]), &states[0]);
        for pair in states.windows(2) {
            let hidden = policy.effective(Some(&pair[0]));
            policy.rediscovered(Some(&pair[0]), &pair[1]);
            for target in seen(&policy, &pair[1]) {
                let was_hidden = match &target.column {
                    Some(column) => hidden.blocks_column(&target.table, column),
                    None => hidden.blocks_table(&target.table),
                };
                prop_assert!(!was_hidden, "{:?} came into sight: {:?}", target, policy);
            }
        }
    }

    /// A discovery twice is a discovery once; its change can be reversed to the letter; no list of columns becomes a table.
    #[test]
    fn it_is_exact_and_idempotent(first in small(), second in small(), facts in some_facts()) {
        let mut policy = knowing(facts, &first);
        let before = policy.clone();
        let change = policy.rediscovered(Some(&first), &second).change;
        let after = policy.clone();
        prop_assert!(policy.rediscovered(Some(&second), &second).change.is_empty());
        policy.apply(&change.reversed());
        prop_assert_eq!(policy.facts().collect::<Vec<_>>(), before.facts().collect::<Vec<_>>());
        for fact in &change.put {
            if let Fact::Blocked(target) = fact {
                let whole = before.effective(Some(&first)).blocks_table(&target.table);
                prop_assert!(target.column.is_some() || whole, "{:?} became a block of a whole table", target);
            }
        }
        prop_assert!(after.facts().filter(|fact| matches!(fact, Fact::Rule(_))).eq(before.facts().filter(|fact| matches!(fact, Fact::Rule(_)))));
    }

    /// "The same" puts the new name exactly where the old one was.
    #[test]
    fn the_same_thing_is_as_visible_as_it_was(facts in some_facts()) {
        let (then, now) = (catalog(&[("a", PATIENTS)]), catalog(&[("a", RENAMED)]));
        let mut policy = knowing(facts, &then);
        let was = hides(&policy, &then, "a.ssn");
        policy.rediscovered(Some(&then), &now);
        policy.edit(Some(&now), &PolicyEdit::DecideRename { rename: rename("a.ssn", "a.social_no"), same: true });
        prop_assert_eq!(hides(&policy, &now, "a.social_no"), was);
    }
}
