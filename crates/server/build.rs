//! A new migration file alone must cause a rebuild: the migrations are embedded.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
