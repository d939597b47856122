//! Hostile names in every position of a statement: each is only ever a name.

use gatehouse_core::binding::{Binding, Statement, Verb, compile, operation_id};
use gatehouse_core::catalog::{Catalog, TableName};
use gatehouse_core::scoping::Scoping;
use gatehouse_database::Effect;
use serde_json::{Value, json};

use crate::scene::{On, Scene};

/// Quotes, dots, ends of statements, placeholders, comments, keywords, other alphabets, lines, and the longest.
fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "it's",
        "say \"hi\"",
        "\"",
        "tick`ed",
        "`",
        "dot.ted",
        "semi;colon",
        "$1",
        "$1::text",
        "?",
        "--",
        "/*x*/",
        "#",
        "select",
        "NULL",
        "Ünïcode",
        "日本語",
        "back\\slash",
        "\\",
        "a b",
        "line\nbreak",
        "x\"; DROP TABLE canary; --",
        "x`; DROP TABLE canary; #",
        "x'; DROP TABLE canary; --",
        "$tag$",
        "{0}",
        "%s",
        ":name",
        "@v",
        "t0",
    ]
    .map(str::to_owned)
    .into();
    // With what is put behind them: the 63 bytes that PostgreSQL keeps.
    names.push("x".repeat(62));
    names.push("é".repeat(31));
    names
}

/// One name in all positions: the table it stands in, and what it refers to.
struct Posed<'a> {
    on: On,
    schema: String,
    name: &'a str,
}

impl Posed<'_> {
    fn quoted(&self, name: &str) -> String {
        match self.on {
            On::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            On::MariaDb | On::Mysql => format!("`{}`", name.replace('`', "``")),
        }
    }

    /// The name as that of column, table or constraint `nth`.
    fn nth(&self, nth: u8) -> String {
        format!("{}{nth}", self.name)
    }

    fn table(&self, nth: u8) -> String {
        format!("{}.{}", self.quoted(&self.schema), self.quoted(&self.nth(nth)))
    }

    fn ddl(&self) -> String {
        let [key, filter, told, refers, order] = [1, 2, 3, 4, 5].map(|nth| self.quoted(&self.nth(nth)));
        let (table, other) = (self.table(1), self.table(2));
        format!(
            "CREATE TABLE {other} ({key} bigint PRIMARY KEY, {filter} varchar(80));
             CREATE TABLE {table} ({key} bigint PRIMARY KEY, {filter} varchar(80) NOT NULL, {told} varchar(80), {refers} bigint, {order} int,
                 CONSTRAINT {} FOREIGN KEY ({refers}) REFERENCES {other} ({key}));
             CREATE INDEX {} ON {table} ({filter});
             INSERT INTO {other} VALUES (7, 'seven');",
            self.quoted(&self.nth(6)),
            self.quoted(&self.nth(7)),
        )
    }

    fn statement(&self, catalog: &Catalog, verb: Verb, rest: Value) -> Statement {
        let table = TableName::new(self.schema.as_str(), self.nth(1));
        let operation = operation_id(&table, verb, &catalog.default_schema);
        let mut draft = json!({ "tool_name": "Pose", "connection": "c", "operation": operation });
        let Value::Object(rest) = rest else { panic!() };
        draft.as_object_mut().unwrap().extend(rest);
        let binding: Binding = serde_json::from_value(draft).unwrap();
        let compilation = compile(catalog, &Scoping::default(), &binding);
        compilation.statement.unwrap_or_else(|| panic!("{:?}: {:#?}", self.name, compilation.diagnostics))
    }

    async fn holds(&self, scene: &Scene) {
        let [key, filter, told, refers, order] = [1, 2, 3, 4, 5].map(|nth| self.nth(nth));
        let field = |field: &str, param: &str| json!({ "field": field, "param": param });
        let all = json!([
            field(&key, "number"),
            field(&filter, "name"),
            field(&told, "told"),
            field(&refers, "refers"),
            field(&order, "place"),
        ]);
        let insert = self.statement(&scene.catalog, Verb::Create, json!({ "input_object_map": all }));
        for number in [1, 2] {
            let row = json!({ "number": number, "name": self.name, "told": self.name, "refers": 7, "place": number });
            scene
                .run(&insert, row, Effect::Kept)
                .await
                .unwrap_or_else(|refused| panic!("{:?}: {refused:?}", self.name));
        }
        let update = json!({ "input_object_map": [field(&told, "told")], "sql_write": { "key_column": key, "key_param": "number" } });
        let update = self.statement(&scene.catalog, Verb::Update, update);
        scene.run(&update, json!({ "number": 2, "told": "changed" }), Effect::Kept).await.unwrap();
        let read = json!({
            "inputs": [{ "param": "name", "arg": filter }],
            "projection": [{ "path": [key], "leaf": "number" }, { "path": [told], "leaf": "told" }, { "path": [self.nth(6), filter], "leaf": "other" }],
            "sql_search": { "limit": 5, "order_by": order, "descending": true },
        });
        let read = self.statement(&scene.catalog, Verb::Read, read);
        let found = scene.run(&read, json!({ "name": self.name }), Effect::RolledBack).await.unwrap();
        let expected = json!([
            { "number": 2, "told": "changed", "other": "seven" },
            { "number": 1, "told": self.name, "other": "seven" },
        ]);
        assert_eq!(json!(found.rows), expected, "{:?}", self.name);
    }
}

/// A name that a person gives an answer is no part of the text; one that nobody can say is refused.
fn leaves_are_refused(scene: &Scene) {
    for name in names() {
        let binding: Binding = serde_json::from_value(json!({
            "tool_name": name, "connection": "c", "operation": "visits.read", "inputs": [{ "param": "phone", "arg": "phone" }],
            "projection": [{ "path": ["id"], "leaf": name }],
        }))
        .unwrap();
        let compilation = compile(&scene.catalog, &Scoping::default(), &binding);
        match compilation.statement {
            Some(statement) => {
                assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{statement:?}")
            }
            None => assert!(compilation.diagnostics.iter().any(|one| one.field == "projection[0].leaf"), "{name:?}"),
        }
    }
}

async fn no_name_becomes_more_than_a_name(on: On) {
    let Some(mut scene) = Scene::with(on, "CREATE TABLE canary (n int); INSERT INTO canary VALUES (42);").await else {
        return;
    };
    leaves_are_refused(&scene);
    let names = names();
    let database = scene.descriptor.database.clone();
    let posed: Vec<Posed<'_>> = names
        .iter()
        .map(|name| Posed { on, name, schema: if on == On::Postgres { name.clone() } else { database.clone() } })
        .collect();
    let schema = |one: &Posed<'_>| match on {
        On::Postgres => format!("CREATE SCHEMA {};\n", one.quoted(&one.schema)),
        On::MariaDb | On::Mysql => String::new(),
    };
    let ddl: Vec<String> = posed.iter().map(|one| schema(one) + &one.ddl()).collect();
    scene.script(&ddl.join("\n")).await;
    scene.discover().await;
    for one in &posed {
        one.holds(&scene).await;
    }
    // Whatever escaped would have been here.
    let canary =
        if on == On::Postgres { "SELECT sum(n)::text FROM canary" } else { "SELECT CAST(SUM(n) AS CHAR) FROM canary" };
    assert_eq!(scene.ask(canary).await, "42", "{on:?}");
}

#[tokio::test]
async fn on_postgres() {
    no_name_becomes_more_than_a_name(On::Postgres).await;
}

#[tokio::test]
async fn on_mariadb() {
    no_name_becomes_more_than_a_name(On::MariaDb).await;
}

#[tokio::test]
async fn on_mysql() {
    no_name_becomes_more_than_a_name(On::Mysql).await;
}
