//! libpq's password file: <https://www.postgresql.org/docs/current/libpq-pgpass.html>.

use secrecy::SecretString;

use super::super::Engine;
use super::super::draft::Draft;
use super::candidate::{Found, ImportSource, by_pgpass};

/// One line `host:port:database:user:password`. A field that is `*` matches anything.
#[derive(Debug)]
pub struct PgpassRule {
    /// Its line, from 1.
    pub line: usize,
    /// Host, port, database and user, unescaped.
    pub fields: [String; 4],
    /// The password.
    pub password: SecretString,
}

impl PgpassRule {
    /// Whether the rule is for this login. As in libpq, only the whole field `*` is a wildcard.
    pub fn matches(&self, host: &str, port: u16, database: &str, user: &str) -> bool {
        let port = port.to_string();
        let wanted = [host, port.as_str(), database, user];
        self.fields.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted)
    }
}

/// The rules of a password file. Lines that are none (comments, too few fields) are passed over, as libpq does.
pub fn read_pgpass_rules(text: &str) -> impl Iterator<Item = PgpassRule> {
    text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')).filter_map(|(at, line)| {
        let [host, port, database, user, password] = split(line)?;
        Some(PgpassRule { line: at + 1, fields: [host, port, database, user], password: password.into() })
    })
}

/// The connections that a password file knows about. The password stays where it is: the descriptor says `pgpass`.
pub fn read_pgpass(text: &str) -> Vec<Found> {
    read_pgpass_rules(text).map(candidate).collect()
}

fn candidate(rule: PgpassRule) -> Found {
    let mut draft = Draft::new(Engine::Postgres);
    let [host, port, database, user] = &rule.fields;
    let given = |field: &str| (field != "*").then(|| field.to_owned());
    match given(host) {
        Some(host) => draft.set_host(host),
        None => draft.problem("host", "This rule is for any host: enter the one you mean."),
    }
    if let Some(port) = given(port) {
        draft.set_port(&port);
    }
    match given(database) {
        Some(database) => draft.descriptor.database = database,
        None => draft.problem("database", "This rule is for any database: enter the one you mean."),
    }
    match given(user) {
        Some(user) => draft.descriptor.user = user,
        None => draft.problem("user", "This rule is for any user: enter the one you mean."),
    }
    by_pgpass(&mut draft);
    let wanted = draft.descriptor.database.clone();
    Found::new(ImportSource::Pgpass, format!("line {}", rule.line), &wanted, draft)
}

/// Backslash takes the next character as it is; a colon after the fourth belongs to the password.
fn split(line: &str) -> Option<[String; 5]> {
    let mut fields: [String; 5] = Default::default();
    let mut at = 0;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => fields[at].push(chars.next()?),
            ':' if at < 4 => at += 1,
            c => fields[at].push(c),
        }
    }
    (at == 4 && !fields[4].is_empty()).then_some(fields)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::super::ImportPassword;
    use super::*;

    #[test]
    fn a_whole_rule_is_a_whole_candidate() {
        let found = read_pgpass("# mine\n\ndb.example.com:5433:clinic:ro:hun\\:ter\\\\2:x\nbroken\n");
        let [Found { candidate, secret: None }] = found.as_slice() else { panic!("{found:?}") };
        let d = &candidate.descriptor;
        assert_eq!(
            (d.host.as_str(), d.port, d.database.as_str(), d.user.as_str()),
            ("db.example.com", 5433, "clinic", "ro")
        );
        assert_eq!((candidate.id.as_str(), candidate.name.as_str()), ("line 3", "clinic"));
        assert!(candidate.complete() && candidate.password == ImportPassword::Reference);
        assert!(!format!("{found:?}").contains("hun"));
        let rule = read_pgpass_rules("a:1:b:c:hun\\:ter\\\\2:x").next().unwrap();
        assert_eq!(rule.password.expose_secret(), "hun:ter\\2:x");
    }

    #[test]
    fn wildcards_are_shown_as_incomplete() {
        let found = read_pgpass("*:*:*:ro:x");
        let fields: Vec<_> = found[0].candidate.problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["host", "database"]);
        assert_eq!((found[0].candidate.descriptor.port, found[0].candidate.name.as_str()), (5432, "postgres"));
    }

    #[test]
    fn the_first_matching_rule_counts() {
        let find = |text: &'static str| {
            read_pgpass_rules(text)
                .find(|rule| rule.matches("db", 5432, "clinic", "ro"))
                .map(|rule| rule.password.expose_secret().to_owned())
        };
        assert_eq!(find("# x\nother:*:*:*:no\n*:5432:clinic:ro:yes:2\n*:*:*:*:late").as_deref(), Some("yes:2"));
        assert_eq!(find("db:5432:clinic:rw:x\nbroken\ndb:5432:clinic:ro:"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|[:\\\\*\n#])*") {
            for found in read_pgpass(&text) {
                prop_assert!(crate::connection::is_slug(&found.candidate.name));
            }
        }
    }
}
