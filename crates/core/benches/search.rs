//! What a keystroke in the search field costs at 10,000 tables and 200,000 columns, and what it costs to prepare the catalogue.
//!
//! Two catalogues: the generator's (`t_00001`, the same twenty columns in each table), and one with varied names: Spider's where
//! `GATEHOUSE_SPIDER` names its folder, else words of the sample clinic, put together anew for each table. The yardstick, in
//! the same run, is the plainest search there is: does a name contain the text, whatever the case.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench tells what it measured and may panic")]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use gatehouse_core::catalog::search::{Facts, Index, Phrasing, Request, search};
use gatehouse_core::catalog::sensitive::suggest;
use gatehouse_core::catalog::{Catalog, Column, ForeignKey, Table, TableName, read_snapshot};
use gatehouse_core::scoping::Scoping;
use serde_json::Value;

const TABLES: usize = 10_000;
const COLUMNS: usize = 20;
const ROUNDS: usize = 7;
const LIMIT: usize = 50;

/// Typed letter by letter, each prefix a search.
const TYPED: [&str; 9] = [
    "t_00042",
    "created_at",
    "appointment status",
    "apointmnt",
    "customer name",
    "amount",
    "type:timestamp name",
    "blocked:yes code",
    "when is the caller's next visit",
];

fn main() {
    measure("generated", &generated());
    measure("varied", &varied());
}

fn measure(title: &str, catalog: &Catalog) {
    let mut builds: Vec<f64> = (0..ROUNDS).map(|_| milliseconds(|| drop(black_box(Index::new(catalog))))).collect();
    let index = Index::new(catalog);
    println!(
        "{title}: {} tables, {} columns; index built in {:.0} ms (worst {:.0}), {:.1} MB",
        catalog.tables.len(),
        catalog.column_count(),
        median(&mut builds),
        builds.last().unwrap(),
        index.bytes() as f64 / 1e6
    );
    let every_third = catalog.tables.iter().step_by(3).map(|table| table.name.clone());
    let scoping = Scoping::new(every_third, catalog.tables.iter().map(|table| table.name.column("code")));
    let begun = Instant::now();
    let facts = Facts::default().with_blocked(catalog, &index, &scoping);
    let blocked = begun.elapsed().as_secs_f64() * 1e3;
    let begun = Instant::now();
    let facts = facts.with_sensitive(catalog, &index, &suggest(catalog));
    println!(
        "  facts for the owner's facets, once for a state: blocked {blocked:.0} ms, sensitive {:.0} ms",
        begun.elapsed().as_secs_f64() * 1e3
    );
    let (mut all, mut naive, mut slow) = (Vec::new(), Vec::new(), 0.0_f64);
    for text in TYPED {
        let mut slowest = (0.0, "");
        let mut of_text = Vec::new();
        for (at, c) in text.char_indices() {
            let prefix = &text[..at + c.len_utf8()];
            let request = Request { text: prefix, phrasing: Phrasing::Typing, limit: LIMIT, facts: Some(&facts) };
            let mut rounds: Vec<f64> =
                (0..ROUNDS).map(|_| milliseconds(|| drop(black_box(search(catalog, &index, &request))))).collect();
            let took = median(&mut rounds);
            if took > slowest.0 {
                slowest = (took, prefix);
            }
            of_text.push(took);
            slow = slow.max(took);
            all.extend(rounds);
            naive.push(milliseconds(|| assert!(black_box(containing(catalog, prefix)) < usize::MAX)));
        }
        println!("  {text:?}: {:.2} ms a keystroke, {:.2} ms at {:?}", median(&mut of_text), slowest.0, slowest.1);
    }
    let (mid, plain) = (median(&mut all), median(&mut naive));
    let late = all[all.len() * 99 / 100];
    println!(
        "  all {} searches: median {mid:.2} ms, 99 in 100 within {late:.2} ms, worst {:.2} ms; slowest keystroke {slow:.2} ms",
        all.len(),
        all.last().unwrap()
    );
    println!("  yardstick (names that contain the text): median {plain:.2} ms; search is {:.2} of it", mid / plain);
}

fn milliseconds(call: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    call();
    begun.elapsed().as_secs_f64() * 1e3
}

/// Sorts them.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn containing(catalog: &Catalog, text: &str) -> usize {
    let text = text.to_lowercase();
    let holds = |name: &String| name.to_lowercase().contains(&text);
    let tables = catalog.tables.iter().filter(|table| holds(&table.name.table)).count();
    tables + catalog.tables.iter().flat_map(|table| &table.columns).filter(|column| holds(&column.name)).count()
}

fn clinic() -> Catalog {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workspace/sample/connections/clinic.catalog.json");
    read_snapshot(&std::fs::read(path).unwrap()).unwrap()
}

/// The shape of the discovery benchmark's database.
fn generated() -> Catalog {
    let names =
        "id ref_id code name amount qty created_at updated_at active doc ext tags m day ratio small raw ip note seq_no";
    let types = "bigint;bigint;character varying(80);text;numeric(12,2);integer;timestamp with time zone;\
        timestamp with time zone;boolean;jsonb;uuid;text[];mood;date;double precision;smallint;bytea;inet;\
        character varying(255);bigint";
    let template = clinic();
    let (a_table, a_column) = (&template.tables[0], &template.tables[0].columns[0]);
    let column = |(name, data_type): (&str, &str)| Column {
        name: name.into(),
        data_type: data_type.into(),
        comment: match name {
            "amount" => Some("Gross amount in account currency".into()),
            "code" => Some("External code".into()),
            _ => None,
        },
        ..a_column.clone()
    };
    let columns: Vec<Column> = names.split(' ').zip(types.split(';')).map(column).collect();
    let table = |number: usize| Table {
        name: TableName::new("public", format!("t_{number:05}")),
        comment: Some(format!("Table number {number} holds the records of its own kind")),
        columns: columns.clone(),
        foreign_keys: (number > 1)
            .then(|| key("ref_id", "public", &format!("t_{:05}", number / 2)))
            .into_iter()
            .collect(),
        primary_key: None,
        indexes: Vec::new(),
        ..a_table.clone()
    };
    with_tables(&template, (1..=TABLES).map(table).collect())
}

/// Tables with names put together of those of many public schemas, or of the clinic's.
fn varied() -> Catalog {
    let template = clinic();
    let (mut tables, mut columns): (Vec<String>, Vec<String>) = match std::env::var_os("GATEHOUSE_SPIDER") {
        Some(folder) => spider(Path::new(&folder)),
        None => {
            println!("varied names of the clinic: GATEHOUSE_SPIDER names no folder with tables.json");
            let columns = template.tables.iter().flat_map(|table| &table.columns);
            let columns = columns.map(|column| column.name.clone()).collect();
            (template.tables.iter().map(|table| table.name.table.clone()).collect(), columns)
        }
    };
    for names in [&mut tables, &mut columns] {
        names.sort();
        names.dedup();
    }
    let (a_table, a_column) = (&template.tables[0], &template.tables[0].columns[0]);
    let comments: Vec<String> =
        template.tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.comment.clone()).collect();
    let pick = |from: &[String], number: usize| from[number.wrapping_mul(2_654_435_761) % from.len()].clone();
    let table = |number: usize| {
        let column = |place: usize| {
            let drawn = number * COLUMNS + place;
            let (one, other) = (pick(&columns, drawn), pick(&columns, drawn * 7 + 1));
            Column {
                // A third of the names are composed, so that most of the words are common and most of the names are not.
                name: if drawn.is_multiple_of(3) { format!("{one}_{other}_{place}") } else { format!("{one}_{place}") },
                comment: drawn.is_multiple_of(5).then(|| pick(&comments, drawn)),
                ..a_column.clone()
            }
        };
        let (one, other) = (pick(&tables, number), pick(&tables, number * 13 + 5));
        let schema = format!("{}_{}", pick(&tables, number % 150), number % 150);
        Table {
            name: TableName::new(schema, format!("{one}_{other}_{number}")),
            comment: Some(pick(&comments, number)),
            columns: (0..COLUMNS).map(column).collect(),
            foreign_keys: Vec::new(),
            primary_key: None,
            indexes: Vec::new(),
            ..a_table.clone()
        }
    };
    let mut catalog = with_tables(&template, (0..TABLES).map(table).collect());
    for at in 1..TABLES {
        let TableName { schema, table } = catalog.tables[at / 2].name.clone();
        let column = catalog.tables[at].columns[1].name.clone();
        catalog.tables[at].foreign_keys.push(key(&column, &schema, &table));
    }
    catalog
}

fn spider(folder: &Path) -> (Vec<String>, Vec<String>) {
    let read: Value = serde_json::from_slice(&std::fs::read(folder.join("tables.json")).unwrap()).unwrap();
    let (mut tables, mut columns) = (Vec::new(), Vec::new());
    for database in read.as_array().unwrap() {
        let names = database["table_names_original"].as_array().unwrap();
        tables.extend(names.iter().map(|name| name.as_str().unwrap().to_owned()));
        let names = database["column_names_original"].as_array().unwrap().iter().map(|pair| &pair[1]);
        columns.extend(names.map(|name| name.as_str().unwrap().to_owned()).filter(|name| name != "*"));
    }
    (tables, columns)
}

fn key(column: &str, schema: &str, table: &str) -> ForeignKey {
    ForeignKey {
        name: format!("{table}_fk"),
        columns: vec![column.into()],
        references: TableName::new(schema, table),
        referenced_columns: vec!["id".into()],
    }
}

fn with_tables(template: &Catalog, tables: Vec<Table>) -> Catalog {
    let mut catalog = Catalog { tables, ..template.clone() };
    catalog.sort();
    catalog
}
