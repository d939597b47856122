//! One discovery in a process of its own, so that its memory is its alone.

use std::process::{Command, Stdio};
use std::time::Instant;

use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_testkit::Facts;
use secrecy::SecretString;

use crate::server::{Kind, Server};

/// The first argument of the process that discovers.
pub(crate) const WORD: &str = "discover-once";

/// What one process says of itself, and how long it took.
pub(crate) struct Measured {
    /// From the program's start to its end.
    pub(crate) process_ms: f64,
    /// From opening the door to the whole catalogue.
    pub(crate) inner_ms: f64,
    pub(crate) peak_mib: f64,
    pub(crate) columns: usize,
    pub(crate) queries: usize,
}

pub(crate) fn run(server: &Server, database: &str) -> Measured {
    let begun = Instant::now();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([WORD, server.kind.name()]).arg(server.facts_file()).arg(database).stderr(Stdio::inherit());
    let output = command.output().unwrap();
    let process_ms = begun.elapsed().as_secs_f64() * 1e3;
    let told = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<f64> = told.split_whitespace().map(|word| word.parse().unwrap()).collect();
    let [inner_ms, peak_mib, columns, queries] = numbers.as_slice() else { panic!("discovery failed: {told}") };
    Measured {
        process_ms,
        inner_ms: *inner_ms,
        peak_mib: *peak_mib,
        columns: *columns as usize,
        queries: *queries as usize,
    }
}

/// What the process does.
pub(crate) fn discover(arguments: &[String]) {
    let [kind, facts, database] = arguments else { panic!("kind, facts and database, please") };
    let facts = Facts::read(facts.as_ref()).unwrap();
    let engine = if *kind == Kind::Postgres.name() { Engine::Postgres } else { Engine::Mysql };
    let descriptor = Descriptor {
        host: facts.host.clone(),
        port: facts.port,
        database: database.clone(),
        user: facts.admin_user.clone(),
        ca_pem: Some(facts.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(engine)
    };
    let password = SecretString::from(facts.admin_password);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let begun = Instant::now();
    let found = runtime.block_on(gatehouse_database::discover(&descriptor, &password, |_| {})).unwrap();
    let inner = begun.elapsed().as_secs_f64() * 1e3;
    assert_eq!(found.findings, []);
    println!("{inner} {} {} {}", peak_mib(), found.catalog.column_count(), found.queries);
    // Taking 200,000 columns apart again is no part of discovery: a program that keeps them does not do it.
    std::mem::forget(found);
}

/// The most memory this process ever had, as Linux counts it.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}
