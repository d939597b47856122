//! Suggestions for a large catalogue: `cargo bench -p gatehouse-core --bench sensitive`.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::time::Instant;

use gatehouse_core::catalog::sensitive::suggest;
use gatehouse_core::catalog::{Catalog, Column, Table, TableKind, TableName, TypeClass};
use gatehouse_core::connection::Engine;

const TABLES: usize = 10_000;
const COLUMNS: usize = 20;
const ROUNDS: usize = 9;

/// Parts of names as applications have them; enough pairs that most names occur seldom.
const FIRST: [&str; 24] = [
    "customer", "order", "patient", "invoice", "shipping", "billing", "legacy", "primary", "external", "account",
    "device", "source", "target", "parent", "contact", "payment", "employee", "product", "session", "provider", "home",
    "work", "last", "default",
];
const SECOND: [&str; 24] = [
    "id",
    "name",
    "email",
    "phone",
    "status",
    "created_at",
    "amount",
    "token",
    "address",
    "type",
    "count",
    "note",
    "ssn",
    "code",
    "city",
    "date",
    "flag",
    "value",
    "key",
    "rate",
    "diagnosis",
    "balance",
    "ip_address",
    "url",
];

fn large() -> Catalog {
    let mut catalog = Catalog::new(Engine::Postgres, "18.4", "bench", "public");
    for table in 0..TABLES {
        let columns = (0..COLUMNS).map(|column| {
            let at = table * 7 + column * 31;
            let name = format!("{}_{}{}", FIRST[at % 24], SECOND[(at / 24 + column) % 24], table % 97);
            let mut column = Column::new(name, "character varying(200)", TypeClass::Text);
            column.comment = at.is_multiple_of(7).then(|| format!("The {} of row {at}.", SECOND[at % 24]));
            column
        });
        let name = TableName::new("public", format!("t{table:05}_{}", FIRST[table % 24]));
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
