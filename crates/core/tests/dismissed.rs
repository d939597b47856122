//! A suggestion that the owner has dismissed counts in what compiles: the owner looked, and said that it is none. A control plane, which is
//! told of blocks alone, refuses it all the same.

#![allow(clippy::unwrap_used, reason = "tests panic")]

use gatehouse_core::binding::{Binding, Code, Severity, Verb, compile, offer};
use gatehouse_core::catalog::sensitive::{Suggestion, suggest};
use gatehouse_core::catalog::{Catalog, Privileges, read_snapshot};
use gatehouse_core::scoping::{Policy, PolicyEdit, Scoping, decode, encode};

fn clinic() -> Catalog {
    let mut clinic =
        read_snapshot(&std::fs::read("../workspace/sample/connections/clinic.catalog.json").unwrap()).unwrap();
    for column in clinic.tables.iter_mut().flat_map(|table| &mut table.columns) {
        column.privileges = Privileges { select: true, insert: true, update: true };
    }
    clinic
}

fn case(name: &str) -> Binding {
    let file = format!("../../tests/cases/compile/{name}/binding.toml");
    toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// What the owner's files say after dismissing these.
fn dismissing(suggestions: &[Suggestion]) -> Scoping {
    let mut policy = Policy::default();
    let suggestions = suggestions.iter().map(Suggestion::dismissal).collect();
    policy.edit(None, &PolicyEdit::Dismiss { suggestions, dismissed: true });
    policy.effective(None)
}

fn guards(catalog: &Catalog, scoping: &Scoping, binding: &Binding) -> Vec<(Code, Severity, String)> {
    let found = compile(catalog, scoping, binding).diagnostics.into_iter();
    let found = found.filter(|one| matches!(one.code, Code::SensitiveRead | Code::WriteSensitive));
    found.map(|one| (one.code, one.severity, one.field)).collect()
}

#[test]
fn a_dismissed_column_may_be_written_and_is_read_without_a_word() {
    let clinic = clinic();
    let (written, read) = (case("GH0164_what_looks_sensitive_is_written"), case("GH0129_what_looks_sensitive_is_read"));
    assert!(guards(&clinic, &Scoping::default(), &written).iter().any(|(_, severity, _)| *severity == Severity::Error));
    assert!(!guards(&clinic, &Scoping::default(), &read).is_empty());
    let all = dismissing(&suggest(&clinic));
    assert_eq!(guards(&clinic, &all, &written), []);
    assert_eq!(guards(&clinic, &all, &read), []);
    assert!(compile(&clinic, &all, &written).ok());
    // It says nothing of the statement itself.
    assert_eq!(compile(&clinic, &all, &read).statement, compile(&clinic, &Scoping::default(), &read).statement);
}

#[test]
fn a_dismissed_table_may_be_written() {
    let (clinic, written) = (clinic(), case("GH0164_a_table_looks_sensitive_as_a_whole"));
    let whole: Vec<Suggestion> = suggest(&clinic).into_iter().filter(|one| one.column.is_none()).collect();
    let of_the_table = |scoping: &Scoping| {
        guards(&clinic, scoping, &written).into_iter().filter(|(.., field)| field == "operation").count()
    };
    assert_eq!((of_the_table(&Scoping::default()), of_the_table(&dismissing(&whole))), (1, 0));
}

/// What is dismissed is exactly what is suggested: after dismissing everything nothing is guarded any more, in any table.
#[test]
fn every_guard_can_be_dismissed_by_its_suggestion() {
    let clinic = clinic();
    let all = dismissing(&suggest(&clinic));
    let guarded = |scoping: &Scoping| {
        let offers = clinic.tables.iter().filter_map(|table| offer(&clinic, scoping, &table.name, Verb::Update));
        offers.flat_map(|offer| offer.columns).filter_map(|column| column.sensitive).count()
    };
    assert!(guarded(&Scoping::default()) >= 10);
    assert_eq!(guarded(&all), 0);
}

#[test]
fn it_is_refused_again_when_the_column_is_another() {
    let mut clinic = clinic();
    let written = case("GH0164_what_looks_sensitive_is_written");
    let dismissed = dismissing(&suggest(&clinic));
    let patients = clinic.tables.iter_mut().find(|table| table.name.table == "patients").unwrap();
    patients.columns.iter_mut().find(|column| column.name == "insurance_no").unwrap().data_type = "varchar(99)".into();
    assert!(!compile(&clinic, &dismissed, &written).ok());
}

/// The API carries blocks alone, so that who compiles from it is no laxer than without a dismissal.
#[test]
fn a_control_plane_is_told_of_no_dismissal() {
    let clinic = clinic();
    let written = case("GH0164_what_looks_sensitive_is_written");
    let dismissed = dismissing(&suggest(&clinic));
    let there = decode(&encode(&dismissed, "public"), "public");
    assert_eq!((&there, there.has_dismissed()), (&dismissed.without_dismissed(), false));
    assert!(compile(&clinic, &dismissed, &written).ok() && !compile(&clinic, &there, &written).ok());
}
