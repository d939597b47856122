//! What `pg_dump --schema-only` says of a database, as the lines of a catalogue.

use std::collections::BTreeMap;

use gatehouse_core::catalog::{Index, IndexPart, NullOrder};

use crate::lines::{bare, of_index};
use crate::scan::{Scan, split};

#[derive(Default)]
struct Column {
    name: String,
    data_type: String,
    not_null: bool,
    made: &'static str,
    default: Option<String>,
}

/// Facts by the table they belong to, so that a partition's can be left out.
#[derive(Default)]
struct Dump {
    columns: BTreeMap<String, Vec<Column>>,
    facts: Vec<(String, String)>,
    partitions: Vec<String>,
}

/// All facts, sorted.
pub(crate) fn lines(dump: &str) -> Vec<String> {
    let mut read = Dump::default();
    for statement in split(dump, ';') {
        read.statement(statement);
    }
    let Dump { columns, mut facts, partitions } = read;
    for (table, columns) in columns {
        for (at, column) in columns.into_iter().enumerate() {
            let null = if column.not_null { " not null" } else { "" };
            let default = column.default.unwrap_or_else(|| "-".into());
            let line =
                format!("column {table} {at} {}: {}{null}{} = {default}", column.name, column.data_type, column.made);
            facts.push((table.clone(), line));
        }
    }
    let mut lines: Vec<String> =
        facts.into_iter().filter(|(table, _)| !partitions.contains(table)).map(|(_, line)| line).collect();
    lines.sort();
    lines
}

fn full((schema, table): (String, String)) -> String {
    format!("{schema}.{table}")
}

impl Dump {
    fn statement(&mut self, statement: &str) {
        // Comments of the dump itself come before the statement.
        let code: Vec<&str> =
            statement.lines().skip_while(|line| line.starts_with("--") || line.trim().is_empty()).collect();
        let code = code.join("\n");
        let mut scan = Scan(&code);
        let scan = &mut scan;
        if scan.has("CREATE TABLE") || scan.has("CREATE UNLOGGED TABLE") || scan.has("CREATE FOREIGN TABLE") {
            self.table(scan);
        } else if scan.has("CREATE VIEW") {
            let view = full(scan.table());
            self.facts.push((view.clone(), format!("view {view}")));
        } else if scan.has("CREATE MATERIALIZED VIEW") {
            let view = full(scan.table());
            self.facts.push((view.clone(), format!("materialised view {view}")));
        } else if scan.has("ALTER TABLE ONLY") || scan.has("ALTER TABLE") {
            self.alter(scan);
        } else if scan.has("CREATE UNIQUE INDEX") {
            self.index(scan, true);
        } else if scan.has("CREATE INDEX") {
            self.index(scan, false);
        } else if scan.has("COMMENT ON TABLE") || scan.has("COMMENT ON VIEW") {
            let table = full(scan.table());
            assert!(scan.has("IS"));
            self.facts.push((table.clone(), format!("comment {table}: {}", scan.text())));
        } else if scan.has("COMMENT ON COLUMN") {
            let table = full(scan.table());
            assert!(scan.has("."));
            let column = scan.name();
            assert!(scan.has("IS"));
            self.facts.push((table.clone(), format!("comment {table}.{column}: {}", scan.text())));
        }
    }

    fn table(&mut self, scan: &mut Scan<'_>) {
        let table = full(scan.table());
        let mut columns = Vec::new();
        for item in split(scan.inside(), ',') {
            let mut item = Scan(item);
            if item.has("CONSTRAINT") {
                let name = item.name();
                assert!(item.has("CHECK"), "{}", item.0);
                self.facts.push((table.clone(), format!("check {table} {name}: {}", bare(item.inside()))));
            } else {
                columns.push(column(&mut item));
            }
        }
        let kind = if scan.0.contains("PARTITION BY") { "partitioned table" } else { "table" };
        if scan.has("INHERITS") {
            for parent in split(scan.inside(), ',') {
                self.facts.push((table.clone(), format!("inherits {table}: {}", full(Scan(parent).table()))));
            }
        }
        self.facts.push((table.clone(), format!("{kind} {table}")));
        self.columns.insert(table, columns);
    }

    fn alter(&mut self, scan: &mut Scan<'_>) {
        let table = full(scan.table());
        if scan.has("ATTACH PARTITION") {
            self.partitions.push(full(scan.table()));
        } else if scan.has("ADD CONSTRAINT") {
            self.constraint(table, scan);
        } else if scan.has("ALTER COLUMN") {
            let name = scan.name();
            let columns = self.columns.get_mut(&table).unwrap();
            let column = columns.iter_mut().find(|column| column.name == name).unwrap();
            if scan.has("SET DEFAULT") {
                column.default = Some(scan.0.trim().to_owned());
            } else if scan.has("ADD GENERATED ALWAYS AS IDENTITY") {
                column.made = " identity always";
            } else if scan.has("ADD GENERATED BY DEFAULT AS IDENTITY") {
                column.made = " identity";
            }
        }
    }

    fn constraint(&mut self, table: String, scan: &mut Scan<'_>) {
        let name = scan.name();
        let primary = scan.has("PRIMARY KEY");
        if primary || scan.has("UNIQUE") {
            let mut index = Index::new(name.clone(), "btree", true, vec![]);
            index.nulls_not_distinct = scan.has("NULLS NOT DISTINCT");
            let columns = scan.names();
            index.parts = columns.iter().map(IndexPart::of_column).collect();
            if scan.has("INCLUDE") {
                index.included = scan.names();
            }
            let kind = if primary { "primary key" } else { "unique" };
            self.facts.push((table.clone(), of_index(&table, &index)));
            self.facts.push((table.clone(), format!("{kind} {table} {name}: {columns:?}")));
        } else if scan.has("FOREIGN KEY") {
            let columns = scan.names();
            assert!(scan.has("REFERENCES"));
            let referenced = full(scan.table());
            let line = format!("foreign key {table} {name}: {columns:?} → {referenced} {:?}", scan.names());
            self.facts.push((table, line));
        } else if scan.has("CHECK") {
            self.facts.push((table.clone(), format!("check {table} {name}: {}", bare(scan.inside()))));
        } else {
            panic!("a constraint of another kind: {}", scan.0);
        }
    }

    fn index(&mut self, scan: &mut Scan<'_>, unique: bool) {
        let name = scan.name();
        assert!(scan.has("ON"));
        scan.has("ONLY");
        let table = full(scan.table());
        assert!(scan.has("USING"));
        let method = scan.name();
        let parts = split(scan.inside(), ',').into_iter().map(part).collect();
        let mut index = Index::new(name, method, unique, parts);
        if scan.has("INCLUDE") {
            index.included = scan.names();
        }
        index.nulls_not_distinct = scan.has("NULLS NOT DISTINCT");
        if scan.has("WITH") {
            scan.inside();
        }
        if scan.has("WHERE") {
            index.predicate = Some(scan.0.trim().to_owned());
        }
        self.facts.push((table.clone(), of_index(&table, &index)));
    }
}

fn column(item: &mut Scan<'_>) -> Column {
    const AFTER: [&str; 6] = ["COLLATE", "DEFAULT", "GENERATED", "NOT NULL", "CONSTRAINT", "NULL"];
    let mut column = Column { name: item.name(), ..Column::default() };
    column.data_type = item.until(&AFTER).to_owned();
    while !item.is_done() {
        if item.has("NOT NULL") {
            column.not_null = true;
        } else if item.has("DEFAULT") {
            column.default = Some(item.until(&["NOT NULL"]).to_owned());
        } else if item.has("GENERATED ALWAYS AS") {
            column.made = " generated";
            column.default = Some(item.inside().to_owned());
            assert!(item.has("STORED"));
        } else if item.has("COLLATE") {
            item.table();
        } else {
            panic!("a column with more than is known: {}", item.0);
        }
    }
    column
}

/// One key part: a column or an expression, then perhaps a collation and an operator class, then how it is sorted.
fn part(item: &str) -> IndexPart {
    let mut item = item;
    let mut nulls = None;
    for (suffix, order) in [(" NULLS FIRST", NullOrder::First), (" NULLS LAST", NullOrder::Last)] {
        if let Some(rest) = item.strip_suffix(suffix) {
            (item, nulls) = (rest, Some(order));
        }
    }
    let (item, descending) = item.strip_suffix(" DESC").map_or((item, false), |rest| (rest, true));
    let mut scan = Scan(item);
    let over = if item.starts_with('(') {
        IndexPart::of_expression(scan.inside())
    } else {
        let name = scan.name();
        if scan.0.starts_with(['(', '.']) {
            let call = item.len() - {
                while !scan.0.starts_with('(') {
                    scan.has(".");
                    scan.name();
                }
                scan.inside();
                scan.0.len()
            };
            IndexPart::of_expression(&item[..call])
        } else {
            IndexPart::of_column(name)
        }
    };
    IndexPart { descending, nulls, ..over }
}
