//! Suggestions: which tables and columns may hold something sensitive, and why. Pure and local: names, types, comments, keys and
//! enum values of the catalogue; values only where a sample was asked for, and then only how many had which shape.
//!
//! A suggestion blocks nothing. Not here: what an owner makes of it (`scoping`), and reading a sample (`database`).

mod affix;
mod class;
mod detect;
mod facet;
mod name;
mod part;
mod phrases;
mod sample;
mod score;
mod shape;
mod spread;
mod subject;
mod suggestion;
mod tables;

use std::collections::HashMap;
use std::rc::Rc;

pub use class::{Confidence, SensitiveClass};
pub use facet::with_suggestions;
pub use sample::{ColumnSample, NotSampled, SampleTarget, TableSample, sample_targets};
pub use shape::{ShapeFacts, ValueShape};
pub use suggestion::{Reason, Subject, Suggestion, undismissed};

use super::{Catalog, Column, Table};
use name::Name;
use score::Verdict;
use subject::Subjects;

/// The tables and columns of `catalog` that may hold something sensitive: at most one suggestion each, in the catalogue's order, a
/// table before its columns.
pub fn suggest(catalog: &Catalog) -> Vec<Suggestion> {
    suggest_with(catalog, &[])
}

/// [`suggest`], with what a sample of values showed.
pub fn suggest_with(catalog: &Catalog, samples: &[TableSample]) -> Vec<Suggestion> {
    let mut judge = Judge::default();
    let mut verdicts: spread::Verdicts = catalog.tables.iter().map(|table| judge.columns(table)).collect();
    for sample in samples {
        let Ok(at) = catalog.tables.binary_search_by(|table| table.name.cmp(&sample.table)) else { continue };
        for (column, verdict) in catalog.tables[at].columns.iter().zip(&mut verdicts[at]) {
            if let Some(seen) = sample.columns.iter().find(|seen| seen.column == column.name) {
                sample::add(verdict, &seen.facts);
            }
        }
    }
    spread::along_foreign_keys(catalog, &mut verdicts);
    spread::into_views(catalog, &mut verdicts);
    let mut suggestions = Vec::new();
    for (table, verdicts) in catalog.tables.iter().zip(verdicts) {
        suggestions.extend(tables::judge(table, &verdicts).map(|verdict| suggestion(table, None, &verdict)));
        let found = table.columns.iter().zip(verdicts).filter_map(|(column, verdict)| Some((column, verdict?)));
        suggestions.extend(found.map(|(column, verdict)| suggestion(table, Some(column), &verdict)));
    }
    suggestions
}

/// Judges single tables, at a single table's cost: what each looks like by itself, as in [`suggest`] but without what comes along foreign
/// keys and into views. What was understood of one table's names serves the next.
#[derive(Default)]
pub(crate) struct TableJudge<'a>(Judge<'a>);

impl<'a> TableJudge<'a> {
    /// What one table and its columns look like.
    pub(crate) fn of(&mut self, table: &'a Table) -> TableClasses {
        let columns = self.0.columns(table);
        let class = |verdict: &Verdict| (verdict.class, verdict.confidence);
        TableClasses {
            whole: tables::judge(table, &columns).as_ref().map(class),
            columns: columns.iter().map(|verdict| verdict.as_deref().map(class)).collect(),
        }
    }
}

/// What a table looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableClasses {
    /// The table as a whole.
    pub(crate) whole: Option<(SensitiveClass, Confidence)>,
    /// Its columns, in their order.
    pub(crate) columns: Vec<Option<(SensitiveClass, Confidence)>>,
}

fn suggestion(table: &Table, column: Option<&Column>, verdict: &Verdict) -> Suggestion {
    Suggestion {
        table: table.name.clone(),
        column: column.map(|column| column.name.clone()),
        data_type: column.map(|column| column.data_type.clone()),
        class: verdict.class,
        confidence: verdict.confidence,
        reasons: verdict.reasons.clone(),
    }
}

/// What was understood so far. A large catalogue repeats itself: every name is read once, and every pair of name and type judged once
/// for the same sort of table.
#[derive(Default)]
struct Judge<'a> {
    names: HashMap<&'a str, Rc<Name>>,
    plain: HashMap<(&'a str, &'a str, Subjects), Option<Rc<Verdict>>>,
}

impl<'a> Judge<'a> {
    fn columns(&mut self, table: &'a Table) -> Vec<Option<Rc<Verdict>>> {
        let affix = affix::shared(table);
        let names: Vec<Rc<Name>> =
            table.columns.iter().map(|column| self.name(affix::without(affix, &column.name))).collect();
        let words = phrases::PHRASES.words(&table.name.table);
        let subjects = Subjects::of(&table.name.table, &words, names.iter().map(Rc::as_ref));
        let key = table.primary_key.as_ref().filter(|key| key.columns.len() == 1).and_then(|key| key.columns.first());
        let own = words.join(" ");
        let judged = table.columns.iter().zip(names).map(|(column, name)| {
            // A table's own numbers say which row, not what is in it.
            let number = column.class == super::TypeClass::Integer && name.refers_to.is_some();
            if number && (key == Some(&column.name) || name.refers_to.as_ref() == Some(&own)) {
                return None;
            }
            if column.comment.is_some() || !column.enum_values.is_empty() {
                return score::judge(column, &name, subjects).map(Rc::new);
            }
            let memory = self.plain.entry((affix::without(affix, &column.name), &column.data_type, subjects));
            memory.or_insert_with(|| score::judge(column, &name, subjects).map(Rc::new)).clone()
        });
        judged.collect()
    }

    fn name(&mut self, name: &'a str) -> Rc<Name> {
        self.names.entry(name).or_insert_with(|| Rc::new(Name::read(name))).clone()
    }
}
