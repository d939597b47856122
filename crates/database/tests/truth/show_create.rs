//! What `SHOW CREATE TABLE` says of a table, as the lines of a catalogue. Both servers write one thing a line.

use gatehouse_core::catalog::{Index, IndexPart};

use crate::lines::{bare, of_index};
use crate::scan::{Scan, split};

/// The facts of one table of `schema`.
pub(crate) fn lines(schema: &str, ddl: &str, mariadb: bool) -> Vec<String> {
    let mut scan = Scan(ddl);
    assert!(scan.has("CREATE TABLE"), "{ddl}");
    let table = format!("{schema}.{}", scan.name());
    let body = scan.inside();
    let mut lines = vec![];
    let mut at = 0;
    for item in split(body, ',') {
        let mut item = Scan(item);
        if item.0.starts_with('`') {
            column(&table, at, &mut item, mariadb, &mut lines);
            at += 1;
        } else {
            other(schema, &table, &mut item, &mut lines);
        }
    }
    let options = scan.0;
    let kind = if options.contains("PARTITION BY") { "partitioned table" } else { "table" };
    lines.push(format!("{kind} {table}"));
    if let Some(at) = options.find("COMMENT=") {
        lines.push(format!("comment {table}: {}", Scan(&options[at + "COMMENT=".len()..]).text()));
    }
    lines
}

fn column(table: &str, at: usize, item: &mut Scan<'_>, mariadb: bool, lines: &mut Vec<String>) {
    const AFTER: [&str; 12] = [
        "CHARACTER SET",
        "COLLATE",
        "NOT NULL",
        "NULL",
        "DEFAULT",
        "AUTO_INCREMENT",
        "GENERATED",
        "COMMENT",
        "CHECK",
        "ON UPDATE",
        "/*",
        "INVISIBLE",
    ];
    let name = item.name();
    let data_type = item.until(&AFTER).to_owned();
    let (mut null, mut made, mut default) = ("", "", None);
    while !item.is_done() {
        if item.has("NOT NULL") {
            null = " not null";
        } else if item.has("NULL") || item.has("STORED") || item.has("VIRTUAL") || item.has("INVISIBLE") {
        } else if item.has("CHARACTER SET") || item.has("COLLATE") {
            item.name();
        } else if item.has("AUTO_INCREMENT") {
            made = " identity";
        } else if item.has("GENERATED ALWAYS AS") {
            made = " generated";
            default = Some(bare(item.inside()));
        } else if item.has("DEFAULT NULL") {
        } else if item.has("DEFAULT") {
            default = Some(item.until(&AFTER).to_owned());
        } else if item.has("ON UPDATE") {
            item.until(&AFTER);
        } else if item.has("COMMENT") {
            lines.push(format!("comment {table}.{name}: {}", item.text()));
        } else if item.has("CHECK") {
            lines.push(format!("check {table} {name}: {}", bare(item.inside())));
        } else if item.has("/*") {
            let end = item.0.find("*/").unwrap();
            item.0 = &item.0[end + 2..];
        } else {
            panic!("a column with more than is known: {}", item.0);
        }
    }
    let default = default.map(|text| if mariadb { text } else { as_expression(&text) });
    let default = default.unwrap_or_else(|| "-".into());
    lines.push(format!("column {table} {at} {name}: {data_type}{null}{made} = {default}"));
}

/// MySQL puts quotes around numbers and bits, and parentheses around expressions.
fn as_expression(text: &str) -> String {
    let number = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    match number.filter(|number| !number.is_empty() && number.parse::<f64>().is_ok()) {
        Some(number) => number.to_owned(),
        None => bare(text),
    }
}

fn other(schema: &str, table: &str, item: &mut Scan<'_>, lines: &mut Vec<String>) {
    if item.has("PRIMARY KEY") {
        key(table, "PRIMARY".into(), "primary key", "btree", true, item, lines);
    } else if item.has("UNIQUE KEY") {
        let name = item.name();
        key(table, name, "unique", "btree", true, item, lines);
    } else if item.has("CONSTRAINT") {
        let name = item.name();
        if item.has("CHECK") {
            lines.push(format!("check {table} {name}: {}", bare(item.inside())));
            return;
        }
        assert!(item.has("FOREIGN KEY"), "{}", item.0);
        let columns = item.names();
        assert!(item.has("REFERENCES"));
        let (other, referenced) = item.table();
        let other = if other.is_empty() { schema } else { &other };
        let line = format!("foreign key {table} {name}: {columns:?} → {other}.{referenced} {:?}", item.names());
        lines.push(line);
    } else {
        let method = match () {
            () if item.has("FULLTEXT") => "fulltext",
            () if item.has("SPATIAL") => "spatial",
            () => "btree",
        };
        assert!(item.has("KEY"), "{}", item.0);
        let name = item.name();
        key(table, name, "", method, false, item, lines);
    }
}

fn key(
    table: &str,
    name: String,
    kind: &str,
    method: &str,
    unique: bool,
    item: &mut Scan<'_>,
    lines: &mut Vec<String>,
) {
    let parts: Vec<IndexPart> = split(item.inside(), ',').into_iter().map(part).collect();
    let columns: Option<Vec<&str>> = parts.iter().map(IndexPart::column).collect();
    if let (false, Some(columns)) = (kind.is_empty(), columns) {
        lines.push(format!("{kind} {table} {name}: {columns:?}"));
    }
    let hidden = item.0.contains("INVISIBLE") || item.0.contains("IGNORED");
    lines.push(of_index(table, &Index { visible: !hidden, ..Index::new(name, method, unique, parts) }));
}

fn part(item: &str) -> IndexPart {
    let (item, descending) = item.strip_suffix(" DESC").map_or((item, false), |rest| (rest, true));
    let mut scan = Scan(item);
    let over =
        if item.starts_with('(') { IndexPart::of_expression(scan.inside()) } else { IndexPart::of_column(scan.name()) };
    let prefix = (!scan.is_done()).then(|| scan.inside().parse().unwrap());
    IndexPart { descending, prefix, ..over }
}
