//! `EXPLAIN FORMAT=JSON` with a `query_block`: <https://dev.mysql.com/doc/refman/8.4/en/explain.html>,
//! <https://mariadb.com/kb/en/explain-format-json/>. MySQL's second form of it, `query_plan`, is not asked for.

use serde::Deserialize;
use serde_json::Value;

use super::RowAccess;

#[derive(Deserialize)]
struct Explained {
    query_block: Block,
}

/// One step, and what it works on: at most one of the fields.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Block {
    table: Option<Table>,
    nested_loop: Vec<Block>,
    ordering_operation: Option<Box<Block>>,
    grouping_operation: Option<Box<Block>>,
    duplicates_removal: Option<Box<Block>>,
    buffer_result: Option<Box<Block>>,
    /// MariaDB's sorting.
    read_sorted_file: Option<Box<Block>>,
    filesort: Option<Box<Block>>,
    temporary_table: Option<Box<Block>>,
    /// Instead of a plan.
    message: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Table {
    access_type: Option<String>,
    key: Option<String>,
    /// MySQL's estimate.
    rows_examined_per_scan: Option<f64>,
    /// MariaDB's, and MySQL's for a write.
    rows: Option<f64>,
    /// MySQL's for a write.
    rows_examined_per_join: Option<f64>,
    /// Truth in MySQL, a number in MariaDB.
    insert: Option<Value>,
    message: Option<String>,
}

pub(super) fn read(explained: &Value) -> Option<(RowAccess, Option<f64>)> {
    let Explained { query_block } = Explained::deserialize(explained).ok()?;
    query_block.first()
}

impl Block {
    /// The first table is the statement's own: joins are outer joins to it, which no planner turns round.
    fn first(&self) -> Option<(RowAccess, Option<f64>)> {
        if let Some(table) = &self.table {
            return table.access();
        }
        let inner = [
            &self.ordering_operation,
            &self.grouping_operation,
            &self.duplicates_removal,
            &self.buffer_result,
            &self.read_sorted_file,
            &self.filesort,
            &self.temporary_table,
        ];
        let inner = inner.into_iter().flatten().map(AsRef::as_ref).chain(&self.nested_loop);
        let found = inner.map(Block::first).find(Option::is_some).flatten();
        found.or_else(|| self.message.as_deref().and_then(nothing))
    }
}

impl Table {
    /// `const`, `eq_ref`, `ref` and `range` find rows by their key; `index` reads all of one, `ALL` the table.
    fn access(&self) -> Option<(RowAccess, Option<f64>)> {
        if self.insert.is_some() {
            return None;
        }
        if let Some(message) = &self.message {
            return nothing(message);
        }
        let whole = matches!(self.access_type.as_deref(), None | Some("ALL" | "index"));
        let access = match &self.key {
            Some(key) if !whole => RowAccess::Index { name: key.clone() },
            _ => RowAccess::WholeTable,
        };
        Some((access, self.rows_examined_per_scan.or(self.rows).or(self.rows_examined_per_join)))
    }
}

/// Both servers look a unique key's value up while they plan.
fn nothing(message: &str) -> Option<(RowAccess, Option<f64>)> {
    let none = ["no matching row", "impossible where", "no matching rows"];
    let message = message.to_ascii_lowercase();
    none.iter().any(|known| message.contains(known)).then_some((RowAccess::Nothing, Some(0.0)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn by(name: &str) -> RowAccess {
        RowAccess::Index { name: name.into() }
    }

    #[test]
    fn a_table_alone_and_a_join() {
        let whole = json!({ "query_block": { "select_id": 1, "table": { "table_name": "t0", "access_type": "ALL", "rows": 9 } } });
        assert_eq!(read(&whole), Some((RowAccess::WholeTable, Some(9.0))));
        let nested = json!({ "query_block": { "nested_loop": [
            { "table": { "table_name": "t0", "access_type": "ref", "key": "ix", "rows_examined_per_scan": 2 } },
            { "table": { "table_name": "t1", "access_type": "eq_ref", "key": "PRIMARY" } } ] } });
        assert_eq!(read(&nested), Some((by("ix"), Some(2.0))));
        let all_of_an_index = json!({ "query_block": { "table": { "access_type": "index", "key": "ix", "rows": 4 } } });
        assert_eq!(read(&all_of_an_index), Some((RowAccess::WholeTable, Some(4.0))));
    }

    #[test]
    fn sorted_in_either_way() {
        let mysql = json!({ "query_block": { "ordering_operation": { "using_filesort": true, "nested_loop": [
            { "table": { "access_type": "ref", "key": "ix", "rows_examined_per_scan": 2 } } ] } } });
        let mariadb = json!({ "query_block": { "nested_loop": [ { "read_sorted_file": { "filesort": { "sort_key": "t0.`id`",
            "table": { "table_name": "t0", "access_type": "ref", "key": "ix", "rows": 2 } } } } ] } });
        for explained in [mysql, mariadb] {
            assert_eq!(read(&explained), Some((by("ix"), Some(2.0))));
        }
    }

    #[test]
    fn writes() {
        let update = json!({ "query_block": { "table": { "update": true, "table_name": "visits", "access_type": "range", "key": "PRIMARY", "rows_examined_per_scan": 1 } } });
        assert_eq!(read(&update), Some((by("PRIMARY"), Some(1.0))));
        let insert =
            json!({ "query_block": { "table": { "insert": true, "table_name": "visits", "access_type": "ALL" } } });
        assert_eq!(read(&insert), None);
    }

    #[test]
    fn no_row_is_found_while_planning() {
        let mysql = json!({ "query_block": { "select_id": 1, "message": "no matching row in const table" } });
        let mariadb = json!({ "query_block": { "select_id": 1, "table": { "message": "Impossible WHERE noticed after reading const tables" } } });
        for explained in [mysql, mariadb] {
            assert_eq!(read(&explained), Some((RowAccess::Nothing, Some(0.0))));
        }
        assert_eq!(read(&json!({ "query_plan": {} })), None);
        assert_eq!(read(&json!({ "query_block": { "message": "No tables used" } })), None);
    }
}
