//! The TypeScript side of the commands is generated from the Rust side; this fails when the two drift apart.
//! `UPDATE_BINDINGS=1 cargo test --test bindings` writes it anew.

use specta_typescript::Typescript;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/host/bindings.ts");
/// The generated file is the only one of the window that imports Tauri, so it hands the channel on.
const HEADER: &str =
    "// Generated from the Rust commands. To write it anew: UPDATE_BINDINGS=1 cargo test --test bindings
export { Channel } from \"@tauri-apps/api/core\";
";

#[test]
fn the_window_speaks_the_shells_types() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bindings.ts");
    gatehouse_desktop::typed_commands().export(Typescript::default().header(HEADER), &path).unwrap();
    let generated = std::fs::read_to_string(&path).unwrap();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(FILE, &generated).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        kept == generated,
        "ui/src/host/bindings.ts is out of date: run UPDATE_BINDINGS=1 cargo test --test bindings"
    );
}
