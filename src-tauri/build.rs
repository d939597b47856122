//! Builds the Tauri context. The working directory is the repository's root, so `tauri.conf.json` and `icons/` need no option.

fn main() {
    // A custom capability pattern and the embedded window are not watched by tauri-build itself.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=ui/dist");
    // Without a built window the crate still compiles (for `cargo check` and clippy); `./dev` always builds it first.
    let _ = std::fs::create_dir_all("ui/dist");
    let attributes = tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
