//! Credentials: the only thing on the wire that holds a secret. It reads itself, but it does not write itself:
//! [`Credentials::body`] is the one place where a password becomes JSON.

use std::fmt;

use gatehouse_core::connection::{Descriptor, DescriptorProblem, Engine, SslMode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

/// How to log in to a database [contract, "Endpoints", S].
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Host name or address.
    pub host: String,
    /// The port, a text on the wire [S]; a number is read too.
    #[serde(deserialize_with = "text_or_number")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub port: String,
    /// The database.
    pub database: String,
    /// The login name.
    pub user: String,
    /// The password.
    #[serde(deserialize_with = "secret")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub password: SecretString,
    /// `require`, `verify-ca` or `verify-full`; left out it is the strictest [G].
    #[serde(default = "strictest")]
    pub sslmode: String,
    /// The CA that replaces the public roots.
    #[serde(default)]
    pub ca_pem: Option<String>,
}

/// The body of test and connect.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CredentialsBody {
    /// The credentials.
    pub credentials: Credentials,
}

fn strictest() -> String {
    SslMode::VerifyFull.as_str().into()
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}

fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Port {
        Text(String),
        Number(u64),
    }
    Ok(match Port::deserialize(deserializer)? {
        Port::Text(text) => text,
        Port::Number(number) => number.to_string(),
    })
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Credentials {
    /// The credentials of a connection.
    pub fn new(descriptor: &Descriptor, password: SecretString) -> Credentials {
        Credentials {
            host: descriptor.host.clone(),
            port: descriptor.port.to_string(),
            database: descriptor.database.clone(),
            user: descriptor.user.clone(),
            password,
            sslmode: descriptor.sslmode.as_str().into(),
            ca_pem: descriptor.ca_pem.clone(),
        }
    }

    /// The descriptor they describe; private addresses are for the caller to allow.
    ///
    /// # Errors
    /// What is wrong, by field. No message repeats a value.
    pub fn descriptor(&self, engine: Engine, local_only: bool) -> Result<Descriptor, Vec<DescriptorProblem>> {
        let mut problems = Vec::new();
        let mut report = |field: &str, message: &str| {
            problems.push(DescriptorProblem { field: field.into(), message: message.into() });
        };
        let port = self.port.parse().unwrap_or(0);
        let sslmode = SslMode::parse(&self.sslmode);
        if sslmode.is_none() {
            report("sslmode", "Use require, verify-ca or verify-full; a connection without TLS is refused.");
        }
        let descriptor = Descriptor {
            host: self.host.clone(),
            port,
            database: self.database.clone(),
            user: self.user.clone(),
            sslmode: sslmode.unwrap_or_default(),
            ca_pem: self.ca_pem.clone().filter(|pem| !pem.trim().is_empty()),
            local_only,
            ..Descriptor::blank(engine)
        };
        problems.extend(descriptor.problems());
        if problems.is_empty() { Ok(descriptor) } else { Err(problems) }
    }

    /// The JSON of [`CredentialsBody`], password and all: for the request's body and for sealing at rest, nothing else.
    pub fn body(&self) -> serde_json::Value {
        let mut credentials = serde_json::json!({
            "host": self.host,
            "port": self.port,
            "database": self.database,
            "user": self.user,
            "password": self.password.expose_secret(),
            "sslmode": self.sslmode,
        });
        if let Some(pem) = &self.ca_pem {
            credentials["ca_pem"] = pem.as_str().into();
        }
        serde_json::json!({ "credentials": credentials })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"credentials":{"host":"db.example.com","port":"5432","database":"appdb","user":"flowyte_ro",
        "password":"hunter2","sslmode":"verify-full"}}"#;

    #[test]
    fn the_source_example_makes_a_descriptor_and_comes_back() {
        let body: CredentialsBody = serde_json::from_str(BODY).unwrap();
        let descriptor = body.credentials.descriptor(Engine::Postgres, false).unwrap();
        assert_eq!((descriptor.port, descriptor.sslmode), (5432, SslMode::VerifyFull));
        assert_eq!(body.credentials.body(), serde_json::from_str::<serde_json::Value>(BODY).unwrap());
        assert!(!format!("{body:?}").contains("hunter2"));
    }

    #[test]
    fn each_problem_names_its_field() {
        let json = BODY.replace("verify-full", "disable").replace("5432", "99999").replace("flowyte_ro", "");
        let body: CredentialsBody = serde_json::from_str(&json).unwrap();
        let problems = body.credentials.descriptor(Engine::Postgres, false).unwrap_err();
        assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["sslmode", "port", "user"]);
    }
}
