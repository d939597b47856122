//! How many rows answer, and which.

use super::Spoken;
use crate::binding::filter::Filter;
use crate::binding::index_use::{IndexVerdict, judge, serving};
use crate::binding::statement::Order;
use crate::binding::{Code, Diagnostic};
use crate::catalog::{Column, TypeClass};

/// Nobody keeps more answers than this in mind while listening.
const HEARD: u32 = 5;

pub(super) fn lint(
    spoken: &Spoken<'_>,
    filter: &Filter<'_>,
    column: &Column,
    order: Option<Order<'_>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let IndexVerdict::Served { unique, .. } = judge(spoken.table, &column.name, spoken.dialect) else { return };
    if unique && filter.limit > 1 {
        diagnostics.push(
            Diagnostic::warning(
                Code::VoiceManyRows,
                "sql_search.limit",
                format!(
                    "At most one row has a given {}, so a limit of {} asks for nothing more.",
                    column.name, filter.limit
                ),
                "The agent's model is told to expect a list where there is one answer or none.",
            )
            .with_edit("Return one row", "sql_search.limit", "1"),
        );
    } else if filter.limit > HEARD {
        diagnostics.push(
            Diagnostic::warning(
                Code::VoiceManyRows,
                "sql_search.limit",
                format!("Up to {} rows are read out.", filter.limit),
                "A caller keeps a handful of answers in mind; more only take time.",
            )
            .with_edit(format!("Return {HEARD} rows at most"), "sql_search.limit", HEARD.to_string()),
        );
    } else if !unique && filter.limit == 1 && order.is_none() {
        let report = Diagnostic::warning(
            Code::VoiceWhichRow,
            "sql_search.order_by",
            format!("Several rows can have one {}, and one of them is returned: which one is open.", column.name),
            "The agent would tell a caller of an old record as if it were the present one.",
        );
        diagnostics.push(match likely_order(spoken, column) {
            Some(by) => report.with_edit(format!("Order by {by}"), "sql_search.order_by", by),
            None => report.with_edit(format!("Return up to {HEARD} rows"), "sql_search.limit", HEARD.to_string()),
        });
    }
}

/// The visible column that rows of one value are best told apart by: the next one of the index, else the first that is a time.
fn likely_order<'a>(spoken: &Spoken<'a>, column: &Column) -> Option<&'a str> {
    let table = spoken.table;
    let timed = |column: &&Column| {
        matches!(column.class, TypeClass::Timestamp | TypeClass::Date)
            && column.privileges.select
            && !spoken.scoping.blocks_column(&table.name, &column.name)
    };
    let next = serving(table, &column.name, spoken.dialect)
        .and_then(|index| index.parts.get(1))
        .and_then(|part| part.column());
    let next = next.and_then(|name| table.column(name)).filter(|column| timed(column));
    next.or_else(|| table.columns.iter().find(timed)).map(|column| column.name.as_str())
}
