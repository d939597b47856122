//! Measures search on public questions: Spider's `tables.json` and a file of questions, in the folder that
//! `GATEHOUSE_SPIDER` names. They are not part of this repository; without them the test says that it did not run.
//! <https://yale-lily.github.io/spider>

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers may panic as its tests do")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use gatehouse_core::catalog::search::{Index, Phrasing, Request, search};
use gatehouse_core::catalog::{Catalog, Column, ForeignKey, Table, TableKind, TableName, TypeClass};
use gatehouse_core::connection::Engine;
use serde_json::Value;

/// What the issue asks for, of right tables among the first five and of questions with a right table first.
const AMONG_FIVE: f64 = 0.90;
const FIRST: f64 = 0.80;

fn folder() -> Option<PathBuf> {
    std::env::var_os("GATEHOUSE_SPIDER").map(PathBuf::from)
}

fn json(path: &std::path::Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// All databases as schemas of one catalogue, with names as a database would fold them.
fn catalog(tables: &Value, fold: bool) -> Catalog {
    let spelled = |name: &Value| if fold { text(name).to_lowercase() } else { text(name) };
    let mut all = Vec::new();
    for database in tables.as_array().unwrap() {
        let schema = text(&database["db_id"]);
        let names: Vec<String> = database["table_names_original"].as_array().unwrap().iter().map(spelled).collect();
        let columns: Vec<(i64, String)> = database["column_names_original"]
            .as_array()
            .unwrap()
            .iter()
            .map(|pair| (pair[0].as_i64().unwrap(), spelled(&pair[1])))
            .collect();
        for (at, name) in names.iter().enumerate() {
            let own = columns.iter().filter(|(table, _)| *table == at as i64).map(|(_, name)| column(name));
            let keys = database["foreign_keys"].as_array().unwrap().iter().filter_map(|pair| {
                let [from, to] = [0, 1].map(|side| &columns[pair[side].as_u64().unwrap() as usize]);
                (from.0 == at as i64).then(|| ForeignKey {
                    name: String::new(),
                    columns: vec![from.1.clone()],
                    references: TableName::new(&schema, &names[to.0 as usize]),
                    referenced_columns: vec![to.1.clone()],
                })
            });
            let mut table = Table::new(TableName::new(&schema, name), TableKind::Table, own.collect());
            table.foreign_keys = keys.collect();
            all.push(table);
        }
    }
    let mut catalog = Catalog::new(Engine::Postgres, "18", "spider", "public");
    catalog.tables = all;
    catalog.sort();
    catalog
}

fn column(name: &str) -> Column {
    Column::new(name, "text", TypeClass::Text)
}

/// The tables after FROM and JOIN, by the names of the question's own database.
fn right(question: &Value, tables: &BTreeMap<(String, String), TableName>) -> BTreeSet<TableName> {
    let schema = text(&question["db_id"]);
    let sql = text(&question["query"]);
    let words: Vec<String> = sql
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let after = |pair: &[String]| {
        let [keyword, name] = pair else { return None };
        let keyword = keyword == "from" || keyword == "join";
        keyword.then(|| tables.get(&(schema.clone(), name.clone())).cloned()).flatten()
    };
    words.windows(2).filter_map(after).collect()
}

fn measure(folder: &std::path::Path, file: &str, fold: bool) -> (f64, f64, usize) {
    let catalog = catalog(&json(&folder.join("tables.json")), fold);
    let index = Index::new(&catalog);
    let names: BTreeMap<(String, String), TableName> = catalog
        .tables
        .iter()
        .map(|table| ((table.name.schema.clone(), table.name.table.to_lowercase()), table.name.clone()))
        .collect();
    let (mut found, mut wanted, mut first, mut asked) = (0_usize, 0, 0_usize, 0);
    for question in json(&folder.join(file)).as_array().unwrap() {
        let right = right(question, &names);
        if right.is_empty() {
            continue;
        }
        let asks = text(&question["question"]);
        let request = Request { text: &asks, phrasing: Phrasing::Complete, limit: 5, facts: None };
        let hits = search(&catalog, &index, &request).hits;
        // Hits of one table stand together.
        let mut hits: Vec<TableName> = hits.iter().map(|hit| TableName::new(&hit.schema, &hit.table)).collect();
        hits.dedup();
        assert!(hits.len() <= 5, "{hits:?}");
        asked += 1;
        wanted += right.len();
        found += right.iter().filter(|name| hits.contains(name)).count();
        first += usize::from(hits.first().is_some_and(|name| right.contains(name)));
    }
    (found as f64 / wanted as f64, first as f64 / asked as f64, asked)
}

#[test]
fn questions_find_their_tables() {
    let Some(folder) = folder() else {
        println!("not run: GATEHOUSE_SPIDER names no folder with tables.json and dev.json");
        return;
    };
    for fold in [false, true] {
        let (five, first, asked) = measure(&folder, "dev.json", fold);
        println!("{asked} questions, folded {fold}: {five:.3} among the first five, {first:.3} first");
        assert!(five >= AMONG_FIVE && first >= FIRST, "{five:.3} {first:.3}");
    }
}
