//! What the agent gets back: explicit columns, each under a scalar name of its own.

use std::collections::BTreeSet;

use super::draft::Binding;
use super::resolve::{PathError, Target, relationships, resolve, singulars};
use super::suggest::{is_snake_case, nearest, snake_case};
use super::{Code, Diagnostic};
use crate::catalog::{Catalog, ForeignKey, Table};
use crate::scoping::Scoping;

/// One output: where it comes from and what it is called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf<'a> {
    /// Its place in the draft's list.
    pub(super) at: usize,
    /// The column.
    pub(super) target: Target<'a>,
    /// The output's name.
    pub(super) name: &'a str,
}

/// Resolves and checks every projection. What is wrong is reported; the rest is returned.
pub(super) fn check_projection<'a>(
    binding: &'a Binding,
    catalog: &'a Catalog,
    table: &'a Table,
    scoping: &Scoping,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Leaf<'a>> {
    if binding.projection.is_empty() {
        diagnostics.push(
            Diagnostic::error(
                Code::ProjectionEmpty,
                "projection",
                "The agent would get nothing back.",
                "Every column an agent may read is named; there is no “all columns”.",
            )
            .with_advice("Choose at least one column."),
        );
    }
    let mut names = BTreeSet::new();
    let mut leaves = Vec::new();
    for (at, projection) in binding.projection.iter().enumerate() {
        check_leaf_name(at, &projection.leaf, &projection.path, &mut names, diagnostics);
        match resolve(catalog, table, &projection.path) {
            Ok(target) => {
                check_target(at, target, table, scoping, diagnostics);
                leaves.push(Leaf { at, target, name: &projection.leaf });
            }
            Err(error) => diagnostics.push(path_diagnostic(at, &projection.path, table, scoping, error)),
        }
    }
    leaves
}

fn check_leaf_name<'a>(
    at: usize,
    leaf: &'a str,
    path: &[String],
    names: &mut BTreeSet<&'a str>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let field = format!("projection[{at}].leaf");
    if !is_snake_case(leaf) {
        let message = if leaf.is_empty() {
            "This output has no name.".to_owned()
        } else {
            format!("“{leaf}” is no output name: use a–z, 0–9 and _, starting with a letter.")
        };
        let report = Diagnostic::error(
            Code::LeafName,
            &field,
            message,
            "The agent speaks from these names; plain snake_case ones are read out right.",
        );
        let source = if leaf.is_empty() { path.last().map_or("", String::as_str) } else { leaf };
        diagnostics.push(match snake_case(source) {
            Some(name) => report.with_edit(format!("Call it {name}"), field, name),
            None => report.with_advice("Give it a name."),
        });
    } else if !names.insert(leaf) {
        let other =
            (2..).map(|n| format!("{leaf}_{n}")).find(|name| !names.contains(name.as_str())).unwrap_or_default();
        diagnostics.push(
            Diagnostic::error(
                Code::LeafDuplicate,
                &field,
                format!("Two outputs are called {leaf}."),
                "One would overwrite the other, and the agent would read out the wrong one.",
            )
            .with_edit(format!("Call this one {other}"), field.clone(), other),
        );
    }
}

fn check_target(at: usize, target: Target<'_>, base: &Table, scoping: &Scoping, diagnostics: &mut Vec<Diagnostic>) {
    let field = format!("projection[{at}].path");
    let remove = format!("projection[{at}]");
    if let Some(blocked) = blocked_name(target, base, scoping) {
        diagnostics.push(
            Diagnostic::error(
                Code::ColumnBlocked,
                field,
                format!("{blocked} is blocked: the agent may not read it."),
                "What is blocked must not leave the database in any answer, under any name.",
            )
            .with_edit("Remove it from the answer", remove, ""),
        );
        return;
    }
    if !target.column.class.is_scalar() {
        diagnostics.push(
            Diagnostic::error(
                Code::NotScalar,
                field,
                format!(
                    "{}.{} is {}, not one plain value.",
                    target.table.name, target.column.name, target.column.data_type
                ),
                "An agent reads single values out; a document or list may also hold more than you meant to show.",
            )
            .with_edit("Remove it from the answer", remove, ""),
        );
        return;
    }
    if let Some(key) = target.hop
        && let Some(unreadable) = unreadable_key(key, base, target.table)
    {
        diagnostics.push(
            Diagnostic::error(
                Code::PrivilegeMissing,
                &field,
                format!("This login may not SELECT {unreadable}, by which the relationship is followed."),
                "The database itself would refuse the statement on every call.",
            )
            .with_advice(
                "Grant SELECT on the column to the agent's user and discover again, or remove it from the answer.",
            ),
        );
    }
    if !target.column.privileges.select {
        diagnostics.push(
            Diagnostic::error(
                Code::PrivilegeMissing,
                field,
                format!("This login may not SELECT {}.{}.", target.table.name, target.column.name),
                "The database itself would refuse the statement on every call.",
            )
            .with_advice(
                "Grant SELECT on the column to the agent's user and discover again, or remove it from the answer.",
            ),
        );
    }
}

/// A column of the key that the login may not read.
fn unreadable_key(key: &ForeignKey, base: &Table, other: &Table) -> Option<String> {
    let unreadable = |table: &Table, names: &[String]| {
        let hidden = |name: &&String| table.column(name).is_some_and(|column| !column.privileges.select);
        names.iter().find(hidden).map(|name| format!("{}.{name}", table.name))
    };
    unreadable(base, &key.columns).or_else(|| unreadable(other, &key.referenced_columns))
}

/// What in the target is blocked: the column itself, or a key that the join needs.
fn blocked_name(target: Target<'_>, base: &Table, scoping: &Scoping) -> Option<String> {
    let blocked = |table: &Table, column: &str| {
        scoping.blocks_column(&table.name, column).then(|| format!("{}.{column}", table.name))
    };
    let by_key = target.hop.and_then(|key| {
        let own = key.columns.iter().find_map(|column| blocked(base, column));
        own.or_else(|| key.referenced_columns.iter().find_map(|column| blocked(target.table, column)))
    });
    blocked(target.table, &target.column.name).or(by_key)
}

fn path_diagnostic(at: usize, path: &[String], table: &Table, scoping: &Scoping, error: PathError<'_>) -> Diagnostic {
    let field = format!("projection[{at}].path");
    let typed = path.join(".");
    let why = "The statement is compiled against the catalogue; a column that is not there would fail on every call.";
    match error {
        PathError::Malformed => Diagnostic::error(
            Code::PathMalformed,
            field,
            "A path has one part (a column) or two (the table or a relationship, then a column).",
            "A read follows at most one foreign key, so that it stays fast.",
        )
        .with_advice("Choose a column."),
        PathError::Ambiguous(constraint) => Diagnostic::error(
            Code::PathAmbiguous,
            &field,
            format!("In {typed}, the first part means the table itself and the relationship {constraint}."),
            "It would be open which record's value the agent reads out.",
        )
        .with_edit("Take the column of the table itself", field, path.last().cloned().unwrap_or_default()),
        PathError::TargetMissing(key) => Diagnostic::error(
            Code::ColumnUnknown,
            field,
            format!("{typed} leads to {}, which is not in the catalogue.", key.references),
            why,
        )
        .with_advice("Discover the schema that holds it."),
        PathError::UnknownPrefix => {
            let first = path.first().map_or("", String::as_str);
            let report = Diagnostic::error(
                Code::ColumnUnknown,
                &field,
                format!("“{first}” is neither {} nor a relationship of it.", table.name),
                why,
            );
            let singular = singulars(&table.name.table);
            let known = relationships(table).map(|(name, _)| name).chain(singular.first().map(String::as_str));
            let column = path.last().map_or("", String::as_str);
            match nearest(first, known) {
                Some(name) => report.with_edit(format!("Use {name}"), field, format!("{name}.{column}")),
                None => report.with_edit("Remove it from the answer", format!("projection[{at}]"), ""),
            }
        }
        PathError::UnknownColumn(owner) => {
            let column = path.last().map_or("", String::as_str);
            let message = if column.is_empty() {
                "This output names no column.".to_owned()
            } else {
                format!("{} has no column “{column}”.", owner.name)
            };
            let report = Diagnostic::error(Code::ColumnUnknown, &field, message, why);
            let visible = owner.columns.iter().map(|column| column.name.as_str());
            let visible = visible.filter(|name| !scoping.blocks_column(&owner.name, name));
            match nearest(column, visible) {
                Some(name) => {
                    let prefix = if path.len() == 2 { format!("{}.", path[0]) } else { String::new() };
                    report.with_edit(format!("Use {name}"), field, format!("{prefix}{name}"))
                }
                None => report.with_edit("Remove it from the answer", format!("projection[{at}]"), ""),
            }
        }
    }
}
