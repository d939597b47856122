//! PostgreSQL's password file: <https://www.postgresql.org/docs/current/libpq-pgpass.html>.

use secrecy::SecretString;

/// The password of the first line `host:port:database:user:password` that matches; `*` matches anything, a backslash
/// takes the next character as it is.
pub(crate) fn find_entry(text: &str, host: &str, port: u16, database: &str, user: &str) -> Option<SecretString> {
    let port = port.to_string();
    let wanted = [host, port.as_str(), database, user];
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = split(line)?;
        let matches = fields[..4].iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted);
        matches.then(|| SecretString::from(fields[4].as_str()))
    })
}

fn split(line: &str) -> Option<[String; 5]> {
    let mut fields: [String; 5] = Default::default();
    let mut at = 0;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => fields[at].push(chars.next()?),
            // A further colon belongs to the password.
            ':' if at < 4 => at += 1,
            c => fields[at].push(c),
        }
    }
    (at == 4).then_some(fields)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn find(text: &str) -> Option<String> {
        find_entry(text, "db", 5432, "clinic", "ro").map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn the_first_matching_line_counts() {
        assert_eq!(find("# x\nother:*:*:*:no\n*:5432:clinic:ro:yes:2\n*:*:*:*:late").as_deref(), Some("yes:2"));
        assert_eq!(find("db:5432:clinic:ro:a\\:b\\\\c").as_deref(), Some("a:b\\c"));
        assert_eq!(find("db:5432:clinic:rw:x\nbroken"), None);
    }
}
