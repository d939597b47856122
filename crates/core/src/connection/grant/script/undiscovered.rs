//! Scripts before discovery: the first step of the guide, when nobody is connected and only names are known.

use super::super::account::Dialect;
use super::super::{Account, GrantNote, GrantNoteCode as Code, GrantPlan, GrantRole, PlanProblem, scram};
use super::{Credential, Script, ScriptProblem, create_script, mysql, postgres};
use crate::catalog::{Catalog, Table, TableKind, TableName};
use crate::connection::Engine;
use crate::scoping::Scoping;

/// What a person named, not looked up anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undiscovered {
    /// Which engine.
    pub engine: Engine,
    /// The database.
    pub database: String,
    /// The schema that unqualified names are of; of MySQL the database.
    pub schema: String,
    /// The tables. None means every table of the schema, which only a read-only script can mean.
    pub tables: Vec<TableName>,
}

/// Why there is no script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndiscoveredProblem {
    /// What was asked for.
    #[error(transparent)]
    Plan(#[from] PlanProblem),
    /// A name.
    #[error(transparent)]
    Script(#[from] ScriptProblem),
}

impl Undiscovered {
    /// The script that makes the user, or takes an existing one back to these tables. A table that is not there stops it
    /// when it is run.
    ///
    /// # Errors
    /// [`UndiscoveredProblem`] for a name that cannot be quoted, a table that is blocked, or a writer without tables.
    pub fn script(
        &self,
        scoping: &Scoping,
        role: GrantRole,
        account: &Account,
        credential: &Credential,
    ) -> Result<Script, UndiscoveredProblem> {
        if self.engine != account.engine() {
            return Err(ScriptProblem::OtherEngine.into());
        }
        if role == GrantRole::ReadOnly && self.tables.is_empty() {
            return self.whole(account, credential).map_err(Into::into);
        }
        let catalog = self.catalog();
        let plan = GrantPlan::undiscovered(&catalog, scoping, role)?;
        let mut script = create_script(&catalog, &plan, account, credential)?;
        let tables = catalog.tables.iter().map(|table| table.name.to_string()).collect();
        script.notes.extend(GrantNote::about(Code::ColumnsUnknown, tables));
        Ok(script)
    }

    fn whole(&self, account: &Account, credential: &Credential) -> Result<Script, ScriptProblem> {
        let (sql, codes) = match account.dialect() {
            Dialect::Postgres(role) => {
                let verifier = scram::verifier(&credential.password, &credential.salt);
                let sql = postgres::whole_schema(&self.database, &self.schema, role, &verifier)?;
                (sql, vec![Code::WholeSchema, Code::MembershipsKept, Code::PublicTemporary, Code::PublicCreate])
            }
            Dialect::Mysql { mariadb } => {
                let sql = mysql::whole_database(&self.database, account, mariadb, &credential.password)?;
                let mut codes = vec![Code::WholeSchema, Code::PasswordInScript, Code::ResetsTheAccount];
                codes.extend(account.is_wild().then_some(Code::AnyHost));
                (sql, codes)
            }
        };
        Ok(Script { sql, notes: codes.into_iter().map(GrantNote::general).collect() })
    }

    /// The names as a catalogue without columns, sorted as a catalogue is.
    fn catalog(&self) -> Catalog {
        let mut names = self.tables.clone();
        names.sort();
        names.dedup();
        let table = |name| Table::new(name, TableKind::Table, Vec::new());
        Catalog {
            tables: names.into_iter().map(table).collect(),
            ..Catalog::new(self.engine, "", &self.database, &self.schema)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::NewPassword;
    use super::*;

    fn script(engine: Engine, tables: &[&str], role: GrantRole) -> Result<Script, UndiscoveredProblem> {
        let schema = if engine == Engine::Postgres { "public" } else { "app_db" };
        let named = Undiscovered {
            engine,
            database: "app_db".into(),
            schema: schema.into(),
            tables: tables.iter().map(|table| TableName::new(schema, *table)).collect(),
        };
        let host = (engine == Engine::Mysql).then_some("%");
        let account = Account::parse_undiscovered(engine, "gatehouse_ro", host).unwrap();
        let credential = Credential { password: NewPassword::from_random(&[0; 32]).unwrap(), salt: [7; 16] };
        let scoping = Scoping::new([TableName::new(schema, "payments")], []);
        named.script(&scoping, role, &account, &credential)
    }

    #[test]
    fn the_scripts_are_these() {
        for (engine, name) in [(Engine::Postgres, "postgres"), (Engine::Mysql, "mysql")] {
            let sql = |tables: &[&str], role| script(engine, tables, role).unwrap().sql;
            insta::assert_snapshot!(
                format!("{name}_read"),
                sql(&["we\"i`rd", "a\"; DROP TABLE x; --"], GrantRole::ReadOnly)
            );
            insta::assert_snapshot!(format!("{name}_write"), sql(&["appointments"], GrantRole::Write));
            insta::assert_snapshot!(format!("{name}_whole"), sql(&[], GrantRole::ReadOnly));
        }
    }

    #[test]
    fn a_blocked_table_a_bad_name_and_a_blanket_writer_are_refused() {
        for engine in [Engine::Postgres, Engine::Mysql] {
            let refused = |tables: &[&str], role| script(engine, tables, role).unwrap_err();
            assert!(matches!(
                refused(&["payments"], GrantRole::ReadOnly),
                UndiscoveredProblem::Plan(PlanProblem::Blocked(_))
            ));
            assert_eq!(refused(&[], GrantRole::Write), UndiscoveredProblem::Plan(PlanProblem::NoTables));
            for name in ["", "a\nb", &"x".repeat(65)] {
                let problem = refused(&[name], GrantRole::Write);
                assert!(matches!(problem, UndiscoveredProblem::Script(ScriptProblem::Name { .. })), "{name:?}");
            }
        }
    }

    #[test]
    fn what_is_not_known_yet_is_said() {
        let codes = |tables: &[&str]| {
            let notes = script(Engine::Postgres, tables, GrantRole::ReadOnly).unwrap().notes;
            notes.into_iter().map(|note| note.code).collect::<Vec<_>>()
        };
        assert!(codes(&["appointments"]).contains(&Code::ColumnsUnknown));
        assert!(codes(&[]).contains(&Code::WholeSchema));
    }
}
