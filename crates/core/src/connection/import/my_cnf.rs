//! The option file of the MySQL and MariaDB clients: <https://dev.mysql.com/doc/refman/8.4/en/option-files.html>,
//! <https://mariadb.com/kb/en/configuring-mariadb-with-option-files/>.

use super::super::Engine;
use super::super::draft::{Draft, shown};
use super::candidate::{Found, ImportSource};

/// The groups that `mysql` and `mariadb` read. A later line outranks an earlier one, whatever its group.
const GROUPS: [&str; 6] = ["client", "client-server", "client-mariadb", "mysql", "mariadb", "mariadb-client"];

/// One line of a group the clients read.
struct Line {
    /// The group without its suffix.
    suffix: String,
    name: String,
    value: Option<String>,
}

/// The connections of an option file: the plain groups together, and once more for each suffix (`[client_staging]`,
/// `--defaults-group-suffix=_staging`), which is read on top of them. `!include` is shown and not followed.
pub fn read_my_cnf(text: &str) -> Vec<Found> {
    let (lines, includes) = read_lines(text);
    let mut suffixes: Vec<&str> = vec![""];
    for line in &lines {
        if !suffixes.contains(&line.suffix.as_str()) {
            suffixes.push(&line.suffix);
        }
    }
    let told = |suffix: &&str| lines.iter().any(|line| line.suffix == *suffix);
    suffixes.into_iter().filter(told).map(|suffix| candidate(&lines, suffix, &includes)).collect()
}

fn candidate(lines: &[Line], suffix: &str, includes: &[String]) -> Found {
    let mut draft = Draft::new(Engine::Mysql);
    for line in lines.iter().filter(|line| line.suffix.is_empty() || line.suffix == suffix) {
        apply(&mut draft, line);
    }
    draft.unused.extend(includes.iter().cloned());
    if draft.descriptor.host.is_empty() && draft.problems.iter().all(|problem| problem.field != "host") {
        draft.problem(
            "host",
            "The file names no host, so the client goes to this machine over a Unix socket, where there is no TLS: enter the server's host name.",
        );
    }
    let wanted = suffix.trim_start_matches(['_', '-']).to_owned();
    let id = if suffix.is_empty() { "client".to_owned() } else { format!("client{suffix}") };
    Found::new(ImportSource::MyCnf, id, &wanted, draft)
}

fn apply(draft: &mut Draft, line: &Line) {
    let plain = line.name.replace('_', "-").to_ascii_lowercase();
    // `loose-` only asks a client not to mind an option it does not know.
    let name = plain.strip_prefix("loose-").unwrap_or(&plain);
    match (name, &line.value) {
        // Only the host `localhost`, or none, makes a client use it; many distributions set it for everybody.
        ("socket", _) => draft.unused.push("socket".into()),
        // These four may stand without a value and mean “ask”, or the default.
        ("password" | "host" | "user" | "database", None) => (),
        (
            "ssl"
            | "skip-ssl"
            | "ssl-verify-server-cert"
            | "disable-ssl-verify-server-cert"
            | "skip-ssl-verify-server-cert",
            None,
        ) => {
            draft.apply(name, "1".into());
        }
        (_, None) => draft.unused.push(shown(name)),
        (_, Some(value)) => draft.apply(name, value.clone()),
    }
}

fn read_lines(text: &str) -> (Vec<Line>, Vec<String>) {
    let (mut lines, mut includes) = (Vec::new(), Vec::new());
    let mut suffix: Option<String> = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', ';'])) {
        if let Some(directive) = line.strip_prefix('!') {
            let known = ["includedir", "include"].into_iter().find(|known| directive.starts_with(known));
            includes.extend(known.map(|known| format!("!{known}")));
        } else if let Some(rest) = line.strip_prefix('[') {
            suffix = group_suffix(rest.split(']').next().unwrap_or(""));
        } else if let Some(suffix) = &suffix {
            let line = without_comment(line);
            let (name, value) = match line.split_once('=') {
                Some((name, value)) => (name, Some(unquote(value.trim()))),
                None => (line, None),
            };
            lines.push(Line { suffix: suffix.clone(), name: name.trim().to_owned(), value });
        }
    }
    (lines, includes)
}

/// Nothing for the clients' own groups, `_staging` for `[client_staging]`; none for a group they do not read.
fn group_suffix(group: &str) -> Option<String> {
    let group = group.trim();
    if GROUPS.contains(&group) {
        return Some(String::new());
    }
    let rest = ["client", "mysql"].into_iter().find_map(|base| group.strip_prefix(base))?;
    // `[mysqld]` and `[mysqldump]` belong to others.
    rest.starts_with(['_', '-']).then(|| rest.to_owned())
}

/// A `#` outside quotes starts a comment anywhere in a line; a backslash shields a quote within quotes.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') => return line[..at].trim_end(),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open && !escaped => quote = None,
            _ => (),
        }
        escaped = quote.is_some() && c == '\\' && !escaped;
    }
    line
}

/// Takes one pair of quotes off and resolves `\b \t \n \r \\ \s \" \'`; another backslash stands for itself.
fn unquote(value: &str) -> String {
    let inner = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    let mut plain = String::with_capacity(value.len());
    let mut chars = inner.unwrap_or(value).chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('b') => plain.push('\u{8}'),
            Some('t') => plain.push('\t'),
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('s') => plain.push(' '),
            Some(c @ ('\\' | '"' | '\'')) => plain.push(c),
            Some(other) => plain.extend(['\\', other]),
            None => plain.push('\\'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use secrecy::ExposeSecret;

    use super::super::super::SslMode;
    use super::super::ImportPassword;
    use super::*;

    const FILE: &str = "!includedir /etc/my.cnf.d\n[mysqld]\nport=9\n[client]\nuser = ro # the agent\nhost=db.example.com\n\
        password=\"a#b\\\\c\\sd\"\nssl_mode = VERIFY_IDENTITY\nssl-ca=/etc/ca.pem\ncompress\n[mysql]\ndatabase=clinic\n\
        [client_staging]\nhost=staging.example.com\n";

    #[test]
    fn groups_add_up_and_suffixes_come_on_top() {
        let found = read_my_cnf(FILE);
        let ids: Vec<_> = found.iter().map(|found| found.candidate.id.as_str()).collect();
        assert_eq!(ids, ["client", "client_staging"]);
        let Found { candidate, secret } = &found[0];
        let d = &candidate.descriptor;
        assert_eq!(
            (d.host.as_str(), d.port, d.user.as_str(), d.database.as_str()),
            ("db.example.com", 3306, "ro", "clinic")
        );
        assert_eq!((d.sslmode, candidate.ca_file.as_deref()), (SslMode::VerifyFull, Some("/etc/ca.pem")));
        assert_eq!(secret.as_ref().unwrap().expose_secret(), "a#b\\c d");
        assert_eq!(
            (candidate.password, candidate.unused.as_slice()),
            (ImportPassword::InFile, &["compress".to_owned(), "!includedir".into()][..])
        );
        assert!(candidate.complete());
        let staging = &found[1].candidate;
        assert_eq!((staging.descriptor.host.as_str(), staging.name.as_str()), ("staging.example.com", "staging"));
    }

    #[rstest]
    #[case("ssl-verify-server-cert", SslMode::VerifyFull)]
    #[case("ssl-verify-server-cert=0", SslMode::Require)]
    #[case("skip-ssl-verify-server-cert", SslMode::Require)]
    #[case("loose-ssl-mode=REQUIRED", SslMode::Require)]
    #[case("ssl", SslMode::VerifyFull)]
    fn tls_options_are_mapped(#[case] line: &str, #[case] mode: SslMode) {
        let found = read_my_cnf(&format!("[client]\nhost=h\nuser=u\ndatabase=d\n{line}\n"));
        assert_eq!((found[0].candidate.descriptor.sslmode, &found[0].candidate.problems), (mode, &vec![]));
    }

    #[rstest]
    #[case("skip-ssl", "sslmode")]
    #[case("ssl=0", "sslmode")]
    #[case("ssl-mode=PREFERRED", "sslmode")]
    #[case("host=\nsocket=/run/mysqld.sock", "host")]
    #[case("protocol=socket", "host")]
    fn what_gatehouse_does_not_do_is_said(#[case] line: &str, #[case] field: &str) {
        let found = read_my_cnf(&format!("[client]\nhost=h\nuser=u\ndatabase=d\n{line}\n"));
        assert_eq!(found[0].candidate.problems[0].field, field);
    }

    #[rstest]
    #[case("plain", "plain")]
    #[case("'it''s'", "it''s")]
    #[case("\"a b\"", "a b")]
    #[case("a\\tb\\x", "a\tb\\x")]
    #[case("\\", "\\")]
    #[case("\"open", "\"open")]
    fn quotes_and_escapes_are_the_clients_own(#[case] value: &str, #[case] expected: &str) {
        assert_eq!(unquote(value), expected);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|[\\[\\]=\n#\"'\\\\!]|client|password)*") {
            read_my_cnf(&text);
        }

        #[test]
        fn a_quoted_password_survives(password in "[ -~]{1,20}") {
            let quoted = password.replace('\\', "\\\\").replace('"', "\\\"");
            let found = read_my_cnf(&format!("[client]\npassword = \"{quoted}\" # end\n"));
            let secret = found[0].secret.as_ref().unwrap();
            prop_assert_eq!(secret.expose_secret(), password.as_str());
        }
    }
}
