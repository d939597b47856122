//! What a binding is compiled against, and whether it is still the same.

use gatehouse_core::catalog::read_snapshot;
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::{WireScoping, decode};
use sqlx::Row as _;

use super::Connection;
use crate::store::{Basis, BasisVersion, Result, Schema, StoreError};
use crate::threads::aside;

/// The basis of a kind, none without a connection. One statement, so that its parts belong together.
pub(super) async fn read(from: &mut Connection, organisation: &str, kind: Engine) -> Result<Option<Basis>> {
    let row = sqlx::query(
        "SELECT revision, generation, catalog, scoping FROM connections LEFT JOIN scopings USING (organisation_id, kind)
         WHERE organisation_id = $1 AND kind = $2",
    )
    .bind(organisation)
    .bind(kind.kind())
    .fetch_optional(from)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let version = BasisVersion { revision: row.try_get("revision")?, generation: row.try_get("generation")? };
    let Some(snapshot) = row.try_get::<Option<Vec<u8>>, _>("catalog")? else {
        return Ok(Some(Basis { version, schema: None }));
    };
    let scoping = scoping(row.try_get("scoping")?)?;
    let schema = aside(move || schema(&snapshot, &scoping)).await??;
    Ok(Some(Basis { version, schema: Some(schema) }))
}

fn schema(snapshot: &[u8], scoping: &WireScoping) -> Result<Schema> {
    let catalog = read_snapshot(snapshot).map_err(|_| StoreError::Damaged("catalogue"))?;
    let scoping = decode(scoping, &catalog.default_schema);
    Ok(Schema { catalog, scoping })
}

/// Which state the basis is in, none without a connection.
pub(super) async fn version(from: &mut Connection, organisation: &str, kind: Engine) -> Result<Option<BasisVersion>> {
    let row = sqlx::query("SELECT revision, generation FROM connections WHERE organisation_id = $1 AND kind = $2")
        .bind(organisation)
        .bind(kind.kind())
        .fetch_optional(from)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(BasisVersion { revision: row.try_get("revision")?, generation: row.try_get("generation")? }))
}

/// Whether a basis is the present one. Only a unit of work can rely on the answer.
pub(super) async fn is_current(
    write: &mut Connection,
    organisation: &str,
    kind: Engine,
    expected: &BasisVersion,
) -> Result<bool> {
    Ok(version(write, organisation, kind).await?.as_ref() == Some(expected))
}

/// Nothing stored blocks nothing; something damaged is an error, for it must never read as "nothing".
pub(super) fn scoping(text: Option<String>) -> Result<WireScoping> {
    match text {
        None => Ok(WireScoping::default()),
        Some(text) => serde_json::from_str(&text).map_err(|_| StoreError::Damaged("scoping")),
    }
}
