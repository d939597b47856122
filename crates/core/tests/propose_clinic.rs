//! Proposals from goals on the sample clinic: a labelled set, measured, and what must never be proposed.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test's helpers may panic as its tests do, and it says what it measured"
)]

use gatehouse_core::binding::{Proposal, Severity, StatementKind, compile, propose, ranking_question};
use gatehouse_core::catalog::sensitive::{Confidence, SensitiveClass, suggest};
use gatehouse_core::catalog::{Catalog, Privileges, TableName, read_snapshot};
use gatehouse_core::scoping::Scoping;

/// The demo clinic, with a login that may write, too.
fn clinic() -> Catalog {
    let mut clinic = read_snapshot(include_bytes!("../../workspace/sample/connections/clinic.catalog.json")).unwrap();
    for column in clinic.tables.iter_mut().flat_map(|table| &mut table.columns) {
        column.privileges = Privileges::default();
    }
    clinic
}

/// What the sample's owner has blocked.
fn blocked() -> Scoping {
    let table = |name: &str| TableName::new("public", name);
    let columns = [table("patients").column("ssn"), table("patients").column("card_last4")];
    Scoping::new([table("diagnoses"), table("payments")], columns)
}

/// A goal, the operation it is about, and the column that the row is found by or that is written.
const GOALS: [(&str, &str, &str); 44] = [
    ("look up the caller's next appointment by phone", "appointments.read", "phone"),
    ("when is my next appointment", "appointments.read", "phone"),
    ("find the caller's appointments by phone number", "appointments.read", "phone"),
    ("tell the caller when their last visit was", "appointments.read", "phone"),
    ("where is the caller's next appointment", "appointments.read", "phone"),
    ("which doctor is the caller's appointment with", "appointments.read", "phone"),
    ("what is the status of my appointment", "appointments.read", "phone"),
    ("look up an appointment by its id", "appointments.read", "id"),
    ("list the appointments of a provider", "appointments.read", "provider_id"),
    ("find an invoice by invoice number", "invoices.read", "invoice_no"),
    ("what does the caller owe", "invoices.read", "patient_id"),
    ("when is an invoice due, by invoice number", "invoices.read", "invoice_no"),
    ("list the caller's invoices by phone", "invoices.read", "patient_id"),
    ("check the status of a claim by claim number", "billing.claims.read", "claim_no"),
    ("find a claim by claim number", "billing.claims.read", "claim_no"),
    ("find a patient by phone", "patients.read", "phone"),
    ("find a patient by name", "patients.read", "full_name"),
    ("verify the caller by chart number", "patients.read", "chart_id"),
    ("who is the caller's primary provider", "patients.read", "phone"),
    ("what language does the caller prefer", "patients.read", "phone"),
    ("find a provider by specialty", "providers.read", "specialty"),
    ("which doctors have a specialty", "providers.read", "specialty"),
    ("what does a service cost by code", "services.read", "code"),
    ("find a service by code", "services.read", "code"),
    ("how long does a service take, by code", "services.read", "code"),
    ("find a location by name", "locations.read", "name"),
    ("when did the caller's consent get signed, by patient id", "consents.read", "patient_id"),
    ("is the caller on the waitlist", "waitlist.read", "patient_id"),
    ("look up referrals of a patient by patient id", "referrals.read", "patient_id"),
    ("what lines are on an invoice, by invoice id", "invoice_items.read", "invoice_id"),
    ("book an appointment", "appointments.create", "starts_at"),
    ("schedule a visit for the caller", "appointments.create", "starts_at"),
    ("put the caller on the waitlist", "waitlist.create", "service_id"),
    ("add a patient to the waitlist", "waitlist.create", "service_id"),
    ("add a service", "services.create", "code"),
    ("leave a message for the staff", "messages.create", "body"),
    ("cancel an appointment", "appointments.update", "status"),
    ("confirm the caller's appointment", "appointments.update", "status"),
    ("check in the caller for the appointment", "appointments.update", "status"),
    ("reschedule an appointment", "appointments.update", "starts_at"),
    ("move the caller's appointment to another time", "appointments.update", "starts_at"),
    ("update the caller's preferred language", "patients.update", "preferred_language"),
    ("change the caller's email", "patients.update", "email"),
    ("change the priority of a waitlist entry", "waitlist.update", "priority"),
];

/// Whether a proposal is of this operation and finds or writes this column.
fn answers(proposal: &Proposal, operation: &str, column: &str) -> bool {
    let uses = proposal.statement.parameters.iter().any(|parameter| parameter.column == column);
    proposal.binding.operation == operation && uses
}

#[test]
fn most_goals_get_what_they_ask_for() {
    let (clinic, blocked) = (clinic(), blocked());
    let (mut first, mut offered) = (0, 0);
    for (goal, operation, column) in GOALS {
        let found = propose(&clinic, &blocked, "clinic", goal).proposals;
        let place = found.iter().position(|one| answers(one, operation, column));
        first += usize::from(place == Some(0));
        offered += usize::from(place.is_some());
        if place != Some(0) {
            let seen: Vec<&str> = found.iter().map(|one| one.binding.operation.as_str()).collect();
            println!("{goal}: {operation} by {column} is at {place:?} of {seen:?}");
        }
    }
    let share = |count: usize| 100 * count / GOALS.len();
    println!("of {} goals: {}% first, {}% among the proposals", GOALS.len(), share(first), share(offered));
    assert!(share(first) >= 80 && share(offered) >= 90, "{first} first, {offered} offered");
}

/// Asked outright for what is blocked or looks sensitive, and for everything else: neither is touched.
#[test]
fn nothing_blocked_or_sensitive_is_proposed() {
    let (clinic, blocked) = (clinic(), blocked());
    let guarded = [
        SensitiveClass::Credential,
        SensitiveClass::GovernmentId,
        SensitiveClass::PaymentCard,
        SensitiveClass::BankAccount,
        SensitiveClass::Health,
        SensitiveClass::Biometric,
        SensitiveClass::DateOfBirth,
        SensitiveClass::Demographic,
        SensitiveClass::Financial,
    ];
    let suggestions = suggest(&clinic);
    let sensitive = |table: &TableName, column: &str| {
        suggestions.iter().any(|one| {
            let it = one.column.as_deref().is_none_or(|name| name == column);
            one.table == *table && it && one.confidence >= Confidence::Medium && guarded.contains(&one.class)
        })
    };
    let traps = [
        "find a patient by ssn",
        "look up the caller's social security number by phone",
        "what is the caller's diagnosis",
        "look up payments by card number",
        "what drug was the caller prescribed",
        "read the lab results of the caller",
        "find the staff user's password by username",
        "change the caller's date of birth",
        "update the caller's insurance number",
        "add an allergy",
        "record a diagnosis",
        "take a payment by card",
    ];
    let mut seen = 0;
    for goal in traps.into_iter().chain(GOALS.iter().map(|(goal, _, _)| *goal)) {
        for proposal in propose(&clinic, &blocked, "clinic", goal).proposals {
            // The statement's own list of what it touches, as `SELECT (column, …) ON schema.table`.
            for right in &proposal.statement.privileges {
                let (columns, table) = right.split_once(") ON ").unwrap();
                let (schema, table) = table.split_once('.').unwrap();
                let table = TableName::new(schema, table);
                for column in columns.split_once('(').unwrap().1.split(", ") {
                    assert!(!blocked.blocks_column(&table, column), "{goal}: {table}.{column}");
                    assert!(!sensitive(&table, column), "{goal}: {table}.{column}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 500, "{seen}");
}

#[test]
fn every_proposal_compiles_to_what_it_shows() {
    let (clinic, blocked) = (clinic(), blocked());
    for (goal, _, _) in GOALS {
        let found = propose(&clinic, &blocked, "clinic", goal);
        assert_eq!(found, propose(&clinic, &blocked, "clinic", goal), "{goal}: not the same twice");
        assert!(found.proposals.is_sorted_by(|a, b| a.score >= b.score));
        for proposal in found.proposals {
            let compiled = compile(&clinic, &blocked, &proposal.binding);
            assert_eq!(compiled.statement.as_ref(), Some(&proposal.statement), "{goal}");
            assert_eq!(compiled.diagnostics, proposal.diagnostics);
            assert!(proposal.diagnostics.iter().all(|one| one.severity == Severity::Warning));
            assert!(proposal.reasons.len() >= 2 && !proposal.binding.enabled, "{goal}");
            assert_eq!(proposal.binding.connection, "clinic");
        }
    }
}

#[test]
fn the_next_one_is_found_by_phone_and_by_time() {
    let found = propose(&clinic(), &blocked(), "clinic", "look up the caller's next appointment by phone");
    let best = &found.proposals[0];
    assert_eq!(best.statement.kind, StatementKind::Read);
    assert_eq!(best.statement.parameters[0].name, "caller_phone");
    let search = best.binding.sql_search.as_ref().unwrap();
    assert_eq!((search.order_by.as_deref(), search.descending, search.limit), (Some("starts_at"), Some(true), Some(5)));
    assert!(best.diagnostics.is_empty(), "{:?}", best.diagnostics);
    // What stands in the parent table is found in two steps, each a proposal that says so.
    let found = propose(&clinic(), &blocked(), "clinic", "list the caller's invoices by phone").proposals;
    assert!(
        found[0].reasons.iter().any(|reason| reason.contains("phone stands in public.patients")),
        "{:?}",
        found[0].reasons
    );
    let first = found.iter().find(|one| one.binding.operation == "patients.read").unwrap();
    assert!(first.binding.projection.iter().any(|one| one.leaf == "patient_id"));
}

#[test]
fn no_binding_deletes() {
    let found = propose(&clinic(), &blocked(), "clinic", "delete the caller's appointment");
    assert!(found.proposals.is_empty());
    assert!(found.note.unwrap().contains("No binding deletes"));
    let found = propose(&clinic(), &blocked(), "clinic", "zzz qqq");
    assert!(found.proposals.is_empty() && found.note.is_some());
}

/// A model orders and names; it can neither add a proposal nor change one.
#[test]
fn a_models_answer_only_orders_and_names() {
    let goal = "list the caller's invoices by phone";
    let found = propose(&clinic(), &blocked(), "clinic", goal);
    assert!(found.proposals.len() >= 2);
    let asked = ranking_question(goal, &found);
    assert!(asked.contains(goal) && asked.contains("2. "));
    // Blocked names are not in it.
    assert!(["ssn", "card_last4", "diagnoses", "payments"].iter().all(|name| !asked.contains(name)), "{asked}");

    let ranked = found.ranked("```json\n{\"ranking\": [{\"tool\": 2, \"name\": \"Open invoices\"}]}\n```").unwrap();
    assert_eq!(ranked.proposals.len(), found.proposals.len());
    assert_eq!(ranked.proposals[0].binding.tool_name, "Open invoices");
    assert_eq!(ranked.proposals[0].statement, found.proposals[1].statement);
    assert_eq!(ranked.proposals[1], found.proposals[0]);

    let odd = found.ranked("{\"ranking\": [{\"tool\": 1, \"name\": \"<script>\"}]}").unwrap();
    assert_eq!(odd, found);
    for answer in [
        "",
        "no",
        "{\"ranking\": [{\"tool\": 0}]}",
        "{\"ranking\": [{\"tool\": 99}]}",
        "{\"ranking\": [{\"tool\": 1}, {\"tool\": 1}]}",
        "{\"ranking\": [{\"sql\": \"SELECT 1\"}]}",
    ] {
        assert_eq!(found.ranked(answer), None, "{answer}");
    }
}
