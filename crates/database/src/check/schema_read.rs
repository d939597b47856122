//! Check 3: the login sees tables and may read columns.

use gatehouse_core::connection::{Check, CheckId, ConnectionFailure, Evidence};

use crate::session::Session;

const ID: CheckId = CheckId::SchemaRead;

pub(super) async fn run<S: Session>(session: &mut S) -> Result<Check, ConnectionFailure> {
    let readable = session.readable().await?;
    let evidence = Evidence::from([
        ("tables_present".into(), readable.tables_present.to_string()),
        ("tables_readable".into(), readable.tables.to_string()),
        ("columns_readable".into(), readable.columns.to_string()),
    ]);
    if readable.tables_present == 0 {
        let remedy = "Check that this is the database you meant, or create its tables first.";
        return Ok(Check::warned(ID, "The database has no tables yet.", remedy, evidence, 0.0));
    }
    if readable.tables == 0 {
        let failure = ConnectionFailure::PermissionDenied { doing: "reading any table" };
        return Ok(Check::failed(ID, &failure, evidence, 0.0));
    }
    let detail = format!(
        "May read {} in {} of {}.",
        counted(readable.columns, "column"),
        readable.tables,
        counted(readable.tables_present, "table")
    );
    Ok(Check::passed(ID, detail, evidence, 0.0))
}

fn counted(count: i64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}
