//! Which tables and columns the facets of a query choose.

use super::facets::{Facet, FacetKind, Note, NoteCode};
use super::facts::{Facts, Marks};
use super::index::Index;
use super::lists::Places;
use crate::catalog::sensitive::SensitiveClass;
use crate::catalog::{Catalog, TableKind};

/// No note lists more values than this; the rest is left to be guessed from them.
const MOST_OFFERED: usize = 40;

/// What all facets together choose.
#[derive(Debug)]
pub(super) struct Selection {
    /// Tables that are chosen themselves. None where a facet is about columns alone.
    pub(super) tables: Places,
    /// Columns that satisfy every facet.
    pub(super) columns: Places,
    /// Whether a type is among what was asked: then it is shown as matched.
    pub(super) by_type: bool,
}

/// What one facet chooses.
struct Chosen {
    /// Absent for a facet about columns.
    tables: Option<Places>,
    columns: Places,
}

impl Selection {
    /// The selection, none without a usable facet; and notes about values that there are not.
    pub(super) fn of(
        catalog: &Catalog,
        index: &Index,
        facets: &[(Facet, String)],
        facts: Option<&Facts>,
    ) -> (Option<Selection>, Vec<Note>) {
        let (mut selection, mut notes) = (None, Vec::new());
        for (facet, typed) in facets {
            let chosen = match choose(catalog, index, facet, facts) {
                Ok(chosen) if facet.negated => {
                    Chosen { tables: chosen.tables.map(Places::inverted), columns: chosen.columns.inverted() }
                }
                Ok(chosen) => chosen,
                Err(offered) => {
                    notes.push(unknown_value(facet, typed, offered));
                    continue;
                }
            };
            let all: &mut Selection = selection.get_or_insert_with(|| Selection {
                tables: Places::all(index.table_count()),
                columns: Places::all(index.columns.items().len()),
                by_type: false,
            });
            all.tables.keep(&chosen.tables.unwrap_or_else(|| Places::none(index.table_count())));
            all.columns.keep(&chosen.columns);
            all.by_type |= facet.kind == FacetKind::Type && !facet.negated;
        }
        (selection, notes)
    }

    /// The tables that are chosen or hold a chosen column, in the catalogue's order.
    pub(super) fn tables(&self, index: &Index) -> Vec<usize> {
        (0..index.table_count()).filter(|table| self.has_any(index, *table)).collect()
    }

    /// Whether the table is chosen or holds a chosen column.
    pub(super) fn has_any(&self, index: &Index, table: usize) -> bool {
        self.tables.has(table) || self.columns.within(index.columns.range(table)).next().is_some()
    }
}

/// What any of a facet's values chooses; or the values that there are, when none of its own is one.
fn choose(catalog: &Catalog, index: &Index, facet: &Facet, facts: Option<&Facts>) -> Result<Chosen, Vec<String>> {
    let mut all: Option<Chosen> = None;
    for value in &facet.values {
        let one = chosen(catalog, index, facet.kind, value, facts)?;
        match &mut all {
            None => all = Some(one),
            Some(all) => {
                all.columns.add_all(&one.columns);
                if let (Some(tables), Some(more)) = (&mut all.tables, &one.tables) {
                    tables.add_all(more);
                }
            }
        }
    }
    // A facet without a value is still being typed.
    match all {
        Some(all) => Ok(all),
        None => chosen(catalog, index, facet.kind, "", facts),
    }
}

fn chosen(
    catalog: &Catalog,
    index: &Index,
    kind: FacetKind,
    value: &str,
    facts: Option<&Facts>,
) -> Result<Chosen, Vec<String>> {
    let columns_only = |columns: Places| Chosen { tables: None, columns };
    match kind {
        FacetKind::Type => by_type(index, value).map(columns_only),
        FacetKind::Fk => by_foreign_key(catalog, index, value).map(columns_only),
        FacetKind::Indexed => yes_or_no(value)
            .map(|yes| columns_only(if yes { index.leading.clone() } else { index.leading.clone().inverted() })),
        FacetKind::Schema => by_schema(catalog, index, value).map(|tables| of_tables(index, tables)),
        FacetKind::Kind => by_kind(catalog, index, value).map(|tables| of_tables(index, tables)),
        FacetKind::Blocked => marked(facts.and_then(|facts| facts.blocked.as_ref()), value),
        FacetKind::New => marked(facts.and_then(|facts| facts.new.as_ref()), value),
        FacetKind::Sensitive => by_class(index, facts, value),
    }
}

fn by_type(index: &Index, value: &str) -> Result<Places, Vec<String>> {
    let meant = index.types.meant_by(value);
    if meant.is_empty() && super::types::class_named(&value.to_lowercase()).is_none() {
        return Err(index.types.offered());
    }
    let mut types = Places::none(index.types.tables.len());
    meant.into_iter().for_each(|kind| types.add(kind as usize));
    let mut columns = Places::none(index.columns.items().len());
    let these = index.types.of_column.iter().enumerate().filter(|(_, kind)| types.has(**kind as usize));
    these.for_each(|(column, _)| columns.add(column));
    Ok(columns)
}

fn by_foreign_key(catalog: &Catalog, index: &Index, value: &str) -> Result<Places, Vec<String>> {
    if let Ok(yes) = yes_or_no(value) {
        return Ok(if yes { index.in_foreign_key.clone() } else { index.in_foreign_key.clone().inverted() });
    }
    let (schema, name) = value.rsplit_once('.').map_or((None, value), |(schema, name)| (Some(schema), name));
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    let is_meant = |table: &crate::catalog::TableName| {
        same(&table.table, name) && schema.is_none_or(|schema| same(&table.schema, schema))
    };
    if !catalog.tables.iter().any(|table| is_meant(&table.name)) {
        return Err(vec!["yes".into(), "no".into(), "the name of a table".into()]);
    }
    let mut columns = Places::none(index.columns.items().len());
    for (at, table) in catalog.tables.iter().enumerate() {
        let first = index.columns.range(at).start;
        let used = table.foreign_keys.iter().filter(|key| is_meant(&key.references)).flat_map(|key| &key.columns);
        let places = used.filter_map(|used| table.columns.iter().position(|column| column.name == *used));
        places.for_each(|place| columns.add(first + place));
    }
    Ok(columns)
}

fn by_schema(catalog: &Catalog, index: &Index, value: &str) -> Result<Places, Vec<String>> {
    let wanted = value.to_lowercase();
    let is_meant = |name: &str| match wanted.strip_suffix('*') {
        Some(beginning) => name.to_lowercase().starts_with(beginning),
        None => name.to_lowercase() == wanted,
    };
    let name = |range: &std::ops::Range<u32>| catalog.tables.get(range.start as usize).map(|table| &*table.name.schema);
    let mut tables = Places::none(index.table_count());
    let meant: Vec<_> = index.schemas.iter().filter(|range| name(range).is_some_and(is_meant)).collect();
    if meant.is_empty() {
        return Err(index.schemas.iter().filter_map(name).map(str::to_owned).collect());
    }
    meant.into_iter().flat_map(Clone::clone).for_each(|table| tables.add(table as usize));
    Ok(tables)
}

/// How each kind may be written; the first is the one that is offered.
const KINDS: [(TableKind, &[&str]); 5] = [
    (TableKind::Table, &["table"]),
    (TableKind::PartitionedTable, &["partitioned_table", "partitioned"]),
    (TableKind::View, &["view"]),
    (TableKind::MaterializedView, &["materialized_view", "materialised_view", "materialized", "matview"]),
    (TableKind::ForeignTable, &["foreign_table", "foreign"]),
];

fn by_kind(catalog: &Catalog, index: &Index, value: &str) -> Result<Places, Vec<String>> {
    let wanted = value.to_lowercase().replace([' ', '-'], "_");
    let kind = KINDS.iter().find(|(_, words)| words.contains(&&*wanted)).map(|(kind, _)| *kind);
    let kind = kind.ok_or_else(|| {
        KINDS.iter().filter_map(|(_, words)| words.first()).map(|word| (*word).into()).collect::<Vec<_>>()
    })?;
    let mut tables = Places::none(index.table_count());
    catalog.tables.iter().enumerate().filter(|(_, table)| table.kind == kind).for_each(|(at, _)| tables.add(at));
    Ok(tables)
}

fn by_class(index: &Index, facts: Option<&Facts>, value: &str) -> Result<Chosen, Vec<String>> {
    let classes = facts.and_then(|facts| facts.sensitive.as_deref()).unwrap_or_default();
    let any = |wanted: Option<SensitiveClass>| {
        let mut all = Marks::none(index);
        let these = classes.iter().filter(|(class, _)| wanted.is_none_or(|wanted| *class == wanted));
        these.for_each(|(_, marks)| all.add_all(marks));
        all
    };
    if yes_or_no(value).is_ok() {
        return marked(Some(&any(None)), value);
    }
    let wanted = SensitiveClass::from_code(&value.to_lowercase().replace([' ', '-'], "_"));
    let Some(wanted) = wanted.filter(|wanted| classes.iter().any(|(class, _)| class == wanted)) else {
        return Err(["yes", "no"]
            .into_iter()
            .chain(classes.iter().map(|(class, _)| class.code()))
            .map(str::to_owned)
            .collect());
    };
    let Marks { tables, columns } = any(Some(wanted));
    Ok(Chosen { tables: Some(tables), columns })
}

fn marked(marks: Option<&Marks>, value: &str) -> Result<Chosen, Vec<String>> {
    let yes = yes_or_no(value)?;
    let Some(Marks { tables, columns }) = marks.cloned() else { return Err(Vec::new()) };
    Ok(match yes {
        true => Chosen { tables: Some(tables), columns },
        false => Chosen { tables: Some(tables.inverted()), columns: columns.inverted() },
    })
}

fn of_tables(index: &Index, tables: Places) -> Chosen {
    let mut columns = Places::none(index.columns.items().len());
    for table in tables.within(0..index.table_count()) {
        index.columns.range(table).for_each(|column| columns.add(column));
    }
    Chosen { tables: Some(tables), columns }
}

fn yes_or_no(value: &str) -> Result<bool, Vec<String>> {
    match value.to_lowercase().as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err(vec!["yes".into(), "no".into()]),
    }
}

fn unknown_value(facet: &Facet, typed: &str, mut offered: Vec<String>) -> Note {
    let more = offered.len().saturating_sub(MOST_OFFERED);
    offered.truncate(MOST_OFFERED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let name = facet.kind.word();
    let message =
        format!("{name}: was left out, for it has no such value here; it takes {}{rest}.", offered.join(", "));
    Note { code: NoteCode::UnknownValue, part: typed.to_owned(), message, offered }
}
