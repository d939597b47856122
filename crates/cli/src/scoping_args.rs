//! The arguments of the verbs that decide what agents may not see.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

#[derive(ClapArgs)]
pub(crate) struct DriftArgs {
    /// The connection
    pub(crate) connection: String,
    /// What is worth exit code 2: any difference, or only one that concerns a block, a rule, a question or a binding
    #[arg(long, value_enum, default_value = "any")]
    pub(crate) fail_on: FailOn,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub(crate) enum FailOn {
    Any,
    Impact,
}

#[derive(ClapArgs)]
pub(crate) struct ReviewArgs {
    /// The connection
    pub(crate) connection: String,
    /// Let these through: TABLE, TABLE.COLUMN, SCHEMA.TABLE or SCHEMA.TABLE.COLUMN
    #[arg(long, num_args = 1.., value_name = "TARGET")]
    pub(crate) allow: Vec<String>,
    /// Block these for good
    #[arg(long, num_args = 1.., value_name = "TARGET")]
    pub(crate) block: Vec<String>,
    /// Let everything through that waits; rules and blocks still hold
    #[arg(long, conflicts_with_all = ["allow", "block", "block_all"])]
    pub(crate) allow_all: bool,
    /// Block everything for good that waits
    #[arg(long, conflicts_with_all = ["allow", "block"])]
    pub(crate) block_all: bool,
}

#[derive(ClapArgs)]
pub(crate) struct RuleArgs {
    /// The connection
    pub(crate) connection: String,
    #[command(subcommand)]
    pub(crate) step: Option<RuleStep>,
}

#[derive(Subcommand)]
pub(crate) enum RuleStep {
    /// Put standing rules: *.ssn, audit_*
    Add {
        /// The patterns
        #[arg(required = true)]
        patterns: Vec<String>,
    },
    /// Take them away; what they alone blocked is visible again
    Remove {
        /// The patterns
        #[arg(required = true)]
        patterns: Vec<String>,
    },
    /// The rules with what each matches; without a step this is what is done
    List,
}

#[derive(ClapArgs)]
pub(crate) struct RenameArgs {
    /// The connection
    pub(crate) connection: String,
    /// The old name
    pub(crate) old: String,
    /// The new one
    pub(crate) new: String,
    #[command(flatten)]
    pub(crate) answer: Answer,
}

#[derive(ClapArgs)]
#[group(required = true, multiple = false)]
pub(crate) struct Answer {
    /// It was renamed: the new name is as visible as the old one was
    #[arg(long)]
    pub(crate) same: bool,
    /// It is another thing: the new one waits for a review
    #[arg(long)]
    pub(crate) different: bool,
}

#[derive(ClapArgs)]
pub(crate) struct QuarantineArgs {
    /// The connection
    pub(crate) connection: String,
    /// Whether new tables and columns wait for a review; without it: say what is set
    #[arg(value_enum)]
    pub(crate) setting: Option<OnOff>,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub(crate) enum OnOff {
    On,
    Off,
}

#[derive(ClapArgs)]
pub(crate) struct ReportArgs {
    /// The connection
    pub(crate) connection: String,
    /// Write the report as a page to print or keep
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}
