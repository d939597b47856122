//! `connections/<name>.scoping.toml`: the owner's decisions, every name with its schema, so that the file means the same
//! whatever the database's default schema is.

use std::collections::{BTreeMap, BTreeSet};

use gatehouse_core::scoping::{
    BlockTarget, Dismissal, Fact, Known, Policy, Rename, Rule, Scoping, WireScoping, decode, encode,
};
use serde::{Deserialize, Serialize};

/// The content of a scoping file. What is absent is as it is in a new one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScopingFile {
    /// New tables and columns wait for a review.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    quarantine: bool,
    /// The fingerprint of the names of the catalogue that was last compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known_names: Option<String>,
    /// Those of the one before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known_before: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    rules: BTreeSet<Rule>,
    #[serde(default)]
    blocked_tables: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    quarantined_tables: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    excepted_tables: BTreeSet<String>,
    #[serde(default)]
    blocked_columns: Columns,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    quarantined_columns: Columns,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    excepted_columns: Columns,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    renamed: Vec<Rename>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dismissed: Vec<Dismissal>,
}

type Columns = BTreeMap<String, BTreeSet<String>>;

/// No schema has this name, so the encoding always writes the schema.
const NO_DEFAULT: &str = "";

fn yes() -> bool {
    true
}

fn is_yes(on: &bool) -> bool {
    *on
}

impl From<&Policy> for ScopingFile {
    fn from(policy: &Policy) -> ScopingFile {
        let mut excepted = Scoping::default();
        excepted.set(policy.excepted(), true);
        let [blocked, quarantined, excepted] =
            [policy.blocked(), policy.quarantined(), excepted].map(|scoping| encode(&scoping, NO_DEFAULT));
        ScopingFile {
            quarantine: policy.quarantines(),
            known_names: policy.known().map(|known| known.names.clone()),
            known_before: policy.known().and_then(|known| known.before.clone()),
            rules: policy.rules().cloned().collect(),
            blocked_tables: blocked.blocked_tables,
            quarantined_tables: quarantined.blocked_tables,
            excepted_tables: excepted.blocked_tables,
            blocked_columns: blocked.blocked_columns,
            quarantined_columns: quarantined.blocked_columns,
            excepted_columns: excepted.blocked_columns,
            renamed: policy.renames().cloned().collect(),
            dismissed: policy.dismissals().cloned().collect(),
        }
    }
}

impl From<ScopingFile> for Policy {
    fn from(file: ScopingFile) -> Policy {
        let blocked = targets(file.blocked_tables, file.blocked_columns).map(Fact::Blocked);
        let quarantined = targets(file.quarantined_tables, file.quarantined_columns).map(Fact::Quarantined);
        let excepted = targets(file.excepted_tables, file.excepted_columns).map(Fact::Excepted);
        let off = (!file.quarantine).then_some(Fact::QuarantineOff);
        let facts = blocked.chain(quarantined).chain(excepted).chain(off);
        let facts = facts.chain(file.rules.into_iter().map(Fact::Rule));
        let facts = facts.chain(file.renamed.into_iter().map(Fact::Renamed));
        let known = file.known_names.map(|names| Known { names, before: file.known_before });
        Policy::new(facts.chain(file.dismissed.into_iter().map(Fact::Dismissed)), known)
    }
}

fn targets(blocked_tables: BTreeSet<String>, blocked_columns: Columns) -> impl Iterator<Item = BlockTarget> {
    decode(&WireScoping { blocked_tables, blocked_columns }, NO_DEFAULT).targets().collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use gatehouse_core::catalog::TableName;

    use super::*;

    #[test]
    fn every_fact_is_read_back() {
        let table = BlockTarget { table: TableName::new("a.b", "x\"y"), column: None };
        let column = BlockTarget { table: TableName::new("public", "patients"), column: Some("ssn".into()) };
        let new = BlockTarget { table: TableName::new("public", "patients"), column: Some("social".into()) };
        let facts = [
            Fact::Blocked(table.clone()),
            Fact::Blocked(column.clone()),
            Fact::Quarantined(table.clone()),
            Fact::Quarantined(new.clone()),
            Fact::Excepted(table.clone()),
            Fact::Excepted(column.clone()),
            Fact::Rule(Rule::parse("*.ssn").unwrap()),
            Fact::Renamed(Rename { from: column.clone(), to: new }),
            Fact::Dismissed(Dismissal { target: table, class: "contact".into(), data_type: None }),
            Fact::Dismissed(Dismissal { target: column, class: "contact".into(), data_type: Some("text".into()) }),
            Fact::QuarantineOff,
        ];
        let policy = Policy::new(facts, Some(Known { names: "f".into(), before: Some("e".into()) }));
        let text = crate::versioned::write("x", &ScopingFile::from(&policy)).unwrap();
        let read: ScopingFile = crate::versioned::read("x", &text).unwrap();
        assert_eq!(Policy::from(read), policy, "{text}");
    }

    #[test]
    fn a_rule_that_is_none_is_refused_with_its_line() {
        let refused = crate::versioned::read::<ScopingFile>("x", "version = 1\nrules = [\"a..b\"]\n").unwrap_err();
        assert!(refused.to_string().contains("a..b") && refused.to_string().contains('2'), "{refused}");
    }
}
