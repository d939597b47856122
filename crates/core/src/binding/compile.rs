//! The compiler: (catalogue, scoping, draft) to a frozen statement, or to diagnostics that say why not.

use serde::{Deserialize, Serialize};

use super::dialect::{Dialect, dialect};
use super::draft::{Binding, WriteMode};
use super::filter::{check_filter, check_order, read_filter};
use super::operation::{Operation, Verb};
use super::parameter::{check_names, parameter};
use super::projection::check_projection;
use super::statement::{Read, Statement, freeze_read, freeze_write};
use super::suggest::nearest;
use super::write::check_write;
use super::{Code, Diagnostic, Severity, operation_id};
use crate::catalog::{Catalog, Table};
use crate::scoping::Scoping;

/// What compiling a draft gave. There is a statement exactly when no diagnostic is an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
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
        Verb::Read => compile_read(catalog, scoping, binding, table, dialect, &mut diagnostics),
        Verb::Create => compile_write(catalog, scoping, binding, (table, WriteMode::Insert), dialect, &mut diagnostics),
        Verb::Update => compile_write(catalog, scoping, binding, (table, WriteMode::Update), dialect, &mut diagnostics),
    });
    let clean = !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Compilation { statement: statement.filter(|_| clean), diagnostics }
}

fn compile_read(
    catalog: &Catalog,
    scoping: &Scoping,
    binding: &Binding,
    table: &Table,
    dialect: &dyn Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Statement> {
    let required = binding.inputs.first().is_none_or(|input| input.required);
    refuse_write_parts(binding, diagnostics);
    let filter = read_filter(binding, diagnostics);
    let column = filter.as_ref().and_then(|f| check_filter(f, required, table, scoping, dialect, diagnostics));
    let order = check_order(binding, table, scoping, diagnostics);
    let leaves = check_projection(binding, catalog, table, scoping, diagnostics);
    let (filter, column) = (filter?, column?);
    let parameter = parameter(binding, filter.param, column, required, diagnostics);
    check_names(binding, &[filter.param].into(), diagnostics);
    let read =
        Read { engine: catalog.engine, table, filter: column, parameter, leaves: &leaves, order, limit: filter.limit };
    let statement = freeze_read(&read, dialect);
    if statement.is_none() {
        diagnostics.push(unwritable(table));
    }
    statement
}

fn compile_write(
    catalog: &Catalog,
    scoping: &Scoping,
    binding: &Binding,
    (table, mode): (&Table, WriteMode),
    dialect: &dyn Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Statement> {
    let write = check_write(binding, catalog, table, mode, scoping, dialect, diagnostics)?;
    // Without a column there is no statement, and it was said already.
    if write.values.is_empty() {
        return None;
    }
    let statement = freeze_write(&write, catalog.engine, dialect);
    if statement.is_none() {
        diagnostics.push(unwritable(table));
    }
    statement
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
