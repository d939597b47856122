//! What discovery costs beside its floor: the engine's own client program running the leanest catalogue queries we know, on
//! the same server, over the same TLS, each side as a process of its own, in turns.
//!
//! `./dev bench` runs it for 100, 1,000 and 10,000 tables of 20 columns; `cargo bench -p gatehouse-database -- mysql` for one
//! server alone. It prints medians, ratios, the growth, and the peak memory of the discovering process.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench tells what it measured and may panic"
)]

mod child;
mod floor;
mod schema;
mod server;

use std::time::Instant;

use child::Measured;
use server::{Kind, Server};

/// What the command and the window have, too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// Odd, so that the median is one of them.
const ROUNDS: usize = 7;

/// What the issue demands of the ratio to the floor at 10,000 tables, and of the memory.
const MEMORY_MIB: f64 = 200.0;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let [word, rest @ ..] = arguments.as_slice()
        && word == child::WORD
    {
        return child::discover(rest);
    }
    for kind in Kind::ALL {
        if arguments.is_empty() || arguments.iter().any(|word| kind.name() == word) {
            match Server::start(kind) {
                Some(server) => measure(&server),
                None => println!("{}: not run, because the server or its client is not installed here", kind.name()),
            }
        }
    }
}

fn measure(server: &Server) {
    let name = server.kind.name();
    let mut whole = Vec::new();
    for tables in SIZES {
        let database = schema::made(server, tables);
        let (mut floors, mut ours): (Vec<f64>, Vec<Measured>) = (Vec::new(), Vec::new());
        // One round warms both sides up.
        for round in 0..=ROUNDS {
            let begun = Instant::now();
            floor::run(server, &database);
            let floor = begun.elapsed().as_secs_f64() * 1e3;
            let measured = child::run(server, &database);
            if round > 0 {
                floors.push(floor);
                ours.push(measured);
            }
        }
        let floor = median(floors);
        let of = |read: fn(&Measured) -> f64| median(ours.iter().map(read).collect());
        let (process, inner, memory) = (of(|one| one.process_ms), of(|one| one.inner_ms), of(|one| one.peak_mib));
        println!(
            "{name}, {tables} tables: floor {floor:.0} ms; discovery {inner:.0} ms, as a process {process:.0} ms: {:.2} times \
             the floor; peak {memory:.0} MiB; {} columns, {} queries",
            process / floor,
            ours[0].columns,
            ours[0].queries,
        );
        whole.push((tables, inner, process / floor, memory));
    }
    for pair in whole.windows(2) {
        let [(before, small, ..), (after, large, ..)] = pair else { continue };
        println!("{name}, {before} → {after} tables: {:.1} times as long", large / small);
    }
    if let Some((tables, _, ratio, memory)) = whole.last() {
        let bound = server.kind.bound();
        let verdict = if *ratio <= bound && *memory < MEMORY_MIB { "holds" } else { "DOES NOT HOLD" };
        println!("{name}, {tables} tables: at most {bound} times the floor and {MEMORY_MIB} MiB: {verdict}");
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
