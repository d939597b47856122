//! A blocked name must be absent from everything that an agent gets, however the name is written and wherever it stands.

#![allow(clippy::unwrap_used, reason = "a test's helpers may panic as its tests do")]

use gatehouse_core::binding::{Binding, Input, Projection, Verb, compile, offer};
use gatehouse_core::catalog::drift::NamedBinding;
use gatehouse_core::catalog::search::{Index as SearchIndex, Phrasing, Request, search};
use gatehouse_core::catalog::{
    Catalog, CheckConstraint, Column, ForeignKey, Index, IndexPart, Key, Table, TableKind, TableName, TypeClass,
    ViewRead, agent_view,
};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::exposure::{exposure, report_html, report_json};
use gatehouse_core::scoping::{BlockTarget, Fact, Policy, Rule};

/// The name to hide; it must be nowhere. No word of ours holds it.
const SECRETS: [&str; 8] =
    ["zqsecret", "ZqSecret", "zq_secret", "zq secret", "zq\"secret", "zq.secret", "zq`secret", "zqsécrét"];

/// A catalogue that tells `secret` in every place that there is: as a column of `people`, as a table, and in all texts.
fn telling(secret: &str) -> Catalog {
    let quoted = format!("\"{}\"", secret.replace('"', "\"\""));
    let mut people = Table::new(
        TableName::new("public", "people"),
        TableKind::Table,
        ["id", "phone", secret, "plain"].map(|name| Column::new(name, "text", TypeClass::Text)).into(),
    );
    people.comment = Some(format!("People, with {secret}."));
    people.columns[1].comment = Some(format!("Not the {}!", secret.to_uppercase()));
    people.columns[1].default = Some(format!("lower({quoted})"));
    people.columns[3].enum_values = vec!["a".into(), format!("by {secret}")];
    people.columns[3].data_type = format!("public.{quoted}");
    people.checks =
        vec![CheckConstraint { name: "c".into(), expression: format!("{quoted} IS NOT NULL"), enforced: true }];
    people.primary_key = Some(Key { name: format!("people_{secret}_pkey"), columns: vec!["id".into()] });
    people.unique_keys = vec![Key { name: "u".into(), columns: vec![secret.into(), "id".into()] }];
    people.indexes = vec![
        Index::new("by_phone", "btree", false, vec![IndexPart::of_column("phone")]),
        Index::new(format!("idx_{secret}_phone"), "btree", false, vec![IndexPart::of_column("phone")]),
        Index::new("i1", "btree", false, vec![IndexPart::of_column(secret)]),
        Index::new("i2", "btree", false, vec![IndexPart::of_expression(format!("lower({quoted})"))]),
        Index {
            predicate: Some(format!("({quoted} > '')")),
            ..Index::new("i3", "btree", false, vec![IndexPart::of_column("id")])
        },
        Index { included: vec![secret.into()], ..Index::new("i4", "btree", false, vec![IndexPart::of_column("id")]) },
    ];
    let hidden = Table {
        comment: Some(format!("About {secret}")),
        ..Table::new(
            TableName::new("public", secret),
            TableKind::Table,
            vec![Column::new("id", "uuid", TypeClass::Uuid)],
        )
    };
    let mut visits = Table::new(
        TableName::new("public", "visits"),
        TableKind::Table,
        ["id", "of_id"].map(|name| Column::new(name, "text", TypeClass::Text)).into(),
    );
    visits.comment = Some(format!("See {quoted} and people.{secret}"));
    visits.columns[0].default = Some(format!("nextval('public.{secret}_id_seq'::regclass)"));
    visits.inherits = vec![TableName::new("public", secret)];
    let key = |name: &str, references: &str, column: &str| ForeignKey {
        name: name.into(),
        columns: vec!["of_id".into()],
        references: TableName::new("public", references),
        referenced_columns: vec![column.into()],
    };
    visits.foreign_keys = vec![
        key("f1", secret, "id"),
        key("f2", "people", secret),
        key(&format!("visits_{secret}_fkey"), "people", "id"),
    ];
    let view = Table {
        reads: Some(vec![ViewRead {
            table: TableName::new("public", secret),
            columns: vec![secret.into()],
            whole_rows: true,
        }]),
        ..Table::new(
            TableName::new("public", "shown"),
            TableKind::View,
            vec![Column::new("x", "text", TypeClass::Text)],
        )
    };
    let mut catalog = Catalog::new(Engine::Postgres, "18.4", "clinic", "public");
    catalog.tables = vec![people, hidden, visits, view];
    catalog.sort();
    catalog
}

/// Blocked by hand, by a rule, in quarantine, or as the end of a question.
fn policies(secret: &str) -> Vec<Policy> {
    let table = BlockTarget { table: TableName::new("public", secret), column: None };
    let column = BlockTarget { table: TableName::new("public", "people"), column: Some(secret.into()) };
    let rule = |pattern: String| Fact::Rule(Rule::parse(&pattern).unwrap());
    let quoted = format!("\"{}\"", secret.replace('"', "\"\""));
    let other = BlockTarget { table: TableName::new("public", "gone"), column: None };
    let asked = |to: &BlockTarget| {
        let from = BlockTarget { column: to.column.as_ref().map(|_| "gone".into()), ..other.clone() };
        Fact::Renamed(gatehouse_core::scoping::Rename { from, to: to.clone() })
    };
    let facts = [
        vec![Fact::Blocked(table.clone()), Fact::Blocked(column.clone())],
        vec![Fact::Quarantined(table.clone()), Fact::Quarantined(column.clone())],
        vec![rule(format!("public.{quoted}")), rule(format!("people.{quoted}"))],
        vec![asked(&table), asked(&column)],
    ];
    facts.into_iter().map(|facts| Policy::new(facts, None)).collect()
}

fn draft(operation: &str, arg: &str, path: &[&str]) -> NamedBinding {
    let binding = Binding {
        tool_name: "Look up".into(),
        connection: "clinic".into(),
        operation: operation.into(),
        description: None,
        enabled: true,
        inputs: vec![Input { param: "phone".into(), arg: arg.into(), required: true }],
        projection: vec![Projection {
            path: path.iter().map(|part| (*part).to_owned()).collect(),
            leaf: "name".into(),
        }],
        sql_search: None,
        input_object_map: vec![],
        sql_write: None,
        parameters: Default::default(),
    };
    NamedBinding { slug: "look-up".into(), binding }
}

/// Whether the text tells the name, also as JSON or HTML or SQL writes it, whatever the case.
fn tells(text: &str, secret: &str) -> bool {
    let text = text.to_lowercase();
    let secret = secret.to_lowercase();
    let json = serde_json::to_string(&secret).unwrap();
    let html = secret.replace('"', "&quot;");
    let sql = secret.replace('"', "\"\"");
    [&secret, json.trim_matches('"'), &html, &sql].into_iter().any(|written| text.contains(written))
}

#[test]
fn a_blocked_name_is_nowhere_where_agents_look() {
    for secret in SECRETS {
        let whole = telling(secret);
        for policy in policies(secret) {
            let scoping = policy.effective(Some(&whole));
            let absent =
                |surface: &str, text: String| assert!(!tells(&text, secret), "{surface} tells {secret:?}: {text}");

            let seen = agent_view(&whole, &scoping);
            assert_eq!(seen.tables.len(), 3, "{secret:?}");
            absent("the agent's view", serde_json::to_string(&seen).unwrap());
            let index = SearchIndex::new(&seen);
            for query in [secret, "people", "zq", "secret"] {
                let request = Request { text: query, phrasing: Phrasing::Typing, limit: 20, facts: None };
                let found = search(&seen, &index, &request);
                // The notes repeat what was typed.
                absent("search", found.hits.iter().map(|hit| format!("{hit:?}")).collect());
            }
            // What an agent's own drafts are told: it compiles against what it sees, and nothing says that more is there.
            let none = gatehouse_core::scoping::Scoping::default();
            for typed in [
                draft("people.read", "plainn", &["plai"]),
                draft("zq.read", "id", &["id"]),
                draft("visits.read", "of", &["peop", "id"]),
            ] {
                let told = compile(&seen, &none, &typed.binding);
                absent("diagnostics", serde_json::to_string(&told).unwrap());
            }
            for verb in [Verb::Read, Verb::Create, Verb::Update] {
                let offered = offer(&seen, &none, &TableName::new("public", "people"), verb);
                absent("an offer", serde_json::to_string(&offered).unwrap());
            }
            let bindings = [draft("people.read", "phone", &["phone"])];
            let exposed = exposure("clinic", "now", "f", &whole, &policy, &bindings);
            assert_eq!(exposed.agent.tools.len(), 1);
            let json: serde_json::Value = serde_json::from_str(&report_json(&exposed)).unwrap();
            absent("the report's agent part", json["agent"].to_string());
            let html = report_html(&exposed);
            let (agent, owner) = html.split_once("<section id=\"owner\">").unwrap();
            absent("the page's agent part", agent.to_owned());
            assert!(!owner.is_empty());
        }
    }
}

#[test]
fn what_tells_nothing_stays() {
    let whole = telling("zqsecret");
    let seen = agent_view(&whole, &policies("zqsecret")[0].effective(Some(&whole)));
    let people = seen.table(&TableName::new("public", "people")).unwrap();
    assert_eq!(people.indexes.iter().map(|index| &*index.name).collect::<Vec<_>>(), ["by_phone"]);
    assert_eq!(people.columns[2].enum_values, ["a"]);
    // A name that is seen elsewhere tells nothing by itself: `id` of the hidden table.
    let mut whole = whole;
    whole.tables.iter_mut().for_each(|table| table.comment = Some("Found by id.".into()));
    let seen = agent_view(&whole, &policies("zqsecret")[0].effective(Some(&whole)));
    assert!(seen.tables.iter().all(|table| table.comment.is_some()));
}
