//! Rows joined to tables. What does not fit becomes a finding, and the rest stands.

use std::collections::HashMap;

use gatehouse_core::catalog::{
    Catalog, Column, Finding, Generation, Privileges, Table, TableKind, TableName, TypeClass,
};
use gatehouse_core::connection::Engine;

use super::keys;
use super::rows::{Id, Raw, RawColumn, RawRelation, RawType, TypeKey};
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

    pub(super) fn column(&self, relation: Id, position: i16) -> Option<&str> {
        let columns = self.columns.get(&relation)?;
        let at = columns.binary_search_by_key(&position, |column| column.position).ok()?;
        Some(&columns.get(at)?.name)
    }

    /// The columns at these positions, if all are known.
    pub(super) fn columns(&self, relation: Id, positions: &[i16]) -> Option<Vec<String>> {
        positions.iter().map(|position| self.column(relation, *position).map(str::to_owned)).collect()
    }

    /// Whether only some of the schemas were read, so that what leads elsewhere leads out of the catalogue.
    pub(super) fn leaves_out_schemas(&self) -> bool {
        self.leaves_out_schemas
    }
}

/// Joins everything into the catalogue of these schemas, or of all.
pub(super) fn assemble(mut raw: Raw, schemas: Option<Vec<String>>) -> (Catalog, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut relations = std::mem::take(&mut raw.relations);
    // Another session's temporary tables, and what was made in a schema of the server's own.
    relations.retain(|relation| raw.namespaces.contains_key(&relation.namespace));
    let names = relations.iter().map(|relation| (relation.id, name(relation, &raw)));
    let names: HashMap<Id, TableName> = names.collect();
    let columns = std::mem::take(&mut raw.columns);
    let names = Names { tables: names, columns: &columns, leaves_out_schemas: schemas.is_some() };
    // First what needs other tables' columns, then the columns themselves, which are moved.
    let tables: Vec<(RawRelation, Table)> = relations
        .into_iter()
        .filter_map(|relation| table(&relation, &mut raw, &names, &mut findings).map(|table| (relation, table)))
        .collect();
    let (mut columns, maker) = (columns, Columns { types: types_in_use(&raw), raw: &raw });
    let tables = tables.into_iter().map(|(relation, mut table)| {
        let own = columns.remove(&relation.id).unwrap_or_default().into_iter();
        table.columns = own.map(|one| maker.column(one, &relation, &table.name, &mut findings)).collect();
        table
    });
    let mut catalog = Catalog {
        tables: tables.collect(),
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

pub(super) fn finding(object: impl ToString, message: impl Into<String>) -> Finding {
    Finding { object: object.to_string(), message: message.into() }
}

fn name(relation: &RawRelation, raw: &Raw) -> TableName {
    let schema = raw.namespaces.get(&relation.namespace).map_or("", |namespace| &namespace.name);
    TableName::new(schema, &relation.name)
}

/// The table without its columns.
fn table(relation: &RawRelation, raw: &mut Raw, names: &Names<'_>, findings: &mut Vec<Finding>) -> Option<Table> {
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
    let keys = keys::keys(relation.id, &name, raw, names, findings);
    let parents = raw.inherits.get(&relation.id).into_iter().flatten();
    let mut reads = raw.view_reads.remove(&relation.id).unwrap_or_default();
    reads.sort();
    Some(Table {
        comment: raw.comments.remove(&(relation.id, 0)),
        // Below 0: never analysed. A float's integer part fits; `as` saturates.
        estimated_rows: (relation.rows >= 0.0).then_some(relation.rows as u64),
        partitions: raw.partitions.get(&relation.id).and_then(|count| u32::try_from(*count).ok()).unwrap_or(0),
        primary_key: keys.primary,
        unique_keys: keys.unique,
        foreign_keys: keys.foreign,
        indexes: keys::indexes(relation.id, &name, raw, names, findings),
        inherits: parents.filter_map(|parent| names.table(*parent).cloned()).collect(),
        checks: keys::checks(relation.id, raw),
        reads: is_view.then_some(reads),
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
    fn column(&self, one: RawColumn, relation: &RawRelation, table: &TableName, findings: &mut Vec<Finding>) -> Column {
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
            default: self.raw.defaults.get(&(relation.id, one.position)).cloned(),
            generation,
            comment: self.raw.comments.get(&(relation.id, i32::from(one.position))).cloned(),
            privileges: self.privileges(&one, relation),
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
