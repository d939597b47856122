//! The questions, one per kind of thing: plain ones, because joining two views of the information schema makes MariaDB open every
//! table for every row.

use crate::sql::{Composed, composed};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Query {
    Columns,
    Indexes,
    Checks,
    ForeignKeys,
    Tables,
    Partitions,
    Views,
    Schemas,
}

impl Query {
    /// Those that the sessions share out, the longest first. MariaDB opens each table once more for each of them, so it is not
    /// asked how many partitions there are.
    pub(super) fn shared(mariadb: bool) -> Vec<Query> {
        let all = [
            Query::Columns,
            Query::Indexes,
            Query::Tables,
            Query::ForeignKeys,
            Query::Checks,
            Query::Views,
            Query::Partitions,
        ];
        all.into_iter().filter(|query| !mariadb || *query != Query::Partitions).collect()
    }

    /// The statement for these schemas, or for the session's database.
    pub(super) fn text(self, mariadb: bool, schemas: Option<&[String]>) -> Composed {
        let of = |column: &str| match schemas {
            None => format!("{column} = DATABASE()"),
            Some(schemas) => {
                let names: Vec<String> = schemas.iter().map(|schema| literal(schema)).collect();
                format!("{column} IN ({})", names.join(", "))
            }
        };
        // What is known need not be sent with each row.
        let text = self.template(mariadb).replace("{schema}", if schemas.is_some() { "table_schema" } else { "''" });
        let text = text.replace("{schemas}", &of("table_schema"));
        let text = text.replace("{constraint_schemas}", &of("constraint_schema"));
        composed(text.replace("{checks}", &of("c.constraint_schema")))
    }

    fn template(self, mariadb: bool) -> &'static str {
        match self {
            Query::Schemas => include_str!("../queries/schemas.sql"),
            Query::Tables => include_str!("../queries/tables.sql"),
            Query::Columns => include_str!("../queries/columns.sql"),
            Query::Indexes if mariadb => include_str!("../queries/indexes_mariadb.sql"),
            Query::Indexes => include_str!("../queries/indexes_mysql.sql"),
            Query::ForeignKeys => include_str!("../queries/foreign_keys.sql"),
            Query::Checks if mariadb => include_str!("../queries/checks_mariadb.sql"),
            Query::Checks => include_str!("../queries/checks_mysql.sql"),
            Query::Partitions => include_str!("../queries/partitions.sql"),
            Query::Views => include_str!("../queries/views.sql"),
        }
    }

    /// What it reads, for people.
    pub(super) fn label(self) -> &'static str {
        match self {
            Query::Schemas => "schemas",
            Query::Tables => "tables and views",
            Query::Columns => "columns",
            Query::Indexes => "keys and indexes",
            Query::ForeignKeys => "foreign keys",
            Query::Checks => "check constraints",
            Query::Partitions => "partitions",
            Query::Views => "what views read",
        }
    }
}

/// A text that holds no character of the name, so that no `sql_mode` can give one a meaning.
fn literal(name: &str) -> String {
    let digits: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("_utf8mb4 x'{digits}'")
}

#[cfg(test)]
mod tests {
    use sqlx::SqlSafeStr;

    use super::*;

    #[test]
    fn a_schema_s_name_is_no_part_of_the_text() {
        let text =
            |query: Query, schemas: Option<&[String]>| query.text(true, schemas).into_sql_str().as_str().to_owned();
        let chosen = text(Query::Columns, Some(&["a'b".to_owned(), "é".to_owned()]));
        assert!(chosen.contains("table_schema IN (_utf8mb4 x'612762', _utf8mb4 x'c3a9')"), "{chosen}");
        for query in Query::shared(false) {
            assert!(!text(query, None).contains('{') && text(query, None).contains("DATABASE()"));
        }
    }
}
