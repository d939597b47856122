//! Hostile values in every parameter: each is only ever a value.

use gatehouse_database::{Effect, Refused};
use serde_json::{Value, json};

use crate::scene::{INSERT, On, READ, Scene};

/// What people and machines have tried elsewhere: quotes, comments, stacked statements, escapes, encodings, null bytes.
pub(crate) const HOSTILE: [&str; 22] = [
    "'",
    "\"",
    "`",
    "\\",
    "\\'",
    "'; DROP TABLE visits; --",
    "' OR '1'='1",
    "' UNION SELECT name, name, name, name, name, name, name, name FROM doctors -- ",
    "1; SELECT pg_sleep(10)",
    "$1",
    "?",
    "$$; DROP TABLE visits; $$",
    "/* */",
    "-- ",
    "#",
    "%' AND 1=1 %",
    "\u{02BC} OR 1=1",
    "¿'\u{5C}",
    "𝕏'; --",
    "\r\n'; DROP TABLE visits;",
    "{\"$ne\": null}",
    "0x27",
];

#[tokio::test]
async fn no_value_becomes_part_of_a_statement() {
    for on in [On::Postgres, On::MariaDb, On::Mysql] {
        let Some(scene) = Scene::on(on).await else { continue };
        let (read, insert) = (scene.compiled(READ), scene.compiled(INSERT));
        let at = if on == On::Postgres { "2026-04-01T10:00:00Z" } else { "2026-04-01T10:00:00" };
        for hostile in HOSTILE {
            let found = scene.run(&read, json!({ "caller_phone": hostile }), Effect::RolledBack).await.unwrap();
            assert!(found.rows.is_empty(), "{on:?} {hostile}");
            let booking = json!({ "doctor": 1, "caller_phone": hostile, "starts_at": at, "note": hostile });
            scene.run(&insert, booking, Effect::Kept).await.unwrap();
            // It was stored letter by letter, so that it is found by itself and by nothing else.
            let found = scene.run(&read, json!({ "caller_phone": hostile }), Effect::RolledBack).await.unwrap();
            assert_eq!(found.rows.len(), 1, "{on:?} {hostile}");
            for odd in [
                json!({ "doctor": hostile, "caller_phone": "x", "starts_at": at }),
                json!({ "doctor": 1, "caller_phone": "x", "starts_at": hostile }),
            ] {
                let refused = scene.run(&insert, odd, Effect::Kept).await;
                assert!(matches!(refused, Err(Refused::Arguments(_))), "{on:?} {hostile}: {refused:?}");
            }
        }
        let nul = scene.run(&read, json!({ "caller_phone": "a\u{0}b" }), Effect::RolledBack).await;
        assert!(matches!(nul, Err(Refused::Arguments(_))));
        for kind in [Value::Null, json!([]), json!({}), json!(1), json!(true)] {
            let refused = scene.run(&read, json!({ "caller_phone": kind }), Effect::RolledBack).await;
            assert!(matches!(refused, Err(Refused::Arguments(_))), "{on:?} {kind}");
        }
    }
}
