//! What a write sets off beside its row, from MySQL's or MariaDB's catalogue: a fixed number of queries, as far as the login may see.

use gatehouse_core::binding::{CascadeAction, Hazard, Written};
use gatehouse_core::catalog::TableName;
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::query::Query;
use sqlx::{MySql, MySqlConnection, Row};

use crate::execute::Refused;

use super::session::MysqlSession;

const DOING: &str = "reading what a write sets off";

impl MysqlSession {
    /// Reads it; refuses a table without transactions outright.
    pub(crate) async fn hazards(&mut self, written: &Written<'_>) -> Result<Vec<Hazard>, Refused> {
        let table = written.table;
        let engine = self.run(DOING, async |connection| without_transactions(connection, table).await).await?;
        if let Some(engine) = engine {
            return Err(Refused::NotTransactional(engine));
        }
        let mariadb = self.greeting().is_mariadb();
        Ok(self.run(DOING, async |connection| read(connection, written, mariadb).await).await?)
    }
}

/// The storage engine of a table that cannot take a write back.
pub(super) async fn without_transactions(
    connection: &mut MySqlConnection,
    table: &TableName,
) -> Result<Option<String>, sqlx::Error> {
    let query = about(include_str!("queries/storage.sql"), table);
    let Some(row) = query.fetch_optional(connection).await? else { return Ok(None) };
    let engine: Option<String> = row.try_get_unchecked("engine")?;
    let transactional: i64 = row.try_get_unchecked("transactional")?;
    Ok(engine.filter(|_| transactional == 0))
}

async fn read(
    connection: &mut MySqlConnection,
    written: &Written<'_>,
    mariadb: bool,
) -> Result<Vec<Hazard>, sqlx::Error> {
    let table = written.table;
    let mut hazards = triggers(&mut *connection, written).await?;
    // MariaDB tells a trigger's name to whoever has any right on the table.
    if !mariadb && hazards.is_empty() && !may_see_triggers(&mut *connection, table).await? {
        hazards.push(Hazard::TriggersHidden);
    }
    if written.inserts {
        let rows = about(include_str!("queries/counted.sql"), table).fetch_all(connection).await?;
        for row in &rows {
            hazards.extend(counted(row, written)?);
        }
        return Ok(hazards);
    }
    let rows = about(include_str!("queries/counted.sql"), table).fetch_all(&mut *connection).await?;
    for row in &rows {
        hazards.extend(touched(row, written)?);
    }
    hazards.extend(cascades(connection, written).await?);
    Ok(hazards)
}

/// So many tables are followed. What a change sets off through more than these is beyond what a person reads, and its locks are
/// bounded all the same.
const MOST_TABLES: usize = 16;

/// The foreign keys that pass the change on, and those that pass theirs on in turn. Neither server runs triggers for them.
async fn cascades(connection: &mut MySqlConnection, written: &Written<'_>) -> Result<Vec<Hazard>, sqlx::Error> {
    let mut found: Vec<Hazard> = Vec::new();
    let columns = written.columns.iter().map(|column| (*column).to_owned()).collect();
    let mut left: Vec<(TableName, Vec<String>)> = vec![(written.table.clone(), columns)];
    let mut asked = 0;
    while let Some((table, changed)) = left.pop() {
        asked += 1;
        if asked > MOST_TABLES {
            break;
        }
        let referred = about(include_str!("queries/referred.sql"), &table).fetch_all(&mut *connection).await?;
        let cascading = about(include_str!("queries/cascading.sql"), &table).fetch_all(&mut *connection).await?;
        for row in &cascading {
            let name = constraint(row)?;
            // The columns of the referring table that change with it.
            let mut follow: Vec<String> = Vec::new();
            for key in &referred {
                let column: String = key.try_get_unchecked("referred")?;
                if constraint(key)? == name && changed.contains(&column) {
                    follow.push(key.try_get_unchecked("own")?);
                }
            }
            if follow.is_empty() {
                continue;
            }
            let action = match row.try_get_unchecked::<String, _>("rule")?.as_str() {
                "SET NULL" => CascadeAction::SetNull,
                "SET DEFAULT" => CascadeAction::SetDefault,
                _ => CascadeAction::Cascade,
            };
            let (referring, constraint) = name;
            let hazard = Hazard::Cascade { table: referring.clone(), constraint, action };
            // Keys may go round in a circle.
            if !found.contains(&hazard) {
                found.push(hazard);
                left.push((referring, follow));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A column that takes the present time with every change, unless the statement sets it.
fn touched(row: &MySqlRow, written: &Written<'_>) -> Result<Option<Hazard>, sqlx::Error> {
    let column: String = row.try_get_unchecked("name")?;
    let extra: String = row.try_get_unchecked("extra")?;
    let touched = extra.to_ascii_lowercase().contains("on update") && !written.columns.contains(&column.as_str());
    Ok(touched.then_some(Hazard::Touched { column }))
}

/// The table that holds a foreign key, and the key's name.
fn constraint(row: &MySqlRow) -> Result<(TableName, String), sqlx::Error> {
    let (schema, table): (String, String) =
        (row.try_get_unchecked("schema_name")?, row.try_get_unchecked("table_name")?);
    Ok((TableName::new(schema, table), row.try_get_unchecked("name")?))
}

async fn triggers(connection: &mut MySqlConnection, written: &Written<'_>) -> Result<Vec<Hazard>, sqlx::Error> {
    let table = written.table;
    let event = if written.inserts { "INSERT" } else { "UPDATE" };
    let rows = about(include_str!("queries/triggers.sql"), table).bind(event).fetch_all(connection).await?;
    let named = rows
        .iter()
        .map(|row| Ok(Hazard::Trigger { table: table.clone(), name: row.try_get_unchecked("name")?, function: None }));
    named.collect()
}

async fn may_see_triggers(connection: &mut MySqlConnection, table: &TableName) -> Result<bool, sqlx::Error> {
    let query = about(include_str!("queries/trigger_right.sql"), table).bind(&table.schema);
    Ok(query.fetch_one(connection).await?.try_get_unchecked::<i64, _>("seen")? != 0)
}

/// A column that counts on by itself. InnoDB's counter moves even where a value is given.
fn counted(row: &MySqlRow, written: &Written<'_>) -> Result<Option<Hazard>, sqlx::Error> {
    let column: String = row.try_get_unchecked("name")?;
    let extra: String = row.try_get_unchecked("extra")?;
    if extra.to_ascii_lowercase().contains("auto_increment") {
        return Ok(Some(Hazard::AutoIncrement { column }));
    }
    // MariaDB's sequences: nextval(`schema`.`sequence`).
    let default: Option<String> = row.try_get_unchecked("otherwise")?;
    let sequence =
        default.as_deref().and_then(|text| text.strip_prefix("nextval(")).map(|text| text.trim_end_matches(')'));
    let sequence = sequence.filter(|_| !written.columns.contains(&column.as_str())).map(|text| text.replace('`', ""));
    Ok(sequence.map(|sequence| Hazard::Sequence { column, sequence }))
}

/// A query about one table, whose schema and name are its first parameters.
fn about<'q>(query: &'static str, table: &'q TableName) -> Query<'q, MySql, MySqlArguments> {
    sqlx::query(query).bind(&table.schema).bind(&table.table).persistent(false)
}
