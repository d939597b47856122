//! The command line.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};
use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::grant::{Grain, GrantRequest, GrantRole};
use gatehouse_core::scoping::decode_table;
use gatehouse_server::{Limits, Quota};

use crate::plane_args::{AuditVerb, KeysVerb, MasterKeyArg, MasterKeyVerb, StoreArgs, SyncArgs};
use crate::scoping_args::{DriftArgs, QuarantineArgs, RenameArgs, ReportArgs, ReviewArgs, RuleArgs};

/// Decide what an AI agent may touch in a database.
#[derive(Parser)]
#[command(name = "gatehouse", version, about)]
pub(crate) struct Args {
    /// The workspace folder; default: the nearest parent with a gatehouse.toml
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// Print one JSON document on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

impl Args {
    /// Whether this runs on, and is watched by its log.
    pub(crate) fn serves(&self) -> bool {
        matches!(self.verb, Verb::Serve(_))
    }
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Make a workspace
    Init {
        /// The folder
        directory: PathBuf,
    },
    /// Add or list connections
    #[command(subcommand)]
    Connection(ConnectionVerb),
    /// Judge hosts without connecting; `-` reads JSON lines {host, answers?}
    Address(AddressArgs),
    /// Run the six checks of a connection
    Check {
        /// The connection
        connection: String,
    },
    /// Compare what the login can read and write with what the scoping says it should
    Prove(ProveArgs),
    /// Discover the schema and keep the snapshot
    Discover {
        /// The connection
        connection: String,
        /// Only these schemas, separated by commas. Without it the choice of the last snapshot stays
        #[arg(long, value_delimiter = ',', value_name = "SCHEMAS", conflicts_with = "all_schemas")]
        schemas: Vec<String>,
        /// All schemas, whatever was chosen before
        #[arg(long)]
        all_schemas: bool,
    },
    /// Print the snapshot
    Catalog {
        /// The connection
        connection: String,
        /// Whose view: what is blocked is absent from the agent's
        #[arg(long = "as", value_enum, default_value = "owner")]
        viewer: Viewer,
    },
    /// Find tables and columns by words, a whole question, or facets such as type:jsonb; offline
    Search {
        /// The connection
        connection: String,
        /// What to look for: words, and facets (type: fk: indexed: schema: kind: blocked: new: sensitive:, negated by a leading -)
        #[arg(allow_hyphen_values = true)]
        query: String,
        /// The most tables to print
        #[arg(long, default_value_t = 10)]
        limit: usize,
        /// Whose view: what is blocked cannot be found in the agent's
        #[arg(long = "as", value_enum, default_value = "owner")]
        viewer: Viewer,
    },
    /// Propose drafts for a goal such as “look up the caller's next appointment by phone”; offline
    Propose {
        /// The connection
        connection: String,
        /// What an agent should be able to do, in a sentence
        goal: String,
    },
    /// The language model that may order and name proposals: off unless you choose one
    #[command(subcommand)]
    Model(ModelVerb),
    /// Suggest tables and columns that may be sensitive; offline unless values are to be looked at
    Suggest(SuggestArgs),
    /// Block tables and columns: agents may not see them
    Block(TargetArgs),
    /// Lift blocks
    Unblock(TargetArgs),
    /// List what is new and waits for a review, or review it
    Review(ReviewArgs),
    /// Standing rules such as *.ssn
    Rule(RuleArgs),
    /// Answer whether one thing became another
    Rename(RenameArgs),
    /// Whether new tables and columns are blocked until they are reviewed
    Quarantine(QuarantineArgs),
    /// Compare the database with the snapshot, and say what that means for blocks and bindings; changes nothing
    Drift(DriftArgs),
    /// What the agent sees, and the ways around blocks; --json for the whole report
    Report(ReportArgs),
    /// Compile bindings to frozen statements, offline
    Compile {
        /// The bindings; default: all
        bindings: Vec<String>,
    },
    /// Try a binding on the live database as its login; whatever it does is rolled back
    Try(TryArgs),
    /// Have the live database prepare every binding of a connection, without running any
    Prepare {
        /// The connection
        connection: String,
    },
    /// Write the script that makes the agents' own database user, with the rights that scoping leaves
    Script(ScriptArgs),
    /// Compare with the control plane, and send what differs
    Sync(SyncArgs),
    /// Run a control plane
    Serve(ServeArgs),
    /// Give an agent its published skills: a Model Context Protocol server on standard input and output
    Mcp(McpArgs),
    /// API keys of a control plane
    #[command(subcommand)]
    Keys(KeysVerb),
    /// Master key of a control plane
    #[command(subcommand)]
    MasterKey(MasterKeyVerb),
    /// Audit log of a control plane
    #[command(subcommand)]
    Audit(AuditVerb),
}

#[derive(Subcommand)]
pub(crate) enum ModelVerb {
    /// Which model is asked, if one is
    Show,
    /// Ask this model; it is told your sentence and the names in proposals, never values or what is blocked
    Set {
        /// Its OpenAI-compatible address, for example http://127.0.0.1:11434/v1
        url: String,
        /// What the address calls it
        name: String,
        /// Where its key is: env:VARIABLE, command:COMMAND or file:PATH; it goes into the keyring
        #[arg(long, value_name = "SOURCE")]
        key_from: Option<String>,
    },
    /// Ask none
    Off,
    /// Ask whether it answers; it is told nothing of any database
    Test,
}

#[derive(Subcommand)]
pub(crate) enum ConnectionVerb {
    /// Add a connection
    Add(AddArgs),
    /// List the connections
    List,
    /// Take over a connection that you have elsewhere
    Import(ImportArgs),
    /// Record the certificate that the server shows now (sslmode require without a CA)
    Pin {
        /// The connection
        name: String,
        /// Forget the recorded one instead
        #[arg(long)]
        forget: bool,
    },
    /// Let the server with the recorded certificate read the password itself
    Consent {
        /// The connection
        name: String,
        /// Take the consent back
        #[arg(long)]
        withdraw: bool,
    },
    /// Agree to how a connection gets its password and where it sends it, once per change of either
    Trust {
        /// The connection
        name: String,
        /// Only show what one would agree to
        #[arg(long)]
        show: bool,
    },
    /// What hosted databases need; with a host, what that one needs
    Presets {
        /// A database's host
        host: Option<String>,
    },
}

#[derive(ClapArgs)]
pub(crate) struct ImportArgs {
    /// pgpass, service, env or my.cnf; default: all
    pub(crate) source: Option<String>,
    /// Only list what could be imported
    #[arg(long)]
    pub(crate) list: bool,
    /// Which one, as listed: “line 3”, a service's name, “client”; default: the only one
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Its name in the workspace; default: the proposed one
    #[arg(long)]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) about: AboutArgs,
}

/// What a connection's file says besides how to reach the server.
#[derive(ClapArgs)]
pub(crate) struct AboutArgs {
    /// What people call it
    #[arg(long)]
    pub(crate) label: Option<String>,
    /// production, staging, test or development
    #[arg(long)]
    pub(crate) environment: Option<String>,
    /// What it is meant for: read-only or write
    #[arg(long, default_value = "read-only")]
    pub(crate) access: String,
    /// Reach it from this machine only: private addresses are allowed, the hosted platform is not offered
    #[arg(long)]
    pub(crate) local_only: bool,
}

#[derive(ClapArgs)]
pub(crate) struct AddArgs {
    /// Its name in the workspace
    pub(crate) name: String,
    /// postgres://user@host:port/database; a password in it goes to the keyring
    #[arg(long)]
    pub(crate) url: String,
    /// Where the password is: env:VARIABLE, command:COMMAND, file:PATH or pgpass
    #[arg(long, value_name = "SOURCE")]
    pub(crate) password_from: Option<String>,
    /// require, verify-ca or verify-full
    #[arg(long, value_name = "MODE")]
    pub(crate) sslmode: Option<String>,
    /// PEM file of the CA that issued the server's certificate
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) about: AboutArgs,
    /// Replace a connection of this name; its catalogue and scoping stay
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(ClapArgs)]
pub(crate) struct ProveArgs {
    /// The connection
    pub(crate) connection: String,
    #[command(flatten)]
    pub(crate) grant: GrantArgs,
}

/// What the agent's database user is meant to be: the same choice for its script and for its proof.
#[derive(ClapArgs)]
pub(crate) struct GrantArgs {
    /// What the user is for
    #[arg(long, value_enum, default_value = "read-only")]
    pub(crate) role: Role,
    /// How closely the database itself enforces the scoping
    #[arg(long, value_enum, default_value = "columns")]
    pub(crate) grain: GrainArg,
    /// Comma-separated tables: TABLE of the default schema, or SCHEMA.TABLE. A write user needs them
    #[arg(long, value_delimiter = ',')]
    pub(crate) tables: Vec<String>,
}

impl GrantArgs {
    /// The choice, for this catalogue.
    pub(crate) fn request(&self, catalog: &Catalog) -> GrantRequest {
        GrantRequest {
            role: match self.role {
                Role::ReadOnly => GrantRole::ReadOnly,
                Role::Write => GrantRole::Write,
            },
            grain: match self.grain {
                GrainArg::Schema => Grain::Schema,
                GrainArg::Tables => Grain::Tables,
                GrainArg::Columns => Grain::Columns,
            },
            tables: self.tables.iter().map(|table| decode_table(table, &catalog.default_schema)).collect(),
        }
    }
}

#[derive(ClapArgs)]
pub(crate) struct AddressArgs {
    /// Hosts, or `-`
    #[arg(required = true)]
    pub(crate) hosts: Vec<String>,
    /// The addresses that a look-up gave
    #[arg(long, value_delimiter = ',')]
    pub(crate) answers: Vec<IpAddr>,
    /// Judge by the rules of “reach it from this machine only”
    #[arg(long)]
    pub(crate) local_only: bool,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub(crate) enum Viewer {
    Owner,
    Agent,
}

#[derive(ClapArgs)]
pub(crate) struct TargetArgs {
    /// The connection
    pub(crate) connection: String,
    /// TABLE, TABLE.COLUMN, SCHEMA.TABLE or SCHEMA.TABLE.COLUMN
    #[arg(required = true)]
    pub(crate) targets: Vec<String>,
}

#[derive(ClapArgs)]
pub(crate) struct SuggestArgs {
    /// The connection
    pub(crate) connection: String,
    /// Read a sample of values too and look at their shapes, here; only counts are kept. Without names: of all tables
    #[arg(long, value_name = "TABLE", num_args = 0.., value_delimiter = ',')]
    pub(crate) sample: Option<Vec<String>>,
    /// Show those of low confidence and the dismissed ones too
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(ClapArgs)]
pub(crate) struct TryArgs {
    /// The connection
    pub(crate) connection: String,
    /// The binding
    pub(crate) binding: String,
    /// What an agent would give: NAME=VALUE. Shells keep a history; it holds what is typed here
    #[arg(value_name = "NAME=VALUE")]
    pub(crate) arguments: Vec<String>,
    /// Agree to what a write sets off beside its row
    #[arg(long)]
    pub(crate) agree: bool,
}

#[derive(ClapArgs)]
pub(crate) struct ScriptArgs {
    /// The connection
    pub(crate) connection: String,
    #[command(flatten)]
    pub(crate) grant: GrantArgs,
    /// The user's name; default: gatehouse_ro, or gatehouse_rw for a write user
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// Make the user or take it back to the plan; drop it; or give it another password
    #[arg(long, value_enum, default_value = "create")]
    pub(crate) kind: ScriptKind,
    /// Where the user's new password is: env:VARIABLE, command:COMMAND or file:PATH; default: one is generated
    #[arg(long, value_name = "SOURCE")]
    pub(crate) password_from: Option<String>,
    /// MySQL: the address that the agent comes from, as the database sees it; % for every address
    #[arg(long)]
    pub(crate) host: Option<String>,
    /// Add the block that takes rights from PUBLIC; other users may need them
    #[arg(long)]
    pub(crate) hardening: bool,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub(crate) enum Role {
    ReadOnly,
    Write,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub(crate) enum GrainArg {
    Schema,
    Tables,
    Columns,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub(crate) enum ScriptKind {
    Create,
    Revoke,
    Rotate,
}

#[derive(ClapArgs)]
pub(crate) struct McpArgs {
    /// The agent's id
    #[arg(long)]
    pub(crate) agent: String,
    /// The control plane; the key is taken from GATEHOUSE_API_KEY and needs the scope skills:invoke
    #[arg(long, env = "GATEHOUSE_API_URL", default_value = "http://127.0.0.1:8642/api/v1")]
    pub(crate) url: String,
}

#[derive(ClapArgs)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// The master key that seals credentials: FILE, env:VARIABLE (32 bytes in base64 or hexadecimal) or keyring[:ENTRY];
    /// the file beside a SQLite store when left out
    #[arg(long, value_name = "SOURCE")]
    pub(crate) master_key: Option<MasterKeyArg>,
    /// Address and port; without TLS only a loopback address. Port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8642")]
    pub(crate) listen: SocketAddr,
    /// Allow databases on private and loopback addresses
    #[arg(long)]
    pub(crate) allow_private_hosts: bool,
    /// The server's certificate and those between it and the root, PEM; SIGHUP reads it and the key again
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// A name by which the server is reached, directly or through a proxy; may be given again. It answers to no other
    /// name, but on a loopback address to localhost, 127.0.0.1 and [::1]
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,
    /// A proxy on this machine stands before it: count calls by the last address in its X-Forwarded-For
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// Calls of each key, but for skills: so many in a second, a minute or an hour
    #[arg(long, value_name = "CALLS/s|m|h", default_value_t = Limits::default().key)]
    pub(crate) limit: Quota,
    /// Calls from each address, but for skills
    #[arg(long, value_name = "CALLS/s|m|h", default_value_t = Limits::default().address)]
    pub(crate) limit_address: Quota,
    /// Calls of skills by each key
    #[arg(long, value_name = "CALLS/s|m|h", default_value_t = Limits::default().invoke_key)]
    pub(crate) limit_invoke: Quota,
    /// Calls of skills from each address
    #[arg(long, value_name = "CALLS/s|m|h", default_value_t = Limits::default().invoke_address)]
    pub(crate) limit_invoke_address: Quota,
    /// The most connections at a time; more wait
    #[arg(long, value_name = "NUMBER", default_value_t = 64)]
    pub(crate) connections: usize,
    /// Threads that answer; half of the processors, but at least one, when left out
    #[arg(long, value_name = "NUMBER")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// A file whose first line is the bearer token for /metrics. Without it /metrics is served only where nobody but
    /// this machine can ask: on a loopback address, without --host
    #[arg(long, value_name = "FILE")]
    pub(crate) metrics_token_file: Option<PathBuf>,
    /// How long to take calls after the signal to stop, while /readyz already fails
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub(crate) shutdown_delay: u64,
    /// How long calls under way may then take
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub(crate) shutdown_grace: u64,
}
