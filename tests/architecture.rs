//! The rules of the house, held by reading `cargo metadata` and the sources. Each test names one rule of
//! docs/architecture.md.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's helpers may panic as its tests do"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// For this platform only: the packages of others were perhaps never downloaded, and nothing is now.
fn metadata() -> Metadata {
    let rustc = std::process::Command::new("rustc").arg("-vV").output().unwrap();
    let about = String::from_utf8(rustc.stdout).unwrap();
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let options = ["--offline", "--filter-platform", host].map(String::from);
    MetadataCommand::new().manifest_path(root().join("Cargo.toml")).other_options(options).exec().unwrap()
}

/// All files below `folder` with one of these endings, without what is generated or installed.
fn sources(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["node_modules", "dist", "target"].contains(&name.as_str()) {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds no {endings:?}: the rule would hold of nothing");
    found.sort();
    found
}

/// The files that contain `text`, relative to the root.
fn containing(files: &[PathBuf], text: &str) -> Vec<String> {
    let holds = |file: &&PathBuf| std::fs::read_to_string(file).unwrap().contains(text);
    files.iter().filter(holds).map(|file| relative(file)).collect()
}

fn relative(file: &Path) -> String {
    file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

#[test]
fn crates_know_only_whom_they_may() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("gatehouse-core", &[][..]),
        ("gatehouse-database", &["gatehouse-core"]),
        ("gatehouse-api", &["gatehouse-core"]),
        ("gatehouse-vault", &["gatehouse-core"]),
        ("gatehouse-workspace", &["gatehouse-core", "gatehouse-api", "gatehouse-vault"]),
        ("gatehouse-server", &["gatehouse-core", "gatehouse-database", "gatehouse-api"]),
        ("gatehouse-testkit", &["gatehouse-core"]),
        ("gatehouse-fuzz", &["gatehouse-core", "gatehouse-database", "gatehouse-api", "gatehouse-workspace"]),
        (
            "gatehouse-cli",
            &[
                "gatehouse-core",
                "gatehouse-database",
                "gatehouse-api",
                "gatehouse-vault",
                "gatehouse-workspace",
                "gatehouse-server",
            ],
        ),
        (
            "gatehouse-desktop",
            &[
                "gatehouse-core",
                "gatehouse-database",
                "gatehouse-api",
                "gatehouse-vault",
                "gatehouse-workspace",
                "gatehouse-server",
            ],
        ),
    ]);
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        let may =
            allowed.get(package.name.as_str()).unwrap_or_else(|| panic!("{} is in no row of the table", package.name));
        for dependency in package.dependencies.iter().filter(|d| d.kind != DependencyKind::Development) {
            let ours = dependency.name.starts_with("gatehouse-");
            assert!(
                !ours || may.contains(&dependency.name.as_str()),
                "{} may not know {}",
                package.name,
                dependency.name
            );
        }
    }
}

#[test]
fn the_core_reaches_no_io() {
    let metadata = metadata();
    let resolve = metadata.resolve.as_ref().unwrap();
    let name = |id: &cargo_metadata::PackageId| metadata[id].name.to_string();
    let start = resolve.nodes.iter().find(|node| name(&node.id) == "gatehouse-core").unwrap();
    let mut reached = BTreeSet::new();
    let mut next = vec![&start.id];
    while let Some(id) = next.pop() {
        let node = resolve.nodes.iter().find(|node| node.id == *id).unwrap();
        let normal = node.deps.iter().filter(|d| d.dep_kinds.iter().any(|k| k.kind == DependencyKind::Normal));
        for dependency in normal {
            if reached.insert(name(&dependency.pkg)) {
                next.push(&dependency.pkg);
            }
        }
    }
    for banned in
        ["tokio", "sqlx", "sqlx-core", "reqwest", "tauri", "hyper", "mio", "async-std", "rand", "jiff", "chrono"]
    {
        assert!(!reached.contains(banned), "the core reaches {banned}");
    }
    let core = sources("crates/core/src", &[".rs"]);
    for banned in ["std::fs", "std::net::Tcp", "std::process", "SystemTime", "Instant::now", "std::env", "async fn"] {
        assert_eq!(containing(&core, banned), Vec::<String>::new(), "the core uses {banned}");
    }
}

#[test]
fn only_the_shell_names_tauri() {
    for package in metadata().workspace_packages() {
        let names_tauri = package.dependencies.iter().any(|dependency| dependency.name.starts_with("tauri"));
        assert_eq!(names_tauri, package.name.as_str() == "gatehouse-desktop", "{}", package.name);
    }
}

#[test]
fn one_file_of_the_window_imports_tauri() {
    let files = sources("ui/src", &[".ts", ".tsx"]);
    let shipped: Vec<PathBuf> = files.into_iter().filter(|file| !relative(file).contains(".test.")).collect();
    assert_eq!(containing(&shipped, "@tauri-apps/"), ["ui/src/host/bindings.ts"]);
}

#[test]
fn no_dialect_is_decided_in_the_window() {
    let files = sources("ui/src", &[".ts", ".tsx"]);
    let shipped: Vec<PathBuf> = files.into_iter().filter(|file| !relative(file).contains(".test.")).collect();
    for text in ["=== \"postgres\"", "=== \"mysql\"", "== \"postgres\"", "== \"mysql\""] {
        assert_eq!(containing(&shipped, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn dynamic_sql_is_declared_in_one_place() {
    let mut files = sources("crates/database/src", &[".rs"]);
    files.extend(sources("crates/server/src", &[".rs"]));
    files.extend(sources("src-tauri/src", &[".rs"]));
    files.extend(sources("crates/cli/src", &[".rs"]));
    let places = containing(&files, "AssertSqlSafe");
    assert!(places.len() <= 1 && places.iter().all(|place| place.starts_with("crates/database/")), "{places:?}");
}

#[test]
fn secrets_cannot_be_serialised() {
    // secrecy's types implement Serialize only with this feature.
    let metadata = metadata();
    let resolve = metadata.resolve.as_ref().unwrap();
    let secrecy = resolve.nodes.iter().find(|node| metadata[&node.id].name.as_str() == "secrecy").unwrap();
    assert!(secrecy.features.iter().all(|feature| feature.as_str() != "serde"), "{:?}", secrecy.features);
}

#[test]
fn no_command_returns_a_secret() {
    for file in sources("src-tauri/src/commands", &[".rs"]) {
        let text = std::fs::read_to_string(&file).unwrap();
        for (signature, _) in commands(&text) {
            let returned = signature.split_once("->").map_or("", |(_, returned)| returned);
            assert!(!returned.contains("Secret"), "{}: {signature}", relative(&file));
        }
    }
    let views = sources("src-tauri/src/views", &[".rs"]);
    assert_eq!(containing(&views, "SecretString"), Vec::<String>::new());
}

/// The generated password of a new database user is shown once: one type wraps it, one view holds that, one command
/// answers with it.
#[test]
fn one_command_shows_one_password_once() {
    let shell = sources("src-tauri/src", &[".rs"]);
    assert_eq!(containing(&shell, "ShownOnce::of("), ["src-tauri/src/new_user.rs"]);
    for text in ["struct ShownOnce(String)", "pub(crate) password: ShownOnce"] {
        assert_eq!(containing(&shell, text), ["src-tauri/src/views/grant.rs"], "{text}");
    }
    // Nobody else unwraps it, and no view takes a password's text by another way.
    let exposing = containing(&shell, ".expose()");
    assert_eq!(exposing, ["src-tauri/src/new_user.rs", "src-tauri/src/views/grant.rs"]);
    assert_eq!(containing(&sources("src-tauri/src/views", &[".rs"]), "password: String"), Vec::<String>::new());
    let mut answering = Vec::new();
    for file in sources("src-tauri/src/commands", &[".rs"]) {
        for (signature, _) in commands(&std::fs::read_to_string(&file).unwrap()) {
            let returned = signature.split_once("->").map_or("", |(_, returned)| returned);
            if returned.contains("NewUser,") || returned.contains("NewUser>") || returned.contains("ShownOnce") {
                answering.push(signature.split_once("fn ").unwrap().1.split_once('(').unwrap().0.to_owned());
            }
        }
    }
    assert_eq!(answering, ["draw_up_user"]);
}

#[test]
fn commands_are_thin() {
    let mut seen = 0;
    for file in sources("src-tauri/src/commands", &[".rs"]) {
        let text = std::fs::read_to_string(&file).unwrap();
        for (signature, body) in commands(&text) {
            seen += 1;
            let lines = body.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with("//")).count();
            assert!(lines <= 12, "{}: {} lines in {signature}", relative(&file), lines);
        }
    }
    assert!(seen >= 20, "only {seen} commands were found: the reader of this test is out of date");
}

/// Every command's signature and body, told by the attribute and the braces as rustfmt sets them.
fn commands(text: &str) -> Vec<(String, String)> {
    let mut commands = Vec::new();
    for part in text.split("#[specta::specta]\n").skip(1) {
        let (signature, rest) = part.split_once("{\n").unwrap();
        let body = rest.split_once("\n}\n").map_or(rest, |(body, _)| body);
        commands.push((signature.trim().to_owned(), body.to_owned()));
    }
    commands
}

#[test]
fn files_hold_one_idea() {
    for folder in
        ["crates/core/src", "crates/database/src", "crates/workspace/src", "crates/vault/src", "src-tauri/src"]
    {
        for file in sources(folder, &[".rs"]) {
            let lines = std::fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= 420, "{} has {lines} lines: look for the second idea in it", relative(&file));
        }
    }
}
