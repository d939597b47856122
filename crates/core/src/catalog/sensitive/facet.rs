//! What looks sensitive, told to search, so that `sensitive:` can be asked there.

use super::{Confidence, suggest, undismissed};
use crate::catalog::Catalog;
use crate::catalog::search::{Facts, Index};
use crate::scoping::Policy;

/// `facts` with the tables and columns that are suggested with at least medium confidence and were not dismissed.
/// `index` was made of the same catalogue.
#[must_use]
pub fn with_suggestions(facts: Facts, catalog: &Catalog, index: &Index, policy: &Policy) -> Facts {
    let mut suggestions = undismissed(suggest(catalog), policy.dismissals());
    suggestions.retain(|one| one.confidence >= Confidence::Medium);
    facts.with_sensitive(catalog, index, &suggestions)
}
