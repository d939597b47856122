//! What only the owner of a database may search by, and what the catalogue does not hold.

use super::facets::FacetKind;
use super::index::Index;
use super::lists::Places;
use crate::catalog::{Catalog, ColumnName, TableName};
use crate::scoping::Scoping;

/// Facts about the tables and columns of one catalogue. A facet is offered only where its facts were given; for an agent's
/// search none are. Made once for a state of catalogue and decisions, used for every keystroke.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub(super) blocked: Option<Marks>,
    pub(super) new: Option<Marks>,
    /// By class its columns.
    pub(super) sensitive: Option<Vec<(String, Places)>>,
}

/// Marked tables, and marked columns, among them all of a marked table.
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

    /// With the columns that look sensitive, each with its class. All classes that a person may ask for are in `classes`.
    #[must_use]
    pub fn with_sensitive<'a>(
        self,
        catalog: &Catalog,
        index: &Index,
        classes: impl IntoIterator<Item = &'a str>,
        found: impl IntoIterator<Item = (&'a ColumnName, &'a str)>,
    ) -> Facts {
        let none = || Places::none(index.columns.items().len());
        let mut sensitive: Vec<(String, Places)> =
            classes.into_iter().map(|class| (class.to_owned(), none())).collect();
        for (name, class) in found {
            let columns = sensitive.iter_mut().find(|(known, _)| known == class);
            if let (Some((_, columns)), Some(at)) = (columns, column_at(catalog, index, name)) {
                columns.add(at);
            }
        }
        Facts { sensitive: Some(sensitive), ..self }
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

fn column_at(catalog: &Catalog, index: &Index, name: &ColumnName) -> Option<usize> {
    let at = table_at(catalog, &name.table)?;
    let place = catalog.tables[at].columns.iter().position(|own| own.name == name.column)?;
    Some(index.columns.range(at).start + place)
}
