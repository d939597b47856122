//! libpq's service file: <https://www.postgresql.org/docs/current/libpq-pgservice.html>.

use super::super::Engine;
use super::super::draft::Draft;
use super::candidate::{Found, ImportPassword, ImportSource, by_pgpass};

/// The services of a service file, each a section `[name]` with libpq's parameters. Of two with one name the first
/// counts, as in libpq.
pub fn read_services(text: &str) -> Vec<Found> {
    let mut services: Vec<(String, Draft)> = Vec::new();
    let mut known = true;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(name, _)| name) {
            known = services.iter().any(|(other, _)| other == name);
            if !known {
                services.push((name.to_owned(), Draft::new(Engine::Postgres)));
            }
        } else if let (false, Some((_, draft))) = (known, services.last_mut()) {
            apply(draft, line);
        }
    }
    services.into_iter().map(|(name, draft)| finish(name, draft)).collect()
}

fn apply(draft: &mut Draft, line: &str) {
    if ["ldap://", "ldaps://"].iter().any(|scheme| line.starts_with(scheme)) {
        return draft.problem(
            "host",
            "This service is looked up in an LDAP directory, which Gatehouse does not do: enter what it says there.",
        );
    }
    match line.split_once('=') {
        Some((name, _)) if name.trim() == "service" => {
            draft.problem("host", "This service names another one, which libpq refuses too: enter the host itself.");
        }
        Some((name, value)) => draft.apply(name.trim(), value.trim().to_owned()),
        // The line itself stays out: it may be half a password.
        None => draft.problem("host", "A line of this service has no “=”: correct the file, or enter the values here."),
    }
}

fn finish(name: String, mut draft: Draft) -> Found {
    // A service without a password is completed by the password file, if that has a line for it.
    if draft.password.is_none() {
        by_pgpass(&mut draft);
    }
    let found = Found::new(ImportSource::Service, name.clone(), &name, draft);
    debug_assert!(found.candidate.password != ImportPassword::None);
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::super::super::SslMode;
    use super::*;

    const FILE: &str = "# ours\nstray=1\n[Clinic DB]\nhost=db.example.com\nport=5433\nuser=ro\ndbname=clinic\nsslmode=verify-ca\n\
        sslrootcert=/etc/ca.pem\nsslpassword=hunter2\npassword=s3 cret\n\n[directory]\nldap://x/y\n[Clinic DB]\nhost=other\n[half]\nhost=h\n";

    #[test]
    fn services_are_read_with_all_they_say() {
        let found = read_services(FILE);
        let ids: Vec<_> = found.iter().map(|found| found.candidate.id.as_str()).collect();
        assert_eq!(ids, ["Clinic DB", "directory", "half"]);
        let Found { candidate, secret } = &found[0];
        assert_eq!((candidate.name.as_str(), candidate.descriptor.port), ("clinic-db", 5433));
        assert_eq!(
            (candidate.descriptor.sslmode, candidate.ca_file.as_deref()),
            (SslMode::VerifyCa, Some("/etc/ca.pem"))
        );
        assert_eq!(
            (candidate.password, candidate.unused.as_slice()),
            (ImportPassword::InFile, &["sslpassword".to_owned()][..])
        );
        assert_eq!(secret.as_ref().unwrap().expose_secret(), "s3 cret");
        assert!(candidate.complete(), "{:?}", candidate.problems);
        let shown = serde_json::to_string(candidate).unwrap();
        assert!(!shown.contains("s3 cret") && !shown.contains("hunter2"));
        assert!(found[1].candidate.problems[0].message.contains("LDAP"));
        assert_eq!(found[2].candidate.password, ImportPassword::Reference);
        assert!(!found[2].candidate.complete());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|[\\[\\]=\n#]|host|port|password)*") {
            read_services(&text);
        }
    }
}
