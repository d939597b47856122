//! What a server's planner says of a statement: which index finds the row, or that the whole table would be read.
//!
//! PostgreSQL: `EXPLAIN (FORMAT JSON)`, <https://www.postgresql.org/docs/current/sql-explain.html>. MySQL and MariaDB: `EXPLAIN
//! FORMAT=JSON` with a `query_block`, <https://dev.mysql.com/doc/refman/8.4/en/explain.html>.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The planner's choice for the table that the statement is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Plan {
    /// The index it uses.
    pub index: Option<String>,
    /// It reads the whole table. On a small table that is right; on a large one a call would wait.
    pub whole_table: bool,
    /// How many rows it expects.
    pub estimated_rows: Option<f64>,
}

/// Reads the explanation of either engine; none for a form that is not known.
pub fn read_plan(explained: &Value) -> Option<Plan> {
    let first = explained.as_array().and_then(|plans| plans.first());
    match first.and_then(|plan| plan.get("Plan")) {
        Some(plan) => Some(postgres(plan)),
        None => mysql(explained.get("query_block")?),
    }
}

/// The deepest node on the left is the scan of the statement's own table: joins put it first.
fn postgres(root: &Value) -> Plan {
    let mut found =
        Plan { index: None, whole_table: false, estimated_rows: root.get("Plan Rows").and_then(Value::as_f64) };
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        let own = node.get("Alias").and_then(Value::as_str).is_none_or(|alias| alias == "t0");
        let kind = node.get("Node Type").and_then(Value::as_str).unwrap_or_default();
        let index = node.get("Index Name").and_then(Value::as_str);
        if own && kind.contains("Index") && found.index.is_none() {
            found.index = index.map(str::to_owned);
        }
        found.whole_table |= own && kind == "Seq Scan";
        open.extend(node.get("Plans").and_then(Value::as_array).into_iter().flatten());
    }
    found
}

fn mysql(block: &Value) -> Option<Plan> {
    let mut open = vec![block];
    while let Some(node) = open.pop() {
        match node {
            Value::Object(fields) => {
                if let Some(table) = fields.get("table").filter(|table| table.get("table_name") == Some(&"t0".into())) {
                    return Some(access(table));
                }
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    None
}

/// `const` and `eq_ref` find one row, `ref` and `range` some, `index` and `ALL` read everything.
fn access(table: &Value) -> Plan {
    let kind = table.get("access_type").and_then(Value::as_str).unwrap_or_default();
    let rows = ["rows_examined_per_scan", "rows"].iter().find_map(|key| table.get(*key)?.as_f64());
    let whole_table = matches!(kind, "ALL" | "index");
    let index = table.get("key").and_then(Value::as_str).map(str::to_owned);
    Plan { index: index.filter(|_| !whole_table), whole_table, estimated_rows: rows }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_both_engines_write() {
        let joined = json!([{ "Plan": { "Node Type": "Limit", "Plan Rows": 1, "Plans": [
            { "Node Type": "Nested Loop", "Plans": [
                { "Node Type": "Index Scan", "Index Name": "appointments_phone_idx", "Alias": "t0", "Plan Rows": 3 },
                { "Node Type": "Seq Scan", "Alias": "t1" } ] } ] } }]);
        let index = Some("appointments_phone_idx".to_owned());
        assert_eq!(read_plan(&joined), Some(Plan { index, whole_table: false, estimated_rows: Some(1.0) }));
        let bitmap = json!([{ "Plan": { "Node Type": "Bitmap Heap Scan", "Alias": "t0", "Plans": [
            { "Node Type": "Bitmap Index Scan", "Index Name": "ix" } ] } }]);
        assert_eq!(read_plan(&bitmap).unwrap().index.as_deref(), Some("ix"));
        let whole = json!({ "query_block": { "select_id": 1, "table": { "table_name": "t0", "access_type": "ALL", "rows": 9 } } });
        assert_eq!(read_plan(&whole), Some(Plan { index: None, whole_table: true, estimated_rows: Some(9.0) }));
        let nested = json!({ "query_block": { "nested_loop": [
            { "table": { "table_name": "t0", "access_type": "ref", "key": "ix", "rows_examined_per_scan": 2 } },
            { "table": { "table_name": "t1", "access_type": "eq_ref", "key": "PRIMARY" } } ] } });
        assert_eq!(read_plan(&nested).unwrap().index.as_deref(), Some("ix"));
        assert_eq!(read_plan(&json!({ "query_plan": {} })), None);
    }
}
