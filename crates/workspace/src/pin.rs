//! The certificate that a connection under bare `require` is held to, recorded after its first login.

use gatehouse_core::connection::{CheckId, CheckReport, Descriptor};

use crate::{Workspace, WorkspaceError};

/// Records the server's certificate after checks in which `checked` logged in for the first time, and says so in the
/// report. Whether anything was recorded. A file that was changed meanwhile is left alone: the checks were not about it.
///
/// # Errors
/// When the connection's file cannot be read or written.
pub fn record_first_use(
    workspace: &Workspace,
    name: &str,
    checked: &Descriptor,
    report: &mut CheckReport,
) -> Result<bool, WorkspaceError> {
    let Some(pin) = checked.first_pin(report) else { return Ok(false) };
    if workspace.connection(name)? != *checked {
        return Ok(false);
    }
    let pinned = Descriptor { pinned_certificate: Some(pin), ..checked.clone() };
    workspace.save_connection(name, &pinned)?;
    if let Some(check) = report.checks.iter_mut().find(|check| check.id == CheckId::ReachabilityTls) {
        check.detail.push_str(&format!(
            " Its certificate is now recorded in connections/{name}.toml; another one will be refused."
        ));
        check.evidence.insert("certificate_recorded".into(), "yes, on first use".into());
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use gatehouse_core::connection::{Check, Engine, Evidence, SslMode};

    use super::*;

    fn report() -> CheckReport {
        let evidence = Evidence::from([("certificate_sha256".to_owned(), "0a".repeat(32))]);
        CheckReport::of(vec![
            Check::warned(CheckId::ReachabilityTls, "Encrypted.", "", evidence, 0.0),
            Check::passed(CheckId::Authentication, "", Evidence::new(), 0.0),
        ])
    }

    #[test]
    fn the_first_use_is_recorded_once_and_comments_stay() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(folder.path()).unwrap();
        let bare = Descriptor {
            host: "db.example.com".into(),
            database: "d".into(),
            user: "u".into(),
            sslmode: SslMode::Require,
            ..Descriptor::blank(Engine::Postgres)
        };
        workspace.save_connection("clinic", &bare).unwrap();
        let file = folder.path().join("connections/clinic.toml");
        let commented = format!("# ask the provider for a CA\n{}", std::fs::read_to_string(&file).unwrap());
        std::fs::write(&file, commented).unwrap();
        let mut first = report();
        assert!(record_first_use(&workspace, "clinic", &bare, &mut first).unwrap());
        assert!(first.checks[0].detail.contains("connections/clinic.toml"));
        let pinned = workspace.connection("clinic").unwrap();
        assert_eq!(pinned.pinned_certificate, Some("0a".repeat(32)));
        assert!(std::fs::read_to_string(&file).unwrap().starts_with("# ask the provider for a CA\n"));
        let mut second = report();
        assert!(!record_first_use(&workspace, "clinic", &pinned, &mut second).unwrap());
        assert_eq!(second, report());
    }

    #[test]
    fn a_connection_that_was_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(folder.path()).unwrap();
        let checked = Descriptor { sslmode: SslMode::Require, ..Descriptor::blank(Engine::Mysql) };
        workspace
            .save_connection("clinic", &Descriptor { host: "elsewhere.example.com".into(), ..checked.clone() })
            .unwrap();
        assert!(!record_first_use(&workspace, "clinic", &checked, &mut report()).unwrap());
        assert_eq!(workspace.connection("clinic").unwrap().pinned_certificate, None);
    }
}
