//! PostgreSQL 13 and later. One transaction: the whole plan holds, or nothing has changed.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::ident::PostgresIdent;
use super::super::{GrantPlan, GrantRole};
use super::sequence::{Needs, needs};
use super::target::{Target, Targets, named, privileges};
use super::{Script, ScriptProblem, notes};
use crate::catalog::Catalog;

/// What the role's sessions start with. A session may set them otherwise, so they are a net and not a wall.
const SETTINGS: &str = "statement_timeout = '30s'
lock_timeout = '5s'
idle_in_transaction_session_timeout = '60s'
search_path = pg_catalog";

const OPENING: &str = "BEGIN TRANSACTION READ WRITE;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL search_path = pg_catalog, pg_temp;
";

/// The role, its settings and its rights.
pub(super) fn create(
    catalog: &Catalog,
    plan: &GrantPlan,
    role: &PostgresIdent,
    verifier: &str,
) -> Result<Script, ScriptProblem> {
    let targets = Targets::of(catalog, plan, PostgresIdent::parse)?;
    let database = PostgresIdent::parse(&catalog.database).map_err(|problem| named(&catalog.database, problem))?;
    let read_only = plan.request.role == GrantRole::ReadOnly;
    let mut sql = String::from(
        "-- Gatehouse. A database user for agents. Each right is listed; none is given on a schema or database as a whole.
-- Run it with psql as the owner of the tables or a superuser, connected to their database.
-- It may be run again at any time. The password is not in it, only a SCRAM-SHA-256 verifier.
",
    );
    sql.push_str(&prepared(role, verifier, read_only));
    // A read-only script speaks of the whole snapshot, a write script of the tables that were named.
    let touched: Vec<&Target<'_, PostgresIdent>> =
        targets.tables.iter().filter(|target| read_only || !target.grants.is_nothing()).collect();
    revoke_rights(&mut sql, role, &database, &touched, read_only);
    grant_rights(&mut sql, role, &database, &touched);
    sql.push_str("COMMIT;\n");
    Ok(Script { sql, notes: notes::postgres(catalog, plan, &targets.left_out) })
}

/// A role that reads every table that a schema has when the script is run: for a schema that nobody has discovered yet.
pub(super) fn whole_schema(
    database: &str,
    schema: &str,
    role: &PostgresIdent,
    verifier: &str,
) -> Result<String, ScriptProblem> {
    let own = |name: &str| PostgresIdent::parse(name).map_err(|problem| named(name, problem));
    let (database, schema) = (own(database)?, own(schema)?);
    Ok(format!(
        "-- Gatehouse. A database user for agents, which reads every table that one schema has when this is run, and no later one.
-- Run it with psql as the owner of the tables or a superuser, connected to their database.
-- It may be run again at any time. The password is not in it, only a SCRAM-SHA-256 verifier.
{}REVOKE ALL PRIVILEGES ON DATABASE {database} FROM {role};
REVOKE ALL PRIVILEGES ON SCHEMA {schema} FROM {role};
REVOKE ALL PRIVILEGES ON ALL TABLES IN SCHEMA {schema} FROM {role};
REVOKE ALL PRIVILEGES ON ALL SEQUENCES IN SCHEMA {schema} FROM {role};
GRANT CONNECT ON DATABASE {database} TO {role};
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role};
COMMIT;
",
        prepared(role, verifier, true)
    ))
}

/// The role with its attributes and settings, in the transaction that the rest of a script ends.
fn prepared(role: &PostgresIdent, verifier: &str, read_only: bool) -> String {
    let mut sql = format!("{OPENING}{}", role_block(role));
    line(
        &mut sql,
        format_args!(
            "ALTER ROLE {role} LOGIN NOINHERIT CONNECTION LIMIT 5 VALID UNTIL 'infinity' PASSWORD '{verifier}';"
        ),
    );
    for setting in SETTINGS.lines() {
        line(&mut sql, format_args!("ALTER ROLE {role} SET {setting};"));
    }
    let default =
        if read_only { "SET default_transaction_read_only = on" } else { "RESET default_transaction_read_only" };
    line(&mut sql, format_args!("ALTER ROLE {role} {default};"));
    sql
}

/// Another password, and nothing else.
pub(super) fn rotate(role: &PostgresIdent, verifier: &str) -> String {
    format!(
        "-- Gatehouse. Another password for the agents' database user. It is not in here, only its SCRAM-SHA-256 verifier.
{OPENING}ALTER ROLE {role} PASSWORD '{verifier}';
COMMIT;
"
    )
}

/// Takes the role's rights in this database and drops it, unless it still has rights in another database.
pub(super) fn revoke(role: &PostgresIdent) -> String {
    let [code, text] = tags(role);
    let name = format!("{text}{}{text}", role.as_str());
    format!(
        "-- Gatehouse. Takes every right from the agents' database user, and drops it.
-- Run it with psql as the one who ran the script that made the user, or a superuser, connected to the same database.
{OPENING}DO {code}
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {name}) THEN
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_shdepend AS d JOIN pg_catalog.pg_roles AS r ON r.oid = d.refobjid
             WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND d.deptype = 'o' AND r.rolname = {name}) THEN
    RAISE EXCEPTION 'this role owns objects, which would be dropped with it; nothing was changed';
  END IF;
  IF NOT pg_catalog.pg_has_role({name}, 'USAGE') THEN
    GRANT {role} TO CURRENT_USER;
  END IF;
  DROP OWNED BY {role};
  IF EXISTS (SELECT FROM pg_catalog.pg_shdepend AS d JOIN pg_catalog.pg_roles AS r ON r.oid = d.refobjid
             WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND r.rolname = {name}) THEN
    ALTER ROLE {role} NOLOGIN;
    RAISE WARNING 'the role is kept, without login, because it has rights in another database; run this script there, too';
  ELSE
    DROP ROLE {role};
  END IF;
END
{code};
COMMIT;
"
    )
}

/// What everybody may do, the agents' user included, and what a database can mostly do without.
pub(super) fn hardening(catalog: &Catalog) -> Result<String, ScriptProblem> {
    let database = PostgresIdent::parse(&catalog.database).map_err(|problem| named(&catalog.database, problem))?;
    Ok(format!(
        "-- Gatehouse, optional. Takes rights from PUBLIC, and so from every user of this database who has no grant of their own.
{OPENING}REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
COMMIT;
"
    ))
}

/// Makes the role where there is none, and takes from one that is there what reaches past any grant. Only a superuser may say
/// NOSUPERUSER, even where it changes nothing, and many who run this are none: so each is said where it is needed.
fn role_block(role: &PostgresIdent) -> String {
    let [code, text] = tags(role);
    let mut block = format!(
        "DO {code}
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {text}{name}{text}) THEN
    CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT CONNECTION LIMIT 5;
  END IF;
",
        name = role.as_str()
    );
    for (column, attribute) in [
        ("rolsuper", "NOSUPERUSER"),
        ("rolcreatedb", "NOCREATEDB"),
        ("rolcreaterole", "NOCREATEROLE"),
        ("rolreplication", "NOREPLICATION"),
        ("rolbypassrls", "NOBYPASSRLS"),
    ] {
        line(
            &mut block,
            format_args!(
                "  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {text}{}{text} AND {column}) THEN ALTER ROLE {role} {attribute}; END IF;",
                role.as_str()
            ),
        );
    }
    line(&mut block, format_args!("END\n{code};"));
    block
}

/// Dollar quotes, which no setting reads otherwise, with tags that the name does not hold: one for code, one for text in it.
fn tags(role: &PostgresIdent) -> [String; 2] {
    let free = |tag: &String| !role.as_str().contains(tag.trim_matches('$'));
    let choose = |base: &str| {
        let mut tags = std::iter::once(format!("${base}$")).chain((1..).map(|n| format!("${base}{n}$")));
        tags.find(free).unwrap_or_default()
    };
    [choose("code"), choose("name")]
}

fn revoke_rights(
    sql: &mut String,
    role: &PostgresIdent,
    database: &PostgresIdent,
    touched: &[&Target<'_, PostgresIdent>],
    whole: bool,
) {
    if whole {
        line(sql, format_args!("REVOKE ALL PRIVILEGES ON DATABASE {database} FROM {role};"));
        let schemas: BTreeSet<&PostgresIdent> = touched.iter().flat_map(|target| schemas(target)).collect();
        for schema in schemas {
            line(sql, format_args!("REVOKE ALL PRIVILEGES ON SCHEMA {schema} FROM {role};"));
        }
    }
    for (schema, name) in sequences(touched, |_| true) {
        line(sql, format_args!("REVOKE ALL PRIVILEGES ON SEQUENCE {schema}.{name} FROM {role};"));
    }
    // Takes the rights on single columns, too.
    for Target { schema, name, .. } in touched {
        line(sql, format_args!("REVOKE ALL PRIVILEGES ON TABLE {schema}.{name} FROM {role};"));
    }
}

/// Its own schema, and those that a statement on it names types and operators of.
fn schemas<'t>(target: &'t Target<'_, PostgresIdent>) -> impl Iterator<Item = &'t PostgresIdent> {
    std::iter::once(&target.schema).chain(&target.type_schemas)
}

fn grant_rights(
    sql: &mut String,
    role: &PostgresIdent,
    database: &PostgresIdent,
    touched: &[&Target<'_, PostgresIdent>],
) {
    line(sql, format_args!("GRANT CONNECT ON DATABASE {database} TO {role};"));
    let granted = touched.iter().filter(|target| !target.grants.is_nothing());
    let schemas: BTreeSet<&PostgresIdent> = granted.flat_map(|target| schemas(target)).collect();
    for schema in schemas {
        line(sql, format_args!("GRANT USAGE ON SCHEMA {schema} TO {role};"));
    }
    for target in touched {
        let Some(list) = privileges(target) else { continue };
        let Target { schema, name, .. } = target;
        line(sql, format_args!("GRANT {list} ON TABLE {schema}.{name} TO {role};"));
    }
    for (schema, name) in sequences(touched, |target| !target.columns.insert.is_empty()) {
        line(sql, format_args!("GRANT USAGE ON SEQUENCE {schema}.{name} TO {role};"));
    }
}

/// The sequences that the defaults of these tables take numbers from. A blocked column's counts, too: an insert that leaves it
/// out still takes its default.
fn sequences(
    touched: &[&Target<'_, PostgresIdent>],
    wanted: impl Fn(&Target<'_, PostgresIdent>) -> bool,
) -> BTreeSet<(PostgresIdent, PostgresIdent)> {
    let columns = touched.iter().filter(|target| wanted(target)).flat_map(|target| &target.table.columns);
    let sequence = |column| match needs(column) {
        Needs::Sequence(schema, name) => Some((schema, name)),
        Needs::Nothing | Needs::Unknown => None,
    };
    columns.filter_map(sequence).collect()
}

fn line(sql: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(sql, "{text}");
}
