//! Calling a published skill, side by side with the MCP Toolbox for Databases: one indexed read, 8 clients, all guards on. Both serve the same statement
//! from the same PostgreSQL, each with its own warm pool as its defaults are; one load generator asks both, in turns. pgbench's prepared rate
//! shows what the database itself could give.
//!
//! Nothing is asserted but that answers are right: a busy machine is no failure.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench tells what it measured and may panic"
)]

mod generator;
mod management;
mod pgbench;
mod process;
mod scene;
mod toolbox;

use std::time::Duration;

use generator::{Measured, Request};
use scene::Scene;
use toolbox::Toolbox;

/// What `gatehouse serve` has, too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CLIENTS: usize = 8;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(4);

fn main() {
    if let Ok(folder) = std::env::var(scene::SERVE) {
        return scene::serve(folder.as_ref());
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scene = runtime.block_on(Scene::start());
    if std::env::args().any(|arg| arg == "management") {
        return management::beside(&scene);
    }
    let toolbox = Toolbox::start(&scene);
    let (ours, theirs) = (scene.requests(), toolbox.as_ref().map(Toolbox::requests));
    let (mut our_rounds, mut their_rounds, mut ceiling) = (Vec::new(), Vec::new(), Vec::new());
    // Warm: sessions open, statements prepared, caches filled.
    drop(round(&ours, scene.address(), scene.process(), Duration::from_secs(1)));
    if let (Some(toolbox), Some(theirs)) = (&toolbox, &theirs) {
        drop(round(theirs, toolbox.address(), toolbox.process(), Duration::from_secs(1)));
    }
    for _ in 0..ROUNDS {
        our_rounds.push(round(&ours, scene.address(), scene.process(), ROUND));
        if let (Some(toolbox), Some(theirs)) = (&toolbox, &theirs) {
            their_rounds.push(round(theirs, toolbox.address(), toolbox.process(), ROUND));
        }
        ceiling.extend(pgbench::rate(&scene, CLIENTS, ROUND / 2));
    }
    println!("\nOne indexed read, {CLIENTS} clients, medians of {ROUNDS} rounds of {} s in turns", ROUND.as_secs());
    println!("{:<34} {:>12} {:>10} {:>10} {:>16}", "", "calls/s", "p50 ms", "p99 ms", "CPU ms a call");
    let ours = row("Gatehouse", our_rounds);
    match toolbox {
        Some(_) => {
            let theirs = row("MCP Toolbox for Databases", their_rounds);
            println!(
                "{:<34} {:>11.2}x {:>9.2}x {:>9.2}x {:>15.2}x",
                "Gatehouse against Toolbox",
                ours.rate / theirs.rate,
                ours.p50 / theirs.p50,
                ours.p99 / theirs.p99,
                ours.cpu / theirs.cpu
            );
            println!("{:<34} {:>12} {:>10} {:>10} {:>16}", "wanted", "≥ 2x", "", "≤ 0.5x", "≤ 0.5x");
        }
        None => println!("MCP Toolbox for Databases: not run, GATEHOUSE_TOOLBOX names no program"),
    }
    match median(ceiling) {
        Some(rate) => println!("{:<34} {rate:>12.0}   (no HTTP, no guards: the ceiling)", "pgbench, prepared"),
        None => println!("pgbench: not run, it is not installed"),
    }
    management::beside(&scene);
}

fn round(requests: &[Request], address: std::net::SocketAddr, process: u32, time: Duration) -> Measured {
    let before = process::cpu(process);
    let mut measured = generator::run(requests, address, CLIENTS, time);
    measured.cpu = process::cpu(process) - before;
    measured
}

/// Medians over the rounds; milliseconds.
struct Row {
    rate: f64,
    p50: f64,
    p99: f64,
    cpu: f64,
}

fn row(name: &str, rounds: Vec<Measured>) -> Row {
    let over = |value: fn(&Measured) -> f64| median(rounds.iter().map(value).collect()).unwrap();
    let row = Row {
        rate: over(Measured::rate),
        p50: over(|round| round.quantile(0.5)),
        p99: over(|round| round.quantile(0.99)),
        cpu: over(|round| round.cpu.as_secs_f64() * 1e3 / round.count() as f64),
    };
    println!("{name:<34} {:>12.0} {:>10.2} {:>10.2} {:>16.4}", row.rate, row.p50, row.p99, row.cpu);
    row
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
