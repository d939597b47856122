//! What a keystroke in the editor costs: compiling one draft, against the clinic's catalogue and against one of 10,000
//! tables. The yardstick is the clinic's; the ratio says whether the cost grows with the catalogue.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench tells what it measured and may panic")]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use gatehouse_core::binding::{Binding, compile, compile_all, propose};
use gatehouse_core::catalog::{Catalog, Privileges, TableName, agent_view, read_snapshot};
use gatehouse_core::scoping::Scoping;

const ROUNDS: usize = 15;
const CALLS: u32 = 200;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let snapshot = root.join("crates/workspace/sample/connections/clinic.catalog.json");
    let mut clinic = read_snapshot(&std::fs::read(snapshot).unwrap()).unwrap();
    // The sample's login only reads.
    for column in clinic.tables.iter_mut().flat_map(|table| &mut table.columns) {
        column.privileges = Privileges::default();
    }
    let draft = root.join("tests/cases/compile/read_over_one_relationship/binding.toml");
    let binding: Binding = toml::from_str(&std::fs::read_to_string(draft).unwrap()).unwrap();
    let large = enlarged(&clinic, 10_000);
    let scoping = Scoping::new([TableName::new("public", "payments")], []);

    let small = median(|| drop(black_box(compile(&clinic, &scoping, &binding))));
    let big = median(|| drop(black_box(compile(&large, &scoping, &binding))));
    println!("compile, {} tables: {small:.1} µs", clinic.tables.len());
    println!("compile, {} tables: {big:.1} µs, {:.2} times as long", large.tables.len(), big / small);

    let drafts = stored(&large, &root);
    let all = median_of(1, || drop(black_box(compile_all(&large, &scoping, &drafts))));
    let compiled = compile_all(&large, &scoping, &drafts).iter().filter(|one| one.ok()).count();
    println!(
        "re-validating {} bindings ({compiled} compile) against {} tables: {:.1} ms, {:.1} µs each",
        drafts.len(),
        large.tables.len(),
        all / 1e3,
        all / drafts.len() as f64
    );
    let goal = "look up the caller's next appointment by phone";
    let few = median_of(1, || drop(black_box(propose(&clinic, &scoping, "clinic", goal))));
    println!("propose, {} tables: {:.1} ms", clinic.tables.len(), few / 1e3);
    let many = median_of(1, || drop(black_box(propose(&large, &scoping, "clinic", goal))));
    println!("propose, {} tables: {:.1} ms", large.tables.len(), many / 1e3);

    let begun = Instant::now();
    let seen = agent_view(&large, &scoping);
    println!("what the agent sees of {} tables: {:.1} ms", seen.tables.len(), begun.elapsed().as_secs_f64() * 1e3);
}

/// The clinic with copies of its tables in other schemas.
fn enlarged(clinic: &Catalog, tables: usize) -> Catalog {
    let mut large = clinic.clone();
    for copy in 0.. {
        for table in &clinic.tables {
            if large.tables.len() >= tables {
                large.sort();
                return large;
            }
            let mut table = table.clone();
            table.name.schema = format!("copy_{copy:04}_{}", table.name.schema);
            large.tables.push(table);
        }
    }
    large
}

/// A thousand drafts of every sort that the golden cases have, each on a copy of the clinic of its own as far as there are copies: the
/// worst case, in which nothing that was learnt of a table serves twice.
fn stored(large: &Catalog, root: &Path) -> Vec<Binding> {
    let mut folders: Vec<_> = std::fs::read_dir(root.join("tests/cases/compile")).unwrap().flatten().collect();
    folders.sort_by_key(std::fs::DirEntry::path);
    let cases: Vec<Binding> = folders
        .iter()
        .filter(|folder| !folder.file_name().to_string_lossy().starts_with("GH"))
        .map(|folder| toml::from_str(&std::fs::read_to_string(folder.path().join("binding.toml")).unwrap()).unwrap())
        .collect();
    let copies = large.tables.len() / 30;
    let draft = |at: usize| {
        let case = &cases[at % cases.len()];
        let qualified = if case.operation.starts_with("billing.") { "" } else { "public." };
        let operation = format!("copy_{:04}_{qualified}{}", at % copies, case.operation);
        Binding { operation, ..case.clone() }
    };
    (0..1_000).map(draft).collect()
}

/// Microseconds of one call: the median of several rounds, because machines are noisy.
fn median(call: impl FnMut()) -> f64 {
    median_of(CALLS, call)
}

fn median_of(calls: u32, mut call: impl FnMut()) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            (0..calls).for_each(|_| call());
            begun.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}
