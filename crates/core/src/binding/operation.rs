//! Operation ids: `<table>.read`, or `<schema>.<table>.read` where the schema is needed [contract, G].

use serde::{Deserialize, Serialize};

use crate::catalog::TableName;
use crate::scoping::{decode_table, encode_table};

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    /// Look rows up.
    Read,
    /// Insert one row.
    Create,
    /// Update one row.
    Update,
}

/// An operation id taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The table.
    pub table: TableName,
    /// What is done with it.
    pub verb: Verb,
}

impl Operation {
    /// Reads an operation id; none when it does not end in `.read`, `.create` or `.update`, or names no table.
    pub fn parse(text: &str, default_schema: &str) -> Option<Operation> {
        let (table, verb) = text.rsplit_once('.')?;
        let verb = match verb {
            "read" => Verb::Read,
            "create" => Verb::Create,
            "update" => Verb::Update,
            _ => return None,
        };
        (!table.is_empty()).then(|| Operation { table: decode_table(table, default_schema), verb })
    }
}

/// The id of doing this with `table`.
pub fn operation_id(table: &TableName, verb: Verb, default_schema: &str) -> String {
    let verb = match verb {
        Verb::Read => "read",
        Verb::Create => "create",
        Verb::Update => "update",
    };
    format!("{}.{verb}", encode_table(table, default_schema))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_tables_correspond() {
        for (id, schema, table) in [
            ("appointments.read", "public", "appointments"),
            ("billing.invoices.read", "billing", "invoices"),
            ("\"odd.name\".read", "public", "odd.name"),
        ] {
            let operation = Operation::parse(id, "public").unwrap();
            assert_eq!(operation, Operation { table: TableName::new(schema, table), verb: Verb::Read });
            assert_eq!(operation_id(&operation.table, Verb::Read, "public"), id);
        }
    }

    #[test]
    fn what_is_no_operation_is_refused() {
        for text in ["", "read", ".read", "appointments", "appointments.delete"] {
            assert_eq!(Operation::parse(text, "public"), None, "{text:?}");
        }
    }
}
