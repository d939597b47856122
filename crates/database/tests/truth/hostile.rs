//! Schemas whose names try everything: quotes, dots, commas, braces, unicode, reserved words, both cases, the longest names, the
//! most columns.

use std::fmt::Write;

/// Names as a person would never give them; no two are alike, in upper or lower case either.
fn names(longest: usize) -> Vec<String> {
    let mut names: Vec<String> = [
        "select",
        "Group",
        "a b",
        "it's",
        "say \"hi\"",
        "tick`ed",
        "dot.ted",
        "comma,ed",
        "semi;colon",
        "{brace}",
        "back\\slash",
        "(paren",
        "100%_",
        "--comment",
        "/*x",
        "$tag$",
        "naïve",
        "Ünïcode",
        "日本語",
        "emoji☃",
        "null",
        "NULLs",
        "-1",
        "[x]",
        "|;|",
    ]
    .map(str::to_owned)
    .into();
    names.push("x".repeat(longest));
    // Two bytes each, as far as they go.
    names.push("é".repeat(longest / 2));
    names
}

/// In schemas with names of the same kind, and one table as wide as PostgreSQL allows.
pub(crate) fn postgres() -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let names = names(63);
    let mut script = String::new();
    for (at, schema) in ["Public", "a.b", "quo\"te", "ÿ"].iter().enumerate() {
        let schema = quoted(schema);
        writeln!(script, "CREATE SCHEMA {schema};").unwrap();
        for (number, name) in names.iter().enumerate().skip(at * 6).take(8) {
            let table = format!("{schema}.{}", quoted(name));
            let columns: Vec<String> = names.iter().map(|column| format!("{} text", quoted(column))).collect();
            writeln!(script, "CREATE TABLE {table} ({}, PRIMARY KEY ({}));", columns.join(", "), quoted(name)).unwrap();
            let (first, second) = (quoted(&names[number]), quoted(&names[(number + 1) % names.len()]));
            writeln!(script, "ALTER TABLE {table} ADD CHECK ({second} <> {first});").unwrap();
            writeln!(script, "CREATE INDEX ON {table} ({second} DESC, (lower({first}))) WHERE {second} IS NOT NULL;")
                .unwrap();
            writeln!(script, "ALTER TABLE {table} ADD FOREIGN KEY ({second}) REFERENCES {table} ({first});").unwrap();
            writeln!(script, "COMMENT ON COLUMN {table}.{second} IS 'it''s {{a,\"b\"}} \\ ';").unwrap();
        }
    }
    let columns: Vec<String> =
        (1..=1_600).map(|number| format!("\"Column, {number}\" integer DEFAULT {number}")).collect();
    writeln!(script, "CREATE TABLE \"Public\".widest ({});", columns.join(", ")).unwrap();
    // The character that discovery puts between names.
    script += "CREATE TABLE \"Public\".separated (\"a\u{1f}b\" varchar(7), gone text, \"\u{1f}\" text NOT NULL, PRIMARY KEY (\"a\u{1f}b\"));
               ALTER TABLE \"Public\".separated DROP COLUMN gone;";
    script
}

/// In one database, and one table as wide as InnoDB allows.
pub(crate) fn mysql() -> String {
    let quoted = |name: &str| format!("`{}`", name.replace('`', "``"));
    // As characters: of two bytes each these are the longest, too.
    let mut names = names(64);
    names.push("é".repeat(64));
    // A name may not end in a space, and a table's file may not be called like a device.
    let mut script = String::from("SET NAMES utf8mb4;\n");
    for (number, name) in names.iter().enumerate() {
        let columns: Vec<String> = names.iter().map(|column| format!("{} varchar(20)", quoted(column))).collect();
        let (table, second) = (quoted(name), quoted(&names[(number + 1) % names.len()]));
        writeln!(
            script,
            "CREATE TABLE {table} ({}, PRIMARY KEY ({table}), UNIQUE KEY {second} ({second}(5) DESC), \
             CONSTRAINT `c{number}``'\"` CHECK ({second} <> 'it''s'), \
             CONSTRAINT `f{number}.x` FOREIGN KEY ({second}) REFERENCES {table} ({table})) COMMENT 'it''s';",
            columns.join(", ")
        )
        .unwrap();
    }
    let columns: Vec<String> =
        (1..=1_017).map(|number| format!("`Column, {number}` tinyint DEFAULT {}", number % 100)).collect();
    writeln!(script, "CREATE TABLE widest ({});", columns.join(", ")).unwrap();
    script
}
