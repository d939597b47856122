//! What a write sets: columns of one row, each from a parameter or a pinned constant, and the key an update finds it by.

mod key;

use std::collections::BTreeSet;

use super::dialect::Dialect;
use super::draft::{Binding, WriteMode, WrittenField};
use super::parameter::{Parameter, check_names, json, parameter, pinned};
use super::projection::{Leaf, check_projection};
use super::suggest::{is_snake_case, nearest, snake_case};
use super::value::{self, Kind};
use super::{Code, Diagnostic};
use crate::catalog::{Catalog, Column, Generation, Table, TableKind};
use crate::scoping::Scoping;
pub(super) use key::unique_columns;

/// A write, all of it checked.
pub(super) struct Write<'a> {
    pub(super) table: &'a Table,
    pub(super) mode: WriteMode,
    /// The columns in the order of the draft, each with its value.
    pub(super) values: Vec<(&'a Column, Parameter)>,
    /// The unique column that an update finds its row by.
    pub(super) key: Option<(&'a Column, Parameter)>,
    pub(super) leaves: Vec<Leaf<'a>>,
}

/// What every check here looks at.
struct Scene<'a, 'd> {
    binding: &'a Binding,
    table: &'a Table,
    mode: WriteMode,
    scoping: &'d Scoping,
    diagnostics: &'d mut Vec<Diagnostic>,
}

/// Checks a write on `table`; what is wrong is reported. None when it has no key to find its row by.
pub(super) fn check_write<'a>(
    binding: &'a Binding,
    catalog: &'a Catalog,
    table: &'a Table,
    mode: WriteMode,
    scoping: &Scoping,
    dialect: &dyn Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Write<'a>> {
    let mut scene = Scene { binding, table, mode, scoping, diagnostics };
    scene.check_frame(catalog);
    let values = scene.values();
    let key = match mode {
        WriteMode::Insert => {
            scene.check_required();
            None
        }
        WriteMode::Update => Some(scene.key(&values, dialect)?),
    };
    scene.check_parameters(&values, key.as_ref());
    let leaves = scene.leaves(catalog, dialect);
    Some(Write { table, mode, values, key, leaves })
}

const WHY_ONE_ROW: &str = "A write is one row with named columns, so that a caller's words can change nothing else.";

impl<'a> Scene<'a, '_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The kind of table, and what the draft says twice.
    fn check_frame(&mut self, catalog: &Catalog) {
        if !matches!(self.table.kind, TableKind::Table | TableKind::PartitionedTable) {
            self.report(
                Diagnostic::error(
                    Code::WriteTarget,
                    "operation",
                    format!("{} is no table of this database, so nothing is written to it.", self.table.name),
                    "What a view or a foreign table does with a row is not in the catalogue.",
                )
                .with_advice("Write to the table that holds the rows."),
            );
        }
        let write = self.binding.sql_write.as_ref();
        let other_table = write
            .and_then(|write| write.table.as_deref())
            .is_some_and(|name| crate::scoping::decode_table(name, &catalog.default_schema) != self.table.name);
        let other_mode = write.and_then(|write| write.mode).is_some_and(|mode| mode != self.mode);
        for (field, differs) in [("sql_write.table", other_table), ("sql_write.mode", other_mode)] {
            if differs {
                self.report(
                    Diagnostic::error(
                        Code::WriteContradiction,
                        field,
                        "sql_write and the operation say different things.",
                        "It would be open what a confirmed call changes.",
                    )
                    .with_edit("Leave it out", field, ""),
                );
            }
        }
        for (field, given) in
            [("inputs", !self.binding.inputs.is_empty()), ("sql_search", self.binding.sql_search.is_some())]
        {
            if given {
                self.report(
                    Diagnostic::error(
                        Code::WriteContradiction,
                        field,
                        format!("{field} belongs to a read; a write takes its values from input_object_map."),
                        WHY_ONE_ROW,
                    )
                    .with_edit("Leave it out", field, ""),
                );
            }
        }
    }

    fn values(&mut self) -> Vec<(&'a Column, Parameter)> {
        if self.binding.input_object_map.is_empty() {
            self.report(
                Diagnostic::error(Code::WriteEmpty, "input_object_map", "This write sets no column.", WHY_ONE_ROW)
                    .with_advice("Choose the columns that it sets."),
            );
        }
        let mut seen = BTreeSet::new();
        let mut values = Vec::new();
        for (at, written) in self.binding.input_object_map.iter().enumerate() {
            let Some(column) = self.column(at, written) else { continue };
            if !seen.insert(&column.name) {
                self.report(
                    Diagnostic::error(
                        Code::WriteFieldTwice,
                        format!("input_object_map[{at}].field"),
                        format!("{} is set twice.", column.name),
                        "A row has one value in a column.",
                    )
                    .with_edit("Remove the second", format!("input_object_map[{at}]"), ""),
                );
            } else if let Some(value) = self.value(at, written, column) {
                values.push((column, value));
            }
        }
        values
    }

    /// The column that a field names, if it may be written.
    fn column(&mut self, at: usize, written: &WrittenField) -> Option<&'a Column> {
        let field = format!("input_object_map[{at}].field");
        let table = self.table;
        let Some(column) = table.column(&written.field) else {
            let report = Diagnostic::error(
                Code::WriteFieldUnknown,
                &field,
                match written.field.as_str() {
                    "" => "This value has no column.".to_owned(),
                    name => format!("{} has no column “{name}”.", table.name),
                },
                "The statement is compiled against the catalogue; a column that is not there would fail on every call.",
            );
            let visible = table.columns.iter().map(|column| column.name.as_str());
            let visible = visible.filter(|name| !self.scoping.blocks_column(&table.name, name));
            let report = match nearest(&written.field, visible) {
                Some(name) => report.with_edit(format!("Use {name}"), field, name),
                // As when another table was chosen: nothing of it is like the old one's.
                None => report.with_edit("Do not set it", format!("input_object_map[{at}]"), ""),
            };
            self.report(report);
            return None;
        };
        let remove = ("Do not set it", format!("input_object_map[{at}]"));
        let refused = if self.scoping.blocks_column(&table.name, &column.name) {
            Some((
                Code::WriteFieldBlocked,
                format!("{}.{} is blocked: the agent may not write it.", table.name, column.name),
                "What is blocked is out of the agent's reach in both directions.",
            ))
        } else if is_made_by_the_server(column) {
            Some((
                Code::WriteFieldGenerated,
                format!("{} is made by the server and cannot be set.", column.name),
                "The database itself would refuse the statement on every call.",
            ))
        } else if Kind::of(column.class) == Kind::None {
            Some((
                Code::WriteFieldNotScalar,
                format!("{} is {}, not one plain value.", column.name, column.data_type),
                "A caller gives plain values; a document or list cannot be checked before it is written.",
            ))
        } else {
            None
        };
        if let Some((code, message, why)) = refused {
            self.report(Diagnostic::error(code, field, message, why).with_edit(remove.0, remove.1, ""));
            return None;
        }
        let (may, verb) = match self.mode {
            WriteMode::Insert => (column.privileges.insert, "INSERT"),
            WriteMode::Update => (column.privileges.update, "UPDATE"),
        };
        if !may {
            self.report(
                Diagnostic::error(
                    Code::PrivilegeMissing,
                    field,
                    format!("This login may not {verb} {}.{}.", table.name, column.name),
                    "The database itself would refuse the statement on every call.",
                )
                .with_advice(format!("Grant {verb} on the column to the agent's user and discover again.")),
            );
        }
        Some(column)
    }

    /// Where the value comes from: exactly one of a parameter and a constant.
    fn value(&mut self, at: usize, written: &WrittenField, column: &Column) -> Option<Parameter> {
        let field = format!("input_object_map[{at}]");
        match (&written.param, &written.constant) {
            (Some(name), None) => {
                self.check_param_name(&format!("{field}.param"), name, &column.name);
                Some(parameter(self.binding, name, column, true, self.diagnostics))
            }
            (None, Some(constant)) => match value::read(&pinned(column, String::new()), &json(constant)) {
                Ok(text) => Some(pinned(column, text)),
                Err(problem) => {
                    self.report(
                        Diagnostic::error(
                            Code::WriteConstant,
                            format!("{field}.const"),
                            format!("{} ({}) cannot have this constant: {problem}.", column.name, column.data_type),
                            "The database would refuse it on every call.",
                        )
                        .with_advice("Write a constant of the column's type."),
                    );
                    None
                }
            },
            (given, _) => {
                let both = given.is_some();
                let name = snake_case(&column.name).unwrap_or_else(|| "value".into());
                let report = Diagnostic::error(
                    Code::WriteValue,
                    format!("{field}.param"),
                    if both {
                        format!("{} has a parameter and a constant.", column.name)
                    } else {
                        format!("{} has no value: neither a parameter nor a constant.", column.name)
                    },
                    "It would be open what is written.",
                );
                self.report(if both {
                    report.with_edit("Keep the parameter", format!("{field}.const"), "")
                } else {
                    report.with_edit(format!("Take it from {name}"), format!("{field}.param"), name)
                });
                None
            }
        }
    }

    fn check_param_name(&mut self, field: &str, name: &str, column: &str) {
        if is_snake_case(name) {
            return;
        }
        let better = snake_case(name).or_else(|| snake_case(column)).unwrap_or_else(|| "value".into());
        self.report(
            Diagnostic::error(
                Code::ParameterName,
                field,
                format!("“{name}” is no parameter name: use a–z, 0–9 and _, starting with a letter."),
                "The agent's model fills parameters by name; plain snake_case names are the ones it gets right.",
            )
            .with_edit(format!("Call it {better}"), field, better),
        );
    }

    /// An insert gives every column that the server does not fill by itself.
    fn check_required(&mut self) {
        let missing: Vec<&Column> = self.table.columns.iter().filter(|column| is_required(column)).collect();
        let set = |column: &&Column| self.binding.input_object_map.iter().any(|written| written.field == column.name);
        let missing: Vec<&Column> = missing.into_iter().filter(|column| !set(column)).collect();
        let next = self.binding.input_object_map.len();
        for column in missing {
            let report = Diagnostic::error(
                Code::WriteRequired,
                "input_object_map",
                format!("{} must have a value and has no default.", column.name),
                "The database would refuse the row on every call.",
            );
            let blocked = self.scoping.blocks_column(&self.table.name, &column.name);
            self.report(if blocked {
                report.with_advice("It is blocked: unblock it in Schema, or give it a default in the database.")
            } else {
                report.with_edit(
                    format!("Set {}", column.name),
                    format!("input_object_map[{next}].field"),
                    column.name.clone(),
                )
            });
        }
    }

    /// Names are told apart, rules belong to one, and only an insert can leave a value out.
    fn check_parameters(&mut self, values: &[(&Column, Parameter)], key: Option<&(&Column, Parameter)>) {
        let given = values.iter().chain(key).filter(|(_, parameter)| parameter.constant.is_none());
        let given: Vec<(&Column, &Parameter)> = given.map(|(column, parameter)| (*column, parameter)).collect();
        let mut names = BTreeSet::new();
        for (column, parameter) in &given {
            if !names.insert(parameter.name.as_str()) {
                let other = format!("{}_{}", parameter.name, snake_case(&column.name).unwrap_or_default());
                self.report(
                    Diagnostic::error(
                        Code::ParameterTwice,
                        self.field_of(&column.name, key.is_some_and(|(key, _)| key.name == column.name)),
                        format!("Two values are taken from {}.", parameter.name),
                        "Each parameter is one value with one type.",
                    )
                    .with_edit(
                        format!("Call this one {other}"),
                        self.field_of(&column.name, key.is_some_and(|(key, _)| key.name == column.name)),
                        other.clone(),
                    ),
                );
            }
            let may_be_absent = self.mode == WriteMode::Insert && column.nullable;
            if !parameter.required && parameter.limits.default.is_none() && !may_be_absent {
                let at = self.binding.parameters.iter().position(|rules| rules.param == parameter.name).unwrap_or(0);
                self.report(
                    Diagnostic::error(
                        Code::ParameterRule,
                        format!("parameters[{at}].required"),
                        format!("{} cannot be left out: {} would be emptied.", parameter.name, column.name),
                        "What a caller does not say must not erase what is stored.",
                    )
                    .with_edit("Make it required", format!("parameters[{at}].required"), "true"),
                );
            }
        }
        check_names(self.binding, &names, self.diagnostics);
    }

    fn field_of(&self, column: &str, key: bool) -> String {
        if key {
            return "sql_write.key_param".into();
        }
        let at = self.binding.input_object_map.iter().rposition(|written| written.field == column).unwrap_or(0);
        format!("input_object_map[{at}].param")
    }

    /// What a write answers with: columns of the row it wrote, where the engine can say them.
    fn leaves(&mut self, catalog: &'a Catalog, dialect: &dyn Dialect) -> Vec<Leaf<'a>> {
        if self.binding.projection.is_empty() {
            return Vec::new();
        }
        let leaves = check_projection(self.binding, catalog, self.table, self.scoping, self.diagnostics);
        for (at, leaf) in leaves.iter().enumerate() {
            let created =
                self.mode == WriteMode::Insert && leaf.target.column.generation == Some(Generation::IdentityByDefault);
            if leaf.target.hop.is_some() || !(dialect.returns_rows_of_a_write() || created) {
                self.report(
                    Diagnostic::error(
                        Code::WriteAnswer,
                        format!("projection[{at}].path"),
                        format!("A write cannot answer with {}.", leaf.target.column.name),
                        "It answers with columns of the row it wrote; this engine knows only the number it gave a new row.",
                    )
                    .with_edit("Remove it from the answer", format!("projection[{at}]"), ""),
                );
            }
        }
        leaves
    }
}

/// Whether nobody may set it.
pub(super) fn is_made_by_the_server(column: &Column) -> bool {
    matches!(column.generation, Some(Generation::Generated | Generation::IdentityAlways))
}

/// Whether a new row needs a value from outside.
pub(super) fn is_required(column: &Column) -> bool {
    !column.nullable && column.default.is_none() && column.generation.is_none()
}
