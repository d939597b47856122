//! Connection URLs as people paste them, taken apart without losing anything.

use secrecy::SecretString;

use super::{Descriptor, DescriptorProblem, Engine, PasswordSource, SslMode};

/// What a pasted URL said. The password is kept apart, in a type that does not print itself.
#[derive(Debug)]
pub struct ParsedUrl {
    /// The descriptor as far as the URL fills it; gaps are empty.
    pub descriptor: Descriptor,
    /// The password, if the URL carried one.
    pub password: Option<SecretString>,
    /// The names of options that Gatehouse does not use, so that nothing vanishes silently. Values stay out: some
    /// (`sslpassword`) are secrets.
    pub unused: Vec<String>,
    /// What could not be taken over as it stands.
    pub problems: Vec<DescriptorProblem>,
}

/// Takes a `postgres://`, `postgresql://`, `mysql://` or `mariadb://` URL apart (with or without `jdbc:` before it).
///
/// Credentials end at the last `@` before the query, so an unescaped `@` in a password survives. Percent-encoding is
/// decoded per part, as libpq does (<https://www.postgresql.org/docs/current/libpq-connect.html>, "Connection URIs").
///
/// # Errors
/// One problem, for field `url`, when the text is no database URL at all; its message never repeats the text.
pub fn parse_url(text: &str) -> Result<ParsedUrl, DescriptorProblem> {
    let text = text.trim();
    let text = text.strip_prefix("jdbc:").unwrap_or(text);
    let (scheme, rest) = text.split_once("://").ok_or_else(not_a_url)?;
    let engine = match scheme.to_ascii_lowercase().as_str() {
        "postgres" | "postgresql" => Engine::Postgres,
        "mysql" | "mariadb" => Engine::Mysql,
        _ => return Err(not_a_url()),
    };
    let (credentials, location) = split_credentials(rest);
    let (location, query) = location.split_once('?').unwrap_or((location, ""));
    let (authority, path) = location.split_once('/').unwrap_or((location, ""));
    let mut problems = Vec::new();
    let (host, port) = split_port(authority, engine, &mut problems);
    let (user, password) = match credentials {
        Some(credentials) => match credentials.split_once(':') {
            Some((user, password)) => (decode(user), Some(decode(password))),
            None => (decode(credentials), None),
        },
        None => (String::new(), None),
    };
    let mut parsed = ParsedUrl {
        descriptor: Descriptor {
            host,
            port,
            database: decode(path.split('/').next().unwrap_or("")),
            user,
            ..Descriptor::blank(engine)
        },
        password: password.filter(|password| !password.is_empty()).map(SecretString::from),
        unused: Vec::new(),
        problems,
    };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        apply_option(&mut parsed, &decode(name), decode(value));
    }
    Ok(parsed)
}

fn not_a_url() -> DescriptorProblem {
    problem("url", "Paste a URL such as postgres://user@db.example.com:5432/database (or mysql://…).")
}

fn problem(field: &str, message: &str) -> DescriptorProblem {
    DescriptorProblem { field: field.into(), message: message.into() }
}

/// The last `@` before the query divides; only when there is none there may it stand after a `?` of the password.
fn split_credentials(rest: &str) -> (Option<&str>, &str) {
    let before_query = rest.split_once('?').map_or(rest, |(before, _)| before);
    let at = before_query.rfind('@').or_else(|| if before_query.contains('/') { None } else { rest.rfind('@') });
    match at {
        Some(at) => (Some(&rest[..at]), &rest[at + 1..]),
        None => (None, rest),
    }
}

fn split_port(authority: &str, engine: Engine, problems: &mut Vec<DescriptorProblem>) -> (String, u16) {
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, tail)) => (address.to_owned(), tail.strip_prefix(':')),
        None => match authority.rsplit_once(':') {
            Some((host, port)) => (decode(host), Some(port)),
            None => (decode(authority), None),
        },
    };
    match port.filter(|port| !port.is_empty()) {
        None => (host, engine.default_port()),
        Some(port) => match port.parse() {
            Ok(port) => (host, port),
            Err(_) => {
                problems.push(problem("port", "The port in the URL is not a number from 1 to 65535."));
                (host, engine.default_port())
            }
        },
    }
}

fn apply_option(parsed: &mut ParsedUrl, name: &str, value: String) {
    match name {
        "user" if parsed.descriptor.user.is_empty() => parsed.descriptor.user = value,
        "password" => parsed.password = Some(SecretString::from(value)),
        "sslmode" | "ssl-mode" | "sslMode" => match ssl_mode(&value) {
            Some(mode) => parsed.descriptor.sslmode = mode,
            None => parsed.problems.push(problem(
                "sslmode",
                "Only require, verify-ca and verify-full are possible: an agent's connection is always encrypted. verify-full is set.",
            )),
        },
        "passfile" => parsed.descriptor.password = Some(PasswordSource::Pgpass),
        _ => parsed.unused.push(name.to_owned()),
    }
}

/// libpq's names, and MySQL's for the same three modes (MySQL manual, `--ssl-mode`).
fn ssl_mode(value: &str) -> Option<SslMode> {
    match value {
        "REQUIRED" => Some(SslMode::Require),
        "VERIFY_CA" => Some(SslMode::VerifyCa),
        "VERIFY_IDENTITY" => Some(SslMode::VerifyFull),
        other => SslMode::parse(other),
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

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = parse_url(&text);
            let _ = parse_url(&format!("postgres://{text}"));
        }
    }
}
