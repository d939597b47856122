//! What differs between SQL dialects, as far as the compiler needs to know.

mod postgres;

pub(super) use postgres::Postgres;

use crate::connection::Engine;

/// One SQL dialect.
pub(super) trait Dialect {
    /// The name as a delimited identifier; none for a name the server cannot hold (empty, or with a NUL).
    fn quote(&self, name: &str) -> Option<String>;
    /// The parameter's place in the statement, cast to the column's type, so that the column itself is never converted;
    /// none for a text that is no type's name, which a snapshot from elsewhere could hold.
    fn parameter(&self, ordinal: u32, cast_type: &str) -> Option<String>;
    /// Whether an index of this access method serves equality.
    fn method_serves_equality(&self, method: &str) -> bool;
}

/// The dialect of an engine; none where the compiler does not speak it yet.
pub(super) fn dialect(engine: Engine) -> Option<&'static dyn Dialect> {
    match engine {
        Engine::Postgres => Some(&Postgres),
        Engine::Mysql => None,
    }
}
