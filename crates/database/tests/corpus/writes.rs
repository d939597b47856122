//! Every write changes its one row in the columns it names, and nothing else; its trial changes nothing.

use std::collections::BTreeMap;
use std::fmt;

use gatehouse_core::binding::{Parameter, Statement, StatementKind};
use gatehouse_core::catalog::{Catalog, Column, Table, TableName, TypeClass};
use gatehouse_core::connection::Engine;
use gatehouse_database::{Effect, Trial, execute, try_out};
use serde_json::{Map, Value};

use crate::drafts::{Compiled, writes};
use crate::fill::{length, modest, tables};
use crate::reads::argument;
use crate::store::{Store, Sum};

pub(crate) struct Writes {
    pub(crate) bindings: usize,
    tables: usize,
}

impl fmt::Display for Writes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} writes to {} tables, each tried and made", self.bindings, self.tables)
    }
}

pub(crate) async fn hold(store: &mut Store, catalog: &Catalog) -> Writes {
    let mut sums: BTreeMap<TableName, Sum> = BTreeMap::new();
    for table in tables(catalog) {
        let sum = store.sum(table).await;
        sums.insert(table.name.clone(), sum);
    }
    let mut held = Writes { bindings: 0, tables: 0 };
    let mut wrong = Vec::new();
    for table in tables(catalog) {
        let mut calls = Vec::new();
        for binding in writes(catalog, table) {
            held.bindings += 1;
            let given = arguments(store, catalog, table, &binding.statement, held.bindings).await;
            wrong.extend(tried(store, &binding, &given).await.err());
            calls.push((binding, given));
        }
        if calls.is_empty() {
            continue;
        }
        held.tables += 1;
        assert_eq!(store.sum(table).await, sums[&table.name], "trials changed {}", table.name);
        for (binding, given) in &calls {
            let made = made(store, table, &binding.statement, given, &sums[&table.name]).await;
            wrong.extend(made.err().map(|what| format!("{}: {what}\n{}", binding.name, binding.statement.sql)));
            sums.insert(table.name.clone(), store.sum(table).await);
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), held.bindings, wrong.join("\n"));
    // Whatever one write did to another table would show here.
    for table in tables(catalog) {
        assert_eq!(store.sum(table).await, sums[&table.name], "{}", table.name);
    }
    held
}

async fn arguments(
    store: &mut Store,
    catalog: &Catalog,
    table: &Table,
    statement: &Statement,
    number: usize,
) -> Map<String, Value> {
    let mut given = Map::new();
    for parameter in &statement.parameters {
        let value = if parameter.name == "row_key" {
            // A row of its own for each write.
            let (text, name) = (store.text(&parameter.column), store.quoted(&parameter.column));
            let relation = store.relation(table);
            let sql = format!(
                "SELECT {text} FROM {relation} o WHERE {name} IS NOT NULL ORDER BY o.{name} LIMIT 1 OFFSET {}",
                5 + number % 30
            );
            store.one(&sql).await.unwrap()
        } else {
            chosen(store, catalog, table, parameter, number).await
        };
        given.insert(parameter.name.clone(), argument(parameter.class, &parameter.cast_type, &value));
    }
    given
}

async fn tried(store: &Store, binding: &Compiled, given: &Map<String, Value>) -> Result<(), String> {
    match try_out(&store.descriptor, &store.password, &binding.statement, given, true).await {
        Ok(Trial::Ran(trial)) if trial.answer.touched == 1 => Ok(()),
        other => Err(format!("{}: the trial: {other:?} {given:?}\n{}", binding.name, binding.statement.sql)),
    }
}

/// Makes a write, and looks at what is different.
async fn made(
    store: &mut Store,
    table: &Table,
    statement: &Statement,
    given: &Map<String, Value>,
    before: &Sum,
) -> Result<(), String> {
    let found = (statement.kind == StatementKind::Update).then(|| key_of(store, statement, given));
    let old = match &found {
        Some(key) => Some((row(store, table, key).await, store.sum_of(table, key).await)),
        None => None,
    };
    let made = execute(&store.descriptor, &store.password, statement, &statement.sha256, given, Effect::Kept).await;
    if made.as_ref().map(|made| made.touched) != Ok(1) {
        return Err(format!("the write: {made:?}"));
    }
    let after = store.sum(table).await;
    let Some(key) = found.or_else(|| new_row(store, table, statement, given)) else {
        return if after.0 == before.0 + 1 { Ok(()) } else { Err("not one row more".into()) };
    };
    let (own, was) = (store.sum_of(table, &key).await, old.as_ref().map_or((0, 0), |(_, sum)| *sum));
    if (after.0 - own.0, after.1 - own.1) != (before.0 - was.0, before.1 - was.1) {
        return Err(format!("{before:?} became {after:?}, of which its row {was:?} became {own:?}"));
    }
    let new = row(store, table, &key).await;
    compare(store, table, statement, given, &old.map(|(row, _)| row).unwrap_or_default(), &new).await
}

/// Only what is named is different, and it is what was given.
async fn compare(
    store: &mut Store,
    table: &Table,
    statement: &Statement,
    given: &Map<String, Value>,
    old: &[Option<String>],
    new: &[Option<String>],
) -> Result<(), String> {
    for (at, column) in table.columns.iter().enumerate() {
        let written = statement.parameters.iter().find(|parameter| parameter.column == column.name);
        match written {
            Some(parameter) => {
                let wanted =
                    given[&parameter.name].as_str().map_or_else(|| given[&parameter.name].to_string(), str::to_owned);
                let found = new[at].clone().unwrap_or_default();
                if !same(column.class, &wanted, &found) {
                    return Err(format!("{} is {found}, not {wanted}", column.name));
                }
            }
            // MySQL's own clock (ON UPDATE), and what is computed from what was written.
            None if column.generation.is_some() || by_clock(store, table, column).await => {}
            None if !old.is_empty() && old[at] != new[at] => {
                return Err(format!("{} was {:?} and is {:?}", column.name, old[at], new[at]));
            }
            None => {}
        }
    }
    Ok(())
}

async fn by_clock(store: &mut Store, table: &Table, column: &Column) -> bool {
    if store.engine() == Engine::Postgres || column.class != TypeClass::Timestamp {
        return false;
    }
    let sql = format!(
        "SELECT extra FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '{}' AND column_name = '{}'",
        table.name.table, column.name
    );
    store.one(&sql).await.is_some_and(|extra| extra.to_lowercase().contains("on update"))
}

/// The same value, as it was given and as the server writes it.
fn same(class: TypeClass, given: &str, found: &str) -> bool {
    let plain = |text: &str| text.replacen('T', " ", 1).trim_end_matches('Z').trim_end_matches("+00").to_owned();
    match class {
        TypeClass::Number => given.parse::<f64>().ok() == found.parse::<f64>().ok(),
        TypeClass::Boolean => matches!(given, "true" | "1") == matches!(found, "true" | "t" | "1" | "\u{1}"),
        TypeClass::Timestamp | TypeClass::Time => plain(found).starts_with(&plain(given)),
        TypeClass::Interval => true,
        TypeClass::Network => found.split('/').next() == given.split('/').next(),
        _ => given == found.trim_end(),
    }
}

/// A value that the column takes: of a row that is referred to, or new.
async fn chosen(store: &mut Store, catalog: &Catalog, table: &Table, parameter: &Parameter, number: usize) -> String {
    // Of keys that share a column the longest says most.
    let keys = table.foreign_keys.iter().enumerate().filter(|(_, key)| key.columns.contains(&parameter.column));
    let key = keys.max_by_key(|(nth, key)| (key.columns.len(), std::cmp::Reverse(*nth)));
    if let Some((nth, key)) = key
        && let Some(other) = catalog.table(&key.references)
    {
        let at = key.columns.iter().position(|column| *column == parameter.column).unwrap();
        let order: Vec<String> =
            key.referenced_columns.iter().map(|column| format!("o.{}", store.quoted(column))).collect();
        let (text, relation) = (store.text(&key.referenced_columns[at]), store.relation(other));
        let select = format!("SELECT {text} FROM {relation} o ORDER BY {} LIMIT 1 OFFSET", order.join(", "));
        // Each write refers to another row, because a reference can be a key as well.
        let found = store.one(&format!("{select} {}", 40 + (number + 7 * nth) % 50)).await;
        return match found {
            Some(found) => found,
            None => store.one(&format!("{select} {}", number % 30)).await.unwrap(),
        };
    }
    let column = table.column(&parameter.column).unwrap();
    let kind = column.data_type.as_str();
    if modest(table).contains(&column.name.as_str()) {
        return "2".into();
    }
    match column.class {
        TypeClass::Integer if kind.contains("year") => "2001".into(),
        TypeClass::Integer if kind.contains("tinyint") => format!("{}", 120 + number % 7),
        TypeClass::Integer if kind.contains("smallint") => format!("{}", 32_100 + number % 600),
        TypeClass::Integer => format!("{}", 3_000_000 + number),
        TypeClass::Number => {
            if length(kind).is_some_and(|digits| digits < 4) {
                "0".into()
            } else {
                format!("{}", number % 9)
            }
        }
        TypeClass::Boolean => "true".into(),
        TypeClass::Enum => column.enum_values[number % column.enum_values.len()].clone(),
        TypeClass::Date => "2031-02-03".into(),
        TypeClass::Time => "10:11:12".into(),
        TypeClass::Timestamp => {
            format!("{} 10:{:02}:12", store.schema.moments().0.split(' ').next().unwrap_or_default(), number % 60)
        }
        TypeClass::Interval => "PT7M".into(),
        TypeClass::Uuid => format!("00000000-0000-4000-8000-{number:012}"),
        TypeClass::Network => "10.200.0.1".into(),
        _ if kind.starts_with("set(") => String::new(),
        _ => {
            let text = format!("w{number}'\"");
            let length = usize::try_from(length(kind).unwrap_or(20)).unwrap();
            text.chars().take(length).collect()
        }
    }
}

fn key_of(store: &Store, statement: &Statement, given: &Map<String, Value>) -> String {
    let key = statement.parameters.last().unwrap();
    equals(store, key, &given[&key.name])
}

fn equals(store: &Store, parameter: &Parameter, value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let text = text.replace('\\', "\\\\").replace('\'', "''");
    match store.engine() {
        Engine::Postgres => format!("{} = '{text}'::{}", store.quoted(&parameter.column), parameter.cast_type),
        Engine::Mysql => format!("{} = '{text}'", store.quoted(&parameter.column)),
    }
}

/// The row that an insert made: by its key where that was given, by the newest number where the server counts.
fn new_row(store: &Store, table: &Table, statement: &Statement, given: &Map<String, Value>) -> Option<String> {
    let key = table.primary_key.as_ref()?;
    let parts = key.columns.iter().map(|column| match statement.parameters.iter().find(|one| one.column == *column) {
        Some(parameter) => equals(store, parameter, &given[&parameter.name]),
        None => {
            let name = store.quoted(column);
            format!("{name} = (SELECT MAX({name}) FROM {})", store.relation(table))
        }
    });
    Some(parts.collect::<Vec<_>>().join(" AND "))
}

async fn row(store: &mut Store, table: &Table, key: &str) -> Vec<Option<String>> {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| match column.class {
            TypeClass::Other | TypeClass::Binary if store.engine() == Engine::Mysql => {
                format!("HEX({})", store.quoted(&column.name))
            }
            _ => store.text(&column.name),
        })
        .collect();
    let mut rows =
        store.rows(&format!("SELECT {} FROM {} WHERE {key}", columns.join(", "), store.relation(table))).await;
    assert_eq!(rows.len(), 1, "{} {key}", table.name);
    rows.remove(0)
}
