//! Many rows a table, set-based: row n has n, or something made of it, in every column. Where a key's type holds fewer numbers there are
//! fewer rows.

use std::fmt;

use gatehouse_core::catalog::{Catalog, CheckConstraint, Column, Generation, Index, Table, TableKind, TypeClass};
use gatehouse_core::connection::Engine;

use crate::store::Store;

/// Every so many rows have the rare value of a type with few: what a person looks for is seldom what most rows have.
const RARE: u32 = 5_000;

/// So many rows more, for those that are taken out again.
const SPARE: u32 = 200;

pub(crate) struct Filled {
    tables: usize,
    full: usize,
    rows: u32,
}

impl fmt::Display for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tables filled, {} of them with {} rows", self.tables, self.full, self.rows)
    }
}

/// Fills every table. Checks, triggers and exclusion constraints go before: they are about other values.
pub(crate) async fn fill(store: &mut Store, rows: u32) -> Filled {
    let catalog = store.discover().await;
    match store.engine() {
        Engine::Postgres => store.run(BARE_POSTGRES).await,
        Engine::Mysql => {
            for trigger in store
                .rows("SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()")
                .await
            {
                let drop = format!("DROP TRIGGER {}", store.quoted(trigger[0].as_deref().unwrap()));
                store.run(&drop).await;
            }
            store
                .run("SET foreign_key_checks = 0, check_constraint_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'")
                .await;
        }
    }
    let made = rows + SPARE;
    let mut filled = Filled { tables: 0, full: 0, rows };
    for table in tables(&catalog) {
        let relation = store.relation(table);
        let columns: Vec<&Column> =
            table.columns.iter().filter(|column| column.generation != Some(Generation::Generated)).collect();
        let names: Vec<String> = columns.iter().map(|column| store.quoted(&column.name)).collect();
        let values: Vec<String> = columns.iter().map(|column| value(store, table, column)).collect();
        let (names, values) = (names.join(", "), values.join(", "));
        store
            .run(&match store.engine() {
                Engine::Postgres => format!(
                    "INSERT INTO {relation} ({names}) OVERRIDING SYSTEM VALUE
                     SELECT {values} FROM generate_series(1, {made}) AS n ON CONFLICT DO NOTHING"
                ),
                Engine::Mysql => format!(
                    "TRUNCATE {relation}; INSERT IGNORE INTO {relation} ({names}) SELECT {values} FROM (SELECT seq AS n FROM seq_1_to_{made}) numbers;
                     ANALYZE TABLE {relation} PERSISTENT FOR ALL"
                ),
            })
            .await;
        // Somebody must be left that no unique reference refers to yet.
        for key in table.foreign_keys.iter().filter(|key| key.columns.len() == 1) {
            let column = &key.columns[0];
            let unique = |index: &Index| {
                index.unique && index.parts.len() == 1 && index.leading_column() == Some(column.as_str())
            };
            if table.indexes.iter().any(unique) {
                store.run(&format!("DELETE FROM {relation} WHERE {} BETWEEN 40 AND 140", store.quoted(column))).await;
            }
        }
        let count: u32 = store.one(&format!("SELECT {} FROM {relation}", count(store))).await.unwrap().parse().unwrap();
        let small = columns.iter().any(|column| narrow(column));
        assert!(count >= if small { 30 } else { rows }, "{} has {count} rows", table.name);
        filled.tables += 1;
        filled.full += usize::from(count >= rows);
    }
    if store.engine() == Engine::Postgres {
        count_on(store, &catalog).await;
        store.run("SET session_replication_role = origin; ANALYZE").await;
    }
    filled
}

/// What holds rows of its own.
pub(crate) fn tables(catalog: &Catalog) -> impl Iterator<Item = &Table> {
    let stored = |table: &&Table| matches!(table.kind, TableKind::Table | TableKind::PartitionedTable);
    catalog.tables.iter().filter(stored)
}

fn count(store: &Store) -> &'static str {
    if store.engine() == Engine::Postgres { "count(*)::text" } else { "CAST(COUNT(*) AS CHAR)" }
}

/// A type with fewer values than there are rows.
pub(crate) fn narrow(column: &Column) -> bool {
    let short = length(&column.data_type).is_some_and(|length| length < 7);
    short && column.class == TypeClass::Text
        || ["smallint", "tinyint", "year"].iter().any(|narrow| column.data_type.contains(narrow))
}

/// The first number in the type's brackets.
pub(crate) fn length(data_type: &str) -> Option<u32> {
    let inside = data_type.split_once('(')?.1;
    inside.split([',', ')']).next()?.parse().ok()
}

/// Indexes that serve no equality take the longest to fill.
const BARE_POSTGRES: &str = "DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint JOIN pg_class c ON c.oid = conrelid
        WHERE (contype IN ('c', 'x') AND coninhcount = 0 AND NOT c.relispartition OR contype = 'f' AND conparentid = 0 AND c.relispartition) AND c.relnamespace::regnamespace::text !~ '^(pg_|information)'
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.relation, one.conname); END LOOP;
    FOR one IN SELECT c.oid::regclass AS relation FROM pg_class c JOIN pg_am a ON a.oid = c.relam
        WHERE c.relkind IN ('i', 'I') AND a.amname NOT IN ('btree', 'hash') AND NOT c.relispartition
            AND c.relnamespace::regnamespace::text !~ '^(pg_|information)'
    LOOP EXECUTE format('DROP INDEX %s', one.relation); END LOOP;
    FOR one IN SELECT oid::regclass AS relation FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text !~ '^(pg_|information)'
    LOOP EXECUTE format('TRUNCATE %s CASCADE; ALTER TABLE %s DISABLE TRIGGER USER', one.relation, one.relation); END LOOP;
END $$; SET session_replication_role = replica";

/// Sequences go on behind the numbers that were filled in.
async fn count_on(store: &mut Store, catalog: &Catalog) {
    for table in tables(catalog) {
        for column in &table.columns {
            let by_default = column
                .default
                .as_deref()
                .and_then(|text| text.strip_prefix("nextval('")?.split_once('\'').map(|(name, _)| name.to_owned()));
            let relation = store.relation(table);
            let sequence = match (&column.generation, by_default) {
                (Some(Generation::IdentityAlways | Generation::IdentityByDefault), _) => {
                    format!("pg_get_serial_sequence('{relation}', '{}')", column.name)
                }
                (None, Some(name)) => format!("'{name}'"),
                _ => continue,
            };
            let max = store.quoted(&column.name);
            store.rows(&format!("SELECT setval({sequence}, max({max}))::text FROM {relation}")).await;
        }
    }
}

/// Numbers that others are computed from stay small; those that find rows do not.
pub(crate) fn modest(table: &Table) -> Vec<&str> {
    let computes =
        |column: &Column| column.generation == Some(Generation::Generated) && column.class == TypeClass::Number;
    let indexed =
        |name: &str| table.indexes.iter().any(|index| index.parts.iter().any(|part| part.column() == Some(name)));
    let numbers = table.columns.iter().filter(|column| matches!(column.class, TypeClass::Integer | TypeClass::Number));
    let plain = numbers.filter(|column| column.generation.is_none() && !indexed(&column.name));
    let some = table.columns.iter().any(computes);
    plain.map(|column| column.name.as_str()).filter(|name| some && !name.contains("year")).collect()
}

/// Row n's value of a column.
fn value(store: &Store, table: &Table, column: &Column) -> String {
    let json = |check: &CheckConstraint| {
        check.expression.contains("json_valid") && check.expression.contains(&format!("`{}`", column.name))
    };
    if table.checks.iter().any(json) {
        return "'{}'".into();
    }
    if modest(table).contains(&column.name.as_str()) {
        return "n % 3".into();
    }
    let first = column.enum_values.first().map(|label| label.replace('\'', "''")).unwrap_or_default();
    let rare = column.enum_values.last().map(|label| label.replace('\'', "''")).unwrap_or_default();
    let (start, seconds) = store.schema.moments();
    let kind = column.data_type.as_str();
    let short = length(kind).filter(|length| *length < 7);
    let whole = || {
        let modulus = [("tinyint", 120), ("smallint", 32_000)].into_iter().find(|(name, _)| kind.contains(name));
        match modulus {
            _ if kind.contains("year") => "1901 + n % 250".to_owned(),
            Some((_, modulus)) => format!("n % {modulus}"),
            None => "n".to_owned(),
        }
    };
    let digits = || {
        let scale: u32 =
            kind.split_once(',').and_then(|(_, scale)| scale.trim_end_matches([')', ' ']).parse().ok()).unwrap_or(0);
        let digits = length(kind).unwrap_or(9).saturating_sub(scale).min(8);
        format!("n % {}", 10_u32.pow(digits))
    };
    if store.engine() == Engine::Mysql {
        return match column.class {
            TypeClass::Integer => whole(),
            TypeClass::Number => digits(),
            TypeClass::Boolean => format!("n % {RARE} = 0"),
            TypeClass::Enum => format!("IF(n % {RARE} = 0, '{rare}', '{first}')"),
            TypeClass::Text if kind.starts_with("set(") => "''".into(),
            TypeClass::Text => match short {
                Some(length) => format!("RIGHT(LPAD(HEX(n), 8, '0'), {length})"),
                None => "CONCAT('v', n)".into(),
            },
            TypeClass::Date => "'1990-01-01' + INTERVAL (n % 15000) DAY".into(),
            TypeClass::Time => "SEC_TO_TIME(n % 86000)".into(),
            TypeClass::Timestamp => format!("'{start}' + INTERVAL n * {seconds} SECOND"),
            TypeClass::Json => "'{}'".into(),
            TypeClass::Binary => "'x'".into(),
            _ if kind.contains("geometry") || kind.contains("point") => "ST_GeomFromText('POINT(0 0)')".into(),
            _ if column.nullable => "NULL".into(),
            _ => "''".into(),
        };
    }
    let value = match column.class {
        TypeClass::Integer => whole(),
        TypeClass::Number => digits(),
        TypeClass::Boolean => format!("n % {RARE} = 0"),
        TypeClass::Enum => format!("CASE WHEN n % {RARE} = 0 THEN '{rare}' ELSE '{first}' END"),
        TypeClass::Text => match short {
            Some(length) => format!("right(lpad(to_hex(n), 8, '0'), {length})"),
            None => "'v' || n".into(),
        },
        TypeClass::Date => "date '1990-01-01' + n % 15000".into(),
        TypeClass::Time => "time '00:00' + n * interval '1 second'".into(),
        TypeClass::Timestamp => format!("timestamp '{start}' + n * interval '{seconds} seconds'"),
        TypeClass::Interval => "n * interval '1 minute'".into(),
        TypeClass::Uuid => "md5(n::text)::uuid".into(),
        TypeClass::Json | TypeClass::Array => "'{}'".into(),
        TypeClass::Binary => "decode(md5(n::text), 'hex')".into(),
        TypeClass::Network => "inet '10.0.0.0' + n".into(),
        TypeClass::Other if kind.contains("range") => "'empty'".into(),
        TypeClass::Other if column.nullable => "NULL".into(),
        TypeClass::Other => "''".into(),
    };
    format!("({value})::{}", column.cast_type())
}
