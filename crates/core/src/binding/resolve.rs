//! Finding what a projection path means: `[column]`, `[object, column]` or `[relationship, column]` [contract, S and G].

use crate::catalog::{Catalog, Column, ForeignKey, Table};

/// Where a path leads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    /// The foreign key to follow, for one hop; none for the table itself.
    pub(super) hop: Option<&'a ForeignKey>,
    /// The table that holds the column.
    pub(super) table: &'a Table,
    /// The column.
    pub(super) column: &'a Column,
}

/// Why a path leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum PathError<'a> {
    /// Not one or two parts.
    Malformed,
    /// The first part is neither the table nor a relationship.
    UnknownPrefix,
    /// The first part means the table and a relationship at once: the relationship's constraint.
    Ambiguous(&'a str),
    /// The referenced table is not in the catalogue.
    TargetMissing(&'a ForeignKey),
    /// This table has no such column.
    UnknownColumn(&'a Table),
}

/// Follows `path` from `table`.
pub(super) fn resolve<'a>(
    catalog: &'a Catalog,
    table: &'a Table,
    path: &[String],
) -> Result<Target<'a>, PathError<'a>> {
    let (hop, owner, column) = match path {
        [column] => (None, table, column),
        [prefix, column] => {
            let hop = prefix_of(table, prefix)?;
            let owner = match hop {
                None => table,
                Some(key) => catalog.table(&key.references).ok_or(PathError::TargetMissing(key))?,
            };
            (hop, owner, column)
        }
        _ => return Err(PathError::Malformed),
    };
    let column = owner.column(column).ok_or(PathError::UnknownColumn(owner))?;
    Ok(Target { hop, table: owner, column })
}

fn prefix_of<'a>(table: &'a Table, prefix: &str) -> Result<Option<&'a ForeignKey>, PathError<'a>> {
    let relationship = relationships(table).find(|(name, _)| *name == prefix).map(|(_, key)| key);
    match (is_object_name(&table.name.table, prefix), relationship) {
        (true, Some(key)) => Err(PathError::Ambiguous(&key.name)),
        (true, None) => Ok(None),
        (false, Some(key)) => Ok(Some(key)),
        (false, None) => Err(PathError::UnknownPrefix),
    }
}

/// A table's relationships by name: the foreign key's column without `_id`, or the constraint's name where that is not
/// one column, does not end so, or is taken twice.
pub(super) fn relationships(table: &Table) -> impl Iterator<Item = (&str, &ForeignKey)> {
    table.foreign_keys.iter().map(move |key| {
        let short = short_name(key);
        let taken = table.foreign_keys.iter().filter(|other| short.is_some() && short_name(other) == short).count();
        (short.filter(|_| taken == 1).unwrap_or(&key.name), key)
    })
}

fn short_name(key: &ForeignKey) -> Option<&str> {
    match key.columns.as_slice() {
        [column] => column.strip_suffix("_id").filter(|name| !name.is_empty()),
        _ => None,
    }
}

/// Whether `prefix` is the table's name or a singular of it [contract, S by example; the rule is ours].
fn is_object_name(table: &str, prefix: &str) -> bool {
    prefix == table || singulars(table).iter().any(|singular| singular == prefix)
}

/// Singular forms an English reader may mean; the first is the likeliest.
pub(super) fn singulars(table: &str) -> Vec<String> {
    let mut forms = Vec::new();
    let mut replace = |ending: &str, with: &str| {
        if let Some(stem) = table.strip_suffix(ending)
            && !stem.is_empty()
        {
            forms.push(format!("{stem}{with}"));
        }
    };
    replace("people", "person");
    replace("children", "child");
    replace("ies", "y");
    replace("noses", "nosis");
    for ending in ["sses", "xes", "ches", "shes"] {
        replace(ending, &ending[..ending.len() - 2]);
    }
    if !table.ends_with("ss") && !table.ends_with("us") {
        replace("s", "");
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likely_singulars_come_first() {
        for (table, singular) in [
            ("appointments", "appointment"),
            ("insurance_policies", "insurance_policy"),
            ("diagnoses", "diagnosis"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("services", "service"),
        ] {
            assert_eq!(singulars(table).first().map(String::as_str), Some(singular));
        }
        assert!(singulars("status").is_empty());
    }
}
