//! What keeping a catalogue of 10,000 tables with 20 columns each costs: the file's size, writing it, and reading it with its
//! fingerprint checked. The yardstick is one of 1,000 tables.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench tells what it measured and may panic")]

use std::hint::black_box;
use std::time::Instant;

use gatehouse_core::catalog::{
    Catalog, Column, ForeignKey, Index, IndexPart, Key, Privileges, Table, TableKind, TableName, TypeClass,
    read_with_fingerprint, write_snapshot,
};
use gatehouse_core::connection::Engine;

const ROUNDS: usize = 9;

fn main() {
    let mut before = 0.0;
    for tables in [1_000, 10_000] {
        let catalog = catalog(tables);
        let bytes = write_snapshot(&catalog);
        let write = median(|| drop(black_box(write_snapshot(&catalog))));
        // Taking the catalogue apart again is no part of reading it.
        let read = median(|| std::mem::forget(black_box(read_with_fingerprint(&bytes).unwrap())));
        println!(
            "snapshot of {tables} tables, {} columns: {:.1} MB; write {write:.0} ms; read {read:.0} ms",
            catalog.column_count(),
            bytes.len() as f64 / 1e6,
        );
        if before > 0.0 {
            println!("ten times the tables: reading takes {:.1} times as long", read / before);
        }
        before = read;
    }
}

/// As the discovery bench's databases are, for a login that may only read.
fn catalog(tables: usize) -> Catalog {
    let mut catalog = Catalog::new(Engine::Postgres, "18.4", "bench", "public");
    catalog.tables = (1..=tables).map(table).collect();
    catalog.sort();
    catalog
}

fn table(number: usize) -> Table {
    let types = ["bigint", "character varying(80)", "text", "numeric(12,2)", "timestamp with time zone"];
    let column = |at: usize| {
        let mut column = Column::new(format!("some_column_{at}"), types[at % 5], TypeClass::Text);
        column.nullable = !at.is_multiple_of(3);
        column.default = at.is_multiple_of(5).then(|| "now()".into());
        column.comment = at.is_multiple_of(10).then(|| "Gross amount in account currency".into());
        column.privileges = Privileges { select: true, insert: false, update: false };
        if at % 5 == 3 {
            column.set_cast_type("numeric".into());
        }
        column
    };
    let name = format!("t_{number:05}");
    let mut table = Table::new(TableName::new("public", &name), TableKind::Table, (0..20).map(column).collect());
    table.comment = Some(format!("Table number {number} holds the records of its own kind"));
    table.estimated_rows = Some(1_000);
    table.primary_key = Some(Key { name: format!("{name}_pkey"), columns: vec!["some_column_0".into()] });
    table.foreign_keys = vec![ForeignKey {
        name: format!("{name}_ref"),
        columns: vec!["some_column_1".into()],
        references: TableName::new("public", format!("t_{:05}", number / 2)),
        referenced_columns: vec!["some_column_0".into()],
    }];
    let index = |at: usize| {
        let parts = vec![IndexPart::of_column(format!("some_column_{at}"))];
        Index::new(format!("{name}_{at}"), "btree", at == 0, parts)
    };
    table.indexes = (0..3).map(index).collect();
    table
}

/// Milliseconds of one call: the median of several rounds, because machines are noisy.
fn median(mut call: impl FnMut()) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            call();
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}
