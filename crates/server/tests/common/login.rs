//! The body of `connect` for a test's database.

use gatehouse_api::Credentials;
use gatehouse_testkit::{MysqlDatabase, TestDatabase};

/// A database of any engine that a control plane can be connected to.
pub trait Target {
    /// With this login.
    fn login_as(&self, user: &str, password: &str) -> Credentials;
    /// With the login that may only read.
    fn reader(&self) -> Credentials;
    /// With the login that may do everything.
    fn owner(&self) -> Credentials;
}

macro_rules! target {
    ($database:ty) => {
        impl Target for $database {
            fn login_as(&self, user: &str, password: &str) -> Credentials {
                Credentials {
                    host: self.host.clone(),
                    port: self.port.to_string(),
                    database: self.name.clone(),
                    user: user.into(),
                    password: password.into(),
                    sslmode: "verify-full".into(),
                    ca_pem: Some(self.ca_pem.clone()),
                }
            }

            fn reader(&self) -> Credentials {
                self.login_as(&self.agent_user, &self.agent_password)
            }

            fn owner(&self) -> Credentials {
                self.login_as(&self.admin_user, &self.admin_password)
            }
        }
    };
}

target!(TestDatabase);
target!(MysqlDatabase);
