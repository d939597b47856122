//! The answers as they come, row by row.

use std::collections::HashSet;

use gatehouse_core::catalog::{TableName, ViewRead};

use super::fields::{Fields, Malformed, numbers, parsed};
use super::raw::*;
use super::script::Query;

/// Attribute numbers, separated by spaces.
fn vector(text: &str) -> Result<Vec<i16>, Malformed> {
    text.split_ascii_whitespace().map(parsed).collect()
}

/// The server puts a pair of parentheses around an expression that is no function call; they belong to the index's
/// syntax, not to the expression.
fn bare(expression: &str) -> String {
    expression.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(expression).to_owned()
}

impl Raw {
    /// Takes one row of the answer to `query`, and says how many things it told of.
    pub(super) fn take(&mut self, query: Query, row: &[u8]) -> Result<usize, Malformed> {
        let fields = &mut Fields::of(row).ok_or(Malformed)?;
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
                let id = fields.number()?;
                let (columns, named) = columns(fields)?;
                let count = columns.len();
                self.unnamed.extend((!named).then_some(id));
                self.columns.insert(id, columns);
                return Ok(count);
            }
            Query::ColumnRights => {
                self.column_rights.insert((fields.number()?, fields.number()?), fields.truths()?);
            }
            Query::ColumnNames => return self.name_columns(fields),
            Query::Types => drop(self.types.insert((fields.number()?, fields.number()?), type_of(fields)?)),
            Query::Enums => drop(self.enums.insert(fields.number()?, fields.texts()?)),
            Query::Defaults => return self.defaults(fields),
            Query::Comments => {
                let relation = fields.number()?;
                let comment = (fields.number()?, fields.text()?.to_owned());
                self.comments.entry(relation).or_default().push(comment);
            }
            Query::KeyIndexes => {
                let indexes: Vec<Id> = fields.numbers()?;
                let count = indexes.len();
                self.key_indexes.extend(indexes);
                return Ok(count);
            }
            Query::ForeignKeys => return self.foreign_keys(fields),
            Query::Checks => {
                let id = fields.number()?;
                let (name, expression) = (fields.text()?.to_owned(), fields.text()?.to_owned());
                let check = RawCheck { name, expression, enforced: fields.text()? == "true" };
                self.checks.entry(id).or_default().push(check);
            }
            Query::Methods => drop(self.methods.insert(fields.number()?, fields.text()?.to_owned())),
            Query::Indexes => return self.indexes(fields),
            Query::IndexTexts => {
                let (index, part, text) = (fields.number()?, fields.number()?, fields.text()?);
                let text = if part == 0 { text.to_owned() } else { bare(text) };
                self.index_texts.insert((index, part), text);
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

    fn defaults(&mut self, fields: &mut Fields<'_>) -> Result<usize, Malformed> {
        let expression = self.expressions.len();
        self.expressions.push(fields.text()?.to_owned());
        let (relations, mut positions) = (fields.digits()?, fields.digits()?);
        let mut count = 0;
        for relation in relations {
            let position = positions.next().ok_or(Malformed)?;
            self.defaults.entry(parsed(relation)?).or_default().push((parsed(position)?, expression));
            count += 1;
        }
        Ok(count)
    }

    fn foreign_keys(&mut self, fields: &mut Fields<'_>) -> Result<usize, Malformed> {
        let short = Malformed;
        let (relations, mut names, mut referenced) = (fields.digits()?, fields.each_text()?, fields.digits()?);
        let (mut positions, mut referenced_positions) = (fields.text()?.split(';'), fields.text()?.split(';'));
        let mut count = 0;
        for relation in relations {
            let key = RawForeignKey {
                name: names.next().ok_or(short)??,
                positions: numbers(positions.next().ok_or(short)?)?,
                referenced: parsed(referenced.next().ok_or(short)?)?,
                referenced_positions: numbers(referenced_positions.next().ok_or(short)?)?,
            };
            self.foreign_keys.entry(parsed(relation)?).or_default().push(key);
            count += 1;
        }
        Ok(count)
    }

    fn indexes(&mut self, fields: &mut Fields<'_>) -> Result<usize, Malformed> {
        let short = Malformed;
        let (relations, mut names) = (fields.digits()?, fields.each_text()?);
        let (mut ids, mut methods, mut packed) = (fields.digits()?, fields.digits()?, fields.digits()?);
        let (mut positions, mut orders) = (fields.text()?.split(','), fields.text()?.split(','));
        let mut count = 0;
        for relation in relations {
            let packed: u16 = parsed(packed.next().ok_or(short)?)?;
            let index = RawIndex {
                name: names.next().ok_or(short)??,
                id: parsed(ids.next().ok_or(short)?)?,
                method: parsed(methods.next().ok_or(short)?)?,
                // Four bits.
                facts: (packed & 15) as u8,
                parts: usize::from(packed >> 4),
                positions: vector(positions.next().ok_or(short)?)?,
                orders: vector(orders.next().ok_or(short)?)?,
            };
            self.indexes.entry(parsed(relation)?).or_default().push(index);
            count += 1;
        }
        Ok(count)
    }

    /// Adds what the first session read.
    pub(super) fn add(&mut self, first: Raw) {
        self.server = first.server;
        self.namespaces = first.namespaces;
        self.columns = first.columns;
        self.types = first.types;
        self.column_rights = first.column_rights;
    }

    /// Gives the columns of one relation their names.
    fn name_columns(&mut self, fields: &mut Fields<'_>) -> Result<usize, Malformed> {
        let columns = self.columns.get_mut(&fields.number()?).ok_or(Malformed)?;
        let (names, positions): (Vec<String>, Vec<i16>) = (fields.texts()?, fields.numbers()?);
        for (name, position) in names.into_iter().zip(positions) {
            if let Some(column) = columns.iter_mut().find(|column| column.position == position) {
                column.name = name;
            }
        }
        Ok(0)
    }

    /// The types that the columns have, each once.
    pub(super) fn types_in_use(&self) -> Vec<TypeKey> {
        let types: HashSet<TypeKey> = self.columns.values().flatten().map(|column| column.type_key).collect();
        types.into_iter().collect()
    }

    /// The tables with rights of single columns.
    pub(super) fn with_column_rights(&self) -> Vec<Id> {
        let has_own = |columns: &Vec<RawColumn>| columns.iter().any(|column| column.facts.has_own_rights());
        self.columns.iter().filter(|(_, columns)| has_own(columns)).map(|(id, _)| *id).collect()
    }
}

fn server(fields: &mut Fields<'_>) -> Result<RawServer, Malformed> {
    Ok(RawServer {
        version: fields.text()?.to_owned(),
        version_number: fields.number()?,
        database: fields.text()?.to_owned(),
        default_schema: fields.text()?.to_owned(),
        columns_bytes: fields.number()?,
    })
}

fn relation(fields: &mut Fields<'_>) -> Result<RawRelation, Malformed> {
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

/// What is between the names of a table's columns.
const BETWEEN_NAMES: char = '\u{1f}';

/// The two numbers of 32 bits that a number of 64 bits was made of.
fn halves(digits: &str) -> Result<(u32, u32), Malformed> {
    let both: i64 = parsed(digits)?;
    // Bits are kept, so a number of a type past the half of all comes back as it was.
    Ok(((both as u64 >> 32) as u32, both as u32))
}

/// A table's columns, by position, and whether their names could be told apart.
fn columns(fields: &mut Fields<'_>) -> Result<(Vec<RawColumn>, bool), Malformed> {
    let (mut names, packed) = (fields.text()?.split(BETWEEN_NAMES), fields.digits()?);
    let count = packed.clone().count();
    let named = names.clone().count() == count;
    let mut columns = Vec::with_capacity(count);
    for packed in packed {
        let (type_id, packed) = halves(packed)?;
        columns.push(RawColumn {
            name: names.next().filter(|_| named).unwrap_or_default().to_owned(),
            type_key: (type_id, -1),
            position: i16::try_from(packed >> 6).map_err(|_| Malformed)?,
            // Six bits.
            facts: ColumnFacts((packed & 63) as u8),
        });
    }
    columns.sort_unstable_by_key(|column| column.position);
    for modified in fields.digits()? {
        let (position, modifier) = halves(modified)?;
        let at = columns.binary_search_by_key(&i64::from(position), |column| i64::from(column.position));
        let column = at.ok().and_then(|at| columns.get_mut(at)).ok_or(Malformed)?;
        column.type_key.1 = i32::try_from(modifier).map_err(|_| Malformed)?;
    }
    Ok((columns, named))
}

fn type_of(fields: &mut Fields<'_>) -> Result<RawType, Malformed> {
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
        equality_schema: fields.optional()?.map(str::to_owned),
    })
}
