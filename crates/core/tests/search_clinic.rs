//! Search on the sample clinic: what a person there would type.

#![allow(clippy::unwrap_used, reason = "a test's helpers may panic as its tests do")]

use gatehouse_core::catalog::search::{Facts, Found, Hit, Index, Match, NoteCode, Phrasing, Place, Request, search};
use gatehouse_core::catalog::sensitive::{Confidence, SensitiveClass, Suggestion};
use gatehouse_core::catalog::{Catalog, TableName, agent_view, read_snapshot};
use gatehouse_core::scoping::Scoping;
use rstest::rstest;

fn clinic() -> Catalog {
    read_snapshot(include_bytes!("../../workspace/sample/connections/clinic.catalog.json")).unwrap()
}

fn look(catalog: &Catalog, text: &str, phrasing: Phrasing) -> Found {
    search(catalog, &Index::new(catalog), &Request { text, phrasing, limit: 5, facts: None })
}

/// As the owner: payments and the patients' ssn are blocked, claims and the consents' signature are new.
fn owner(text: &str) -> Found {
    let catalog = clinic();
    let index = Index::new(&catalog);
    let (patients, public) = (TableName::new("public", "patients"), |table: &str| TableName::new("public", table));
    let blocked = Scoping::new([public("payments")], [patients.column("ssn")]);
    let new = Scoping::new([TableName::new("billing", "claims")], [public("consents").column("signature")]);
    let suggestion = |table: &TableName, column: &str, class| Suggestion {
        table: table.clone(),
        column: Some(column.into()),
        data_type: None,
        class,
        confidence: Confidence::High,
        reasons: Vec::new(),
    };
    let sensitive = [
        suggestion(&patients, "ssn", SensitiveClass::GovernmentId),
        suggestion(&public("diagnoses"), "description", SensitiveClass::Health),
        Suggestion { column: None, ..suggestion(&public("allergies"), "", SensitiveClass::Health) },
    ];
    let facts = Facts::default().with_blocked(&catalog, &index, &blocked).with_new(&catalog, &index, &new);
    let facts = facts.with_sensitive(&catalog, &index, &sensitive);
    search(&catalog, &index, &Request { text, phrasing: Phrasing::Complete, limit: 50, facts: Some(&facts) })
}

fn name(hit: &Hit) -> String {
    let table = if hit.schema == "public" { hit.table.clone() } else { format!("{}.{}", hit.schema, hit.table) };
    hit.column.as_ref().map_or(table.clone(), |column| format!("{table}.{column}"))
}

fn names(found: &Found) -> Vec<String> {
    found.hits.iter().map(name).collect()
}

fn first(text: &str, phrasing: Phrasing) -> String {
    look(&clinic(), text, phrasing).hits.first().map(|hit| hit.table.clone()).unwrap_or_default()
}

/// The characters that matched.
fn parts(found: &Match) -> Vec<String> {
    let units: Vec<u16> = found.text.encode_utf16().collect();
    let part = |start: u32, end: u32| String::from_utf16(&units[start as usize..end as usize]).unwrap();
    found.ranges.iter().map(|range| part(range.start, range.end)).collect()
}

#[rstest]
#[case("appointment status", "appointments")]
#[case("appt", "appointments")]
#[case("when is the caller's next visit", "appointments")]
#[case("patient", "patients")]
#[case("when was the patient born", "patients")]
#[case("unpaid invoices", "invoices")]
#[case("todaysAppointments", "todays_appointments")]
#[case("LabResults", "lab_results")]
#[case("patiens", "patients")]
#[case("paitents", "patients")]
#[case("apointmnt", "appointments")]
#[case("aptmt", "appointments")]
#[case("prscrptn", "prescriptions")]
#[case("inovice itmes", "invoice_items")]
fn a_question_finds_its_table(#[case] question: &str, #[case] table: &str) {
    assert_eq!(first(question, Phrasing::Complete), table);
}

#[rstest]
#[case("dob", "patients.date_of_birth")]
#[case("ph number of patient", "patients.phone")]
#[case("opening hours", "locations.openingHours")]
#[case("badge nr", "staff_users.Badge No")]
#[case("qty", "invoice_items.quantity")]
#[case("patients.ssn", "patients.ssn")]
#[case("card_last4", "patients.card_last4")]
#[case("rx number", "prescriptions.rx_number")]
fn a_question_finds_its_column(#[case] question: &str, #[case] column: &str) {
    let found = names(&look(&clinic(), question, Phrasing::Complete));
    assert!(found.iter().take(4).any(|name| name == column), "{found:?}");
}

#[test]
fn typing_finds_what_a_word_begins() {
    for (text, table) in
        [("appoi", "appointments"), ("pati", "patients"), ("lab_re", "lab_results"), ("apoin", "appointments")]
    {
        assert_eq!(first(text, Phrasing::Typing), table, "{text}");
    }
    assert_eq!(look(&clinic(), "", Phrasing::Typing), Found::default());
    assert_eq!(look(&clinic(), "'; DROP TABLE \0 \u{202e} ☃", Phrasing::Typing).hits, []);
}

#[test]
fn the_exact_name_comes_first() {
    for (text, hit) in [
        ("billing.payments", "billing.payments"),
        ("public.payments", "payments"),
        ("payments", "billing.payments"),
        ("Legacy Import", "billing.Legacy Import"),
        ("services", "services"),
        ("locations", "locations"),
    ] {
        assert_eq!(names(&look(&clinic(), text, Phrasing::Complete)).first().map(String::as_str), Some(hit));
    }
    // Every table with a column of this very name comes before those that only have its words.
    let found = look(&clinic(), "invoice_id", Phrasing::Complete);
    let columns: Vec<String> = names(&found).into_iter().filter(|name| name.ends_with(".invoice_id")).collect();
    assert_eq!(columns.len(), 3, "{found:?}");
}

#[test]
fn what_was_matched_is_shown() {
    let found = look(&clinic(), "appointment status", Phrasing::Complete);
    assert_eq!(names(&found)[..2], ["appointments", "appointments.status"]);
    let [table, column] = [0, 1].map(|at| &found.hits[at].matched[0]);
    assert_eq!(
        (table.place, table.text.as_str(), parts(table)),
        (Place::Name, "appointments", vec!["appointment".into()])
    );
    assert_eq!((column.place, column.text.as_str(), parts(column)), (Place::Name, "status", vec!["status".into()]));
}

#[rstest]
#[case("gateway charge", "payments", Place::Comment)]
#[case("telehealth", "locations.kind", Place::Label)]
#[case("paper chart", "patients.chart_id", Place::Comment)]
#[case("inet", "audit_log.client_ip", Place::Type)]
#[case("bytea", "consents.signature", Place::Type)]
#[case("insurers", "billing.claims", Place::Comment)]
fn comments_labels_and_types_are_searched(#[case] text: &str, #[case] hit: &str, #[case] place: Place) {
    let found = look(&clinic(), text, Phrasing::Complete);
    let hits = found.hits.iter().filter(|found| name(found).starts_with(hit));
    let matched: Vec<&Match> = hits.flat_map(|hit| &hit.matched).filter(|found| found.place == place).collect();
    assert!(!matched.is_empty(), "{found:?}");
    let words = matched.iter().flat_map(|found| parts(found));
    let asked: Vec<&str> = text.split(' ').map(|word| word.trim_end_matches('s')).collect();
    assert!(words.into_iter().all(|part| asked.iter().any(|word| part.to_lowercase().contains(word))), "{matched:?}");
}

#[test]
fn a_table_joined_to_two_strong_matches_is_one_too() {
    // Nothing of the table but its keys says what it is for.
    let mut catalog = clinic();
    let at = catalog.tables.iter().position(|table| table.name.table == "provider_services").unwrap();
    let table = &mut catalog.tables[at];
    (table.name.table, table.comment) = ("x17".into(), None);
    for (column, name) in table.columns.iter_mut().zip(["a", "b"]) {
        column.name = name.into();
    }
    table.primary_key = None;
    table.indexes.clear();
    for (key, name) in table.foreign_keys.iter_mut().zip(["a", "b"]) {
        key.columns = vec![name.into()];
    }
    catalog.sort();
    let found = look(&catalog, "providers and services", Phrasing::Complete);
    let joined = found.hits.iter().find(|hit| hit.table == "x17").unwrap();
    assert!(joined.matched.iter().all(|found| found.place == Place::Joined) && joined.matched.len() == 2, "{joined:?}");
    assert!(look(&catalog, "providers", Phrasing::Complete).hits.iter().all(|hit| hit.table != "x17"));
}

#[rstest]
#[case("type:jsonb", &["audit_log.detail", "lab_results.raw", "locations.openingHours", "patients.emergency_contact"])]
#[case("type:bytea,inet", &["audit_log.client_ip", "consents.signature", "staff_users.last_login_ip"])]
#[case("type:uuid indexed:no", &["staff_users.api_token"])]
#[case("fk:insurance_policies", &["billing.claims.insurance_policy_id", "patients.insurance_policy_id"])]
#[case("kind:view", &["patient_export", "todays_appointments"])]
#[case("kind:matview", &["provider_load"])]
#[case("schema:billing -kind:view", &["billing.Legacy Import", "billing.claims", "billing.payments"])]
#[case("schema:bill* fk:yes type:bigint indexed:yes", &["billing.claims.insurance_policy_id", "billing.payments.claim_id"])]
#[case("blocked:yes", &["patients.ssn", "payments"])]
#[case("new:yes", &["billing.claims", "consents.signature"])]
#[case("new:yes type:date", &["billing.claims.submitted_on"])]
#[case("sensitive:health", &["allergies", "diagnoses.description"])]
#[case("sensitive:government-id", &["patients.ssn"])]
#[case("sensitive:yes -blocked:yes type:text", &["diagnoses.description"])]
#[case("sensitive:biometric", &[])]
#[case("date type:date schema:billing", &["billing.claims.submitted_on", "billing.payments.remitted_on"])]
#[case("ssn blocked:yes", &["patients.ssn"])]
// The export's comment speaks of social security numbers; in patients the words stand in a column of another type.
#[case("ssn blocked:no type:date", &["patient_export.date_of_birth"])]
fn facets_choose(#[case] text: &str, #[case] hits: &[&str]) {
    let found = owner(text);
    assert_eq!(found.notes, []);
    let mut names = names(&found);
    if text.starts_with("date") {
        names.sort();
    }
    assert_eq!(names, hits);
}

#[test]
fn words_rank_what_facets_choose() {
    let found = owner("patient type:date");
    assert_eq!(name(&found.hits[0]), "patients.date_of_birth");
    assert!(found.hits.iter().all(|hit| hit.column.is_some()));
    let found = owner("phone blocked:no");
    assert!(names(&found).contains(&"patients.phone".to_owned()), "{found:?}");
}

#[test]
fn what_a_facet_does_not_know_is_noted_and_the_rest_goes_on() {
    let found = owner("patients type:tmestamp colour:red");
    let codes: Vec<NoteCode> = found.notes.iter().map(|note| note.code).collect();
    assert_eq!(codes, [NoteCode::UnknownFacet, NoteCode::UnknownValue]);
    assert!(found.notes[0].offered.contains(&"blocked:".to_owned()));
    assert!(found.notes[1].offered.contains(&"timestamp with time zone".to_owned()), "{:?}", found.notes);
    assert_eq!(found.hits[0].table, "patients");
    assert_eq!(owner("sensitive:helth").notes[0].offered[..4], ["yes", "no", "credential", "government_id"]);
    assert_eq!(owner("type:").notes.len(), 1);
}

#[test]
fn an_agent_cannot_find_what_is_blocked() {
    let whole = clinic();
    let patients = TableName::new("public", "patients");
    let seen = agent_view(&whole, &Scoping::new([patients.clone()], []));
    let found = look(&seen, "patients", Phrasing::Complete);
    assert!(found.hits.iter().all(|hit| hit.table != "patients"), "{found:?}");
    // Neither by its keys: for an agent the table does not exist.
    let note = |text: &str| look(&seen, text, Phrasing::Complete).notes.remove(0);
    let (blocked, absent) = (note("fk:patients"), note("fk:nothing"));
    assert_eq!((blocked.code, blocked.message), (NoteCode::UnknownValue, absent.message));
    let seen = agent_view(&whole, &Scoping::new([], [patients.column("ssn")]));
    assert!(look(&seen, "ssn", Phrasing::Complete).hits.iter().all(|hit| hit.column.as_deref() != Some("ssn")));
    // Owners' facets are unknown to agents.
    let note = &look(&seen, "blocked:yes", Phrasing::Complete).notes[0];
    assert_eq!(note.code, NoteCode::UnknownFacet);
    assert!(!note.offered.iter().any(|offered| ["blocked:", "new:", "sensitive:"].contains(&&**offered)));
}
