//! The one message that asks for the whole catalogue.

/// The questions, one per kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Query {
    Server,
    Relations,
    Partitions,
    Columns,
    Types,
    Enums,
    Defaults,
    Comments,
    Constraints,
    Indexes,
    IndexExpressions,
}

/// A statement of the script: it sets something, or it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Set,
    Ask(Query, &'static str),
}

macro_rules! script {
    ($($set:literal),+; $($query:ident $label:literal $file:literal $(then $after:literal)?),+) => {
        /// The statements' text.
        pub(super) const SCRIPT: &str =
            concat!($($set, ";\n",)+ $(include_str!(concat!("../queries/", $file)), ";\n", $($after, ";\n",)?)+ "COMMIT");

        /// What each statement is, in the same order.
        pub(super) const STEPS: &[Step] = &[
            $(script!(@set $set),)+
            $(Step::Ask(Query::$query, $label), $(script!(@set $after),)?)+
            Step::Set,
        ];

        impl Query {
            /// How many questions there are, whatever the database holds.
            pub(super) const COUNT: usize = [$(Query::$query),+].len();
        }
    };
    (@set $text:literal) => { Step::Set };
}

script! {
    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    // For each statement by itself; the door's deadline bounds them together.
    "SET LOCAL statement_timeout = '30s'",
    "SET LOCAL lock_timeout = '2s'",
    // Compiling a query of this kind costs more than it saves.
    "SET LOCAL jit = off";
    // With this path the server writes every name outside pg_catalog with its schema.
    Server "the server" "server.sql" then "SET LOCAL search_path = pg_catalog",
    Relations "tables and views" "relations.sql",
    Partitions "partitions" "partitions.sql",
    Columns "columns" "columns.sql",
    Types "types" "types.sql",
    Enums "enum labels" "enums.sql",
    Defaults "defaults" "defaults.sql",
    Comments "comments" "comments.sql",
    Constraints "keys" "constraints.sql",
    Indexes "indexes" "indexes.sql",
    IndexExpressions "index expressions" "index_expressions.sql"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eleven_questions_whatever_the_database_holds() {
        assert_eq!(Query::COUNT, 11);
        let asked = STEPS.iter().filter(|step| matches!(step, Step::Ask(..))).count();
        assert_eq!(asked, Query::COUNT);
    }

    #[test]
    fn the_script_has_a_statement_for_every_step() {
        // No query holds a semicolon of its own, not even in a comment: the count would be off.
        let code: Vec<&str> = SCRIPT.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
        assert_eq!(code.join("\n").split(';').count(), STEPS.len());
    }
}
