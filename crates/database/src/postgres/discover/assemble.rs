//! Rows joined to tables. What does not fit becomes a finding, and the rest stands.

use std::collections::HashMap;

use gatehouse_core::catalog::{
    Catalog, Column, Finding, Generation, Privileges, Table, TableKind, TableName, TypeClass, ViewRead,
};
use gatehouse_core::connection::Engine;

use crate::parallel;

use super::keys;
use super::raw::{Id, Raw, RawCheck, RawColumn, RawForeignKey, RawIndex, RawRelation, RawType, TypeKey};
use super::types;

/// The tables' names and their columns' names by position.
pub(super) struct Names<'a> {
    tables: HashMap<Id, TableName>,
    columns: &'a HashMap<Id, Vec<RawColumn>>,
    leaves_out_schemas: bool,
}

impl Names<'_> {
    pub(super) fn table(&self, relation: Id) -> Option<&TableName> {
        self.tables.get(&relation)
    }

    /// The columns of a relation, by position.
    pub(super) fn of(&self, relation: Id) -> &[RawColumn] {
        self.columns.get(&relation).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether only some of the schemas were read, so that what leads elsewhere leads out of the catalogue.
    pub(super) fn leaves_out_schemas(&self) -> bool {
        self.leaves_out_schemas
    }
}

/// The name of the column at this position.
pub(super) fn name_at(columns: &[RawColumn], position: i16) -> Option<&str> {
    // Where no column was ever dropped, a position is a place.
    let guess = usize::try_from(position).ok().and_then(|position| columns.get(position.checked_sub(1)?));
    if let Some(column) = guess.filter(|column| column.position == position) {
        return Some(&column.name);
    }
    let at = columns.binary_search_by_key(&position, |column| column.position).ok()?;
    Some(&columns.get(at)?.name)
}

/// The names of the columns at these positions, if all are known.
pub(super) fn names_at(columns: &[RawColumn], positions: &[i16]) -> Option<Vec<String>> {
    positions.iter().map(|position| name_at(columns, *position).map(str::to_owned)).collect()
}

/// Joins everything into the catalogue of these schemas, or of all.
pub(super) fn assemble(mut raw: Raw, schemas: Option<Vec<String>>) -> (Catalog, Vec<Finding>) {
    let mut relations = std::mem::take(&mut raw.relations);
    // Another session's temporary tables, and what was made in a schema of the server's own.
    relations.retain(|relation| raw.namespaces.contains_key(&relation.namespace));
    let names = relations.iter().map(|relation| (relation.id, name(relation, &raw)));
    let names: HashMap<Id, TableName> = names.collect();
    let mut columns = std::mem::take(&mut raw.columns);
    let names = Names { tables: names, columns: &columns, leaves_out_schemas: schemas.is_some() };
    // First what needs other tables' columns, then the columns themselves, which are moved.
    let gathered = relations.into_iter().map(|relation| Gathered::of(relation, &mut raw)).collect();
    let made = parallel::mapped(gathered, |mut one: Gathered| {
        let mut findings = Vec::new();
        let table = table(&mut one, &raw, &names, &mut findings);
        (one, table, findings)
    });
    let made: Vec<_> = made
        .into_iter()
        .map(|(one, table, findings)| {
            let own = columns.remove(&one.relation.id).unwrap_or_default();
            (one, own, table, findings)
        })
        .collect();
    let maker = Columns { types: types_in_use(&raw), raw: &raw };
    let made = parallel::mapped(made, |(mut one, own, table, mut findings)| {
        let table = table.map(|mut table| {
            let columns = own.into_iter().map(|column| maker.column(column, &mut one, &table.name, &mut findings));
            table.columns = columns.collect();
            table
        });
        (table, findings)
    });
    let (tables, findings): (Vec<Option<Table>>, Vec<Vec<Finding>>) = made.into_iter().unzip();
    let mut findings: Vec<Finding> = findings.into_iter().flatten().collect();
    let mut catalog = Catalog {
        tables: tables.into_iter().flatten().collect(),
        schemas,
        ..Catalog::new(
            Engine::Postgres,
            // "18.4 (Debian 18.4-1)" is 18.4.
            raw.server.version.split_whitespace().next().unwrap_or_default(),
            &raw.server.database,
            &raw.server.default_schema,
        )
    };
    catalog.sort();
    findings.sort_by(|a, b| (&a.object, &a.message).cmp(&(&b.object, &b.message)));
    (catalog, findings)
}

/// All that was read of one relation, without its columns.
pub(super) struct Gathered {
    pub(super) relation: RawRelation,
    /// By name.
    pub(super) indexes: Vec<RawIndex>,
    /// By name.
    pub(super) foreign_keys: Vec<RawForeignKey>,
    checks: Vec<RawCheck>,
    reads: Vec<ViewRead>,
    /// By position.
    defaults: Vec<(i16, usize)>,
    /// By position; taken out one after another.
    comments: Vec<(i32, String)>,
}

impl Gathered {
    fn of(relation: RawRelation, raw: &mut Raw) -> Gathered {
        let id = relation.id;
        Gathered {
            relation,
            indexes: raw.indexes.remove(&id).unwrap_or_default(),
            foreign_keys: raw.foreign_keys.remove(&id).unwrap_or_default(),
            checks: raw.checks.remove(&id).unwrap_or_default(),
            reads: raw.view_reads.remove(&id).unwrap_or_default(),
            defaults: raw.defaults.remove(&id).unwrap_or_default(),
            comments: raw.comments.remove(&id).unwrap_or_default(),
        }
    }

    fn sort(&mut self) {
        self.indexes.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        self.foreign_keys.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        self.reads.sort();
        self.defaults.sort_unstable_by_key(|(position, _)| *position);
        self.comments.sort_unstable_by_key(|(position, _)| *position);
    }

    /// Which of the expressions is the default of the column at this position.
    fn default(&self, position: i16) -> Option<usize> {
        let at = self.defaults.binary_search_by_key(&position, |(position, _)| *position).ok()?;
        self.defaults.get(at).map(|(_, expression)| *expression)
    }

    fn take_comment(&mut self, position: i32) -> Option<String> {
        let at = self.comments.binary_search_by_key(&position, |(position, _)| *position).ok()?;
        self.comments.get_mut(at).map(|(_, comment)| std::mem::take(comment))
    }
}

pub(super) fn finding(object: impl ToString, message: impl Into<String>) -> Finding {
    Finding { object: object.to_string(), message: message.into() }
}

fn name(relation: &RawRelation, raw: &Raw) -> TableName {
    let schema = raw.namespaces.get(&relation.namespace).map_or("", |namespace| &namespace.name);
    TableName::new(schema, &relation.name)
}

/// The table without its columns.
fn table(one: &mut Gathered, raw: &Raw, names: &Names<'_>, findings: &mut Vec<Finding>) -> Option<Table> {
    one.sort();
    let relation = &one.relation;
    let name = names.table(relation.id)?.clone();
    let kind = match relation.kind.as_str() {
        "r" => TableKind::Table,
        "p" => TableKind::PartitionedTable,
        "v" => TableKind::View,
        "m" => TableKind::MaterializedView,
        "f" => TableKind::ForeignTable,
        other => {
            findings.push(finding(&name, format!("A relation of the unknown kind “{other}” was left out.")));
            return None;
        }
    };
    let is_view = matches!(kind, TableKind::View | TableKind::MaterializedView);
    let keys = keys::keys(one, &name, raw, names, findings);
    let parents = raw.inherits.get(&relation.id).into_iter().flatten();
    Some(Table {
        // Below 0: never analysed. A float's integer part fits; `as` saturates.
        estimated_rows: (relation.rows >= 0.0).then_some(relation.rows as u64),
        partitions: raw.partitions.get(&relation.id).and_then(|count| u32::try_from(*count).ok()).unwrap_or(0),
        primary_key: keys.primary,
        unique_keys: keys.unique,
        foreign_keys: keys.foreign,
        indexes: keys::indexes(one, &name, raw, names, findings),
        inherits: parents.filter_map(|parent| names.table(*parent).cloned()).collect(),
        checks: keys::checks(&one.checks),
        reads: is_view.then(|| std::mem::take(&mut one.reads)),
        comment: one.take_comment(0),
        ..Table::new(name, kind, Vec::new())
    })
}

/// What a column gets from its type.
struct TypeInUse<'a> {
    raw: &'a RawType,
    cast_type: Option<String>,
    class: TypeClass,
}

fn types_in_use(raw: &Raw) -> HashMap<TypeKey, TypeInUse<'_>> {
    raw.types.iter().map(|(key, one)| (*key, TypeInUse::of(one))).collect()
}

impl TypeInUse<'_> {
    fn of(raw: &RawType) -> TypeInUse<'_> {
        let cast_type = Some(types::cast_type(raw)).filter(|cast_type| *cast_type != raw.written);
        TypeInUse { raw, cast_type, class: types::class(raw) }
    }
}

/// Makes the columns of one table after another.
struct Columns<'a> {
    types: HashMap<TypeKey, TypeInUse<'a>>,
    raw: &'a Raw,
}

impl Columns<'_> {
    fn column(&self, one: RawColumn, of: &mut Gathered, table: &TableName, findings: &mut Vec<Finding>) -> Column {
        let generation = match (one.facts.identity(), one.facts.generated()) {
            (0, 0) => None,
            (1, 0) => Some(Generation::IdentityAlways),
            (2, 0) => Some(Generation::IdentityByDefault),
            // Stored and, from PostgreSQL 18, virtual.
            (0, 1) => Some(Generation::Generated),
            _ => {
                findings.push(finding(
                    table.column(&one.name),
                    "The server makes this column's value in an unknown way; it counts as generated.",
                ));
                Some(Generation::Generated)
            }
        };
        let mut column = Column {
            nullable: !one.facts.not_null(),
            default: of.default(one.position).and_then(|expression| self.raw.expressions.get(expression)).cloned(),
            generation,
            comment: of.take_comment(i32::from(one.position)),
            privileges: self.privileges(&one, &of.relation),
            ..Column::new(one.name, "unknown", TypeClass::Other)
        };
        let Some(found) = self.types.get(&one.type_key) else {
            column.set_cast_type("text".into());
            findings.push(finding(
                table.column(&column.name),
                "The column's type is not in the catalogue; the column cannot be used.",
            ));
            return column;
        };
        column.data_type.clone_from(&found.raw.written);
        column.cast_type.clone_from(&found.cast_type);
        column.class = found.class;
        column.equality_schema.clone_from(&found.raw.equality_schema);
        column.nullable &= !found.raw.not_null;
        column.enum_values = self.raw.enums.get(&found.raw.base).cloned().unwrap_or_default();
        column
    }

    fn privileges(&self, one: &RawColumn, relation: &RawRelation) -> Privileges {
        let usable = self.raw.namespaces.get(&relation.namespace).is_some_and(|namespace| namespace.usable);
        let of_table = || self.raw.table_rights.get(&relation.rights_like).copied();
        let own = || self.raw.column_rights.get(&(relation.id, one.position)).copied();
        let rights = if one.facts.has_own_rights() { own().or_else(of_table) } else { of_table() };
        let [select, insert, update] = rights.filter(|_| usable).unwrap_or_default();
        Privileges { select, insert, update }
    }
}
