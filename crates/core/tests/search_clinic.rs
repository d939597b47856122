//! Search on the sample clinic: what a person there would type.

#![allow(clippy::unwrap_used, reason = "a test's helpers may panic as its tests do")]

use gatehouse_core::catalog::search::{Hit, Index, Phrasing, search};
use gatehouse_core::catalog::{Catalog, agent_view, read_snapshot};
use gatehouse_core::scoping::Scoping;
use rstest::rstest;

fn clinic() -> Catalog {
    read_snapshot(include_bytes!("../../workspace/sample/connections/clinic.catalog.json")).unwrap()
}

fn found(catalog: &Catalog, text: &str, phrasing: Phrasing) -> Vec<Hit> {
    search(catalog, &Index::new(catalog), text, phrasing, 5)
}

fn first(text: &str, phrasing: Phrasing) -> String {
    found(&clinic(), text, phrasing).first().map(|hit| hit.table.clone()).unwrap_or_default()
}

#[rstest]
#[case("appointment status", "appointments")]
#[case("appt", "appointments")]
#[case("when is the caller's next visit", "appointments")]
#[case("patient", "patients")]
#[case("patiens", "patients")]
#[case("when was the patient born", "patients")]
#[case("unpaid invoices", "invoices")]
fn a_question_finds_its_table(#[case] question: &str, #[case] table: &str) {
    assert_eq!(first(question, Phrasing::Complete), table);
}

#[test]
fn typing_finds_what_a_word_begins() {
    assert_eq!(first("appoi", Phrasing::Typing), "appointments");
    assert_eq!(first("pati", Phrasing::Typing), "patients");
    assert!(found(&clinic(), "", Phrasing::Typing).is_empty());
    assert!(found(&clinic(), "'; DROP TABLE \0 \u{202e} ☃", Phrasing::Typing).is_empty());
}

#[test]
fn what_was_matched_is_shown() {
    let hits = found(&clinic(), "appointment status", Phrasing::Complete);
    assert_eq!(hits[0].column.as_deref(), Some("status"));
    let names: Vec<&str> = hits[0].matched.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["appointments", "status"]);
}

#[test]
fn an_agent_cannot_find_what_is_blocked() {
    let whole = clinic();
    let patients = whole.tables.iter().find(|table| table.name.table == "patients").unwrap().name.clone();
    let seen = agent_view(&whole, &Scoping::new([patients.clone()], []));
    let hits = found(&seen, "patients", Phrasing::Complete);
    assert!(hits.iter().all(|hit| hit.table != "patients"), "{hits:?}");
    let seen = agent_view(&whole, &Scoping::new([], [patients.column("ssn")]));
    assert!(found(&seen, "ssn", Phrasing::Complete).iter().all(|hit| hit.column.as_deref() != Some("ssn")));
}
