//! What an editor can offer for a read of one table: columns to find by, columns to return, relationships to follow.

use serde::Serialize;

use super::dialect::dialect;
use super::index_use::{IndexVerdict, judge};
use super::resolve::relationships;
use super::{Verb, operation_id};
use crate::catalog::{Catalog, Table, TableName, TypeClass};
use crate::scoping::Scoping;

/// What a read of one table can be made of. Blocked parts are listed as such, for the owner's eyes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Offer {
    /// The operation's id.
    pub operation: String,
    /// The table's own columns.
    pub columns: Vec<ColumnOffer>,
    /// What one foreign key away can be returned.
    pub relationships: Vec<RelationshipOffer>,
}

/// A column and what it can be used for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ColumnOffer {
    /// Its name.
    pub name: String,
    /// Its exact type.
    pub data_type: String,
    /// Its sort.
    pub class: TypeClass,
    /// Out of the agent's reach.
    pub blocked: bool,
    /// Whether a read can be found by it.
    pub index: IndexVerdict,
    /// Why it cannot be returned, if it cannot; completes "because …".
    pub not_returnable: Option<String>,
}

/// A relationship that a projection can follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RelationshipOffer {
    /// Its name, the first part of a path.
    pub name: String,
    /// The table it leads to.
    pub table: TableName,
    /// That table's columns.
    pub columns: Vec<ColumnOffer>,
}

/// The offer for `table`; none when the catalogue lacks it.
pub fn offer(catalog: &Catalog, scoping: &Scoping, table: &TableName) -> Option<Offer> {
    let table = catalog.table(table)?;
    let follow = relationships(table).filter_map(|(name, key)| {
        let target = catalog.table(&key.references)?;
        let keys_visible = key.columns.iter().all(|column| !scoping.blocks_column(&table.name, column))
            && key.referenced_columns.iter().all(|column| !scoping.blocks_column(&target.name, column));
        keys_visible.then(|| RelationshipOffer {
            name: name.to_owned(),
            table: target.name.clone(),
            columns: columns(catalog, scoping, target),
        })
    });
    Some(Offer {
        operation: operation_id(&table.name, Verb::Read, &catalog.default_schema),
        columns: columns(catalog, scoping, table),
        relationships: follow.collect(),
    })
}

fn columns(catalog: &Catalog, scoping: &Scoping, table: &Table) -> Vec<ColumnOffer> {
    let dialect = dialect(catalog.engine);
    let offers = table.columns.iter().map(|column| {
        let blocked = scoping.blocks_column(&table.name, &column.name);
        ColumnOffer {
            name: column.name.clone(),
            data_type: column.data_type.clone(),
            class: column.class,
            blocked,
            index: if column.class.is_scalar() {
                judge(table, &column.name, dialect)
            } else {
                IndexVerdict::NotServed { reason: "it is not one plain value".into() }
            },
            not_returnable: if blocked {
                Some("it is blocked".into())
            } else if !column.class.is_scalar() {
                Some("it is not one plain value".into())
            } else if !column.privileges.select {
                Some("this login may not SELECT it".into())
            } else {
                None
            },
        }
    });
    offers.collect()
}
