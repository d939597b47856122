//! What every proposal is made from: the tables that answer the goal, and what may be used of them.

use super::goal::Goal;
use crate::binding::dialect::{Dialect, dialect};
use crate::binding::guarded::Classes;
use crate::catalog::search::{Index, Phrasing, Place, Request, search, stem_of, words_of};
use crate::catalog::sensitive::SensitiveClass as Class;
use crate::catalog::{Catalog, Column, Table, TableKind};
use crate::scoping::Scoping;

/// So many tables of the search are looked at.
const TABLES: usize = 12;

/// A table that answers the goal.
pub(super) struct Answer<'a> {
    pub(super) table: &'a Table,
    /// How well, 1 for the best one.
    pub(super) relevance: f64,
    /// Its columns that the search found.
    pub(super) columns: Vec<String>,
}

pub(super) struct Scene<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) goal: &'a Goal,
    pub(super) dialect: &'static dyn Dialect,
    /// Best first.
    pub(super) answers: Vec<Answer<'a>>,
    scoping: &'a Scoping,
    classes: Classes<'a>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(catalog: &'a Catalog, view: &'a Catalog, scoping: &'a Scoping, goal: &'a Goal) -> Scene<'a> {
        let index = Index::new(view);
        let people = "customer client patient person member contact";
        let text = if goal.subject.is_empty() { people } else { &goal.subject };
        let found = search(view, &index, &Request { text, phrasing: Phrasing::Complete, limit: TABLES, facts: None });
        let mut scene = Scene {
            catalog,
            goal,
            dialect: dialect(catalog.engine),
            answers: Vec::new(),
            scoping,
            classes: Classes::new(catalog, scoping),
        };
        let best = found.hits.iter().map(|hit| hit.score).fold(f64::MIN, f64::max);
        for hit in &found.hits {
            let found = catalog.tables.iter().find(|one| one.name.schema == hit.schema && one.name.table == hit.table);
            let Some(table) = found.filter(|table| scene.usable(table)) else { continue };
            if scene.answers.iter().all(|answer| answer.table.name != table.name) {
                // Scores have no unit; what counts is how far behind the best one is.
                let relevance = (1.0 - (best - hit.score) / 8.0).clamp(0.05, 1.0);
                scene.answers.push(Answer { table, relevance, columns: Vec::new() });
            }
            let answer = scene.answers.iter_mut().find(|answer| answer.table.name == table.name);
            // A comment may mention anything.
            let by_name = hit.matched.iter().any(|one| one.place == Place::Name);
            if let (Some(answer), Some(column), true) = (answer, &hit.column, by_name) {
                answer.columns.push(column.clone());
            }
        }
        scene
    }

    /// A table that statements can be about: no view, not blocked, not sensitive as a whole.
    pub(super) fn usable(&self, table: &'a Table) -> bool {
        matches!(table.kind, TableKind::Table | TableKind::PartitionedTable | TableKind::MaterializedView)
            && !self.scoping.blocks_table(&table.name)
            && self.classes.table(table).is_none()
    }

    /// A column that may stand in a statement: seen by agents, one plain value, and nothing that looks sensitive.
    pub(super) fn open(&self, table: &'a Table, column: &Column) -> bool {
        self.visible(table, &column.name)
            && column.class.is_scalar()
            && self.classes.column(table, &column.name).is_none()
    }

    pub(super) fn visible(&self, table: &Table, column: &str) -> bool {
        !self.scoping.blocks_column(&table.name, column)
    }

    /// What the column looks like, of all classes.
    pub(super) fn class(&self, table: &'a Table, column: &str) -> Option<Class> {
        self.classes.looks_like(table, column)
    }

    /// A column that an answer may hold unasked: also no contact data, name of a person, free text and the like.
    pub(super) fn harmless(&self, table: &'a Table, column: &Column) -> bool {
        self.open(table, column) && column.privileges.select && self.class(table, &column.name).is_none()
    }

    /// Whether the goal's subject has a word of the column's name that is not what its table, or the best one, is called.
    pub(super) fn is_named(&self, table: &Table, column: &str) -> bool {
        const COMMON: [&str; 5] = ["id", "at", "on", "is", "number"];
        let mut own = stems(&table.name.table);
        own.extend(self.answers.first().into_iter().flat_map(|best| stems(&best.table.name.table)));
        let telling = stems(column).into_iter().filter(|stem| !own.contains(stem) && !COMMON.contains(&stem.as_str()));
        telling.into_iter().any(|stem| self.goal.stems.contains(&stem))
    }
}

/// The stems of a name's words, abbreviations written out.
pub(super) fn stems(name: &str) -> Vec<String> {
    words_of(name).iter().map(|word| stem_of(word)).collect()
}
