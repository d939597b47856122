//! The compiler: (catalogue, scoping, draft) to a frozen statement, or to diagnostics that say why not.

use serde::{Deserialize, Serialize};

use super::dialect::{Dialect, dialect};
use super::draft::{Binding, WriteMode};
use super::filter::{Filter, check_filter, check_order, note_order, read_filter};
use super::guarded::Classes;
use super::heirs::Heirs;
use super::operation::{Operation, Verb};
use super::parameter::{check_names, parameter};
use super::projection::{Leaf, check_projection};
use super::statement::{Order, Read, Statement, freeze_read, freeze_write};
use super::suggest::nearest;
use super::voice::{self, Said, Spoken};
use super::write::{Write, check_write};
use super::{Code, Diagnostic, Severity, operation_id};
use crate::catalog::sensitive::TableSample;
use crate::catalog::{Catalog, Column, Table};
use crate::scoping::Scoping;

/// What compiling a draft gave. There is a statement exactly when no diagnostic is an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Compilation {
    /// The frozen statement.
    pub statement: Option<Statement>,
    /// Errors and warnings, in the order of the draft's fields.
    pub diagnostics: Vec<Diagnostic>,
}

impl Compilation {
    /// Whether there is a statement.
    pub fn ok(&self) -> bool {
        self.statement.is_some()
    }
}

/// Compiles a draft. Deterministic to the byte: the same three inputs give the same result.
pub fn compile(catalog: &Catalog, scoping: &Scoping, binding: &Binding) -> Compilation {
    compile_one(&Basis::new(catalog, scoping), binding)
}

/// [`compile`], warned also by what a sample of values showed. The statement is the same.
pub fn compile_sampled(
    catalog: &Catalog,
    scoping: &Scoping,
    samples: &[TableSample],
    binding: &Binding,
) -> Compilation {
    compile_one(&Basis { samples, ..Basis::new(catalog, scoping) }, binding)
}

/// Compiles drafts of one connection, in their order, each as [`compile`] does. What is learnt of a table for one serves the others.
pub fn compile_all<'a>(
    catalog: &'a Catalog,
    scoping: &'a Scoping,
    bindings: impl IntoIterator<Item = &'a Binding>,
) -> Vec<Compilation> {
    let basis = Basis::new(catalog, scoping);
    bindings.into_iter().map(|binding| compile_one(&basis, binding)).collect()
}

/// What a draft is compiled against.
struct Basis<'a> {
    catalog: &'a Catalog,
    scoping: &'a Scoping,
    /// What values of some tables looked like, where a person asked.
    samples: &'a [TableSample],
    classes: Classes<'a>,
    heirs: Heirs<'a>,
}

impl<'a> Basis<'a> {
    fn new(catalog: &'a Catalog, scoping: &'a Scoping) -> Basis<'a> {
        Basis { catalog, scoping, samples: &[], classes: Classes::new(catalog, scoping), heirs: Heirs::new(catalog) }
    }
}

fn compile_one<'a>(basis: &Basis<'a>, binding: &'a Binding) -> Compilation {
    let Basis { catalog, scoping, .. } = *basis;
    let mut diagnostics = Vec::new();
    if binding.tool_name.trim().is_empty() {
        diagnostics.push(
            Diagnostic::error(
                Code::ToolNameMissing,
                "tool_name",
                "The tool has no name.",
                "The agent's model chooses a tool by its name and description.",
            )
            .with_advice("Name what the agent does with it, for example “Look up an appointment”."),
        );
    }
    let dialect = dialect(catalog.engine);
    let statement = find_table(catalog, scoping, binding, &mut diagnostics).and_then(|(table, verb)| match verb {
        Verb::Read => compile_read(basis, binding, table, dialect, &mut diagnostics),
        Verb::Create => compile_write(basis, binding, (table, WriteMode::Insert), dialect, &mut diagnostics),
        Verb::Update => compile_write(basis, binding, (table, WriteMode::Update), dialect, &mut diagnostics),
    });
    let clean = is_clean(&diagnostics);
    Compilation { statement: statement.filter(|_| clean), diagnostics }
}

/// No error so far. Advice on a draft that is refused would only hide why.
fn is_clean(diagnostics: &[Diagnostic]) -> bool {
    !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

fn compile_read<'a>(
    basis: &Basis<'a>,
    binding: &'a Binding,
    table: &'a Table,
    dialect: &dyn Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Statement> {
    let Basis { catalog, scoping, samples, ref classes, ref heirs } = *basis;
    let required = binding.inputs.first().is_none_or(|input| input.required);
    refuse_write_parts(binding, diagnostics);
    let filter = read_filter(binding, diagnostics);
    let column = filter.as_ref().and_then(|f| check_filter(f, required, catalog, table, scoping, dialect, diagnostics));
    let order = check_order(binding, table, scoping, diagnostics);
    let leaves = check_projection(binding, catalog, table, scoping, diagnostics);
    let (filter, column) = (filter?, column?);
    note_order(order, column, table, dialect, diagnostics);
    let parameter = parameter(binding, filter.param, column, required, diagnostics);
    check_names(binding, &[filter.param].into(), diagnostics);
    let read =
        Read { engine: catalog.engine, table, filter: column, parameter, leaves: &leaves, order, limit: filter.limit };
    let statement = freeze_read(&read, heirs, dialect);
    if statement.is_none() {
        diagnostics.push(unwritable(table));
    }
    if is_clean(diagnostics) {
        heirs.note(table, &leaves, diagnostics);
        guard_read(table, (&filter, column), order, &leaves, classes, diagnostics);
        let spoken = Spoken { binding, catalog, scoping, samples, table, dialect, leaves: &leaves };
        let said = Said { parameter: &read.parameter, column, field: filter.param_field.into() };
        voice::of_read(&spoken, &filter, &said, order, diagnostics);
    }
    statement
}

fn compile_write<'a>(
    basis: &Basis<'a>,
    binding: &'a Binding,
    (table, mode): (&'a Table, WriteMode),
    dialect: &dyn Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Statement> {
    let Basis { catalog, scoping, samples, ref classes, ref heirs } = *basis;
    let write = check_write(binding, catalog, table, mode, scoping, dialect, diagnostics)?;
    guard_write(binding, &write, classes, diagnostics);
    // Without a column there is no statement, and it was said already.
    if write.values.is_empty() {
        return None;
    }
    let statement = freeze_write(&write, catalog.engine, heirs, dialect);
    if statement.is_none() {
        diagnostics.push(unwritable(table));
    }
    if is_clean(diagnostics) {
        if write.mode == WriteMode::Update {
            heirs.note(table, &write.leaves, diagnostics);
        }
        let spoken = Spoken { binding, catalog, scoping, samples, table, dialect, leaves: &write.leaves };
        voice::of_write(&spoken, &said(binding, &write), diagnostics);
    }
    statement
}

/// Warns of what looks sensitive in a read: the table, what is returned, and what rows are found or ordered by.
fn guard_read<'a>(
    table: &'a Table,
    (filter, column): (&Filter<'_>, &Column),
    order: Option<Order<'_>>,
    leaves: &[Leaf<'a>],
    classes: &Classes<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let name = |table: &Table, column: &str| format!("{}.{column}", table.name);
    if let Some(found) = classes.table(table) {
        diagnostics.push(found.read("operation".into(), &table.name.to_string(), None));
    }
    if let Some(found) = classes.column(table, &column.name) {
        diagnostics.push(found.read(filter.column_field.into(), &name(table, &column.name), None));
    }
    if let Some(by) = order
        && let Some(found) = classes.column(table, &by.column.name)
    {
        diagnostics.push(found.read("sql_search.order_by".into(), &name(table, &by.column.name), None));
    }
    guard_leaves(leaves, classes, diagnostics);
}

fn guard_leaves<'a>(leaves: &[Leaf<'a>], classes: &Classes<'a>, diagnostics: &mut Vec<Diagnostic>) {
    for Leaf { at, target, .. } in leaves {
        let Some(found) = classes.column(target.table, &target.column.name) else { continue };
        let what = format!("{}.{}", target.table.name, target.column.name);
        diagnostics.push(found.read(format!("projection[{at}].path"), &what, Some(format!("projection[{at}]"))));
    }
}

/// Refuses what looks sensitive in a write; what it answers with is read, and its key only finds the row.
fn guard_write<'a>(binding: &Binding, write: &Write<'a>, classes: &Classes<'a>, diagnostics: &mut Vec<Diagnostic>) {
    let table = write.table;
    if let Some(found) = classes.table(table) {
        diagnostics.push(found.written("operation".into(), &table.name.to_string(), None));
    }
    for (column, _) in &write.values {
        let Some(found) = classes.column(table, &column.name) else { continue };
        let at = binding.input_object_map.iter().position(|written| written.field == column.name).unwrap_or(0);
        let what = format!("{}.{}", table.name, column.name);
        let remove = Some(format!("input_object_map[{at}]"));
        diagnostics.push(found.written(format!("input_object_map[{at}].field"), &what, remove));
    }
    if let Some((key, _)) = &write.key
        && let Some(found) = classes.column(table, &key.name)
    {
        let what = format!("{}.{}", table.name, key.name);
        diagnostics.push(found.read("sql_write.key_column".into(), &what, None));
    }
    if is_clean(diagnostics) {
        guard_leaves(&write.leaves, classes, diagnostics);
    }
}

/// What a write asks the agent for, with the fields that say so.
fn said<'a>(binding: &Binding, write: &'a Write<'_>) -> Vec<Said<'a>> {
    let values = write.values.iter().filter(|(_, parameter)| parameter.constant.is_none());
    let values = values.map(|(column, parameter)| {
        let at = binding.input_object_map.iter().position(|written| written.field == column.name).unwrap_or(0);
        Said { parameter, column, field: format!("input_object_map[{at}].param") }
    });
    let key = write.key.iter();
    let key = key.map(|(column, parameter)| Said { parameter, column, field: "sql_write.key_param".into() });
    values.chain(key).collect()
}

/// A read sets nothing; parts that say otherwise are not passed over.
fn refuse_write_parts(binding: &Binding, diagnostics: &mut Vec<Diagnostic>) {
    for (field, given) in
        [("input_object_map", !binding.input_object_map.is_empty()), ("sql_write", binding.sql_write.is_some())]
    {
        if given {
            diagnostics.push(
                Diagnostic::error(
                    Code::WriteContradiction,
                    field,
                    format!("{field} belongs to a write; this operation is a read."),
                    "It would be open whether a call changes anything.",
                )
                .with_edit("Leave it out", field, ""),
            );
        }
    }
}

/// Discovery writes no such catalogue; a snapshot that was changed by hand may be one.
fn unwritable(table: &Table) -> Diagnostic {
    Diagnostic::error(
        Code::CatalogUnusable,
        "operation",
        format!("The catalogue describes {} with a name or type that no statement can hold.", table.name),
        "What stands in a statement must be exactly a name, or it could be anything.",
    )
    .with_advice("Discover the schema again.")
}

/// The operation's table, if it is one that may be read.
fn find_table<'a>(
    catalog: &'a Catalog,
    scoping: &Scoping,
    binding: &Binding,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(&'a Table, Verb)> {
    let Some(operation) = Operation::parse(&binding.operation, &catalog.default_schema) else {
        diagnostics.push(malformed(binding));
        return None;
    };
    let Some(table) = catalog.table(&operation.table) else {
        diagnostics.push(unknown_table(catalog, scoping, &operation));
        return None;
    };
    if operation.verb == Verb::Read {
        check_search_table(binding, catalog, table, diagnostics);
    }
    if scoping.blocks_table(&table.name) {
        diagnostics.push(
            Diagnostic::error(
                Code::TableBlocked,
                "operation",
                format!("{} is blocked: the agent may not touch it.", table.name),
                "A blocked table is refused everywhere, whatever columns are asked of it.",
            )
            .with_advice("Choose another table, or unblock it in Schema."),
        );
        return None;
    }
    Some((table, operation.verb))
}

fn check_search_table(binding: &Binding, catalog: &Catalog, table: &Table, diagnostics: &mut Vec<Diagnostic>) {
    let named = binding.sql_search.as_ref().and_then(|search| search.table.as_deref());
    let differs = |name: &str| crate::scoping::decode_table(name, &catalog.default_schema) != table.name;
    if named.is_some_and(differs) {
        diagnostics.push(
            Diagnostic::error(
                Code::FilterContradiction,
                "sql_search.table",
                format!("sql_search names another table than the operation, {}.", table.name),
                "Two tables that differ leave it open which rows an agent gets.",
            )
            .with_edit("Leave it out", "sql_search.table", ""),
        );
    }
}

fn malformed(binding: &Binding) -> Diagnostic {
    let message = if binding.operation.is_empty() {
        "No table is chosen.".to_owned()
    } else {
        format!(
            "“{}” is no operation: it is written <table>.read, <table>.create or <table>.update.",
            binding.operation
        )
    };
    Diagnostic::error(
        Code::OperationMalformed,
        "operation",
        message,
        "The operation says what the agent may do, and with which table.",
    )
    .with_advice("Choose a table.")
}

fn unknown_table(catalog: &Catalog, scoping: &Scoping, operation: &Operation) -> Diagnostic {
    let report = Diagnostic::error(
        Code::TableUnknown,
        "operation",
        format!("The catalogue has no table {}.", operation.table),
        "The statement is compiled against the catalogue; a table that is not there would fail on every call.",
    );
    let visible = || catalog.tables.iter().filter(|table| !scoping.blocks_table(&table.name));
    // The same name in another schema is likelier meant than a similar one here.
    let elsewhere = visible().find(|table| table.name.table == operation.table.table);
    let near = || {
        let name = nearest(&operation.table.table, visible().map(|table| table.name.table.as_str()))?;
        visible().find(|table| table.name.table == name)
    };
    match elsewhere.or_else(near) {
        Some(table) => report.with_edit(
            format!("Use {}", table.name),
            "operation",
            operation_id(&table.name, operation.verb, &catalog.default_schema),
        ),
        None => report.with_advice("Choose a table, or discover the schema again."),
    }
}
