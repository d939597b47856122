//! The only file that calls the database layer: three verbs, and what a failure means for an answer.

use gatehouse_api::{Credentials, FieldError};
use gatehouse_core::connection::{
    Check, CheckId, CheckReport, ConnectionFailure, Descriptor, DescriptorProblem, Engine, Evidence,
};
use gatehouse_database::door::Door;
use gatehouse_database::{Deadlines, Discovery};

use crate::problem::Problem;

/// Runs the checks. Fields that cannot be used are a failed first check, not an error: test always answers [contract, S].
pub(crate) async fn test(credentials: &Credentials, kind: Engine, allow_private_hosts: bool) -> CheckReport {
    match credentials.descriptor(kind, allow_private_hosts) {
        Ok(descriptor) => gatehouse_database::check(&descriptor, &credentials.password, |_| {}).await,
        Err(problems) => unusable(problems),
    }
}

/// Proves that the credentials let us in, by the same rules as [`test`]: "connected" is then true when it is said [G].
pub(crate) async fn admit(credentials: &Credentials, kind: Engine, allow_private_hosts: bool) -> Result<(), Problem> {
    let descriptor = usable(credentials, kind, allow_private_hosts)?;
    let opened = Door::open(&descriptor, &credentials.password, &Deadlines::default()).await;
    opened.map_err(|failure| failed(&failure))?.close().await;
    Ok(())
}

/// Reads the catalogue.
pub(crate) async fn discover(
    credentials: &Credentials,
    kind: Engine,
    allow_private_hosts: bool,
) -> Result<Discovery, Problem> {
    let descriptor = usable(credentials, kind, allow_private_hosts)?;
    let discovery = gatehouse_database::discover(&descriptor, &credentials.password, |_| {}).await;
    discovery.map_err(|failure| failed(&failure))
}

fn usable(credentials: &Credentials, kind: Engine, allow_private_hosts: bool) -> Result<Descriptor, Problem> {
    credentials.descriptor(kind, allow_private_hosts).map_err(|problems| {
        let errors = problems.into_iter().map(|p| FieldError::new(format!("credentials.{}", p.field), p.message));
        Problem::invalid(errors.collect())
    })
}

fn failed(failure: &ConnectionFailure) -> Problem {
    Problem::connection_failed(&format!("credentials.{}", field(failure)), failure)
}

/// Which field a person would look at first.
fn field(failure: &ConnectionFailure) -> &str {
    use ConnectionFailure as F;
    match failure {
        F::ConnectionRefused { .. } | F::NotThisProtocol { .. } => "port",
        F::CertificateUntrusted { .. } | F::CaUnreadable { .. } => "ca_pem",
        F::TlsNotOffered | F::AuthenticationMethodRefused { .. } => "sslmode",
        F::AuthenticationFailed { .. } | F::PasswordMissing { .. } => "password",
        F::DatabaseMissing { .. } => "database",
        F::LoginNotPermitted { .. } | F::PermissionDenied { .. } | F::TooManyConnections => "user",
        F::DescriptorInvalid { field, .. } => field,
        _ => "host",
    }
}

fn unusable(problems: Vec<DescriptorProblem>) -> CheckReport {
    let Some(DescriptorProblem { field, message }) = problems.into_iter().next() else {
        return CheckReport::of(Vec::new());
    };
    let failure = ConnectionFailure::DescriptorInvalid { field, message };
    let checks = CheckId::ALL.map(|id| match id {
        CheckId::ReachabilityTls => Check::failed(id, &failure, Evidence::new(), 0.0),
        id => Check::skipped(id, CheckId::ReachabilityTls, Some(failure.code())),
    });
    CheckReport::of(checks.into())
}
