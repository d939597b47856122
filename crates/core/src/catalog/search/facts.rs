//! What only the owner of a database may search by, and what the catalogue does not hold.

use super::facets::FacetKind;
use super::index::Index;
use super::lists::Places;
use crate::catalog::sensitive::{SensitiveClass, Suggestion};
use crate::catalog::{Catalog, TableName};
use crate::scoping::Scoping;

/// Facts about the tables and columns of one catalogue. A facet is offered only where its facts were given; for an agent's
/// search none are. Made once for a state of catalogue and decisions, used for every keystroke.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub(super) blocked: Option<Marks>,
    pub(super) new: Option<Marks>,
    /// By class; of a table that is marked its columns are not.
    pub(super) sensitive: Option<Vec<(SensitiveClass, Marks)>>,
}

/// Marked tables, and marked columns; of what is blocked or new, all of a marked table are among them.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    pub(super) tables: Places,
    pub(super) columns: Places,
}

impl Facts {
    /// With what agents cannot see.
    #[must_use]
    pub fn with_blocked(self, catalog: &Catalog, index: &Index, scoping: &Scoping) -> Facts {
        Facts { blocked: Some(Marks::of(catalog, index, scoping)), ..self }
    }

    /// With what waits for review.
    #[must_use]
    pub fn with_new(self, catalog: &Catalog, index: &Index, quarantined: &Scoping) -> Facts {
        Facts { new: Some(Marks::of(catalog, index, quarantined)), ..self }
    }

    /// With what looks sensitive.
    #[must_use]
    pub fn with_sensitive<'a>(
        self,
        catalog: &Catalog,
        index: &Index,
        suggestions: impl IntoIterator<Item = &'a Suggestion>,
    ) -> Facts {
        let mut sensitive = SensitiveClass::ALL.map(|class| (class, Marks::none(index)));
        for suggestion in suggestions {
            let marks = sensitive.iter_mut().find(|(class, _)| *class == suggestion.class);
            let (Some((_, marks)), Some(at)) = (marks, table_at(catalog, &suggestion.table)) else { continue };
            match &suggestion.column {
                None => marks.tables.add(at),
                Some(name) => {
                    let place = catalog.tables[at].columns.iter().position(|column| column.name == *name);
                    place.into_iter().for_each(|place| marks.columns.add(index.columns.range(at).start + place));
                }
            }
        }
        Facts { sensitive: Some(sensitive.into()), ..self }
    }

    /// The facets that these facts answer.
    pub(super) fn offered(&self) -> impl Iterator<Item = FacetKind> {
        let known = [
            (FacetKind::Blocked, self.blocked.is_some()),
            (FacetKind::New, self.new.is_some()),
            (FacetKind::Sensitive, self.sensitive.is_some()),
        ];
        known.into_iter().filter(|(_, known)| *known).map(|(kind, _)| kind)
    }
}

impl Marks {
    pub(super) fn none(index: &Index) -> Marks {
        Marks { tables: Places::none(index.table_count()), columns: Places::none(index.columns.items().len()) }
    }

    pub(super) fn add_all(&mut self, others: &Marks) {
        self.tables.add_all(&others.tables);
        self.columns.add_all(&others.columns);
    }

    fn of(catalog: &Catalog, index: &Index, marked: &Scoping) -> Marks {
        let (mut tables, mut columns) = (Places::none(index.table_count()), Places::none(index.columns.items().len()));
        for at in marked.blocked_tables().filter_map(|name| table_at(catalog, name)) {
            tables.add(at);
            index.columns.range(at).for_each(|column| columns.add(column));
        }
        for (name, these) in marked.blocked_columns() {
            let Some(at) = table_at(catalog, name) else { continue };
            let own = catalog.tables[at].columns.iter().zip(index.columns.range(at));
            own.filter(|(column, _)| these.contains(&column.name)).for_each(|(_, column)| columns.add(column));
        }
        Marks { tables, columns }
    }
}

fn table_at(catalog: &Catalog, name: &TableName) -> Option<usize> {
    catalog.tables.binary_search_by(|table| table.name.cmp(name)).ok()
}
