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
/// Enough for a median where one start in five is slow: a virtual machine may have to ask its host for the memory.
const ROUNDS: usize = 15;
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

/// The window on a workspace, and when the program was started, in milliseconds since the epoch.
async fn open(folder: &Path, workspace: &Path) -> (Window, f64) {
    let account = folder.join(format!("account-{}", now()));
    let environment = [("GATEHOUSE_WORKSPACE", workspace.to_str().unwrap()), ("GATEHOUSE_LOG", "warn")];
    let window = Window::open_with(&account, &environment, true).await;
    window.run(PAGE, vec![]).await;
    let started = window.started();
    (window, started)
}

async fn first_rows(folder: &Path, small: &Path, large: &Path) {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (workspace, times) in [small, large].into_iter().zip(&mut times) {
            let (window, started) = open(folder, workspace).await;
            let shown = call(&window, "firstRows()").await;
            times.push(shown.as_f64().unwrap() - started);
            window.close().await;
        }
    }
    let [small, large] = times.map(Figures::of);
    small.print("spawn to first rows, 10 tables", None);
    large.print("spawn to first rows, 10,000 tables", None);
    let ratio = [large.best / small.best, large.median / small.median];
    println!("{:<58} {:>10.2} {:>10.2} {:>10} {:>10.2}", "  ratio", ratio[0], ratio[1], "", 1.3);
}

async fn at_size(window: &Window) {
    call(window, "firstRows()").await;
    Figures::of(vec![number(window, "openAll()").await]).print("opening all 10,000 tables with *", None);
    call(window, "settled()").await;

    let mut ticks = [Vec::new(), Vec::new(), Vec::new()];
    for row in 2..17 {
        let found = call(window, &format!("tick({row})")).await;
        for (name, times) in ["work", "frameOver", "after"].iter().zip(&mut ticks) {
            times.push(found[name].as_f64().unwrap());
        }
    }
    let [work, frame, after] = ticks.map(Figures::of);
    work.print("a tick: work from the press until it is laid out", Some(16.0));
    frame.print("a tick: from the press to the end of its frame", None);
    after.print("a tick: longest block while the shell writes it down", Some(50.0));

    // The same as processor time of the page's own thread, which no other program on the machine can lengthen: of the whole
    // step, with what the shell's answer changes.
    let mut times = Vec::new();
    for round in 0..5 {
        let begun = window.page_work();
        let count = number(window, &format!("ticks({}, {})", 2 + round * 3, 5 + round * 3)).await;
        times.push((window.page_work() - begun) / count);
    }
    Figures::of(times).print("a tick: processor time of the page, all in all", Some(16.0));

    let (mut during, mut silent, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..3 {
        call(window, "jump(0)").await;
        let edge = number(window, &format!("toEdge('{FIRST}')")).await;
        window.hold(FIRST, edge).await;
        window.run("window.passing = window.bench.dragged(500)", vec![]).await;
        // A hand is never still: each of its moves says how long it waited to be heard.
        let found = loop {
            let found = window.run("return window.bench.passed()", vec![]).await;
            if found != json!(null) {
                break found;
            }
            window.nudge().await;
        };
        during.push(found["heard"].as_f64().unwrap());
        silent.push(found["silent"].as_f64().unwrap());
        window.release().await;
        after.push(number(window, "settled()").await);
        window.click("undo").await;
        call(window, "settled()").await;
    }
    Figures::of(during).print("a drag over 500 rows: longest wait of a move", Some(50.0));
    Figures::of(silent).print("a drag over 500 rows: longest turn of the page", None);
    Figures::of(after).print("letting it go: longest block", Some(50.0));

    let jumps = [0.5, 0.013, 0.97, 0.25, 0.66, 0.001, 0.81, 0.4, 1.0, 0.123, 0.77, 0.31, 0.59, 0.05, 0.9];
    let mut times = Vec::new();
    for part in jumps {
        times.push(number(window, &format!("jump({part})")).await);
    }
    Figures::of(times).print("a jump to any place: a row is missing for", Some(100.0));

    let (mut times, mut work) = (Vec::new(), Vec::new());
    for text in ["c", "cr", "a", "am", "t_0", "t_04", "t_042", "phone_0", "phone_09", "t_077.st"] {
        let begun = window.page_work();
        times.push(number(window, &format!("type('{text}')")).await);
        work.push(window.page_work() - begun);
    }
    Figures::of(times).print("a key in the filter: to its rows", Some(50.0));
    Figures::of(work).print("a key in the filter: processor time of the page", Some(50.0));
    let mut times = Vec::new();
    for text in ["c", "co", "code", "code of", "gross am", "amount", "phone 42", "t_00777", "when was it created"] {
        let more = json!({ "text": text, "limit": 20 });
        times.push(number(window, &format!("ask('search', {more})")).await);
    }
    Figures::of(times).print("a key in the search: the shell's answer", Some(50.0));
    let mut times = Vec::new();
    for _ in 0..7 {
        times.push(number(window, "ask('outline', {})").await);
    }
    Figures::of(times).print("the whole outline: to the page", None);
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
