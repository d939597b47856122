//! The answers as they come, before anything is joined.

use std::collections::{HashMap, HashSet};

use gatehouse_core::catalog::{TableName, ViewRead};
use sqlx::postgres::PgRow;

use super::fields::{Fields, malformed, numbers, parsed};
use super::script::Query;

/// An object's number in the catalogue.
pub(super) type Id = u32;

/// A type and its modifier (length, precision), as a column has them.
pub(super) type TypeKey = (Id, i32);

#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) server: RawServer,
    pub(super) namespaces: HashMap<Id, RawNamespace>,
    pub(super) relations: Vec<RawRelation>,
    /// Of one table for each owner and list of rights.
    pub(super) table_rights: HashMap<Id, [bool; 3]>,
    /// Which table stands for an owner and a list of rights.
    pub(super) examples: HashMap<(Id, String), Id>,
    pub(super) partitions: HashMap<Id, i64>,
    pub(super) inherits: HashMap<Id, Vec<Id>>,
    /// Of one relation, by position.
    pub(super) columns: HashMap<Id, Vec<RawColumn>>,
    pub(super) column_rights: HashMap<(Id, i16), [bool; 3]>,
    pub(super) types: HashMap<TypeKey, RawType>,
    pub(super) enums: HashMap<Id, Vec<String>>,
    pub(super) defaults: HashMap<(Id, i16), String>,
    /// Position 0 is the relation itself.
    pub(super) comments: HashMap<(Id, i32), String>,
    pub(super) constraints: HashMap<Id, Vec<RawConstraint>>,
    pub(super) checks: HashMap<Id, Vec<RawCheck>>,
    pub(super) methods: HashMap<Id, String>,
    pub(super) indexes: HashMap<Id, Vec<RawIndex>>,
    pub(super) index_predicates: HashMap<Id, String>,
    /// By index and part, counted from 1.
    pub(super) index_expressions: HashMap<(Id, i32), String>,
    pub(super) view_reads: HashMap<Id, Vec<ViewRead>>,
}

#[derive(Debug, Default)]
pub(super) struct RawServer {
    pub(super) version: String,
    /// For example `150018`.
    pub(super) version_number: u32,
    pub(super) database: String,
    pub(super) default_schema: String,
    /// What the server's list of all columns takes.
    pub(super) columns_bytes: u64,
}

#[derive(Debug)]
pub(super) struct RawNamespace {
    pub(super) name: String,
    /// Without USAGE on the schema no right on what is in it counts.
    pub(super) usable: bool,
}

#[derive(Debug)]
pub(super) struct RawRelation {
    pub(super) id: Id,
    pub(super) namespace: Id,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) rows: f32,
    /// The first table with the same owner and the same list of rights, on which its rights depend alone.
    pub(super) rights_like: Id,
}

#[derive(Debug)]
pub(super) struct RawColumn {
    pub(super) position: i16,
    pub(super) name: String,
    pub(super) type_key: TypeKey,
    pub(super) facts: ColumnFacts,
}

/// The bits of `columns.sql`.
#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnFacts(u8);

impl ColumnFacts {
    pub(super) fn not_null(self) -> bool {
        self.0 & 1 != 0
    }

    /// 0 for none, 1 for ALWAYS, 2 for BY DEFAULT, 3 for what we do not know.
    pub(super) fn identity(self) -> u8 {
        self.0 >> 1 & 3
    }

    /// 0 for no, 1 for yes, 2 for what we do not know.
    pub(super) fn generated(self) -> u8 {
        self.0 >> 3 & 3
    }

    pub(super) fn has_own_rights(self) -> bool {
        self.0 & 32 != 0
    }
}

#[derive(Debug)]
pub(super) struct RawType {
    pub(super) written: String,
    pub(super) unmodified: String,
    pub(super) schema: String,
    pub(super) name: String,
    /// Schema and name of an array's element.
    pub(super) element: Option<(String, String)>,
    pub(super) base: Id,
    pub(super) base_name: String,
    pub(super) base_kind: String,
    pub(super) base_category: String,
    pub(super) not_null: bool,
}

#[derive(Debug)]
pub(super) struct RawConstraint {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) positions: Vec<i16>,
    pub(super) referenced: Id,
    pub(super) referenced_positions: Vec<i16>,
    /// The index that enforces it.
    pub(super) index: Id,
}

#[derive(Debug)]
pub(super) struct RawCheck {
    pub(super) name: String,
    pub(super) expression: String,
    pub(super) enforced: bool,
}

#[derive(Debug)]
pub(super) struct RawIndex {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) method: Id,
    /// The bits of `indexes.sql`.
    facts: u8,
    /// Key parts; included columns follow them in `positions`.
    pub(super) parts: usize,
    pub(super) positions: Vec<i16>,
    /// Of each key part: 1 for descending, 2 for NULLs first.
    pub(super) orders: Vec<i16>,
}

impl RawIndex {
    pub(super) fn unique(&self) -> bool {
        self.facts & 1 != 0
    }

    pub(super) fn valid(&self) -> bool {
        self.facts & 2 != 0
    }

    pub(super) fn nulls_not_distinct(&self) -> bool {
        self.facts & 4 != 0
    }
}

/// Attribute numbers, separated by spaces.
fn vector(text: &str) -> Result<Vec<i16>, sqlx::Error> {
    text.split_ascii_whitespace().map(parsed).collect()
}

/// The server puts a pair of parentheses around an expression that is no function call; they belong to the index's
/// syntax, not to the expression.
fn bare(expression: &str) -> String {
    expression.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(expression).to_owned()
}

impl Raw {
    /// Takes one row of the answer to `query`, and says how many things it told of.
    pub(super) fn take(&mut self, query: Query, row: &PgRow) -> Result<usize, sqlx::Error> {
        let mut fields = Fields::of(row);
        let fields = &mut fields;
        match query {
            Query::Server => self.server = server(fields)?,
            Query::Namespaces => {
                let (id, name) = (fields.number()?, fields.text()?.to_owned());
                self.namespaces.insert(id, RawNamespace { name, usable: fields.truth()? });
            }
            Query::Relations => {
                let mut relation = relation(fields)?;
                let rights = (fields.number()?, fields.text()?.to_owned());
                relation.rights_like = *self.examples.entry(rights).or_insert(relation.id);
                self.relations.push(relation);
            }
            Query::TableRights => {
                self.table_rights.insert(fields.number()?, fields.truths()?);
            }
            Query::Partitions => drop(self.partitions.insert(fields.number()?, fields.number()?)),
            Query::Inherits => drop(self.inherits.insert(fields.number()?, fields.numbers()?)),
            Query::Columns => {
                let (id, columns) = (fields.number()?, columns(fields)?);
                let count = columns.len();
                self.columns.insert(id, columns);
                return Ok(count);
            }
            Query::ColumnRights => {
                self.column_rights.insert((fields.number()?, fields.number()?), fields.truths()?);
            }
            Query::Types => drop(self.types.insert((fields.number()?, fields.number()?), type_of(fields)?)),
            Query::Enums => drop(self.enums.insert(fields.number()?, fields.texts()?)),
            Query::Defaults => return self.defaults(fields),
            Query::Comments => {
                self.comments.insert((fields.number()?, fields.number()?), fields.text()?.to_owned());
            }
            Query::Constraints => {
                let (id, names, specs) = (fields.number()?, fields.texts()?, fields.text()?);
                let constraints: Result<Vec<_>, _> =
                    names.into_iter().zip(specs.split('|')).map(|(name, spec)| constraint(name, spec)).collect();
                return Ok(self.constraints.entry(id).or_insert(constraints?).len());
            }
            Query::Checks => {
                let id = fields.number()?;
                let (name, expression) = (fields.text()?.to_owned(), fields.text()?.to_owned());
                let check = RawCheck { name, expression, enforced: fields.text()? == "true" };
                self.checks.entry(id).or_default().push(check);
            }
            Query::Methods => drop(self.methods.insert(fields.number()?, fields.text()?.to_owned())),
            Query::Indexes => {
                let (id, indexes) = (fields.number()?, indexes(fields)?);
                return Ok(self.indexes.entry(id).or_insert(indexes).len());
            }
            Query::IndexPredicates => drop(self.index_predicates.insert(fields.number()?, fields.text()?.to_owned())),
            Query::IndexExpressions => {
                drop(self.index_expressions.insert((fields.number()?, fields.number()?), bare(fields.text()?)));
            }
            Query::ViewReads => {
                let view = fields.number()?;
                let table = TableName::new(fields.text()?, fields.text()?);
                let (whole_rows, mut columns) = (fields.truth()?, fields.texts()?);
                columns.sort_unstable();
                columns.dedup();
                self.view_reads.entry(view).or_default().push(ViewRead { table, columns, whole_rows });
            }
        }
        Ok(1)
    }

    fn defaults(&mut self, fields: &mut Fields<'_>) -> Result<usize, sqlx::Error> {
        let expression = fields.text()?;
        let (relations, positions): (Vec<Id>, Vec<i16>) = (fields.numbers()?, fields.numbers()?);
        let places = relations.into_iter().zip(positions);
        let before = self.defaults.len();
        self.defaults.extend(places.map(|place| (place, expression.to_owned())));
        Ok(self.defaults.len() - before)
    }

    /// Adds what the first session read.
    pub(super) fn add(&mut self, first: Raw) {
        self.server = first.server;
        self.namespaces = first.namespaces;
        self.columns = first.columns;
        self.types = first.types;
        self.column_rights = first.column_rights;
    }

    /// The types that the columns have, each once, and the tables with rights of single columns.
    pub(super) fn open_questions(&self) -> (Vec<TypeKey>, Vec<Id>) {
        let types: HashSet<TypeKey> = self.columns.values().flatten().map(|column| column.type_key).collect();
        let has_own = |columns: &Vec<RawColumn>| columns.iter().any(|column| column.facts.has_own_rights());
        let tables = self.columns.iter().filter(|(_, columns)| has_own(columns)).map(|(id, _)| *id);
        (types.into_iter().collect(), tables.collect())
    }
}

fn server(fields: &mut Fields<'_>) -> Result<RawServer, sqlx::Error> {
    Ok(RawServer {
        version: fields.text()?.to_owned(),
        version_number: fields.number()?,
        database: fields.text()?.to_owned(),
        default_schema: fields.text()?.to_owned(),
        columns_bytes: fields.number()?,
    })
}

fn relation(fields: &mut Fields<'_>) -> Result<RawRelation, sqlx::Error> {
    let id = fields.number()?;
    Ok(RawRelation {
        id,
        namespace: fields.number()?,
        name: fields.text()?.to_owned(),
        kind: fields.text()?.to_owned(),
        rows: fields.number()?,
        rights_like: id,
    })
}

/// A table's columns, by position.
fn columns(fields: &mut Fields<'_>) -> Result<Vec<RawColumn>, sqlx::Error> {
    let names = fields.texts()?;
    let (types, modifiers): (Vec<Id>, Vec<i32>) = (fields.numbers()?, fields.numbers()?);
    let packed: Vec<i32> = fields.numbers()?;
    let count = names.len();
    if (types.len(), modifiers.len(), packed.len()) != (count, count, count) {
        return Err(malformed("a table's list of columns"));
    }
    let types = types.into_iter().zip(modifiers);
    let column = |((name, type_key), packed): ((String, TypeKey), i32)| {
        let position = i16::try_from(packed >> 6).map_err(|_| malformed("a column's position"))?;
        // Six bits.
        Ok(RawColumn { position, name, type_key, facts: ColumnFacts((packed & 63) as u8) })
    };
    let columns: Result<Vec<RawColumn>, sqlx::Error> = names.into_iter().zip(types).zip(packed).map(column).collect();
    let mut columns = columns?;
    columns.sort_unstable_by_key(|column| column.position);
    Ok(columns)
}

fn type_of(fields: &mut Fields<'_>) -> Result<RawType, sqlx::Error> {
    Ok(RawType {
        written: fields.text()?.to_owned(),
        unmodified: fields.text()?.to_owned(),
        schema: fields.text()?.to_owned(),
        name: fields.text()?.to_owned(),
        element: {
            let (schema, name) = (fields.optional()?, fields.optional()?);
            schema.zip(name).map(|(schema, name)| (schema.to_owned(), name.to_owned()))
        },
        base: fields.number()?,
        base_name: fields.text()?.to_owned(),
        base_kind: fields.text()?.to_owned(),
        base_category: fields.text()?.to_owned(),
        not_null: fields.truth()?,
    })
}

/// `kind;columns;referenced table;referenced columns;index`
fn constraint(name: String, spec: &str) -> Result<RawConstraint, sqlx::Error> {
    let mut parts = spec.split(';');
    let mut part = || parts.next().ok_or_else(|| malformed("a constraint"));
    Ok(RawConstraint {
        name,
        kind: part()?.to_owned(),
        positions: numbers(part()?)?,
        referenced: parsed(part()?)?,
        referenced_positions: numbers(part()?)?,
        index: parsed(part()?)?,
    })
}

/// A table's indexes.
fn indexes(fields: &mut Fields<'_>) -> Result<Vec<RawIndex>, sqlx::Error> {
    let names = fields.texts()?;
    let (ids, methods): (Vec<Id>, Vec<Id>) = (fields.numbers()?, fields.numbers()?);
    let packed: Vec<u16> = fields.numbers()?;
    let (mut positions, mut orders) = (fields.text()?.split(','), fields.text()?.split(','));
    if (ids.len(), methods.len(), packed.len()) != (names.len(), names.len(), names.len()) {
        return Err(malformed("a table's list of indexes"));
    }
    let indexes = names.into_iter().zip(ids).zip(methods).zip(packed).map(|(((name, id), method), packed)| {
        Ok(RawIndex {
            name,
            id,
            method,
            // Three bits.
            facts: (packed & 7) as u8,
            parts: usize::from(packed >> 3),
            positions: vector(positions.next().ok_or_else(|| malformed("an index"))?)?,
            orders: vector(orders.next().ok_or_else(|| malformed("an index"))?)?,
        })
    });
    indexes.collect()
}
