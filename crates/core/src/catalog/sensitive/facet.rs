//! What looks sensitive, told to search, so that `sensitive:` can be asked there.

use super::{Confidence, SensitiveClass, suggest, undismissed};
use crate::catalog::search::{Facts, Index};
use crate::catalog::{Catalog, ColumnName};
use crate::scoping::Policy;

/// `facts` with the columns that are suggested with at least medium confidence and were not dismissed, each with its class.
/// `index` was made of the same catalogue.
#[must_use]
pub fn with_suggestions(facts: Facts, catalog: &Catalog, index: &Index, policy: &Policy) -> Facts {
    let mut suggestions = undismissed(suggest(catalog), policy.dismissals());
    suggestions.retain(|one| one.confidence >= Confidence::Medium);
    let columns: Vec<(ColumnName, &str)> =
        suggestions.into_iter().filter_map(|one| Some((one.table.column(one.column?), one.class.code()))).collect();
    let found = columns.iter().map(|(column, class)| (column, *class));
    facts.with_sensitive(catalog, index, SensitiveClass::ALL.map(SensitiveClass::code), found)
}
