//! Hundreds of bindings over schemas that everybody knows and the demo clinic, on real servers with 100,000 rows a table: every compiled read
//! finds its rows by an index, every write changes its one row and nothing else, and a trial changes nothing at all.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests panic, and say how much they looked at"
)]

#[path = "../grants/client.rs"]
mod client;
mod drafts;
mod fill;
mod reads;
mod store;
mod writes;

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use store::Store;

/// The schemas; the moments of their rows begin where their partitions do.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Schema {
    Clinic,
    Pagila,
    Chinook,
    Sakila,
}

impl Schema {
    /// When the first row's moments are, and the seconds to the next row's.
    fn moments(self) -> (&'static str, u32) {
        match self {
            Schema::Clinic => ("2024-12-01 00:00:00", 960),
            Schema::Pagila => ("2022-01-01 12:00:00", 1425),
            Schema::Chinook | Schema::Sakila => ("2022-01-01 00:00:00", 600),
        }
    }
}

/// The file's text; says by name what did not run when it is not there.
fn schema(file: &str, test: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schemas").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(std::io::stderr(), "NOT RUN: {test}: there is no {}", path.display());
    }
    text
}

/// Rows a table for writes.
const FEW: u32 = 2_000;

/// Rows a table for reads.
const MANY: u32 = 100_000;

async fn holds(store: Option<Store>, test: &str, at_least: usize) {
    let Some(mut store) = store else { return };
    let begun = Instant::now();
    // Writes first, on a few rows, because the whole of each table is compared around each of them.
    fill::fill(&mut store, FEW).await;
    let catalog = store.discover().await;
    let writes = writes::hold(&mut store, &catalog).await;
    let writing = begun.elapsed();
    let filled = fill::fill(&mut store, MANY).await;
    let filling = begun.elapsed() - writing;
    let catalog = store.discover().await;
    let reads = reads::hold(&mut store, &catalog).await;
    println!(
        "{test}: {writes} in {:.0} s; {filled} in {:.0} s; {reads}; {:.0} s in all",
        writing.as_secs_f32(),
        filling.as_secs_f32(),
        begun.elapsed().as_secs_f32()
    );
    let bindings = reads.bindings + writes.bindings;
    assert!(bindings >= at_least, "only {bindings} bindings");
}

#[tokio::test]
async fn clinic_on_postgres() {
    holds(Store::postgres(Schema::Clinic, "clinic_on_postgres").await, "clinic_on_postgres", 300).await;
}

#[tokio::test]
async fn pagila_on_postgres() {
    holds(Store::postgres(Schema::Pagila, "pagila_on_postgres").await, "pagila_on_postgres", 170).await;
}

#[tokio::test]
async fn chinook_on_postgres() {
    holds(Store::postgres(Schema::Chinook, "chinook_on_postgres").await, "chinook_on_postgres", 110).await;
}

#[tokio::test]
async fn clinic_on_mariadb() {
    holds(Store::mariadb(Schema::Clinic, "clinic_on_mariadb").await, "clinic_on_mariadb", 95).await;
}

#[tokio::test]
async fn chinook_on_mariadb() {
    holds(Store::mariadb(Schema::Chinook, "chinook_on_mariadb").await, "chinook_on_mariadb", 110).await;
}

#[tokio::test]
async fn sakila_on_mariadb() {
    holds(Store::mariadb(Schema::Sakila, "sakila_on_mariadb").await, "sakila_on_mariadb", 190).await;
}
