//! Why each table and column is out of an agent's sight, or is not: one byte a node of the tree.

use super::{BlockTarget, Fact, Policy};
use crate::catalog::{Catalog, Numbering};

/// The owner blocked it.
pub const OWN: u8 = 1;
/// A column whose whole table is out of sight, for whatever reason.
pub const BY_TABLE: u8 = 2;
/// A standing rule matches it.
pub const RULED: u8 = 4;
/// It is new and waits for a review.
pub const QUARANTINED: u8 = 8;
/// It looks like one end of a rename that nobody has decided.
pub const RENAMED: u8 = 16;
/// A rule matches it, and it is let through all the same. This alone blocks nothing.
pub const EXCEPTED: u8 = 32;
/// Any of these, and agents do not see it.
pub const BLOCKING: u8 = OWN | BY_TABLE | RULED | QUARANTINED | RENAMED;

/// The marks of all nodes, by their numbers. Schemas have none of their own.
pub fn marks(catalog: &Catalog, numbers: &Numbering, policy: &Policy) -> Vec<u8> {
    let mut marks = vec![0; numbers.size()];
    let mut mark = |target: &BlockTarget, bit: u8| {
        if let Some(mark) = numbers.node(target).and_then(|node| marks.get_mut(node)) {
            *mark |= bit;
        }
    };
    for fact in policy.facts() {
        match fact {
            Fact::Blocked(target) => mark(target, OWN),
            Fact::Quarantined(target) => mark(target, QUARANTINED),
            Fact::Renamed(rename) => [&rename.from, &rename.to].into_iter().for_each(|target| mark(target, RENAMED)),
            Fact::Rule(rule) => {
                for target in rule.matches(catalog) {
                    mark(&target, if policy.holds(Fact::Excepted, &target) { EXCEPTED } else { RULED });
                }
            }
            Fact::Excepted(_) | Fact::Dismissed(_) | Fact::QuarantineOff => {}
        }
    }
    for (node, table) in numbers.tables() {
        let inside = node + 1..=node + table.columns.len();
        if marks.get(*node).is_some_and(|mark| mark & BLOCKING != 0) {
            marks.get_mut(inside).into_iter().flatten().for_each(|mark| *mark |= BY_TABLE);
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::TableName;
    use crate::catalog::sample::catalog_of;
    use crate::scoping::{Rename, Rule};
    use proptest::prelude::*;

    fn column(table: &str, name: &str) -> BlockTarget {
        BlockTarget { table: TableName::new("public", table), column: Some(name.into()) }
    }

    fn table(name: &str) -> BlockTarget {
        BlockTarget { table: TableName::new("public", name), column: None }
    }

    const TABLES: [(&str, &str, &[&str]); 3] =
        [("public", "a", &["id", "ssn"]), ("public", "b", &["id", "ssn", "note"]), ("other", "a", &["ssn"])];

    #[test]
    fn every_reason_has_its_bit() {
        let catalog = catalog_of(&TABLES);
        let rename = Rename { from: column("b", "lost"), to: column("b", "note") };
        let policy = Policy::new(
            [
                Fact::Blocked(column("a", "id")),
                Fact::Blocked(column("a", "lost")),
                Fact::Quarantined(table("b")),
                Fact::Rule(Rule::parse("*.ssn").unwrap()),
                Fact::Excepted(column("a", "ssn")),
                Fact::Renamed(rename),
            ],
            None,
        );
        let expected = [0, 0, OWN, EXCEPTED, QUARANTINED, BY_TABLE, BY_TABLE | RULED, BY_TABLE | RENAMED, 0, 0, RULED];
        assert_eq!(marks(&catalog, &Numbering::new(&catalog), &policy), expected);
    }

    fn fact() -> impl Strategy<Value = Fact> {
        let target = (0..4_usize, 0..4_usize).prop_map(|(at, column)| {
            let (schema, table, columns) = TABLES.get(at).copied().unwrap_or(("public", "gone", &[]));
            BlockTarget { table: TableName::new(schema, table), column: columns.get(column).map(|&name| name.into()) }
        });
        let rule = prop::sample::select(vec!["*.ssn", "a", "other.*.*", "b.*"]);
        prop_oneof![
            target.clone().prop_map(Fact::Blocked),
            target.clone().prop_map(Fact::Excepted),
            target.clone().prop_map(Fact::Quarantined),
            (target.clone(), target).prop_map(|(from, to)| Fact::Renamed(Rename { from, to })),
            rule.prop_map(|text| Fact::Rule(Rule::parse(text).unwrap())),
        ]
    }

    proptest! {
        /// What the tree shows is what goes to the API.
        #[test]
        fn what_is_marked_as_blocked_is_what_is_blocked(facts in prop::collection::vec(fact(), 0..8)) {
            let catalog = catalog_of(&TABLES);
            let numbers = Numbering::new(&catalog);
            let policy = Policy::new(facts, None);
            let effective = policy.effective(Some(&catalog));
            let marks = marks(&catalog, &numbers, &policy);
            for (node, table) in numbers.tables() {
                prop_assert_eq!(marks[*node] & BLOCKING != 0, effective.blocks_table(&table.name));
                for (at, column) in table.columns.iter().enumerate() {
                    let blocked = effective.blocks_column(&table.name, &column.name);
                    prop_assert_eq!(marks[node + 1 + at] & BLOCKING != 0, blocked, "{}.{}", &table.name, &column.name);
                }
            }
        }
    }
}
