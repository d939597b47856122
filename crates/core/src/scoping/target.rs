//! Finding the table or column that a person typed: `payments`, `patients.ssn`, `billing.invoices.iban`.

use super::BlockTarget;
use super::encoding::split_name;
use crate::catalog::{Catalog, TableName};

/// Why a typed name is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Not one to three parts.
    #[error("“{0}” is no name: write TABLE, TABLE.COLUMN, SCHEMA.TABLE or SCHEMA.TABLE.COLUMN")]
    Malformed(String),
    /// The catalogue has nothing of this name.
    #[error("the catalogue has neither a table nor a column “{0}”")]
    Unknown(String),
    /// A table of another schema and a column of a table here.
    #[error("“{0}” is a table of schema {1} and also a column here; write the schema in front of the column's table")]
    Ambiguous(String, String),
}

/// The table or column that `typed` names in `catalog`; a bare table is one of the default schema.
///
/// # Errors
/// [`TargetError`]: a misspelt block would protect nothing, so it is never guessed.
pub fn find_target(catalog: &Catalog, typed: &str) -> Result<BlockTarget, TargetError> {
    let parts = split_name(typed).ok_or_else(|| TargetError::Malformed(typed.to_owned()))?;
    let table = |schema: &str, table: &str| {
        let name = TableName::new(schema, table);
        catalog.table(&name).is_some().then_some(BlockTarget { table: name, column: None })
    };
    let column = |schema: &str, table: &str, column: &str| {
        let name = TableName::new(schema, table);
        let found = catalog.table(&name).and_then(|table| table.column(column));
        found.map(|found| BlockTarget { table: name, column: Some(found.name.clone()) })
    };
    let default = catalog.default_schema.as_str();
    let found = match parts.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [name] => table(default, name),
        [first, second] => match (table(first, second), column(default, first, second)) {
            (Some(_), Some(_)) => return Err(TargetError::Ambiguous(typed.to_owned(), (*first).to_owned())),
            (found, other) => found.or(other),
        },
        [schema, name, field] => column(schema, name, field),
        _ => return Err(TargetError::Malformed(typed.to_owned())),
    };
    found.ok_or_else(|| TargetError::Unknown(typed.to_owned()))
}
