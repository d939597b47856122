//! Lints for what is spoken: bindings that compile and still disappoint a caller. All of them are warnings, drawn from the catalogue, and from the
//! counts of a sample where a person asked for one.

mod case;
mod leaves;
mod names;
mod phone;
mod rows;
mod time;

use super::Diagnostic;
use super::dialect::Dialect;
use super::draft::Binding;
use super::filter::Filter;
use super::parameter::Parameter;
use super::projection::Leaf;
use super::statement::Order;
use crate::catalog::sensitive::{ShapeFacts, TableSample};
use crate::catalog::{Catalog, Column, Table};
use crate::scoping::Scoping;

/// What every lint looks at.
pub(super) struct Spoken<'a> {
    pub(super) binding: &'a Binding,
    pub(super) catalog: &'a Catalog,
    pub(super) scoping: &'a Scoping,
    pub(super) samples: &'a [TableSample],
    pub(super) table: &'a Table,
    pub(super) dialect: &'a dyn Dialect,
    pub(super) leaves: &'a [Leaf<'a>],
}

impl<'a> Spoken<'a> {
    /// What values of the table's column looked like, if a person asked and there were enough of them to tell.
    fn facts(&self, column: &Column) -> Option<&'a ShapeFacts> {
        let sample = self.samples.iter().find(|sample| sample.table == self.table.name)?;
        let seen = sample.columns.iter().find(|seen| seen.column == column.name)?;
        Some(&seen.facts).filter(|facts| facts.seen >= ENOUGH)
    }
}

/// Fewer values tell nothing.
const ENOUGH: u32 = 3;

/// A parameter, its column, and the draft's field that names it.
pub(super) struct Said<'a> {
    pub(super) parameter: &'a Parameter,
    pub(super) column: &'a Column,
    pub(super) field: String,
}

/// Lints a read.
pub(super) fn of_read(
    spoken: &Spoken<'_>,
    filter: &Filter<'_>,
    said: &Said<'_>,
    order: Option<Order<'_>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    names::lint(spoken, std::slice::from_ref(said), diagnostics);
    phone::lint(spoken, said, diagnostics);
    case::lint(spoken, filter, said, diagnostics);
    time::lint_answer(spoken, diagnostics);
    rows::lint(spoken, filter, said.column, order, diagnostics);
    leaves::lint(spoken, diagnostics);
}

/// Lints a write: what it asks for, and what it answers with.
pub(super) fn of_write(spoken: &Spoken<'_>, said: &[Said<'_>], diagnostics: &mut Vec<Diagnostic>) {
    names::lint(spoken, said, diagnostics);
    for one in said {
        phone::lint(spoken, one, diagnostics);
        time::lint_asked(one, diagnostics);
    }
    time::lint_answer(spoken, diagnostics);
    leaves::lint(spoken, diagnostics);
}

/// Whether one of the words stands in a name; abbreviations are written out first.
fn has_word(name: &str, wanted: &[&str]) -> bool {
    crate::catalog::search::words_of(name).iter().any(|word| wanted.contains(&word.as_str()))
}

/// Words by which a column is known to hold telephone numbers.
pub(super) const PHONE: [&str; 7] = ["phone", "telephone", "mobile", "cell", "cellphone", "fax", "msisdn"];
