//! A read's one filter: an equality on a column that leads a usable index.

use std::collections::{BTreeMap, BTreeSet};

use super::dialect::Dialect;
use super::draft::Binding;
use super::index_use::{IndexVerdict, judge, prefix, serves_order, serving};
use super::operation::{Verb, operation_id};
use super::statement::Order;
use super::suggest::{is_snake_case, nearest, snake_case};
use super::{Code, Diagnostic};
use crate::catalog::{Catalog, Column, Table, TableKind, TypeClass};
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

/// Warns where no index has the rows of the filter in the wanted order already.
pub(super) fn note_order(
    order: Option<Order<'_>>,
    filter: &Column,
    table: &Table,
    dialect: &dyn Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(Order { column: by, .. }) = order else { return };
    if serving(table, &filter.name, dialect).is_none() || serves_order(table, &filter.name, &by.name, dialect) {
        return;
    }
    let report = Diagnostic::warning(
        Code::OrderNotIndexed,
        "sql_search.order_by",
        format!("No index has the rows of one {} in the order of {}.", filter.name, by.name),
        "The database reads and sorts all rows that match before it answers; where many match, the caller waits.",
    );
    diagnostics.push(match dialect.create_index(table, filter, Some(by)) {
        Some(ddl) => report.with_ddl("Ask the database's owner to add an index", ddl),
        None => report.with_edit("Do not order the rows", "sql_search.order_by", ""),
    });
}

/// Checks the filter against the table. The column is returned when it exists, so that later checks can go on.
pub(super) fn check_filter<'a>(
    filter: &Filter<'_>,
    required: bool,
    catalog: &Catalog,
    table: &'a Table,
    scoping: &Scoping,
    dialect: &dyn Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'a Column> {
    check_param_name(filter, diagnostics);
    if !required {
        diagnostics.push(
            Diagnostic::warning(
                Code::FilterOptional,
                "inputs[0].required",
                "The filter's parameter is optional.",
                "Without it the statement compares with NULL and finds nothing, so the agent would say there is no record.",
            )
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
    if column.class == TypeClass::Text && !dialect.keeps_text(column.cast_type()) {
        diagnostics.push(not_text(filter, table, column));
        return Some(column);
    }
    if !column.privileges.select {
        diagnostics.push(
            Diagnostic::error(
                Code::PrivilegeMissing,
                filter.column_field,
                format!("This login may not SELECT {}.{}.", table.name, column.name),
                "Finding a row by a column needs the right to read it.",
            )
            .with_advice("Grant SELECT on the column to the agent's user and discover again, or find by another one."),
        );
    }
    match judge(table, &column.name, dialect) {
        IndexVerdict::NotServed { reason } => {
            diagnostics.push(not_indexed(filter, catalog, table, column, &reason, scoping, dialect));
        }
        IndexVerdict::Served { .. } => diagnostics.extend(note_prefix(filter, table, column, dialect)),
    }
    Some(column)
}

/// An index over the beginning of values finds all rows that begin alike, and the server reads each to tell them apart.
fn note_prefix(filter: &Filter<'_>, table: &Table, column: &Column, dialect: &dyn Dialect) -> Option<Diagnostic> {
    let index = serving(table, &column.name, dialect)?;
    let characters = prefix(index)?;
    let report = Diagnostic::warning(
        Code::FilterPrefixIndex,
        filter.column_field,
        format!("Index {} covers only the first {characters} characters of {}.", index.name, column.name),
        "Where many values begin alike, the database reads all of their rows while the caller waits.",
    );
    // A long text can only be indexed by its beginning.
    let whole = dialect.create_index(table, column, None).filter(|_| !column.data_type.ends_with("text"));
    Some(match whole {
        Some(ddl) => report.with_ddl("Ask the database's owner for an index over the whole column", ddl),
        None => report.with_advice("Find by a column whose values differ early."),
    })
}

/// A snapshot that casts a text to a number is none that discovery writes.
fn not_text(filter: &Filter<'_>, table: &Table, column: &Column) -> Diagnostic {
    Diagnostic::error(
        Code::CatalogUnusable,
        filter.column_field,
        format!("The catalogue has {}.{} compared as {}, not as text.", table.name, column.name, column.cast_type()),
        "Compared with a number, a text column matches rows it should not, and its index is not used.",
    )
    .with_advice("Discover the schema again.")
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
    catalog: &Catalog,
    table: &Table,
    column: &Column,
    reason: &str,
    scoping: &Scoping,
    dialect: &dyn Dialect,
) -> Diagnostic {
    if table.kind == TableKind::View {
        return of_a_view(filter, catalog, table, column, scoping, dialect);
    }
    let report = Diagnostic::error(
        Code::FilterNotIndexed,
        filter.column_field,
        format!("Finding by {}.{} cannot use an index, because {reason}.", table.name, column.name),
        "Without an index the database reads the whole table while the caller waits.",
    );
    match nearest(&column.name, usable_columns(table, scoping, dialect)) {
        Some(other) => report.with_edit(format!("Find by {other} instead"), filter.column_field, other),
        None => match dialect.create_index(table, column, None) {
            Some(ddl) if table.kind != TableKind::ForeignTable => {
                report.with_ddl("Ask the database's owner to add an index", ddl)
            }
            _ => report.with_advice("Choose a table with an index on this column."),
        },
    }
}

/// A view has no index of its own; what it shows lies in tables, and one of those may have one.
fn of_a_view(
    filter: &Filter<'_>,
    catalog: &Catalog,
    view: &Table,
    column: &Column,
    scoping: &Scoping,
    dialect: &dyn Dialect,
) -> Diagnostic {
    let bases: Vec<&Table> = base_tables(catalog, view, scoping);
    let usable = |table: &&&Table| {
        !scoping.blocks_column(&table.name, &column.name) && serving(table, &column.name, dialect).is_some()
    };
    let names = || bases.iter().map(|table| table.name.to_string()).collect::<Vec<_>>().join(", ");
    let shown = if bases.is_empty() { String::new() } else { format!("; it shows rows of {}", names()) };
    let report = Diagnostic::error(
        Code::FilterNotIndexed,
        filter.column_field,
        format!("Finding by {}.{} cannot use an index, because a view has no index{shown}.", view.name, column.name),
        "Without an index the database reads the whole table while the caller waits.",
    );
    // Where several could stand for it, the one that has most of what the view shows.
    let shared = |table: &&&Table| view.columns.iter().filter(|one| table.column(&one.name).is_some()).count();
    match bases.iter().filter(usable).rev().max_by_key(shared) {
        Some(base) => report.with_edit(
            format!("Read {} instead, which has an index on {}", base.name, column.name),
            "operation",
            operation_id(&base.name, Verb::Read, &catalog.default_schema),
        ),
        None if bases.is_empty() => report.with_advice("Choose the table that holds the rows."),
        None => report.with_advice(format!("Read the table itself: {}.", names())),
    }
}

/// The tables that a view shows, through other views, without those that are blocked; sorted.
fn base_tables<'a>(catalog: &'a Catalog, view: &'a Table, scoping: &Scoping) -> Vec<&'a Table> {
    let (mut bases, mut open, mut seen) = (BTreeMap::new(), vec![view], BTreeSet::new());
    while let Some(table) = open.pop() {
        if !seen.insert(&table.name) {
            continue;
        }
        let read = table.reads.iter().flatten().filter_map(|read| catalog.table(&read.table));
        for read in read.filter(|read| !scoping.blocks_table(&read.name)) {
            match read.kind {
                TableKind::View => open.push(read),
                _ => drop(bases.insert(&read.name, read)),
            }
        }
    }
    bases.into_values().collect()
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
