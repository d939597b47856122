//! Suggestions for a large catalogue: `cargo bench -p gatehouse-core --bench sensitive`.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::time::Instant;

use gatehouse_core::catalog::sensitive::suggest;
use gatehouse_core::catalog::{Catalog, Column, Table, TableKind, TableName, TypeClass};
use gatehouse_core::connection::Engine;

const TABLES: usize = 10_000;
const COLUMNS: usize = 20;
const ROUNDS: usize = 9;

/// Real columns of real applications, see tests/sensitive/README.md.
const REAL: &str = include_str!("../tests/sensitive/columns.tsv");

/// Tables under the names of real ones, with their columns as they stand in the labelled set. A quarter of the columns gets a name that
/// no other table has; every seventh has a comment.
fn large() -> Catalog {
    let real: Vec<(&str, &str, &str)> = REAL
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split('\t').skip(2);
            Some((fields.next()?, fields.next()?, fields.next()?))
        })
        .collect();
    let mut catalog = Catalog::new(Engine::Postgres, "18.4", "bench", "public");
    for table in 0..TABLES {
        let start = table * 13;
        let columns = (0..COLUMNS).map(|at| {
            let (_, name, data_type) = real[(start + at) % real.len()];
            let name = if at % 4 == 0 { format!("{name}_x{table}q") } else { name.to_owned() };
            let mut column = Column::new(name, data_type, TypeClass::Text);
            column.comment = (at % 7 == 0).then(|| format!("The {at}th column, kept for the monthly report."));
            column
        });
        let name = TableName::new("public", format!("{}_{table:05}", real[start % real.len()].0));
        catalog.tables.push(Table::new(name, TableKind::Table, columns.collect()));
    }
    catalog.sort();
    catalog
}

fn main() {
    let catalog = large();
    let mut times: Vec<f64> = Vec::new();
    let mut found = 0;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        found = suggest(&catalog).len();
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let median = times.get(ROUNDS / 2).copied().unwrap_or_default();
    println!(
        "suggest, {TABLES} tables x {COLUMNS} columns: median {median:.1} ms of {ROUNDS} rounds, {found} suggestions"
    );
}
