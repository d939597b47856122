//! The command line of a control plane: its keys, its master key and its audit log.

use clap::{Args as ClapArgs, Subcommand};
use gatehouse_server::MasterKeySource;
use gatehouse_server::keys::{Grace, Until};

/// Which control plane.
#[derive(ClapArgs)]
pub(crate) struct StoreArgs {
    /// The store of the control plane: a SQLite file, or postgres://user@host/database with the password in PGPASSWORD or ~/.pgpass
    #[arg(long, value_name = "FILE|URL", env = "GATEHOUSE_STORE", hide_env_values = true)]
    pub(crate) store: String,
}

#[derive(Subcommand)]
pub(crate) enum KeysVerb {
    /// Make a key and print it once
    Create {
        #[command(flatten)]
        store: StoreArgs,
        /// The organisation; made when it is not there
        #[arg(long, default_value = "Default")]
        organization: String,
        /// Comma-separated scopes, or `all`
        #[arg(long, value_delimiter = ',', default_value = "all")]
        scopes: Vec<String>,
        /// What the key is for
        #[arg(long, default_value = "")]
        label: String,
        /// When it ends: never, a time from now (90d), a day (2027-01-31) or a moment (RFC 3339)
        #[arg(long, value_name = "WHEN", default_value = "never", allow_hyphen_values = true)]
        expires: Until,
    },
    /// List the keys: id, label, scopes, when they were made and when they end; never the keys
    List {
        #[command(flatten)]
        store: StoreArgs,
        /// Of this organisation; default: of all
        #[arg(long)]
        organization: Option<String>,
    },
    /// End a key at once, also in servers that are running
    Revoke {
        #[command(flatten)]
        store: StoreArgs,
        /// The key's id: the 16 digits after flowyte_sk_live_
        id: String,
    },
    /// Make a key with the same scopes and label, print it once, and let the old one end
    Rotate {
        #[command(flatten)]
        store: StoreArgs,
        /// The old key's id: the 16 digits after flowyte_sk_live_
        id: String,
        /// How long the old key goes on; 0 for not at all
        #[arg(long, value_name = "TIME", default_value = "24h", allow_hyphen_values = true)]
        grace: Grace,
        /// When the new key ends; needed where the old one has an end
        #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
        expires: Option<Until>,
    },
}

/// Where a master key is, as it was written.
#[derive(Clone)]
pub(crate) struct MasterKeyArg(pub(crate) MasterKeySource);

#[derive(Subcommand)]
pub(crate) enum MasterKeyVerb {
    /// Exchange the master key: seal every credential anew. Servers that are running have to be started again
    Rotate {
        #[command(flatten)]
        store: StoreArgs,
        /// The present master key: FILE, env:VARIABLE or keyring[:ENTRY]; default: the file beside a SQLite store
        #[arg(long, value_name = "SOURCE")]
        from: Option<MasterKeyArg>,
        /// The new one: where it is or shall be made; default: a new key in the place of the old one
        #[arg(long, value_name = "SOURCE")]
        to: Option<MasterKeyArg>,
    },
}

#[derive(Subcommand)]
pub(crate) enum AuditVerb {
    /// Follow the log's hash chain; exit code 1 where it does not hold
    Verify {
        #[command(flatten)]
        store: StoreArgs,
        /// Of this organisation; default: of all
        #[arg(long)]
        organization: Option<String>,
        /// A last hash that was noted earlier: it has to be in the chain still. May be given again
        #[arg(long, value_name = "HASH")]
        expect: Vec<String>,
    },
    /// Print the latest entries
    List {
        #[command(flatten)]
        store: StoreArgs,
        /// Of this organisation; default: of all
        #[arg(long)]
        organization: Option<String>,
        /// The most entries to print
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
    },
}

#[derive(ClapArgs)]
pub(crate) struct SyncArgs {
    /// Send what differs; without it nothing is changed on either side
    #[arg(long)]
    pub(crate) send: bool,
    /// A block that the control plane may lift, SCHEMA.TABLE or SCHEMA.TABLE.COLUMN as it is printed. May be given again
    #[arg(long, value_name = "BLOCK", requires = "send")]
    pub(crate) lift: Vec<String>,
    /// Take the control plane's side: a block or a binding that was changed there, as it is printed. May be given again
    #[arg(long, value_name = "NAME")]
    pub(crate) theirs: Vec<String>,
    /// Overwrite the control plane's side: a block or a binding that was changed there. May be given again
    #[arg(long, value_name = "NAME", requires = "send")]
    pub(crate) overwrite: Vec<String>,
}
