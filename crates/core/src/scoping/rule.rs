//! Standing rules such as `*.ssn` or `audit_*`: they block what they match today and what they will match after the next
//! discovery.
//!
//! A pattern has one to three parts with dots between them: `TABLE`, `TABLE.COLUMN` or `SCHEMA.TABLE`, and
//! `SCHEMA.TABLE.COLUMN`. Two parts mean both, because a rule that is in doubt blocks: `*.ssn` is every column `ssn`,
//! and a table of that name in any schema. `*` stands for any run of characters, `?` for one; letters of either case are equal. A
//! part in double quotes is taken as it stands, as an SQL identifier is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::BlockTarget;
use super::encoding::{Part, split_parts};
use crate::catalog::Catalog;

/// A rule's pattern as it was typed; only one that [`Rule::parse`] took.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Rule {
    pattern: String,
}

/// Why a text is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Empty parts, an open quote, or more than three parts.
    #[error(
        "“{0}” is no pattern: write TABLE, TABLE.COLUMN, SCHEMA.TABLE or SCHEMA.TABLE.COLUMN, with * for any characters"
    )]
    Malformed(String),
}

/// The longest pattern that is taken, in bytes: three names of 64 characters, quoted.
const LONGEST: usize = 1024;

impl Rule {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`RuleError`]: a rule that matches by accident nothing would protect nothing.
    pub fn parse(text: &str) -> Result<Rule, RuleError> {
        let pattern = text.trim();
        let malformed = || RuleError::Malformed(text.to_owned());
        let parts = split_parts(pattern).filter(|_| pattern.len() <= LONGEST).ok_or_else(malformed)?;
        if parts.len() > 3 { Err(malformed()) } else { Ok(Rule { pattern: pattern.to_owned() }) }
    }

    /// The pattern as it was typed.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// What of `catalog` it matches: tables and columns in catalogue order.
    pub fn matches(&self, catalog: &Catalog) -> Vec<BlockTarget> {
        // It was parsed before: the empty list of parts never is one.
        let parts = split_parts(&self.pattern).unwrap_or_default();
        let globs: Vec<Glob> = parts.iter().map(Glob::new).collect();
        let mut found = Vec::new();
        // A catalogue has few distinct column names.
        let mut columns: HashMap<&str, bool> = HashMap::new();
        for table in &catalog.tables {
            let name = &table.name;
            let (whole, column) = match globs.as_slice() {
                [one] => (one.matches(&name.table), None),
                [first, second] => (
                    first.matches(&name.schema) && second.matches(&name.table),
                    first.matches(&name.table).then_some(second),
                ),
                [schema, one, column] => {
                    (false, (schema.matches(&name.schema) && one.matches(&name.table)).then_some(column))
                }
                _ => (false, None),
            };
            if whole {
                found.push(BlockTarget { table: name.clone(), column: None });
            }
            let Some(column) = column else { continue };
            for one in &table.columns {
                if *columns.entry(&one.name).or_insert_with(|| column.matches(&one.name)) {
                    found.push(BlockTarget { table: name.clone(), column: Some(one.name.clone()) });
                }
            }
        }
        found
    }
}

impl TryFrom<String> for Rule {
    type Error = RuleError;

    fn try_from(text: String) -> Result<Rule, RuleError> {
        Rule::parse(&text)
    }
}

impl From<Rule> for String {
    fn from(rule: Rule) -> String {
        rule.pattern
    }
}

/// One part of a pattern.
enum Glob {
    /// In quotes: this name, letter by letter.
    Literal(String),
    /// Folded to lower case, with `*` and `?`.
    Wild(Vec<char>),
}

impl Glob {
    fn new(part: &Part) -> Glob {
        if part.quoted {
            Glob::Literal(part.text.clone())
        } else {
            Glob::Wild(part.text.to_lowercase().chars().collect())
        }
    }

    fn matches(&self, name: &str) -> bool {
        match self {
            Glob::Literal(text) => text == name,
            Glob::Wild(pattern) => wild(pattern, &name.to_lowercase().chars().collect::<Vec<_>>()),
        }
    }
}

/// Linear in practice and never worse than pattern times name: only the last star is ever gone back to.
fn wild(pattern: &[char], name: &[char]) -> bool {
    let (mut at, mut here) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while here < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, here));
                at += 1;
            }
            Some(one) if *one == '?' || *one == name[here] => {
                at += 1;
                here += 1;
            }
            _ => {
                let Some((back, taken)) = star else { return false };
                star = Some((back, taken + 1));
                (at, here) = (back + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(|one| *one == '*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is(pattern: &str, name: &str) -> bool {
        Glob::new(&split_parts(pattern).unwrap()[0]).matches(name)
    }

    #[test]
    fn stars_and_question_marks() {
        assert!(is("audit_*", "AUDIT_log") && is("*ssn*", "x_ssn_y") && is("*", "") && is("a*b*c", "a__b_b_c"));
        assert!(!is("audit_*", "log_audit_") && !is("?", "") && !is("a*b", "a"));
        assert!(is("\"A*\"", "A*") && !is("\"A*\"", "a*") && !is("\"A*\"", "AB"));
    }

    #[test]
    fn malformed_patterns_are_refused() {
        for text in ["", ".", "a..b", "a.b.c.d", "\"open", " "] {
            assert!(Rule::parse(text).is_err(), "{text}");
        }
        assert_eq!(Rule::parse(" *.ssn ").unwrap().pattern(), "*.ssn");
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_plain_definition(pattern in "[ab*?]{0,6}", name in "[ab]{0,8}") {
            fn plain(pattern: &[char], name: &[char]) -> bool {
                match (pattern.split_first(), name.split_first()) {
                    (None, None) => true,
                    (Some(('*', rest)), _) => (0..=name.len()).any(|cut| plain(rest, &name[cut..])),
                    (Some((one, rest)), Some((here, after))) => (*one == '?' || one == here) && plain(rest, after),
                    _ => false,
                }
            }
            let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
            prop_assert_eq!(wild(&pattern, &name), plain(&pattern, &name));
        }
    }
}
