//! Which table and column the agent's user may select, insert and update; explicit, table by table.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Grain, GrantRequest, GrantRole};
use crate::catalog::{Catalog, Column, Generation, Table, TableKind, TableName};
use crate::connection::Engine;
use crate::scoping::Scoping;

/// A privilege on data. DELETE is listed because a proof looks for it; no plan ever grants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "SQL's own names")]
pub enum Privilege {
    Select,
    Insert,
    Update,
    Delete,
}

impl Privilege {
    /// SQL's word for it.
    pub fn sql(self) -> &'static str {
        match self {
            Privilege::Select => "SELECT",
            Privilege::Insert => "INSERT",
            Privilege::Update => "UPDATE",
            Privilege::Delete => "DELETE",
        }
    }
}

/// How much of a table a privilege covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// Nothing of it.
    Nothing,
    /// The table: all columns, those of tomorrow too.
    Whole,
    /// These columns, in the table's order; never empty.
    Columns(Vec<String>),
}

impl Extent {
    /// Whether the column is covered.
    pub fn covers(&self, column: &str) -> bool {
        match self {
            Extent::Nothing => false,
            Extent::Whole => true,
            Extent::Columns(columns) => columns.iter().any(|name| name == column),
        }
    }

    fn of_columns(columns: Vec<String>) -> Extent {
        if columns.is_empty() { Extent::Nothing } else { Extent::Columns(columns) }
    }
}

/// What the plan gives on one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TableGrants {
    /// The table.
    pub name: TableName,
    /// SELECT.
    pub select: Extent,
    /// INSERT.
    pub insert: Extent,
    /// UPDATE.
    pub update: Extent,
}

impl TableGrants {
    fn nothing(name: TableName) -> TableGrants {
        TableGrants { name, select: Extent::Nothing, insert: Extent::Nothing, update: Extent::Nothing }
    }

    /// Whether nothing is granted on the table.
    pub fn is_nothing(&self) -> bool {
        [&self.select, &self.insert, &self.update].iter().all(|extent| **extent == Extent::Nothing)
    }
}

/// What a proof expects of one privilege on one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// The plan grants it: its absence is too little.
    Must,
    /// The plan does not need it, and the scoping allows it: a write user that reads another visible table.
    May,
    /// It would be too much.
    MustNot,
}

/// The whole plan. Invariant: one entry for every table of the catalogue, in its order, also where nothing is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GrantPlan {
    /// Which engine.
    pub engine: Engine,
    /// The database it is for.
    pub database: String,
    /// What was asked for.
    pub request: GrantRequest,
    /// Table by table.
    pub tables: Vec<TableGrants>,
    /// The columns that scoping leaves visible, table by table in the same order: what a write user may read besides.
    visible: Vec<BTreeSet<String>>,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanProblem {
    /// No such table in the snapshot.
    #[error("the snapshot has no table {0}: discover the schema again, or correct the name")]
    UnknownTable(TableName),
    /// The table is blocked, or all its columns are.
    #[error("{0} is blocked for agents: unblock it first, or leave it out")]
    Blocked(TableName),
    /// A view or the like, into which nothing is written.
    #[error("{0} is no ordinary table: name the table that its rows come from")]
    NotWritable(TableName),
    /// A write user without tables would be a blanket one.
    #[error("a write user needs the names of the tables it may write to")]
    NoTables,
    /// Everything is blocked, or there is nothing.
    #[error("there is nothing left to grant: every table is blocked, or the snapshot is empty")]
    Nothing,
}

impl GrantPlan {
    /// Plans what `request` means for this catalogue under this scoping.
    ///
    /// # Errors
    /// [`PlanProblem`] when a named table is unknown, blocked or not to be written, or when nothing would be granted.
    pub fn of(catalog: &Catalog, scoping: &Scoping, request: &GrantRequest) -> Result<GrantPlan, PlanProblem> {
        let named = named_tables(catalog, scoping, request)?;
        let grants = |table: &Table| match named.as_ref().is_none_or(|named| named.contains(&table.name)) {
            true => granted(table, scoping, request),
            false => TableGrants::nothing(table.name.clone()),
        };
        let tables: Vec<TableGrants> = catalog.tables.iter().map(grants).collect();
        if tables.iter().all(TableGrants::is_nothing) {
            return Err(PlanProblem::Nothing);
        }
        Ok(GrantPlan {
            engine: catalog.engine,
            database: catalog.database.clone(),
            request: request.clone(),
            tables,
            visible: catalog.tables.iter().map(|table| visible(table, scoping).collect()).collect(),
        })
    }

    /// What can be said before discovery: the tables of `catalog`, which has their names and no columns, are granted whole.
    ///
    /// # Errors
    /// [`PlanProblem::Blocked`] for a table that is blocked, [`PlanProblem::NoTables`] without tables.
    pub(super) fn undiscovered(
        catalog: &Catalog,
        scoping: &Scoping,
        role: GrantRole,
    ) -> Result<GrantPlan, PlanProblem> {
        if catalog.tables.is_empty() {
            return Err(PlanProblem::NoTables);
        }
        if let Some(blocked) = catalog.tables.iter().find(|table| scoping.blocks_table(&table.name)) {
            return Err(PlanProblem::Blocked(blocked.name.clone()));
        }
        let written = || if role == GrantRole::Write { Extent::Whole } else { Extent::Nothing };
        let grants = |table: &Table| TableGrants {
            name: table.name.clone(),
            select: Extent::Whole,
            insert: written(),
            update: written(),
        };
        let names = catalog.tables.iter().map(|table| table.name.clone());
        Ok(GrantPlan {
            engine: catalog.engine,
            database: catalog.database.clone(),
            request: GrantRequest { role, grain: Grain::Tables, tables: names.collect() },
            tables: catalog.tables.iter().map(grants).collect(),
            visible: vec![BTreeSet::new(); catalog.tables.len()],
        })
    }

    /// Whether scoping leaves this column visible, in the table at this place of the catalogue.
    pub(super) fn is_visible(&self, at: usize, column: &str) -> bool {
        self.visible.get(at).is_some_and(|columns| columns.contains(column))
    }

    /// What is expected of `privilege` on a column. A table or column that the plan does not know must not be reachable.
    pub fn expected(&self, table: &TableName, column: &str, privilege: Privilege) -> Expected {
        // In the catalogue's order, which is sorted by name.
        let Ok(at) = self.tables.binary_search_by(|grants| grants.name.cmp(table)) else { return Expected::MustNot };
        let grants = &self.tables[at];
        let extent = match privilege {
            Privilege::Select => &grants.select,
            Privilege::Insert => &grants.insert,
            Privilege::Update => &grants.update,
            Privilege::Delete => return Expected::MustNot,
        };
        if extent.covers(column) {
            Expected::Must
        } else if privilege == Privilege::Select && self.visible[at].contains(column) {
            Expected::May
        } else {
            Expected::MustNot
        }
    }
}

/// The tables that were named, all of them fit for the role; none when the request means every table.
fn named_tables(
    catalog: &Catalog,
    scoping: &Scoping,
    request: &GrantRequest,
) -> Result<Option<BTreeSet<TableName>>, PlanProblem> {
    let writes = request.role == GrantRole::Write;
    if request.tables.is_empty() {
        return if writes { Err(PlanProblem::NoTables) } else { Ok(None) };
    }
    for name in &request.tables {
        let table = catalog.table(name).ok_or_else(|| PlanProblem::UnknownTable(name.clone()))?;
        if writes && !matches!(table.kind, TableKind::Table | TableKind::PartitionedTable) {
            return Err(PlanProblem::NotWritable(name.clone()));
        }
        // Whoever names a table that is blocked has forgotten one of the two: ask, do not guess.
        if visible(table, scoping).next().is_none() {
            return Err(PlanProblem::Blocked(name.clone()));
        }
    }
    Ok(Some(request.tables.iter().cloned().collect()))
}

fn granted(table: &Table, scoping: &Scoping, request: &GrantRequest) -> TableGrants {
    let seen: Vec<String> = visible(table, scoping).collect();
    let select = match request.grain {
        Grain::Schema if table.columns.is_empty() => Extent::Nothing,
        Grain::Schema => Extent::Whole,
        Grain::Tables if seen.is_empty() => Extent::Nothing,
        Grain::Tables => Extent::Whole,
        Grain::Columns => Extent::of_columns(seen),
    };
    let grants = TableGrants { select, ..TableGrants::nothing(table.name.clone()) };
    if request.role == GrantRole::ReadOnly {
        return grants;
    }
    // Column by column at every grain: a blocked column is never written, nor is one that the server computes.
    let written = |fits: &dyn Fn(&Column) -> bool| {
        let fits =
            |column: &&Column| !scoping.blocks_column(&table.name, &column.name) && settable(column) && fits(column);
        Extent::of_columns(table.columns.iter().filter(fits).map(|column| column.name.clone()).collect())
    };
    let in_key = |column: &Column| table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column.name));
    TableGrants { insert: written(&|_| true), update: written(&|column| !in_key(column)), ..grants }
}

fn settable(column: &Column) -> bool {
    !matches!(column.generation, Some(Generation::Generated | Generation::IdentityAlways))
}

fn visible<'a>(table: &'a Table, scoping: &'a Scoping) -> impl Iterator<Item = String> + 'a {
    let shown = |column: &&Column| !scoping.blocks_column(&table.name, &column.name);
    table.columns.iter().filter(shown).map(|column| column.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Key, Privileges, TypeClass};

    fn column(name: &str, generation: Option<Generation>) -> Column {
        let privileges = Privileges { select: true, insert: false, update: false };
        Column { generation, privileges, ..Column::new(name, "text", TypeClass::Text) }
    }

    fn table(name: &str, kind: TableKind) -> Table {
        let columns = vec![
            column("id", None),
            column("name", None),
            column("ssn", None),
            column("slug", Some(Generation::Generated)),
        ];
        let primary_key = Some(Key { name: "pk".into(), columns: vec!["id".into()] });
        Table { primary_key, ..Table::new(TableName::new("public", name), kind, columns) }
    }

    fn clinic() -> (Catalog, Scoping) {
        let catalog = Catalog {
            tables: vec![
                table("diagnoses", TableKind::Table),
                table("patients", TableKind::Table),
                table("today", TableKind::View),
            ],
            ..Catalog::new(Engine::Postgres, "18", "clinic", "public")
        };
        let name = |table: &str| TableName::new("public", table);
        (catalog, Scoping::new([name("diagnoses")], [name("patients").column("ssn")]))
    }

    fn plan(request: GrantRequest) -> Result<GrantPlan, PlanProblem> {
        let (catalog, scoping) = clinic();
        GrantPlan::of(&catalog, &scoping, &request)
    }

    fn columns(names: &[&str]) -> Extent {
        Extent::Columns(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn each_grain_stops_where_it_says() {
        let select = |grain| {
            let plan = plan(GrantRequest { grain, ..GrantRequest::default() }).unwrap();
            plan.tables.into_iter().map(|grants| grants.select).collect::<Vec<_>>()
        };
        assert_eq!(select(Grain::Schema), [Extent::Whole, Extent::Whole, Extent::Whole]);
        assert_eq!(select(Grain::Tables), [Extent::Nothing, Extent::Whole, Extent::Whole]);
        let all = columns(&["id", "name", "ssn", "slug"]);
        assert_eq!(select(Grain::Columns), [Extent::Nothing, columns(&["id", "name", "slug"]), all]);
    }

    #[test]
    fn a_write_user_writes_the_named_table_and_never_its_key() {
        let patients = TableName::new("public", "patients");
        let request =
            GrantRequest { role: GrantRole::Write, tables: vec![patients.clone()], ..GrantRequest::default() };
        let plan = plan(request).unwrap();
        assert_eq!(plan.tables[1].insert, columns(&["id", "name"]));
        assert_eq!(plan.tables[1].update, columns(&["name"]));
        assert!(plan.tables[2].is_nothing());
        assert_eq!(plan.expected(&patients, "ssn", Privilege::Update), Expected::MustNot);
        assert_eq!(plan.expected(&patients, "name", Privilege::Delete), Expected::MustNot);
        // Scoping lets the agent see the view; the write user just does not need it.
        let today = TableName::new("public", "today");
        assert_eq!(plan.expected(&today, "name", Privilege::Select), Expected::May);
        assert_eq!(plan.expected(&TableName::new("public", "new"), "id", Privilege::Select), Expected::MustNot);
    }

    #[test]
    fn a_blanket_or_contradictory_request_is_refused() {
        let request = |role, tables: &[&str]| {
            let tables = tables.iter().map(|table| TableName::new("public", *table)).collect();
            plan(GrantRequest { role, grain: Grain::Columns, tables }).unwrap_err()
        };
        let name = |table: &str| TableName::new("public", table);
        assert_eq!(request(GrantRole::Write, &[]), PlanProblem::NoTables);
        assert_eq!(request(GrantRole::Write, &["today"]), PlanProblem::NotWritable(name("today")));
        assert_eq!(request(GrantRole::Write, &["diagnoses"]), PlanProblem::Blocked(name("diagnoses")));
        assert_eq!(request(GrantRole::ReadOnly, &["nowhere"]), PlanProblem::UnknownTable(name("nowhere")));
    }
}
