//! `gatehouse suggest CONNECTION [--sample [TABLE,…]] [--all]`

use anyhow::Context;
use gatehouse_core::catalog::sensitive::{
    Confidence, NotSampled, Reason, SensitiveClass, Subject, Suggestion, TableSample, ValueShape, sample_targets,
    suggest_with,
};
use gatehouse_core::catalog::{Catalog, TableKind, TableName};
use gatehouse_core::connection::shown;
use gatehouse_core::scoping::{Scoping, encode_target, find_target};
use serde_json::{Value, json};

use crate::args::SuggestArgs;
use crate::output::Outcome;
use crate::run::Scene;

/// How many names the next step spells out.
const NAMED: usize = 6;

/// Prints what may be sensitive. What agents can still see is a finding.
pub(crate) async fn suggest(scene: &Scene, args: &SuggestArgs) -> anyhow::Result<Outcome> {
    let name = &args.connection;
    let workspace = scene.workspace()?;
    workspace.connection(name)?;
    let catalog = workspace.catalog(name)?;
    let catalog = catalog.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let policy = workspace.policy(name)?;
    let scoping = policy.effective(Some(&catalog));
    let samples = match &args.sample {
        Some(tables) => {
            let samples = sample(scene, name, &catalog, tables).await?;
            workspace.keep_samples(name, &samples)?;
            samples
        }
        None => Vec::new(),
    };
    let dismissed = |suggestion: &Suggestion| policy.dismissals().any(|one| *one == suggestion.dismissal());
    let mut suggestions = suggest_with(&catalog, &samples);
    suggestions.retain(|one| args.all || (one.confidence >= Confidence::Medium && !dismissed(one)));
    let open: Vec<&Suggestion> =
        suggestions.iter().filter(|one| !one.is_blocked(&scoping) && !dismissed(one)).collect();
    let mut lines: Vec<String> = suggestions.iter().map(|one| line(one, &scoping, dismissed(one))).collect();
    lines.extend(samples.iter().filter_map(not_sampled));
    lines.extend(next_step(name, &suggestions, &open));
    let documents: Vec<Value> = suggestions.iter().map(|one| document(one, &scoping, dismissed(one))).collect();
    let document = match &args.sample {
        Some(_) => json!({ "suggestions": documents, "samples": samples }),
        None => json!({ "suggestions": documents }),
    };
    Ok(Outcome::new(document, lines).with_findings(!open.is_empty()))
}

/// Looks at values of these tables, or of every table that holds rows of its own.
async fn sample(scene: &Scene, name: &str, catalog: &Catalog, typed: &[String]) -> anyhow::Result<Vec<TableSample>> {
    let named: Result<Vec<TableName>, _> =
        typed.iter().map(|typed| find_target(catalog, typed).map(|target| target.table)).collect();
    let mut tables = named?;
    if tables.is_empty() {
        let stored = catalog.tables.iter().filter(|table| table.kind != TableKind::View);
        tables = stored.map(|table| table.name.clone()).collect();
    }
    let (targets, mut samples) = sample_targets(catalog, &tables);
    if targets.is_empty() {
        return Ok(samples);
    }
    let (_, descriptor, password) = scene.credentials(name)?;
    samples.extend(gatehouse_database::sample(&descriptor, &password, &targets, |_| ()).await?);
    Ok(samples)
}

fn document(suggestion: &Suggestion, scoping: &Scoping, dismissed: bool) -> Value {
    let mut document = json!(suggestion);
    if let Value::Object(fields) = &mut document {
        fields.insert("schema".into(), json!(suggestion.table.schema));
        fields.insert("table".into(), json!(suggestion.table.table));
        fields.insert("blocked".into(), json!(suggestion.is_blocked(scoping)));
        fields.insert("dismissed".into(), json!(dismissed));
    }
    document
}

fn line(suggestion: &Suggestion, scoping: &Scoping, dismissed: bool) -> String {
    let mark = match (suggestion.is_blocked(scoping), dismissed) {
        (true, _) => "  [blocked]",
        (false, true) => "  [dismissed]",
        (false, false) => "",
    };
    let certainty = match suggestion.confidence {
        Confidence::High => "looks like",
        Confidence::Medium => "probably",
        Confidence::Low => "perhaps",
    };
    let why: Vec<String> = suggestion.reasons.iter().map(reason).collect();
    format!("{}  {certainty} {} ({}){mark}", target(suggestion), class(suggestion.class), why.join("; "))
}

fn target(suggestion: &Suggestion) -> String {
    let table = shown(&suggestion.table.to_string());
    match &suggestion.column {
        Some(column) => format!("{table}.{}", shown(column)),
        None => format!("{table} (the whole table)"),
    }
}

fn class(class: SensitiveClass) -> &'static str {
    match class {
        SensitiveClass::Credential => "a credential or token",
        SensitiveClass::GovernmentId => "a government id",
        SensitiveClass::PaymentCard => "a payment card",
        SensitiveClass::BankAccount => "a bank account",
        SensitiveClass::Health => "health data",
        SensitiveClass::Biometric => "biometric data or a photograph",
        SensitiveClass::DateOfBirth => "a date of birth or an age",
        SensitiveClass::Demographic => "a personal characteristic",
        SensitiveClass::Financial => "somebody's finances",
        SensitiveClass::Location => "somebody's whereabouts",
        SensitiveClass::Contact => "contact data",
        SensitiveClass::PersonName => "a person's name",
        SensitiveClass::OnlineIdentifier => "an online identifier",
        SensitiveClass::FreeText => "free text that may hold anything",
    }
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Name { words } => format!("its name says “{words}”"),
        Reason::Comment { words } => format!("its comment says “{words}”"),
        Reason::Type { data_type } => format!("its type is {}", shown(data_type)),
        Reason::Subject { subject } => format!("its table is about {}", subject_text(*subject)),
        Reason::EnumValues { values } => {
            let values: Vec<String> = values.iter().map(|value| shown(value)).collect();
            format!("its values are {}", values.join(", "))
        }
        Reason::References { table, column } => format!("it refers to {}", shown(&table.column(column).to_string())),
        Reason::ViewOf { table, column } => format!("it shows {}", shown(&table.column(column).to_string())),
        Reason::Columns { columns } => format!("{columns} of its columns are"),
        Reason::Values { shape, matching, seen } => {
            format!("{matching} of {seen} sampled values look like {}", shape_text(*shape))
        }
    }
}

fn subject_text(subject: Subject) -> &'static str {
    match subject {
        Subject::People => "people",
        Subject::Health => "health",
        Subject::Addresses => "addresses",
        Subject::Access => "logins and keys",
        Subject::Payments => "payments",
        Subject::Messages => "messages",
        Subject::Organisations => "organisations",
        Subject::Things => "things",
    }
}

fn shape_text(shape: ValueShape) -> &'static str {
    match shape {
        ValueShape::Email => "e-mail addresses",
        ValueShape::Jwt => "JSON web tokens",
        ValueShape::PasswordHash => "password hashes",
        ValueShape::PrivateKey => "private keys",
        ValueShape::Uuid => "UUIDs",
        ValueShape::IpAddress => "IP addresses",
        ValueShape::MacAddress => "hardware addresses",
        ValueShape::Iban => "IBANs",
        ValueShape::CardNumber => "card numbers",
        ValueShape::SocialSecurityNumber => "social security numbers",
        ValueShape::Phone => "telephone numbers",
        ValueShape::BirthDate => "dates",
        ValueShape::HexDigest => "digests",
        ValueShape::Key => "keys or tokens",
        ValueShape::Json => "JSON documents",
        ValueShape::Url => "web addresses",
        ValueShape::Coordinates => "coordinates",
        ValueShape::Number => "numbers",
        ValueShape::Prose => "prose",
        ValueShape::Other => "nothing in particular",
    }
}

fn not_sampled(sample: &TableSample) -> Option<String> {
    let why = match sample.not_sampled? {
        NotSampled::NoPrivilege => "the login may not read it",
        NotSampled::NothingToRead => return None,
        NotSampled::Changed => "it is not as it was discovered; discover again",
        NotSampled::TookTooLong => "the server took too long, or somebody held the table",
        NotSampled::OutOfTime => "the time for the whole sample was over; name this table alone",
        NotSampled::Refused => "the server refused the statement",
    };
    Some(format!("! {} was not sampled: {why}", shown(&sample.table.to_string())))
}

/// A word that a POSIX shell takes as it stands.
fn shell_word(word: &str) -> String {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if plain { word.to_owned() } else { format!("'{}'", shown(word).replace('\'', "'\\''")) }
}

/// The names are written as `block` takes them.
fn next_step(name: &str, all: &[Suggestion], open: &[&Suggestion]) -> Vec<String> {
    if all.is_empty() {
        return vec!["Nothing looks sensitive. Names, types and comments alone cannot prove that it is not.".into()];
    }
    if open.is_empty() {
        return vec!["✓ Everything that looks sensitive is blocked or was dismissed.".into()];
    }
    let names: Vec<String> = open.iter().take(NAMED).map(|one| shell_word(&encode_target(&one.target()))).collect();
    let more = if open.len() > NAMED { " …" } else { "" };
    vec![
        format!("✗ {} of {} suggestions can be seen by agents.", open.len(), all.len()),
        format!("  → Block them with: gatehouse block {name} {}{more}", names.join(" ")),
    ]
}
