//! Where a control plane's store is, as it was given.

use anyhow::bail;
use gatehouse_server::StoreLocation;

use crate::plane_args::StoreArgs;

impl StoreArgs {
    /// The store. A password is taken from the environment, not from an argument: those can be read by every process on the
    /// machine, and stay in the shell's history.
    pub(crate) fn location(&self) -> anyhow::Result<StoreLocation> {
        location(&self.store, std::env::args_os().skip(1).filter_map(|argument| argument.into_string().ok()))
    }
}

fn location(store: &str, mut arguments: impl Iterator<Item = String>) -> anyhow::Result<StoreLocation> {
    if holds_password(store) && arguments.any(|argument| argument.ends_with(store)) {
        bail!(
            "the store's URL holds a password, and other processes can read a command's arguments: leave the password out of --store and give it in PGPASSWORD or ~/.pgpass, or give the whole URL in the environment variable GATEHOUSE_STORE"
        );
    }
    Ok(StoreLocation::read(store))
}

/// A URL with a password in it; one that cannot be read is refused elsewhere, if there is no @ in it that could end one.
fn holds_password(store: &str) -> bool {
    if !store.starts_with("postgres://") && !store.starts_with("postgresql://") {
        return false;
    }
    match url::Url::parse(store) {
        Ok(url) => url.password().is_some() || url.query_pairs().any(|(name, _)| name == "password"),
        Err(_) => store.contains('@') || store.contains("password"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_refused_as_an_argument_alone() {
        let secret =
            ["postgres://u:hunter2@h/d", "postgresql://h/d?user=u&password=hunter2", "postgres://u:hunter2@h:x/d"];
        for url in secret {
            for argument in [url.to_owned(), format!("--store={url}")] {
                let error = location(url, ["serve".to_owned(), argument].into_iter()).unwrap_err().to_string();
                assert!(error.contains("GATEHOUSE_STORE") && !error.contains("hunter2"), "{error}");
            }
            assert!(location(url, ["serve".to_owned()].into_iter()).is_ok(), "from the environment");
        }
        for fine in ["control.db", "postgres://u@h/d", "postgres://h/d?sslmode=verify-full"] {
            assert!(location(fine, [fine.to_owned()].into_iter()).is_ok(), "{fine}");
        }
    }
}
