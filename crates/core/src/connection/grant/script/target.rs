//! The tables of a plan with their names judged, before any line is written.

use std::collections::BTreeSet;

use super::super::{Extent, GrantPlan, NameProblem, TableGrants};
use super::ScriptProblem;
use crate::catalog::{Catalog, Column, Table};

/// A table that stands in the script.
pub(super) struct Target<'a, Name> {
    pub(super) table: &'a Table,
    pub(super) grants: &'a TableGrants,
    pub(super) schema: Name,
    pub(super) name: Name,
    pub(super) columns: Columns<Name>,
    /// The schemas of its columns' types and operators, which a statement names.
    pub(super) type_schemas: Vec<Name>,
}

/// The columns of each list; none for the table as a whole or for nothing.
pub(super) struct Columns<Name> {
    pub(super) select: Vec<Name>,
    pub(super) insert: Vec<Name>,
    pub(super) update: Vec<Name>,
}

/// Tables in the plan's order, and the names that had to be left out, escaped.
pub(super) struct Targets<'a, Name> {
    pub(super) tables: Vec<Target<'a, Name>>,
    pub(super) left_out: Vec<String>,
}

impl<'a, Name> Targets<'a, Name> {
    /// Judges every name with `parse`. A name on which nothing is granted may be left out: no script can ever have granted
    /// anything on it.
    pub(super) fn of(
        catalog: &'a Catalog,
        plan: &'a GrantPlan,
        parse: impl Fn(&str) -> Result<Name, NameProblem>,
    ) -> Result<Targets<'a, Name>, ScriptProblem> {
        let mut targets = Targets { tables: Vec::new(), left_out: Vec::new() };
        for (table, grants) in catalog.tables.iter().zip(&plan.tables) {
            match target(table, grants, &parse) {
                Ok(target) => targets.tables.push(target),
                Err(ScriptProblem::Name { object, .. }) if grants.is_nothing() => targets.left_out.push(object),
                Err(problem) => return Err(problem),
            }
        }
        Ok(targets)
    }
}

fn target<'a, Name>(
    table: &'a Table,
    grants: &'a TableGrants,
    parse: &impl Fn(&str) -> Result<Name, NameProblem>,
) -> Result<Target<'a, Name>, ScriptProblem> {
    let own = |name: &str| parse(name).map_err(|problem| named(&table.name, problem));
    let column = |name: &String| parse(name).map_err(|problem| named(table.name.column(name), problem));
    let list = |extent: &Extent| match extent {
        Extent::Columns(columns) => columns.iter().map(column).collect::<Result<Vec<Name>, _>>(),
        Extent::Whole | Extent::Nothing => Ok(vec![]),
    };
    Ok(Target {
        table,
        grants,
        schema: own(&table.name.schema)?,
        name: own(&table.name.table)?,
        columns: Columns {
            select: list(&grants.select)?,
            insert: list(&grants.insert)?,
            update: list(&grants.update)?,
        },
        type_schemas: type_schemas(table).iter().map(|schema| own(schema)).collect::<Result<_, _>>()?,
    })
}

fn type_schemas(table: &Table) -> BTreeSet<String> {
    let of = |column: &Column| [column.equality_schema.clone(), column.cast_schema()];
    table.columns.iter().flat_map(of).flatten().collect()
}

/// The problem with a name, which may hold what a terminal obeys.
pub(super) fn named(object: impl ToString, problem: NameProblem) -> ScriptProblem {
    ScriptProblem::Name { object: escaped(&object.to_string()), problem }
}

pub(super) fn escaped(name: &str) -> String {
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    name.chars().map(escape).collect()
}

/// `SELECT ("a", "b"), INSERT ("a")`: what a GRANT lists; none when nothing is granted.
pub(super) fn privileges<Name: std::fmt::Display>(target: &Target<'_, Name>) -> Option<String> {
    let TableGrants { select, insert, update, .. } = target.grants;
    let Columns { select: s, insert: i, update: u } = &target.columns;
    let list: Vec<String> = [("SELECT", select, s), ("INSERT", insert, i), ("UPDATE", update, u)]
        .into_iter()
        .filter_map(|(privilege, extent, columns)| match extent {
            Extent::Nothing => None,
            Extent::Whole => Some(privilege.to_owned()),
            Extent::Columns(_) => Some(format!("{privilege} ({})", joined(columns))),
        })
        .collect();
    (!list.is_empty()).then(|| list.join(", "))
}

fn joined<Name: std::fmt::Display>(names: &[Name]) -> String {
    names.iter().map(Name::to_string).collect::<Vec<_>>().join(", ")
}
