//! Where passwords live: the operating system's keyring, or memory when there is none; and the reading of references
//! (environment, command, file, pgpass). A password never leaves as anything but a `SecretString`.

mod agreements;
mod command;
mod files;
mod import;
mod keyring_store;
mod memory;
mod process;
mod random;
mod reference;
mod vault;

pub use agreements::{AgreementError, Agreements, account_folder};
pub use import::{ImportListing, look_for_imports, read_ca};
pub use keyring_store::KeyringStore;
pub use memory::MemoryStore;
pub use process::keep_memory_private;
pub use random::{NoRandomness, generate_credential, salted};
pub use reference::{ReadError, pgpass_entry, read_reference};
pub use vault::{Place, SecretStore, StoreError, Vault};
