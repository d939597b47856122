//! What holds a password cannot print it, cannot be serialised and is wiped. Most of this is decided when this compiles.

use gatehouse_core::connection::ParsedUrl;
use gatehouse_core::connection::import::{Found, PgpassRule, read_my_cnf, read_pgpass_rules};
use gatehouse_core::connection::parse_url;
use gatehouse_vault::{MemoryStore, SecretStore, Vault};
use secrecy::SecretString;
use static_assertions::{assert_impl_all, assert_not_impl_any};
use zeroize::ZeroizeOnDrop;

assert_not_impl_any!(SecretString: serde::Serialize, std::fmt::Display, AsRef<str>, PartialEq);
assert_not_impl_any!(ParsedUrl: serde::Serialize, std::fmt::Display);
assert_not_impl_any!(Found: serde::Serialize, std::fmt::Display);
assert_not_impl_any!(PgpassRule: serde::Serialize, std::fmt::Display);
assert_not_impl_any!(Vault: serde::Serialize, std::fmt::Debug, std::fmt::Display);
assert_not_impl_any!(MemoryStore: serde::Serialize, std::fmt::Debug, std::fmt::Display);
assert_impl_all!(SecretString: ZeroizeOnDrop);
// A candidate is what may be shown, so it has to be one of those that can.
assert_impl_all!(gatehouse_core::connection::import::ImportCandidate: serde::Serialize);

#[test]
fn a_debug_text_holds_no_password() {
    let found = read_my_cnf("[client]\nhost=h\npassword=hunter2\n");
    let rules: Vec<PgpassRule> = read_pgpass_rules("h:1:d:u:hunter2").collect();
    let url = parse_url("postgres://u:hunter2@h/d").unwrap();
    let printed = format!("{found:?} {rules:#?} {url:?} {:?}", SecretString::from("hunter2"));
    assert!(printed.contains("REDACTED") && !printed.contains("hunter2"), "{printed}");
}

#[test]
fn a_store_gives_back_what_it_was_given() {
    // So that the assertions above are about types that do hold a password.
    let store = MemoryStore::default();
    store.set("a", &"hunter2".into()).unwrap();
    let found = store.get("a").unwrap().unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(&found), "hunter2");
}
