//! The questions, one per kind of thing: plain ones, because joining two views of the information schema makes MariaDB open every
//! table for every row.

use super::rights::ColumnRights;
use super::rows::Raw;
use crate::sql::{Composed, composed};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Query {
    Schemas,
    /// What is granted to the login as it came in. MySQL alone.
    Grants,
    Indexes,
    Tables,
    ForeignKeys,
    Checks,
    Columns(Share),
    Views,
    Partitions,
}

/// Whose columns: of all tables, or of a half of them by a sum over their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    All,
    Even,
    Odd,
}

impl Share {
    /// As a further condition.
    fn condition(self) -> &'static str {
        match self {
            Share::All => "",
            Share::Even => " AND CRC32(table_name) & 1 = 0",
            Share::Odd => " AND CRC32(table_name) & 1 = 1",
        }
    }
}

/// What the questions depend on.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) mariadb: bool,
    /// The schemas to read; the session's database when absent.
    pub(super) schemas: Option<Vec<String>>,
    /// The names of all views, in whatever schema. For MariaDB alone, and only after [`Query::Tables`].
    views: Vec<String>,
    /// The names of all partitioned tables, likewise.
    partitioned: Vec<String>,
    /// For MySQL alone, after [`Query::Grants`].
    rights: ColumnRights,
}

impl Scope {
    pub(super) fn new(mariadb: bool, schemas: Option<Vec<String>>) -> Scope {
        Scope { mariadb, schemas, ..Scope::default() }
    }

    /// Those that the sessions share out, in this order.
    ///
    /// MariaDB opens each table for each of the first four, which is most of the work, and keeps open only the latest few
    /// hundred. So all four are asked for at the same time: they go through the tables side by side, and each finds open what
    /// another has just opened. It looks at a name before it opens the table, so its columns are asked for in halves. MySQL
    /// keeps a catalogue, of which a half may cost as much as the whole: there, the longest answer comes first.
    pub(super) fn shared(&self) -> Vec<Query> {
        if self.mariadb {
            return vec![
                Query::Indexes,
                Query::Tables,
                Query::ForeignKeys,
                Query::Checks,
                Query::Columns(Share::Even),
                Query::Columns(Share::Odd),
            ];
        }
        vec![
            Query::Columns(Share::All),
            Query::Indexes,
            Query::ForeignKeys,
            Query::Tables,
            Query::Checks,
            Query::Views,
            Query::Partitions,
        ]
    }

    /// How many sessions read a large catalogue at once.
    pub(super) fn sessions(&self) -> usize {
        if self.mariadb { 4 } else { 2 }
    }

    /// Those that follow: MariaDB is asked about views and partitions by the names of the tables that are some, because it would open
    /// all others, too.
    pub(super) fn following(&self) -> Vec<Query> {
        if self.mariadb { vec![Query::Views, Query::Partitions] } else { Vec::new() }
    }

    /// What is asked first, one after another.
    pub(super) fn leading(&self) -> Vec<Query> {
        if self.mariadb { vec![Query::Schemas] } else { vec![Query::Schemas, Query::Grants] }
    }

    /// Keeps what the questions after [`Scope::leading`] need.
    pub(super) fn learn_rights(&mut self, raw: &Raw) {
        if !self.mariadb {
            self.rights = raw.grants.asked();
        }
    }

    /// Keeps the names that [`Scope::following`] needs.
    pub(super) fn learn(&mut self, raw: &Raw) {
        let names = |is: fn(&super::rows::RawTable) -> bool| -> Vec<String> {
            raw.tables.iter().filter(|table| is(table)).map(|table| table.name.table.clone()).collect()
        };
        self.views = names(|table| table.is_view());
        self.partitioned = names(|table| table.is_partitioned());
    }

    /// The statement.
    pub(super) fn text(&self, query: Query) -> Composed {
        let of = |column: &str| match &self.schemas {
            None => format!("{column} = DATABASE()"),
            Some(schemas) => format!("{column} IN ({})", literals(schemas)),
        };
        // What is known need not be sent with each row.
        let schema = if self.schemas.is_some() { "table_schema" } else { "''" };
        let text = query.template(self.mariadb).replace("{schema}", schema).replace("{schemas}", &of("table_schema"));
        let text = text.replace("{constraint_schemas}", &of("constraint_schema"));
        let text = text.replace("{checks}", &of("c.constraint_schema"));
        composed(match query {
            Query::Columns(share) => {
                text.replace("{share}", share.condition()).replace("{privileges}", &self.rights.expression())
            }
            Query::Views => text.replace("{views}", &literals(&self.views)),
            Query::Partitions => text.replace("{partitioned}", &literals(&self.partitioned)),
            _ => text,
        })
    }
}

impl Query {
    fn template(self, mariadb: bool) -> &'static str {
        match self {
            Query::Schemas => include_str!("../queries/schemas.sql"),
            Query::Grants => "SHOW GRANTS",
            Query::Tables => include_str!("../queries/tables.sql"),
            Query::Columns(_) => include_str!("../queries/columns.sql"),
            Query::Indexes if mariadb => include_str!("../queries/indexes_mariadb.sql"),
            Query::Indexes => include_str!("../queries/indexes_mysql.sql"),
            Query::ForeignKeys => include_str!("../queries/foreign_keys.sql"),
            Query::Checks if mariadb => include_str!("../queries/checks_mariadb.sql"),
            Query::Checks => include_str!("../queries/checks_mysql.sql"),
            Query::Partitions if mariadb => include_str!("../queries/partitions_mariadb.sql"),
            Query::Partitions => include_str!("../queries/partitions_mysql.sql"),
            Query::Views if mariadb => include_str!("../queries/views_mariadb.sql"),
            Query::Views => include_str!("../queries/views_mysql.sql"),
        }
    }

    /// What it reads, for people.
    pub(super) fn label(self) -> &'static str {
        match self {
            Query::Schemas => "schemas",
            Query::Grants => "rights",
            Query::Tables => "tables and views",
            Query::Columns(_) => "columns",
            Query::Indexes => "keys and indexes",
            Query::ForeignKeys => "foreign keys",
            Query::Checks => "check constraints",
            Query::Partitions => "partitions",
            Query::Views => "what views read",
        }
    }
}

/// A list of texts, which IN needs at least one of. No name is empty.
pub(super) fn literals(names: &[String]) -> String {
    if names.is_empty() {
        return "''".into();
    }
    names.iter().map(|name| literal(name)).collect::<Vec<_>>().join(", ")
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

    fn text(scope: &Scope, query: Query) -> String {
        scope.text(query).into_sql_str().as_str().to_owned()
    }

    #[test]
    fn a_schema_s_name_is_no_part_of_the_text() {
        let chosen = Scope::new(true, Some(vec!["a'b".to_owned(), "é".to_owned()]));
        let chosen = text(&chosen, Query::Columns(Share::Even));
        assert!(chosen.contains("table_schema IN (_utf8mb4 x'612762', _utf8mb4 x'c3a9')"), "{chosen}");
    }

    #[test]
    fn every_statement_is_filled() {
        for scope in [Scope::new(true, None), Scope::new(false, None)] {
            for query in scope.shared().into_iter().chain(scope.following()).chain(scope.leading()) {
                let text = text(&scope, query);
                assert!(!text.contains('{') && (text.contains("DATABASE()") || query == Query::Grants), "{text}");
            }
        }
    }
}
