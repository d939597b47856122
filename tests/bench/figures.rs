//! What a person waits for in the real window, at 10,000 tables and 200,000 columns. `./dev bench` builds the program as a
//! release is, without link-time optimisation, and names it in GATEHOUSE_PROGRAM.
//!
//! The first rows are compared with a workspace of ten tables, in turns; all else has its bound in milliseconds. Nothing is
//! asserted: a busy machine is no failure.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    dead_code,
    reason = "a bench tells what it measured and may panic; it uses a part of the tests' window"
)]

#[path = "../e2e/window.rs"]
mod window;
mod workload;

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use window::Window;

const PARTS: [&str; 3] = ["start", "size", "draft"];
/// The box that a drag begins on.
const FIRST: &str = "tick-public.t_00001.ref_id";
const ROUNDS: usize = 7;
const PAGE: &str = include_str!("page.js");

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let small = workload::workspace(&folder.path().join("small"), 10);
    let large = workload::workspace(&folder.path().join("large"), 10_000);
    println!("{:<58} {:>10} {:>10} {:>10} {:>10}", "", "best", "median", "worst", "bound");
    // One of them alone, by its name.
    let wanted = |part: &str| !std::env::args().any(|arg| PARTS.contains(&arg.as_str()) && arg != part);
    if wanted("start") {
        first_rows(folder.path(), &small, &large).await;
    }
    if wanted("size") {
        let window = open(folder.path(), &large).await.0;
        at_size(&window).await;
        window.close().await;
    }
    if wanted("draft") {
        let window = open(folder.path(), &large).await.0;
        drafting(&window).await;
        window.close().await;
    }
}

/// Typing into a draft of one of 10,000 tables: every key is compiled, and what the compiler says of it is drawn.
async fn drafting(window: &Window) {
    window.click("place-bindings").await;
    window.click("binding-new").await;
    window.fill("binding-tool-name", "Look up a record").await;
    window.fill("binding-table-find", "t_04242").await;
    window.choose("binding-table", "t_04242.read").await;
    window.choose("binding-filter-column", "id").await;
    window.click("pick-name").await;
    window.until_text("statement", "LIMIT 1").await;
    let mut parts = [Vec::new(), Vec::new(), Vec::new()];
    let mut work = Vec::new();
    for length in 1..=24 {
        // No name of a parameter, so that what is said names it.
        let text = &"The caller's own number, as it is said"[..length];
        let begun = window.page_work();
        let found = call(window, &format!("keyInDraft('binding-param', {})", json!(text))).await;
        work.push(window.page_work() - begun);
        for (name, times) in ["heard", "drawn", "shown"].iter().zip(&mut parts) {
            times.push(found[name].as_f64().unwrap());
        }
    }
    let [heard, drawn, shown] = parts.map(Figures::of);
    heard.print("a key in a draft: until the page has heard it", None);
    drawn.print("a key in a draft: until its diagnostics are drawn up", None);
    shown.print("a key in a draft: to fresh diagnostics on screen", Some(50.0));
    Figures::of(work).print("a key in a draft: processor time of the page", Some(50.0));
    let draft = json!({
        "tool_name": "Look up a record", "connection": "large", "operation": "t_04242.read", "enabled": false,
        "inputs": [{ "param": "id", "arg": "id", "required": true }],
        "projection": [{ "path": ["name"], "leaf": "name" }],
    });
    let mut times = Vec::new();
    for _ in 0..15 {
        times.push(number(window, &format!("ask('compile_binding', {})", json!({ "binding": draft }))).await);
    }
    Figures::of(times).print("a key in a draft: the shell's answer", None);
}

struct Figures {
    best: f64,
    median: f64,
    worst: f64,
}

impl Figures {
    fn of(mut times: Vec<f64>) -> Figures {
        times.sort_by(f64::total_cmp);
        Figures { best: times[0], median: times[times.len() / 2], worst: times[times.len() - 1] }
    }

    fn print(&self, what: &str, bound: Option<f64>) {
        let bound = bound.map_or_else(|| "-".into(), |bound| format!("{bound:.0} ms"));
        let Figures { best, median, worst } = self;
        println!("{what:<58} {best:>7.1} ms {median:>7.1} ms {worst:>7.1} ms {bound:>10}");
    }
}

/// Waits for one of the page's functions.
async fn call(window: &Window, what: &str) -> Value {
    let found = window.wait_for(&format!("window.bench.{what}")).await;
    assert!(found.get("failed").is_none(), "{what}: {found}");
    found["value"].clone()
}

async fn number(window: &Window, what: &str) -> f64 {
    call(window, what).await.as_f64().unwrap()
}

fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()
}
