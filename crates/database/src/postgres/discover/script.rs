//! The messages that ask for the whole catalogue, whatever it holds: an opening, the questions for each session, and the ones
//! that need an answer first.

use crate::sql::{Composed, composed};

/// The questions, one per kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Query {
    Server,
    Namespaces,
    Relations,
    TableRights,
    Partitions,
    Inherits,
    Columns,
    KeyIndexes,
    ForeignKeys,
    Defaults,
    Comments,
    Methods,
    Indexes,
    IndexTexts,
    Checks,
    Enums,
    ViewReads,
    Types,
    ColumnRights,
    ColumnNames,
}

/// How many questions there are, whatever the database holds.
pub(super) const COUNT: usize = 20;

/// Whatever comes after it in this transaction only reads one state of the catalogue, and ends by itself on the server: each
/// statement at its timeout, the door's deadline bounds them together. Compiling queries of this kind, and sharing them out
/// to more processes, costs more than it saves; groups fit in memory.
pub(super) const BEGIN: &str = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL statement_timeout = '30s';
SET LOCAL lock_timeout = '2s';
SET LOCAL jit = off;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '64MB'";

/// With this path the server writes every name outside pg_catalog with its schema.
const PATH: &str = "SET LOCAL search_path = pg_catalog";

/// Has the server look now and then whether we are still there.
const NOTICE: &str = "SET LOCAL client_connection_check_interval = '500ms'";

/// Lets another session see what this one sees.
pub(super) const EXPORT: &str = "SELECT pg_catalog.pg_export_snapshot()";

pub(super) const COMMIT: &str = "COMMIT";
pub(super) const ROLLBACK: &str = "ROLLBACK";

/// A statement of a script: it sets something, or it asks.
pub(super) type Step = Option<Query>;

/// One message of several statements.
pub(super) struct Script {
    pub(super) text: Composed,
    pub(super) steps: Vec<Step>,
}

impl Script {
    fn new(statements: Vec<(Step, String)>) -> Script {
        let (steps, texts): (Vec<Step>, Vec<String>) = statements.into_iter().unzip();
        Script { text: composed(texts.join(";\n")), steps }
    }
}

fn set(text: &str) -> Vec<(Step, String)> {
    text.split(";\n").map(|statement| (None, statement.to_owned())).collect()
}

/// Begins, and asks where we are.
pub(super) fn opening() -> Script {
    let mut statements = set(BEGIN);
    statements.push((Some(Query::Server), Query::Server.template().into()));
    statements.extend(set(PATH));
    statements.push((Some(Query::Namespaces), Query::Namespaces.template().into()));
    Script::new(statements)
}

/// Begins in another session, on the state that the first one exported under this name. The name is the server's: None when it
/// is not of the form that names have.
pub(super) fn joining(snapshot: &str) -> Option<Script> {
    if snapshot.is_empty() || !snapshot.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        return None;
    }
    let mut statements = set(BEGIN);
    statements.insert(1, (None, format!("SET TRANSACTION SNAPSHOT '{snapshot}'")));
    statements.extend(set(PATH));
    Some(Script::new(statements))
}

/// What the questions depend on.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// `server_version_num`.
    pub(super) version: u32,
    /// The numbers of the chosen schemas; all when absent.
    pub(super) schemas: Option<Vec<u32>>,
}

/// The questions for each session: each about half of the time.
const FIRST: [Query; 1] = [Query::Columns];
const SECOND: [Query; 13] = [
    Query::Relations,
    Query::Partitions,
    Query::Inherits,
    Query::KeyIndexes,
    Query::ForeignKeys,
    Query::Indexes,
    Query::Methods,
    Query::IndexTexts,
    Query::Defaults,
    Query::Comments,
    Query::Checks,
    Query::Enums,
    Query::ViewReads,
];

impl Scope {
    pub(super) fn first(&self) -> Script {
        self.script(&FIRST)
    }

    pub(super) fn second(&self) -> Script {
        self.script(&SECOND)
    }

    fn script(&self, queries: &[Query]) -> Script {
        // A server that lost us stops working; PostgreSQL 13 only notices when it next writes.
        let noticing = if self.version >= 140_000 { set(NOTICE) } else { Vec::new() };
        let asked = queries.iter().flat_map(|query| {
            let asked = (Some(*query), self.filled(query.template()));
            match query {
                // Few texts are distinct: comparing all of them takes three times as long as hashing does.
                Query::Defaults => {
                    [set("SET LOCAL enable_sort = off"), vec![asked], set("SET LOCAL enable_sort = on")].concat()
                }
                _ => vec![asked],
            }
        });
        Script::new(noticing.into_iter().chain(asked).collect())
    }

    /// Everything put in here is a number or a constant. `{of column}` holds for the numbers of relations that are asked for. Without
    /// a choice that is any which is not the server's own: what belongs to a relation of no interest costs less on its way
    /// than looking each up does.
    fn filled(&self, template: &str) -> String {
        let ours = |schemas: &str| {
            format!("c.oid >= {OURS} AND NOT c.relispartition AND c.relkind NOT IN ('i', 'I', 'S', 't', 'c'){schemas}")
        };
        let distinct = if self.version >= 150_000 { "x.indnullsnotdistinct" } else { "false" };
        let text = template.replace("{nulls_not_distinct}", distinct);
        match &self.schemas {
            None => replace_of(&text, |column| format!("{column} >= {OURS}")).replace("{relations}", &ours("")),
            Some(schemas) => {
                let relations = ours(&format!(" AND c.relnamespace = ANY ('{}'::oid[])", list(schemas)));
                let of = |column: &str| format!("{column} IN (SELECT c.oid FROM pg_class AS c WHERE {relations})");
                replace_of(&text, of).replace("{relations}", &relations)
            }
        }
    }
}

/// The first number of an object that is not the server's own (FirstNormalObjectId).
const OURS: u32 = 16_384;

/// Puts a condition in the place of each `{of column}`.
fn replace_of(text: &str, condition: impl Fn(&str) -> String) -> String {
    let mut pieces = text.split("{of ");
    let mut replaced = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (column, rest) = piece.split_once('}').unwrap_or((piece, ""));
        replaced.push_str(&condition(column));
        replaced.push_str(rest);
    }
    replaced
}

/// The questions about what the columns' answer named: types with their modifiers, tables with rights per column, and tables with
/// names that could not be told apart.
pub(super) fn after_columns(types: &[(u32, i32)], with_rights: &[u32], unnamed: &[u32]) -> Script {
    let (oids, modifiers): (Vec<u32>, Vec<i32>) = types.iter().copied().unzip();
    let types = Query::Types.template().replace("{{types}}", &list(&oids)).replace("{{modifiers}}", &list(&modifiers));
    let rights = Query::ColumnRights.template().replace("{{tables}}", &list(with_rights));
    let names = Query::ColumnNames.template().replace("{{tables}}", &list(unnamed));
    let asked = [(Query::Types, types), (Query::ColumnRights, rights), (Query::ColumnNames, names)];
    Script::new(asked.into_iter().map(|(query, text)| (Some(query), text)).collect())
}

/// The question about what the relations' answer named: one table of each owner and list of rights.
pub(super) fn after_relations(tables: &[u32]) -> Script {
    let rights = Query::TableRights.template().replace("{{tables}}", &list(tables));
    Script::new(vec![(Some(Query::TableRights), rights)])
}

/// A list of numbers as the server reads it.
fn list<T: ToString>(numbers: &[T]) -> String {
    format!("{{{}}}", numbers.iter().map(T::to_string).collect::<Vec<_>>().join(","))
}

impl Query {
    fn template(self) -> &'static str {
        match self {
            Query::Server => include_str!("../queries/open.sql"),
            Query::Namespaces => include_str!("../queries/namespaces.sql"),
            Query::Relations => include_str!("../queries/relations.sql"),
            Query::TableRights => include_str!("../queries/table_rights.sql"),
            Query::Partitions => include_str!("../queries/partitions.sql"),
            Query::Inherits => include_str!("../queries/inherits.sql"),
            Query::Columns => include_str!("../queries/columns.sql"),
            Query::KeyIndexes => include_str!("../queries/key_indexes.sql"),
            Query::ForeignKeys => include_str!("../queries/foreign_keys.sql"),
            Query::Defaults => include_str!("../queries/defaults.sql"),
            Query::Comments => include_str!("../queries/comments.sql"),
            Query::Methods => include_str!("../queries/methods.sql"),
            Query::Indexes => include_str!("../queries/indexes.sql"),
            Query::IndexTexts => include_str!("../queries/index_texts.sql"),
            Query::Checks => include_str!("../queries/checks.sql"),
            Query::Enums => include_str!("../queries/enums.sql"),
            Query::ViewReads => include_str!("../queries/view_reads.sql"),
            Query::Types => include_str!("../queries/types.sql"),
            Query::ColumnRights => include_str!("../queries/column_rights.sql"),
            Query::ColumnNames => include_str!("../queries/column_names.sql"),
        }
    }

    /// What it reads, for people.
    pub(super) fn label(self) -> &'static str {
        match self {
            Query::Server => "the server",
            Query::Namespaces => "schemas",
            Query::Relations => "tables and views",
            Query::TableRights | Query::ColumnRights => "rights",
            Query::Partitions => "partitions",
            Query::Inherits => "inheritance",
            Query::Columns | Query::ColumnNames => "columns",
            Query::KeyIndexes | Query::ForeignKeys => "keys",
            Query::Defaults => "defaults",
            Query::Comments => "comments",
            Query::Methods | Query::Indexes => "indexes",
            Query::IndexTexts => "index expressions",
            Query::Checks => "check constraints",
            Query::Enums => "enum labels",
            Query::ViewReads => "what views read",
            Query::Types => "types",
        }
    }
}

#[cfg(test)]
mod tests {
    use sqlx::SqlSafeStr;

    use super::*;

    fn scripts() -> Vec<Script> {
        let scope = Scope { version: 180_000, schemas: Some(vec![2200, 16_400]) };
        vec![
            opening(),
            scope.first(),
            scope.second(),
            after_columns(&[(25, -1), (1043, 84)], &[16_500], &[]),
            after_relations(&[16_500]),
        ]
    }

    #[test]
    fn as_many_questions_whatever_the_database_holds() {
        let asked = scripts().iter().flat_map(|script| &script.steps).flatten().count();
        assert_eq!(asked, COUNT);
    }

    #[test]
    fn a_script_has_a_statement_for_every_step_and_nothing_left_to_fill_in() {
        for script in scripts().into_iter().chain(joining("00000003-0000001B-1")) {
            let text = script.text.into_sql_str();
            // No query holds a semicolon of its own but in quotes, not even in a comment: the count would be off.
            let code: Vec<&str> =
                text.as_str().lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
            assert_eq!(code.join("\n").replace("';'", "").split(';').count(), script.steps.len());
            assert!(["{{", "{of", "{relations", "{nulls"].iter().all(|left| !text.as_str().contains(left)));
        }
    }

    #[test]
    fn a_snapshot_s_name_cannot_end_its_quotes() {
        assert!(joining("0001'; DROP").is_none());
        assert!(joining("").is_none());
    }
}
