//! The scripts that make a database user for agents: the first step, before anybody is connected. Where the schema was
//! discovered they give what scoping leaves, column by column; before that the tables that are named, whole.

use axum::Json;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use gatehouse_api::{Envelope, FieldError, ReadScript, Scripts, WriteScript};
use gatehouse_core::catalog::TableName;
use gatehouse_core::connection::Engine;
use gatehouse_core::connection::grant::{
    Account, AccountProblem, Credential, Grain, GrantPlan, GrantRequest, GrantRole, GrantServer, NewPassword,
    PlanProblem, Script, ScriptProblem, Undiscovered, UndiscoveredProblem, create_script,
};
use gatehouse_core::scoping::{Scoping, decode, decode_table, encode_table};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use super::Answered;
use crate::extract::{Allowed, IntegrationsRead, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Schema;

/// The most tables that may be named; more are a schema.
const MOST_TABLES: usize = 1000;

/// In a MySQL script, where a password that was passed belongs: no SQL, so that nothing is made while it stands there.
const PLACEHOLDER: &str = "<the password that you passed, in single quotes>";

/// The question. `password` is only ever judged and hashed.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The database that the user is for; may be left out once its schema was discovered.
    database: Option<String>,
    /// Comma-separated tables, as scoping writes them. None: every table, for reading alone.
    tables: Option<String>,
    /// The user's name; left out, `gatehouse_ro` reads and `gatehouse_rw` writes.
    user: Option<String>,
    /// The user's password, 16 to 128 characters; left out, one is generated and answered once.
    #[serde(default, deserialize_with = "secret")]
    password: Option<SecretString>,
    /// The schema of tables that are named without one; PostgreSQL only.
    schema: Option<String>,
    /// From which address the agent connects, as MySQL sees it; left out, from any. MySQL only.
    host: Option<String>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(SecretString::from))
}

impl<T: Sync + Send> FromRequestParts<T> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &T) -> Result<Self, Problem> {
        let wrong = |_| Problem::malformed(vec![FieldError::new("", "Give each parameter once, as UTF-8.")]);
        Query::<Asked>::from_request_parts(parts, state).await.map(|Query(asked)| asked).map_err(wrong)
    }
}

/// `GET /integrations/{kind}/sql/scripts`
pub(crate) async fn show(
    caller: Allowed<IntegrationsRead>,
    SqlKind(kind): SqlKind,
    asked: Asked,
    State(state): State<AppState>,
) -> Answered<Scripts> {
    let schema = state.store.basis(&caller.organisation, kind).await?.and_then(|basis| basis.schema);
    // A catalogue of another database says nothing about this one.
    let of_this = |schema: &Schema| asked.database.as_ref().is_none_or(|name| *name == schema.catalog.database);
    let discovered = schema.filter(of_this);
    let scoping = state.store.scoping(&caller.organisation, kind).await?;
    let source = Source::of(kind, &asked, discovered, |default| decode(&scoping, default))?;
    let named = source.tables(asked.tables.as_deref())?;
    let (credential, generated) = credential(asked.password, kind)?;
    let script = |role, user: &str| {
        let account = source.account(user, asked.host.as_deref())?;
        let mut script = source.script(role, &named, &account, &credential)?;
        if !generated && kind == Engine::Mysql {
            // The password in it is one that nobody knows; it stands nowhere else.
            script.sql = script.sql.replace(&format!("'{}'", credential.password.expose()), PLACEHOLDER);
        }
        Ok::<Script, Problem>(script)
    };
    let (reader, writer) = match &asked.user {
        Some(user) => (user.as_str(), user.as_str()),
        None => ("gatehouse_ro", "gatehouse_rw"),
    };
    let Script { sql, notes } = script(GrantRole::ReadOnly, reader)?;
    let read_only = ReadScript { sql, user: reader.into(), notes };
    let write = match named.is_empty() {
        true => None,
        false => {
            let Script { sql, notes } = script(GrantRole::Write, writer)?;
            let tables = named.iter().map(|table| encode_table(table, source.default_schema())).collect();
            Some(WriteScript { sql, tables, user: writer.into(), notes })
        }
    };
    let generated_password = generated.then(|| credential.password.expose().to_owned());
    let placed = !generated && kind == Engine::Mysql;
    let message =
        placed.then(|| format!("Write your password where the scripts say {PLACEHOLDER}: it is not repeated here."));
    Ok(Json(Envelope { message, ..Envelope::of(Scripts { read_only, write, generated_password }) }))
}

/// What the scripts are made from.
enum Source {
    /// With the schema of names that have none.
    Discovered {
        schema: Box<Schema>,
        default: String,
    },
    Named {
        named: Undiscovered,
        scoping: Scoping,
    },
}

impl Source {
    fn of(
        kind: Engine,
        asked: &Asked,
        discovered: Option<Schema>,
        scoping: impl FnOnce(&str) -> Scoping,
    ) -> Result<Source, Problem> {
        if let Some(schema) = discovered {
            let default = match &asked.schema {
                Some(named) if kind == Engine::Postgres => named.clone(),
                _ => schema.catalog.default_schema.clone(),
            };
            return Ok(Source::Discovered { schema: Box::new(schema), default });
        }
        let missing = || Problem::malformed(vec![FieldError::new("database", "Name the database.")]);
        let database = asked.database.clone().ok_or_else(missing)?;
        let schema = match kind {
            Engine::Postgres => asked.schema.clone().unwrap_or_else(|| "public".into()),
            Engine::Mysql => database.clone(),
        };
        let scoping = scoping(&schema);
        Ok(Source::Named { named: Undiscovered { engine: kind, database, schema, tables: Vec::new() }, scoping })
    }

    fn default_schema(&self) -> &str {
        match self {
            Source::Discovered { default, .. } => default,
            Source::Named { named, .. } => &named.schema,
        }
    }

    /// The tables that were named. Judged as identifiers where they are written.
    fn tables(&self, list: Option<&str>) -> Result<Vec<TableName>, Problem> {
        let Some(list) = list.filter(|list| !list.trim().is_empty()) else { return Ok(Vec::new()) };
        let mut tables: Vec<TableName> =
            list.split(',').map(|text| decode_table(text.trim(), self.default_schema())).collect();
        tables.sort();
        tables.dedup();
        match tables.len() <= MOST_TABLES {
            true => Ok(tables),
            false => Err(cannot("tables", format!("Name at most {MOST_TABLES} tables, or none for all."))),
        }
    }

    fn account(&self, user: &str, host: Option<&str>) -> Result<Account, Problem> {
        let engine = match self {
            Source::Discovered { schema, .. } => schema.catalog.engine,
            Source::Named { named, .. } => named.engine,
        };
        // MySQL's accounts are bound to an address, and which one the agent will come from is not known here [G].
        let host = host.or((engine == Engine::Mysql).then_some("%"));
        let account = match self {
            Source::Discovered { schema, .. } => Account::parse(GrantServer::of(&schema.catalog), user, host),
            Source::Named { .. } => Account::parse_undiscovered(engine, user, host),
        };
        account.map_err(|problem| match problem {
            AccountProblem::User(_) => cannot("user", problem.to_string()),
            _ => cannot("host", problem.to_string()),
        })
    }

    fn script(
        &self,
        role: GrantRole,
        tables: &[TableName],
        account: &Account,
        credential: &Credential,
    ) -> Result<Script, Problem> {
        let tables = tables.to_vec();
        match self {
            Source::Discovered { schema, .. } => {
                let request = GrantRequest { role, grain: Grain::Columns, tables };
                let plan =
                    GrantPlan::of(&schema.catalog, &schema.scoping, &request).map_err(|p| self.plan_problem(&p))?;
                create_script(&schema.catalog, &plan, account, credential).map_err(|p| self.script_problem(&p))
            }
            Source::Named { named, scoping } => {
                let named = Undiscovered { tables, ..named.clone() };
                named.script(scoping, role, account, credential).map_err(|problem| match problem {
                    UndiscoveredProblem::Plan(problem) => self.plan_problem(&problem),
                    UndiscoveredProblem::Script(problem) => self.script_problem(&problem),
                })
            }
        }
    }

    /// In words that repeat nothing of what was sent.
    fn plan_problem(&self, problem: &PlanProblem) -> Problem {
        let message = match problem {
            PlanProblem::UnknownTable(_) => "A table that is named is not in the discovered schema.",
            PlanProblem::Blocked(_) => {
                "A table that is named is blocked for agents: unblock it first, or leave it out."
            }
            PlanProblem::NotWritable(_) => {
                "A table that is named is a view or the like, into which nothing is written."
            }
            PlanProblem::NoTables => "Name the tables.",
            PlanProblem::Nothing => "Nothing is left to grant: every table is blocked, or there is none.",
        };
        cannot("tables", message)
    }

    fn script_problem(&self, problem: &ScriptProblem) -> Problem {
        let ScriptProblem::Name { problem: name, .. } = problem else {
            tracing::error!(%problem, "scripts");
            return Problem::internal();
        };
        let field = match self {
            Source::Named { named, .. } if problem.is_about(&named.database) => "database",
            Source::Named { named, .. } if problem.is_about(&named.schema) => "schema",
            _ => "tables",
        };
        cannot(field, format!("A name cannot stand in a script: {name}."))
    }
}

/// What the scripts are written with, and whether it is to be answered. A password that was passed is answered nowhere: in
/// PostgreSQL's scripts stands a verifier of it, in MySQL's another one's place, which [`PLACEHOLDER`] then takes.
fn credential(passed: Option<SecretString>, kind: Engine) -> Result<(Credential, bool), Problem> {
    let mut random = Zeroizing::new([0_u8; 128 + 16]);
    getrandom::fill(&mut *random).map_err(|_| Problem::internal())?;
    let (password, salt) = random.split_at(128);
    let salt = salt.try_into().map_err(|_| Problem::internal())?;
    let fresh = NewPassword::from_random(password).ok_or_else(Problem::internal)?;
    let supplied = passed.map(NewPassword::supplied).transpose();
    let (password, generated) = match supplied.map_err(|problem| cannot("password", problem.to_string()))? {
        None => (fresh, true),
        Some(passed) if kind == Engine::Postgres => (passed, false),
        Some(_) => (fresh, false),
    };
    Ok((Credential { password, salt }, generated))
}

fn cannot(field: &str, message: impl Into<String>) -> Problem {
    Problem::invalid(vec![FieldError::new(field, message)])
}
