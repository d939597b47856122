//! PostgreSQL's `EXPLAIN (FORMAT JSON)`: <https://www.postgresql.org/docs/current/sql-explain.html>.

use serde::Deserialize;
use serde_json::Value;

use super::RowAccess;

#[derive(Deserialize)]
struct Explained {
    #[serde(rename = "Plan")]
    plan: Node,
}

/// A node of the plan, as far as it is looked at.
#[derive(Deserialize)]
struct Node {
    #[serde(rename = "Node Type")]
    kind: String,
    #[serde(rename = "Alias")]
    alias: Option<String>,
    #[serde(rename = "Index Name")]
    index: Option<String>,
    /// Without it an index scan reads all rows, in order.
    #[serde(rename = "Index Cond")]
    condition: Option<String>,
    #[serde(rename = "One-Time Filter")]
    one_time: Option<String>,
    #[serde(rename = "Plan Rows")]
    rows: Option<f64>,
    #[serde(rename = "Plans", default)]
    plans: Vec<Node>,
}

/// What a plan's scans of the own table come to. A partitioned table is scanned part by part: one that is read whole decides.
#[derive(Default)]
struct Scans {
    all_own: bool,
    index: Option<String>,
    whole: bool,
    nothing: bool,
    rows: f64,
}

pub(super) fn read(explained: &Value) -> Option<(RowAccess, Option<f64>)> {
    let [Explained { plan }] = <[Explained; 1]>::deserialize(explained).ok()?;
    // A write joins nothing: all that it scans is its own table, whatever that is called.
    let mut scans = Scans { all_own: plan.kind == "ModifyTable", ..Scans::default() };
    scans.visit(&plan, None);
    let access = match scans {
        Scans { whole: true, .. } => RowAccess::WholeTable,
        Scans { index: Some(name), .. } => RowAccess::Index { name },
        Scans { nothing: true, .. } => RowAccess::Nothing,
        _ => return None,
    };
    Some((access, Some(scans.rows)))
}

impl Scans {
    /// `above`: the scan that this node works for; a bitmap's index scan names no table of its own.
    fn visit<'a>(&mut self, node: &'a Node, above: Option<&'a Node>) {
        let table = node.alias.as_deref().or(above.and_then(|above| above.alias.as_deref()));
        if (self.all_own || table.is_some_and(is_own)) && node.kind.ends_with("Scan") {
            match (&node.index, &node.condition) {
                (Some(index), Some(_)) => {
                    self.index.get_or_insert_with(|| index.clone());
                }
                // The scan of the heap behind a bitmap: the index scan below it tells.
                _ if node.kind == "Bitmap Heap Scan" => {}
                _ => self.whole = true,
            }
            if above.is_none_or(|above| above.kind != "Bitmap Heap Scan") {
                self.rows += node.rows.unwrap_or_default();
            }
        }
        self.nothing |= node.kind == "Result" && node.one_time.as_deref() == Some("false");
        let scans = node.kind.ends_with("Scan") || matches!(node.kind.as_str(), "BitmapAnd" | "BitmapOr");
        for part in &node.plans {
            self.visit(part, if scans { Some(node) } else { None });
        }
    }
}

/// The table of a read is `t0`, and `t0_1`, `t0_2`, … where it has partitions; joined tables are `t1`, `t2`, ….
fn is_own(alias: &str) -> bool {
    alias == "t0" || alias.starts_with("t0_")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn by(name: &str) -> RowAccess {
        RowAccess::Index { name: name.into() }
    }

    #[test]
    fn a_join_is_about_its_first_table() {
        let joined = json!([{ "Plan": { "Node Type": "Limit", "Plan Rows": 1, "Plans": [
            { "Node Type": "Nested Loop", "Plan Rows": 3, "Plans": [
                { "Node Type": "Index Scan", "Index Name": "appointments_phone_idx", "Alias": "t0", "Plan Rows": 3,
                  "Index Cond": "(phone = '…'::text)" },
                { "Node Type": "Seq Scan", "Alias": "t1", "Plan Rows": 9 } ] } ] } }]);
        assert_eq!(read(&joined), Some((by("appointments_phone_idx"), Some(3.0))));
    }

    #[test]
    fn a_bitmap_is_an_index() {
        let bitmap = json!([{ "Plan": { "Node Type": "Bitmap Heap Scan", "Alias": "t0", "Plan Rows": 20, "Plans": [
            { "Node Type": "Bitmap Index Scan", "Index Name": "ix", "Plan Rows": 20, "Index Cond": "(a = 1)" } ] } }]);
        assert_eq!(read(&bitmap), Some((by("ix"), Some(20.0))));
    }

    #[test]
    fn an_index_without_a_condition_is_read_whole() {
        let ordered =
            json!([{ "Plan": { "Node Type": "Index Scan", "Index Name": "by_day", "Alias": "t0", "Plan Rows": 5 } }]);
        assert_eq!(read(&ordered), Some((RowAccess::WholeTable, Some(5.0))));
    }

    #[test]
    fn each_partition_counts() {
        let part = |kind: &str, n: u32| json!({ "Node Type": kind, "Alias": format!("t0_{n}"), "Plan Rows": 2 });
        let indexed = json!({ "Node Type": "Index Scan", "Alias": "t0_1", "Index Name": "p1_ix", "Index Cond": "…", "Plan Rows": 2 });
        let parts = json!([{ "Plan": { "Node Type": "Append", "Plans": [indexed, part("Seq Scan", 2)] } }]);
        assert_eq!(read(&parts), Some((RowAccess::WholeTable, Some(4.0))));
    }

    #[test]
    fn an_update_names_its_table() {
        let update = json!([{ "Plan": { "Node Type": "ModifyTable", "Operation": "Update", "Alias": "t1", "Plan Rows": 0, "Plans": [
            { "Node Type": "Index Scan", "Index Name": "visits_pkey", "Alias": "t1", "Index Cond": "(id = 1)", "Plan Rows": 1 } ] } }]);
        assert_eq!(read(&update), Some((by("visits_pkey"), Some(1.0))));
        let insert = json!([{ "Plan": { "Node Type": "ModifyTable", "Operation": "Insert", "Alias": "visits", "Plans": [
            { "Node Type": "Result", "Plan Rows": 1 } ] } }]);
        assert_eq!(read(&insert), None);
    }

    #[test]
    fn what_is_known_beforehand_reads_nothing() {
        let never = json!([{ "Plan": { "Node Type": "Result", "One-Time Filter": "false", "Plan Rows": 0 } }]);
        assert_eq!(read(&never), Some((RowAccess::Nothing, Some(0.0))));
        for odd in [json!([]), json!([{ "Plan": 1 }]), json!([{}])] {
            assert_eq!(read(&odd), None);
        }
    }
}
