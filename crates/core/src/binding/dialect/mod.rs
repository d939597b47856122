//! What differs between SQL dialects, as far as the compiler needs to know.

mod mysql;
mod postgres;

pub(super) use mysql::Mysql;
pub(super) use postgres::Postgres;

use crate::catalog::{Column, Table, TypeClass};
use crate::connection::Engine;

/// One SQL dialect.
pub(super) trait Dialect {
    /// The name as a delimited identifier; none for a name the server cannot hold (empty, or with a NUL).
    fn quote(&self, name: &str) -> Option<String>;
    /// The parameter's place in the statement, cast to the column's type, so that the column itself is never converted;
    /// none for a text that is no type's name, which a snapshot from elsewhere could hold.
    fn parameter(&self, ordinal: u32, cast_type: &str) -> Option<String>;
    /// Whether `left` equals `right`, as SQL; `schema` has the operator ([`Column::equality_schema`]). None for a schema that cannot be quoted.
    fn equals(&self, left: &str, right: &str, schema: Option<&str>) -> Option<String>;
    /// A column as a result: as text, whatever its type, because what an agent gets is text, number or truth and nothing of a driver's.
    /// `column` is quoted and qualified.
    fn output(&self, column: &str, cast_type: &str, class: TypeClass) -> String;
    /// Whether an index of this access method serves equality.
    fn method_serves_equality(&self, method: &str) -> bool;
    /// A statement that the database's owner may run to get an index on `column`, and `then` after it, without stopping writes; none for a name that cannot be
    /// quoted.
    fn create_index(&self, table: &Table, column: &Column, then: Option<&Column>) -> Option<String>;
    /// Whether the type of the cast leaves a text a text. Comparing a text column with anything else converts every row.
    fn keeps_text(&self, cast_type: &str) -> bool;
    /// Whether a write can answer with columns of the row it wrote (`RETURNING`).
    fn returns_rows_of_a_write(&self) -> bool;
}

/// The dialect of an engine.
pub(super) fn dialect(engine: Engine) -> &'static dyn Dialect {
    match engine {
        Engine::Postgres => &Postgres,
        Engine::Mysql => &Mysql,
    }
}
