//! Connection URLs as people paste them, taken apart without losing anything.

use secrecy::SecretString;

use super::draft::{Draft, shown};
use super::{Descriptor, DescriptorProblem, Engine};

/// What a pasted URL said. The password is kept apart, in a type that does not print itself.
#[derive(Debug)]
pub struct ParsedUrl {
    /// The descriptor as far as the URL fills it; gaps are empty.
    pub descriptor: Descriptor,
    /// The password, if the URL carried one.
    pub password: Option<SecretString>,
    /// A file with the CA's certificate that the URL names (`sslrootcert`, `ssl-ca`); nobody has read it yet.
    pub ca_file: Option<String>,
    /// The names of options that Gatehouse does not use, so that nothing vanishes silently. Values stay out: some
    /// (`sslpassword`) are secrets.
    pub unused: Vec<String>,
    /// What could not be taken over as it stands.
    pub problems: Vec<DescriptorProblem>,
}

/// Takes a `postgres://`, `postgresql://`, `mysql://` or `mariadb://` URL apart, with or without `jdbc:` before it and a
/// driver's name (`postgresql+psycopg://`) in it.
///
/// Credentials end at the last `@` before the query, so an unescaped `@` in a password survives. Percent-encoding is
/// decoded per part, as libpq does (<https://www.postgresql.org/docs/current/libpq-connect.html>, "Connection URIs").
///
/// # Errors
/// One problem, for field `url`, when the text is no database URL at all; its message never repeats the text.
pub fn parse_url(text: &str) -> Result<ParsedUrl, DescriptorProblem> {
    let text = text.trim();
    let text = strip_prefix_ignoring_case(text, "jdbc:").unwrap_or(text);
    // pgjdbc: `jdbc:postgresql:clinic` is the database on this machine.
    let (scheme, rest) = text.split_once("://").or_else(|| text.split_once(':')).ok_or_else(not_a_url)?;
    let (engine, several) = read_scheme(scheme).ok_or_else(not_a_url)?;
    if !text.contains("://") && rest.contains('@') {
        return Err(not_a_url());
    }
    let mut draft = Draft::new(engine);
    if several {
        draft.refuse_several();
    }
    let (credentials, location) = if text.contains("://") { split_credentials(rest) } else { (None, rest) };
    let (location, query) = location.split_once('?').unwrap_or((location, ""));
    let location = if text.contains("://") { location.to_owned() } else { format!("/{location}") };
    let (authority, path) = location.split_once('/').unwrap_or((&location, ""));
    read_authority(authority, &mut draft);
    draft.descriptor.database = decode(path.split('/').next().unwrap_or(""));
    if let Some(credentials) = credentials {
        let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        draft.descriptor.user = decode(user);
        draft.password = Some(decode(password)).filter(|password| !password.is_empty()).map(SecretString::from);
    }
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some((name, value)) => draft.apply(&decode(name), decode(value)),
            None => draft.unused.push(shown("")),
        }
    }
    let Draft { descriptor, password, ca_file, unused, problems, .. } = draft;
    Ok(ParsedUrl { descriptor, password, ca_file, unused, problems })
}

/// The engine of a scheme, and whether it asks for several servers (`jdbc:mysql:replication://`, `mysql+srv://`).
fn read_scheme(scheme: &str) -> Option<(Engine, bool)> {
    let scheme = scheme.to_ascii_lowercase();
    let (name, variant) = match scheme.find(['+', ':']) {
        Some(at) => (&scheme[..at], Some(&scheme[at + 1..])),
        None => (scheme.as_str(), None),
    };
    let engine = match name {
        "postgres" | "postgresql" => Engine::Postgres,
        "mysql" | "mariadb" => Engine::Mysql,
        _ => return None,
    };
    let several = matches!(variant, Some("replication" | "loadbalance" | "sequential" | "srv"));
    Some((engine, several))
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

fn not_a_url() -> DescriptorProblem {
    DescriptorProblem {
        field: "url".into(),
        message: "Paste a URL such as postgres://user@db.example.com:5432/database (or mysql://…).".into(),
    }
}

/// The last `@` before the query divides; only when there is none there may it stand after a `?` of the password.
fn split_credentials(rest: &str) -> (Option<&str>, &str) {
    let (before_query, query) = rest.split_once('?').unwrap_or((rest, ""));
    let in_password = || {
        let at = rest.rfind('@')?;
        // `host?user=a@b` is an option, `user:pa?ss@host` a password.
        let asked = query.get(..at.checked_sub(before_query.len() + 1)?)?;
        (!before_query.contains('/') && !asked.contains('=')).then_some(at)
    };
    match before_query.rfind('@').or_else(in_password) {
        Some(at) => (Some(&rest[..at]), &rest[at + 1..]),
        None => (None, rest),
    }
}

fn read_authority(authority: &str, draft: &mut Draft) {
    if authority.contains(',') || authority.starts_with('(') || authority.starts_with("address=") {
        draft.refuse_several();
    }
    let first = authority.split(',').next().unwrap_or("");
    // Connector/J's key-value form is no host.
    let first = if first.starts_with('(') || first.starts_with("address=") { "" } else { first };
    let (host, port) = match first.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, tail)) => (address.to_owned(), tail.strip_prefix(':')),
        None if first.parse::<std::net::Ipv6Addr>().is_ok() => (first.to_owned(), None),
        None => match first.rsplit_once(':') {
            Some((host, port)) => (decode(host), Some(port)),
            None => (decode(first), None),
        },
    };
    draft.set_host(host);
    if let Some(port) = port {
        draft.set_port(port);
    }
}

/// Percent-decoding (RFC 3986 §2.1); a stray `%` stays as it is, bytes that are no UTF-8 become U+FFFD.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use secrecy::ExposeSecret;

    use super::super::SslMode;
    use super::*;

    #[rstest]
    #[case(
        "postgres://ro:s3@db.example.com:6432/clinic?sslmode=require",
        "db.example.com",
        6432,
        "clinic",
        "ro",
        Some("s3")
    )]
    #[case(
        "jdbc:postgresql://db.example.com/clinic?user=ro&password=a%26b",
        "db.example.com",
        5432,
        "clinic",
        "ro",
        Some("a&b")
    )]
    #[case("mysql://ro:p@ss@db/clinic", "db", 3306, "clinic", "ro", Some("p@ss"))]
    #[case("postgresql://ro:a%40b@[2001:db8::1]:5433/clinic", "2001:db8::1", 5433, "clinic", "ro", Some("a@b"))]
    #[case("postgres://db.example.com/clinic?application_name=x@y", "db.example.com", 5432, "clinic", "", None)]
    fn urls_as_people_paste_them(
        #[case] url: &str,
        #[case] host: &str,
        #[case] port: u16,
        #[case] database: &str,
        #[case] user: &str,
        #[case] password: Option<&str>,
    ) {
        let parsed = parse_url(url).unwrap();
        let found = parsed.password.as_ref().map(ExposeSecret::expose_secret);
        let d = &parsed.descriptor;
        assert_eq!(
            (d.host.as_str(), d.port, d.database.as_str(), d.user.as_str(), found),
            (host, port, database, user, password)
        );
    }

    #[test]
    fn disable_is_refused_and_said() {
        let parsed = parse_url("postgres://u@h/d?sslmode=disable&target_session_attrs=any").unwrap();
        assert_eq!(parsed.descriptor.sslmode, SslMode::VerifyFull);
        assert_eq!(parsed.problems[0].field, "sslmode");
        assert_eq!(parsed.unused, ["target_session_attrs"]);
    }

    #[test]
    fn the_password_is_in_no_debug_text_and_no_error() {
        assert!(!format!("{:?}", parse_url("postgres://u:hunter2@h/d").unwrap()).contains("hunter2"));
        assert!(!parse_url("http://u:hunter2@h/d").unwrap_err().message.contains("hunter2"));
    }

    #[rstest]
    #[case("jdbc:postgresql://db.example.com:6432/clinic?user=ro&ssl=true", SslMode::VerifyFull)]
    #[case("jdbc:postgresql://db.example.com/clinic?user=ro&ssl=true&sslmode=require", SslMode::Require)]
    #[case("jdbc:postgresql://db.example.com/clinic?sslmode=verify-ca&ssl=false", SslMode::VerifyCa)]
    #[case("jdbc:mysql://db.example.com/clinic?useSSL=true&requireSSL=true", SslMode::Require)]
    #[case("jdbc:mysql://db.example.com/clinic?sslMode=VERIFY_IDENTITY&useSSL=false", SslMode::VerifyFull)]
    #[case("JDBC:mariadb://db.example.com/clinic?sslMode=trust", SslMode::Require)]
    #[case("mysql://ro@db.example.com/clinic?ssl-mode=VERIFY_CA", SslMode::VerifyCa)]
    #[case("postgresql+psycopg://ro@db.example.com/clinic?sslmode=require&sslrootcert=system", SslMode::Require)]
    #[case("postgres://ro@db.example.com/clinic?sslrootcert=system", SslMode::VerifyFull)]
    fn every_dialect_of_tls_is_understood(#[case] url: &str, #[case] mode: SslMode) {
        let parsed = parse_url(url).unwrap();
        assert_eq!((parsed.descriptor.sslmode, parsed.problems), (mode, vec![]), "{url}");
        assert_eq!(parsed.descriptor.host, "db.example.com");
    }

    #[rstest]
    #[case("postgres://u@h/d?sslmode=prefer")]
    #[case("postgres://u@h/d?sslmode=allow")]
    #[case("postgres://u@h/d?sslmode=Require")]
    #[case("jdbc:postgresql://h/d?ssl=false")]
    #[case("mysql://u@h/d?ssl-mode=PREFERRED")]
    #[case("jdbc:mysql://h/d?useSSL=false")]
    #[case("jdbc:mariadb://h/d?sslMode=disable")]
    fn what_may_end_up_in_clear_text_is_refused_with_a_proposal(#[case] url: &str) {
        let parsed = parse_url(url).unwrap();
        assert_eq!(parsed.descriptor.sslmode, SslMode::VerifyFull);
        let [problem] = parsed.problems.as_slice() else { panic!("{:?}", parsed.problems) };
        assert!(problem.field == "sslmode" && problem.message.contains("verify-full is proposed"));
    }

    #[rstest]
    #[case("postgres://ro@a.example:5432,b.example:5433/clinic")]
    #[case("postgres://ro@a.example/clinic?host=a.example,b.example")]
    #[case("postgres://ro@a.example/clinic?port=1,2")]
    #[case("jdbc:mysql:replication://a.example,b.example/clinic")]
    #[case("mysql+srv://ro@a.example/clinic")]
    #[case("jdbc:mysql://(host=a.example,port=3306)/clinic")]
    fn several_hosts_are_refused_with_the_reason(#[case] url: &str) {
        let problems = parse_url(url).unwrap().problems;
        assert!(problems.len() == 1 && problems[0].message.starts_with("Several hosts"), "{problems:?}");
    }

    #[rstest]
    #[case("postgres://ro@%2Fvar%2Frun%2Fpostgresql/clinic")]
    #[case("postgres:///clinic?host=/var/run/postgresql")]
    #[case("mysql://ro@localhost/clinic?socket=/run/mysqld.sock")]
    #[case("mysql://ro@localhost/clinic?protocol=pipe")]
    fn sockets_are_refused_with_the_reason(#[case] url: &str) {
        let parsed = parse_url(url).unwrap();
        assert_eq!(parsed.descriptor.host, "");
        assert!(parsed.problems.len() == 1 && parsed.problems[0].message.contains("Unix socket"));
    }

    #[test]
    fn a_value_is_never_shown_and_a_strange_name_neither() {
        let parsed = parse_url("postgres://u@h/d?sslpassword=hunter2&sslkey=k&hun%20ter2=1&hunter2").unwrap();
        assert_eq!(parsed.unused[..2], ["sslpassword", "sslkey"]);
        assert!(!format!("{parsed:?}").contains("ter2"), "{parsed:?}");
    }

    #[test]
    fn a_ca_file_is_named_and_not_read() {
        let parsed = parse_url("postgres://u@h/d?sslmode=verify-ca&sslrootcert=%2Fetc%2Fca.pem").unwrap();
        assert_eq!(parsed.ca_file.as_deref(), Some("/etc/ca.pem"));
        assert_eq!(parse_url("jdbc:postgresql:clinic").unwrap().descriptor.database, "clinic");
    }

    fn encode(text: &str) -> String {
        text.bytes().map(|byte| format!("%{byte:02X}")).collect()
    }

    proptest! {
        #[test]
        fn what_is_percent_encoded_comes_back(
            user in "\\PC{1,20}", password in "\\PC{1,20}", database in "\\PC{1,20}", port in 1..=u16::MAX,
            jdbc in any::<bool>(), mysql in any::<bool>(),
        ) {
            let scheme = if mysql { "mysql" } else { "postgresql" };
            let (u, p, d) = (encode(&user), encode(&password), encode(&database));
            let url = if jdbc {
                format!("jdbc:{scheme}://db.example.com:{port}/{d}?user={u}&password={p}")
            } else {
                format!("{scheme}://{u}:{p}@db.example.com:{port}/{d}")
            };
            let parsed = parse_url(&url).unwrap();
            let found = &parsed.descriptor;
            prop_assert_eq!((&found.user, &found.database, found.port), (&user, &database, port));
            let found = parsed.password.unwrap();
            prop_assert_eq!(found.expose_secret(), password.as_str());
            prop_assert_eq!((parsed.problems, parsed.unused), (vec![], Vec::<String>::new()));
        }

        #[test]
        fn an_unescaped_at_sign_in_a_password_survives(password in "[a-z@:!$]{1,12}") {
            let parsed = parse_url(&format!("postgres://ro:{password}@db.example.com/clinic")).unwrap();
            let found = parsed.password.unwrap();
            prop_assert_eq!(found.expose_secret(), password.as_str());
            prop_assert_eq!(parsed.descriptor.host, "db.example.com");
        }
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = parse_url(&text);
            let _ = parse_url(&format!("postgres://{text}"));
        }
    }
}
