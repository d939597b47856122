//! What an editor can offer for an operation on one table: columns to find by, to set and to return, relationships to follow.

use serde::Serialize;

use super::dialect::{Dialect, dialect};
use super::guarded::{Classes, Guarded};
use super::index_use::{IndexVerdict, judge};
use super::resolve::relationships;
use super::value::Kind;
use super::write::{is_made_by_the_server, is_required, unique_columns};
use super::{Verb, operation_id};
use crate::catalog::{Catalog, Column, Generation, Table, TableKind, TableName, TypeClass};
use crate::scoping::Scoping;

/// What an operation on one table can be made of. Blocked parts are listed as such, for the owner's eyes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Offer {
    /// The operation's id.
    pub operation: String,
    /// Why this table cannot be written to, if this is a write and it cannot; completes "because …".
    pub not_writable: Option<String>,
    /// The table's own columns.
    pub columns: Vec<ColumnOffer>,
    /// What one foreign key away can be returned. A write answers with its own row only.
    pub relationships: Vec<RelationshipOffer>,
}

/// A column and what it can be used for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnOffer {
    /// Its name.
    pub name: String,
    /// Its exact type.
    pub data_type: String,
    /// Its sort.
    pub class: TypeClass,
    /// What it is for, in the database's own words.
    pub comment: Option<String>,
    /// The values it can have, for an enum.
    pub enum_values: Vec<String>,
    /// Out of the agent's reach.
    pub blocked: bool,
    /// What it looks like, if an agent should rather not have it; completes "looks like …".
    pub sensitive: Option<String>,
    /// Whether a read can be found by it.
    pub index: IndexVerdict,
    /// Why it cannot be returned, if it cannot; completes "because …".
    pub not_returnable: Option<String>,
    /// Why this write cannot set it, if it cannot; completes "because …". A read sets nothing.
    pub not_settable: Option<String>,
    /// A new row needs a value from outside.
    pub required: bool,
    /// Unique by itself, so that an update can find its row by it.
    pub key: bool,
}

/// A relationship that a projection can follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RelationshipOffer {
    /// Its name, the first part of a path.
    pub name: String,
    /// The table it leads to.
    pub table: TableName,
    /// That table's columns.
    pub columns: Vec<ColumnOffer>,
}

/// The offer for doing this with `table`; none when the catalogue lacks it.
pub fn offer(catalog: &Catalog, scoping: &Scoping, table: &TableName, verb: Verb) -> Option<Offer> {
    let table = catalog.table(table)?;
    let look = Look { scoping, dialect: dialect(catalog.engine), verb, classes: Classes::new(catalog, scoping) };
    let follow = relationships(table).filter(|_| verb == Verb::Read).filter_map(|(name, key)| {
        let target = catalog.table(&key.references)?;
        let keys_visible = key.columns.iter().all(|column| !scoping.blocks_column(&table.name, column))
            && key.referenced_columns.iter().all(|column| !scoping.blocks_column(&target.name, column));
        keys_visible.then(|| RelationshipOffer {
            name: name.to_owned(),
            table: target.name.clone(),
            columns: look.columns(target),
        })
    });
    let is_table = matches!(table.kind, TableKind::Table | TableKind::PartitionedTable);
    Some(Offer {
        operation: operation_id(&table.name, verb, &catalog.default_schema),
        not_writable: (verb != Verb::Read && !is_table).then(|| "it is no table of this database".into()),
        columns: look.columns(table),
        relationships: follow.collect(),
    })
}

/// What every column is looked at with.
struct Look<'a> {
    scoping: &'a Scoping,
    dialect: &'a dyn Dialect,
    verb: Verb,
    classes: Classes<'a>,
}

impl<'a> Look<'a> {
    fn columns(&self, table: &'a Table) -> Vec<ColumnOffer> {
        let unique = unique_columns(table, self.dialect);
        table.columns.iter().map(|column| self.column(table, column, unique.contains(&column.name.as_str()))).collect()
    }

    fn column(&self, table: &'a Table, column: &Column, unique: bool) -> ColumnOffer {
        let blocked = self.scoping.blocks_column(&table.name, &column.name);
        let guarded = self.classes.column(table, &column.name);
        ColumnOffer {
            name: column.name.clone(),
            data_type: column.data_type.clone(),
            class: column.class,
            comment: column.comment.clone(),
            enum_values: column.enum_values.clone(),
            blocked,
            sensitive: guarded.map(|guarded| guarded.words().to_owned()),
            index: if column.class.is_scalar() {
                judge(table, &column.name, self.dialect)
            } else {
                IndexVerdict::NotServed { reason: "it is not one plain value".into() }
            },
            not_returnable: self.not_returnable(column, blocked).map(str::to_owned),
            not_settable: self.not_settable(column, blocked, guarded),
            required: self.verb == Verb::Create && is_required(column),
            key: unique,
        }
    }

    fn not_returnable(&self, column: &Column, blocked: bool) -> Option<&'static str> {
        let created = self.verb == Verb::Create && column.generation == Some(Generation::IdentityByDefault);
        if blocked {
            Some("it is blocked")
        } else if !column.class.is_scalar() {
            Some("it is not one plain value")
        } else if !column.privileges.select {
            Some("this login may not SELECT it")
        } else if self.verb != Verb::Read && !self.dialect.returns_rows_of_a_write() && !created {
            Some("this engine knows only the number that it gave a new row")
        } else {
            None
        }
    }

    fn not_settable(&self, column: &Column, blocked: bool, guarded: Option<Guarded>) -> Option<String> {
        let reason = if self.verb == Verb::Read {
            "a read sets nothing"
        } else if blocked {
            "it is blocked"
        } else if is_made_by_the_server(column) {
            "the server makes its value"
        } else if Kind::of(column.class) == Kind::None {
            "it is not one plain value"
        } else if let Some(guarded) = guarded.filter(|guarded| guarded.refuses_writes()) {
            return Some(format!("it looks like {}", guarded.words()));
        } else if self.verb == Verb::Create && !column.privileges.insert {
            "this login may not INSERT it"
        } else if self.verb == Verb::Update && !column.privileges.update {
            "this login may not UPDATE it"
        } else {
            return None;
        };
        Some(reason.to_owned())
    }
}
