//! A read's one filter: an equality on a column that leads a usable index.

use super::dialect::Dialect;
use super::draft::Binding;
use super::index_use::{IndexVerdict, judge};
use super::statement::Order;
use super::suggest::{is_snake_case, nearest, snake_case};
use super::{Code, Diagnostic};
use crate::catalog::{Column, Table};
use crate::scoping::Scoping;

/// The most rows a read may return.
pub(super) const MAX_ROWS: u32 = 50;

/// The filter as both forms of the draft say it.
#[derive(Debug, PartialEq)]
pub(super) struct Filter<'a> {
    /// The column that is compared.
    pub(super) column: &'a str,
    /// The draft's field that names it.
    pub(super) column_field: &'static str,
    /// The parameter's name.
    pub(super) param: &'a str,
    /// The draft's field that names it.
    pub(super) param_field: &'static str,
    /// At most this many rows.
    pub(super) limit: u32,
}

const WHY_ONE: &str = "A read is found by one indexed column: that keeps the answer fast and the agent unable to combine conditions into a search.";

/// Takes the filter out of `inputs`, `sql_search`, or both where they agree.
pub(super) fn read_filter<'a>(binding: &'a Binding, diagnostics: &mut Vec<Diagnostic>) -> Option<Filter<'a>> {
    if binding.inputs.len() > 1 {
        diagnostics.push(
            Diagnostic::error(
                Code::FilterNotSingle,
                "inputs[1]",
                format!("A read has exactly one filter, this one has {}.", binding.inputs.len()),
                WHY_ONE,
            )
            .with_edit("Remove the second filter", "inputs[1]", ""),
        );
        return None;
    }
    let search = binding.sql_search.as_ref();
    let limit = search.and_then(|search| search.limit).unwrap_or(1);
    check_limit(limit, diagnostics);
    let input = binding.inputs.first();
    let named = search.and_then(|search| Some((search.filter_column.as_deref()?, search.param.as_deref()?)));
    match (input, named) {
        (Some(input), Some((column, param))) if input.arg != column || input.param != param => {
            diagnostics.push(contradiction());
            None
        }
        (Some(input), _) => Some(Filter {
            column: &input.arg,
            column_field: "inputs[0].arg",
            param: &input.param,
            param_field: "inputs[0].param",
            limit,
        }),
        (None, Some((column, param))) => Some(Filter {
            column,
            column_field: "sql_search.filter_column",
            param,
            param_field: "sql_search.param",
            limit,
        }),
        (None, None) => {
            diagnostics.push(
                Diagnostic::error(Code::FilterMissing, "inputs", "This read has no filter.", WHY_ONE)
                    .with_advice("Choose the column that the caller's answer is compared with."),
            );
            None
        }
    }
}

fn contradiction() -> Diagnostic {
    Diagnostic::error(
        Code::FilterContradiction,
        "sql_search",
        "inputs and sql_search name different filters.",
        "Two filters that differ leave it open which rows an agent gets.",
    )
    .with_advice("Keep one of the two, or make them agree.")
}

fn check_limit(limit: u32, diagnostics: &mut Vec<Diagnostic>) {
    if !(1..=MAX_ROWS).contains(&limit) {
        diagnostics.push(
            Diagnostic::error(
                Code::LimitOutOfRange,
                "sql_search.limit",
                format!("The row limit is {limit}; it can be 1 to {MAX_ROWS}."),
                "Nobody listens to more than a few rows on a call, and a limit caps what a mistake can reveal.",
            )
            .with_edit("Return one row", "sql_search.limit", "1"),
        );
    }
}

/// Checks what the rows are ordered by: a column of the table itself that the agent may see.
pub(super) fn check_order<'a>(
    binding: &Binding,
    table: &'a Table,
    scoping: &Scoping,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Order<'a>> {
    const FIELD: &str = "sql_search.order_by";
    let search = binding.sql_search.as_ref()?;
    let name = search.order_by.as_deref()?;
    let remove = "Do not order the rows";
    let mut refuse = |code, message: String, why: &str| {
        diagnostics.push(Diagnostic::error(code, FIELD, message, why).with_edit(remove, FIELD, ""));
        None
    };
    let Some(column) = table.column(name) else {
        return refuse(
            Code::OrderColumn,
            format!("{} has no column “{name}” to order by.", table.name),
            "The statement is compiled against the catalogue; a column that is not there would fail on every call.",
        );
    };
    if scoping.blocks_column(&table.name, name) {
        return refuse(
            Code::ColumnBlocked,
            format!("{}.{name} is blocked: the order of rows would tell of its values.", table.name),
            "What is blocked must not leave the database in any way.",
        );
    }
    if !column.class.is_scalar() || !column.privileges.select {
        return refuse(
            Code::OrderColumn,
            format!("Rows cannot be ordered by {name}: it is no plain value that this login may SELECT."),
            "The database itself would refuse the statement, or order by something nobody can say.",
        );
    }
    Some(Order { column, descending: search.descending == Some(true) })
}

/// Checks the filter against the table. The column is returned when it exists, so that later checks can go on.
pub(super) fn check_filter<'a>(
    filter: &Filter<'_>,
    required: bool,
    table: &'a Table,
    scoping: &Scoping,
    dialect: &dyn Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'a Column> {
    check_param_name(filter, diagnostics);
    if !required {
        diagnostics.push(
            Diagnostic::error(
                Code::FilterOptional,
                "inputs[0].required",
                "The filter's parameter is optional.",
                "Without it the statement compares with NULL and finds nothing, so the agent would say there is no record.",
            )
            .into_warning()
            .with_edit("Make it required", "inputs[0].required", "true"),
        );
    }
    let Some(column) = table.column(filter.column) else {
        diagnostics.push(unknown_column(filter, table, scoping, dialect));
        return None;
    };
    if scoping.blocks_column(&table.name, &column.name) {
        diagnostics.push(
            Diagnostic::error(
                Code::FilterColumnBlocked,
                filter.column_field,
                format!("{}.{} is blocked, so nothing may be found by it.", table.name, column.name),
                "Whoever can search by a value can test guesses of it, so a blocked column is no filter either.",
            )
            .with_advice("Choose a column that is not blocked, or unblock it in Schema."),
        );
        return Some(column);
    }
    if !column.class.is_scalar() {
        diagnostics.push(
            Diagnostic::error(
                Code::FilterNotScalar,
                filter.column_field,
                format!("{} is {}, which cannot be compared with one spoken value.", column.name, column.data_type),
                "A caller gives one plain value.",
            )
            .with_advice("Choose a text, number, date or identifier column."),
        );
        return Some(column);
    }
    if let IndexVerdict::NotServed { reason } = judge(table, &column.name, dialect) {
        diagnostics.push(not_indexed(filter, table, column, &reason, scoping, dialect));
    }
    Some(column)
}

fn check_param_name(filter: &Filter<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if is_snake_case(filter.param) {
        return;
    }
    let report = Diagnostic::error(
        Code::ParameterName,
        filter.param_field,
        if filter.param.is_empty() {
            "The parameter has no name.".to_owned()
        } else {
            format!("“{}” is no parameter name: use a–z, 0–9 and _, starting with a letter.", filter.param)
        },
        "The agent's model fills parameters by name; plain snake_case names are the ones it gets right.",
    );
    let name = snake_case(filter.param).or_else(|| snake_case(filter.column)).unwrap_or_else(|| "value".into());
    diagnostics.push(report.with_edit(format!("Call it {name}"), filter.param_field, name));
}

fn unknown_column(filter: &Filter<'_>, table: &Table, scoping: &Scoping, dialect: &dyn Dialect) -> Diagnostic {
    let message = if filter.column.is_empty() {
        "The filter names no column.".to_owned()
    } else {
        format!("{} has no column “{}”.", table.name, filter.column)
    };
    let report = Diagnostic::error(
        Code::FilterColumnUnknown,
        filter.column_field,
        message,
        "The statement is compiled against the catalogue; a column that is not there would fail on every call.",
    );
    let usable = usable_columns(table, scoping, dialect);
    match nearest(filter.column, usable.iter().copied()).or(usable.first().copied()) {
        Some(column) => report.with_edit(format!("Find by {column}"), filter.column_field, column),
        None => report.with_advice("Choose a table that has an index."),
    }
}

fn not_indexed(
    filter: &Filter<'_>,
    table: &Table,
    column: &Column,
    reason: &str,
    scoping: &Scoping,
    dialect: &dyn Dialect,
) -> Diagnostic {
    let report = Diagnostic::error(
        Code::FilterNotIndexed,
        filter.column_field,
        format!("Finding by {}.{} cannot use an index, because {reason}.", table.name, column.name),
        "Without an index the database reads the whole table while the caller waits.",
    );
    match nearest(&column.name, usable_columns(table, scoping, dialect)) {
        Some(other) => report.with_edit(format!("Find by {other} instead"), filter.column_field, other),
        None => match index_ddl(table, column, dialect) {
            Some(ddl) if table.kind != crate::catalog::TableKind::View => {
                report.with_ddl("Ask the database's owner to add an index", ddl)
            }
            _ => report.with_advice("Choose a table with an index on this column."),
        },
    }
}

/// For the owner to copy, never run by Gatehouse.
fn index_ddl(table: &Table, column: &Column, dialect: &dyn Dialect) -> Option<String> {
    Some(format!(
        "CREATE INDEX CONCURRENTLY ON {}.{} ({});",
        dialect.quote(&table.name.schema)?,
        dialect.quote(&table.name.table)?,
        dialect.quote(&column.name)?
    ))
}

/// Columns that a read of this table can be found by, in the table's order.
fn usable_columns<'a>(table: &'a Table, scoping: &Scoping, dialect: &dyn Dialect) -> Vec<&'a str> {
    let usable = table.columns.iter().filter(|column| {
        column.class.is_scalar()
            && !scoping.blocks_column(&table.name, &column.name)
            && matches!(judge(table, &column.name, dialect), IndexVerdict::Served { .. })
    });
    usable.map(|column| column.name.as_str()).collect()
}
