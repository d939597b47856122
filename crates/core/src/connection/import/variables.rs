//! libpq's environment variables: <https://www.postgresql.org/docs/current/libpq-envars.html>.

use super::super::draft::Draft;
use super::super::{Engine, PasswordSource};
use super::candidate::{Found, ImportSource, by_pgpass};

/// The variables that say how to connect, with the parameter that each stands for. `PGPASSWORD` is only ever noticed, never
/// read: the imported connection refers to it.
pub const READ_VARIABLES: [(&str, &str); 7] = [
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
];

/// The connection that the environment describes, if it describes one. `set` gives the names of all variables that are
/// set; `value` the value of one of [`READ_VARIABLES`].
pub fn read_variables(set: &[String], value: impl Fn(&str) -> Option<String>) -> Option<Found> {
    let named = |name: &str| set.iter().any(|other| other == name);
    if !["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER"].into_iter().any(named) {
        return None;
    }
    let mut draft = Draft::new(Engine::Postgres);
    for (variable, parameter) in READ_VARIABLES {
        if let Some(value) = value(variable).filter(|value| !value.is_empty()) {
            draft.apply(parameter, value);
        }
    }
    if named("PGPASSWORD") {
        draft.descriptor.password = Some(PasswordSource::Env("PGPASSWORD".into()));
    } else {
        by_pgpass(&mut draft);
    }
    let used = |name: &str| READ_VARIABLES.iter().any(|(variable, _)| *variable == name);
    let others = ["PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGDATA"];
    let mut unused: Vec<String> = set
        .iter()
        .filter(|name| name.starts_with("PG") && !used(name) && !others.contains(&name.as_str()))
        .cloned()
        .collect();
    unused.sort();
    draft.unused.extend(unused.iter().map(|name| super::super::draft::shown(name)));
    // libpq: the database is named like the user unless it is said.
    if draft.descriptor.database.is_empty() {
        draft.descriptor.database = draft.descriptor.user.clone();
    }
    let wanted = draft.descriptor.database.clone();
    Some(Found::new(ImportSource::Environment, "environment".into(), &wanted, draft))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Option<Found> {
        let set: Vec<String> = variables.iter().map(|(name, _)| (*name).to_owned()).collect();
        read_variables(&set, |wanted| {
            assert_ne!(wanted, "PGPASSWORD", "the password is not asked for");
            variables.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_is_one_candidate_that_refers_to_its_password() {
        let found = read(&[
            ("PGHOST", "db.example.com"),
            ("PGUSER", "ro"),
            ("PGPASSWORD", "hunter2"),
            ("PGSSLMODE", "require"),
            ("PGOPTIONS", "-c x=y"),
        ]);
        let Found { candidate, secret: None } = found.unwrap() else { panic!("no secret was read") };
        assert_eq!(candidate.descriptor.password, Some(PasswordSource::Env("PGPASSWORD".into())));
        assert_eq!(
            (candidate.descriptor.database.as_str(), candidate.unused.as_slice()),
            ("ro", &["PGOPTIONS".to_owned()][..])
        );
        assert!(candidate.complete());
        assert!(read(&[("PGDATA", "/x"), ("PATH", "/bin")]).is_none());
        assert!(!read(&[("PGHOST", "/run/postgresql"), ("PGUSER", "u")]).unwrap().candidate.complete());
    }
}
