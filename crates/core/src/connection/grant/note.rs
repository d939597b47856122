//! What a script does not settle, in words, beside the script and never in it.

use serde::{Deserialize, Serialize};

/// Stable codes of the notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is worded in `text`, below")]
pub enum GrantNoteCode {
    /// Rights that everybody has, and so this user, too.
    PublicTemporary,
    PublicCreate,
    PublicFunctions,
    CatalogVisible,
    MembershipsKept,
    ScopingNotEnforced,
    ViewsReadAsOwner,
    PartitionsAsTheyAre,
    InsertNeedsBlocked,
    SequenceUnknown,
    NameUnsupported,
    AddsToTheUser,
    PasswordInScript,
    NativePassword,
    NotAtomic,
    ResetsTheAccount,
    NoAccountTimeouts,
    AnyHost,
    SessionsStay,
    OtherDatabases,
    ColumnsUnknown,
    WholeSchema,
}

impl GrantNoteCode {
    /// The one place of the wording: what is so, and what to do about it.
    pub fn text(self) -> &'static str {
        use GrantNoteCode as Code;
        match self {
            Code::PublicTemporary => {
                "Everybody who may connect may make temporary tables, unless that was revoked from PUBLIC. The script leaves PUBLIC alone; the hardening block revokes it."
            }
            Code::PublicCreate => {
                "Before PostgreSQL 15 everybody may create objects in the schema public, unless that was revoked from PUBLIC. The script leaves PUBLIC alone; the hardening block revokes it."
            }
            Code::PublicFunctions => {
                "Functions may be called by everybody, unless that was revoked from PUBLIC; one that is SECURITY DEFINER reads and writes with its owner's rights. Neither script nor hardening block touches them: look at them one by one."
            }
            Code::CatalogVisible => {
                "The names of blocked tables and columns stay readable in pg_catalog, as for every login; their rows do not."
            }
            Code::MembershipsKept => {
                "If a user of this name exists already, the script takes its attributes and its rights on these tables back to the plan, but not the roles it is a member of nor the objects it owns. The privilege proof shows what they add."
            }
            Code::ScopingNotEnforced => {
                "At this grain the database lets the user read these although they are blocked: only the platform's scoping hides them."
            }
            Code::ViewsReadAsOwner => {
                "A view reads with its owner's rights, so what is blocked in its tables may show through. Block the view, or make sure that it shows nothing blocked."
            }
            Code::PartitionsAsTheyAre => {
                "The grant on a partitioned table covers its partitions when they are read through it. Rights on the partitions themselves are left as they are."
            }
            Code::InsertNeedsBlocked => {
                "These columns must have a value and have no default, but are blocked: the user cannot insert rows into their tables."
            }
            Code::SequenceUnknown => {
                "The default of these columns takes a number from a sequence that could not be recognised, so no right on it is granted: an insert may need one."
            }
            Code::NameUnsupported => {
                "These names cannot stand in a script, because they hold control characters or are longer than the server keeps. Nothing is granted on them, and nothing revoked."
            }
            Code::AddsToTheUser => {
                "A write script changes the user's rights on the named tables alone: what the user has on other tables stays, and so does a GRANT OPTION. To start afresh, run the read-only script for this user first."
            }
            Code::PasswordInScript => {
                "The password stands in this script: keep it out of shared folders and histories, and delete it once it has run."
            }
            Code::NativePassword => {
                "MariaDB keeps this password as mysql_native_password, an unsalted hash: use the generated password, and no other."
            }
            Code::NotAtomic => {
                "The server commits each of these statements at once. If the script stops halfway the user has less than the plan, never more: run it again."
            }
            Code::ResetsTheAccount => {
                "The script first takes every right from this account, in other databases, too: give each database a user of its own."
            }
            Code::NoAccountTimeouts => {
                "MySQL has no time limit for an account; Gatehouse sets one in each session, and ends what runs past it."
            }
            Code::AnyHost => "More than one address may log in as this user. Name the one that the agent comes from.",
            Code::SessionsStay => "A session that is open when the script runs stays open until it ends.",
            Code::ColumnsUnknown => {
                "The schema has not been discovered, so these tables are granted whole: columns that scoping blocks can be read, and an insert may need USAGE on a sequence besides. Once it is discovered, take the script again and run it."
            }
            Code::WholeSchema => {
                "The schema has not been discovered and no tables were named, so every table can be read, also those that scoping blocks. Once it is discovered, take the script again and run it."
            }
            Code::OtherDatabases => {
                "Where the user has rights in other databases of this server, too, run the script in each of them: the last one drops the role."
            }
        }
    }
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GrantNote {
    /// What it is about.
    pub code: GrantNoteCode,
    /// One or two sentences for people.
    pub text: String,
    /// The tables or columns it is about; empty when it is about all of them. Names as the server spells them, so not to be
    /// shown before control characters are taken out.
    pub objects: Vec<String>,
}

impl GrantNote {
    pub(super) fn general(code: GrantNoteCode) -> GrantNote {
        GrantNote { code, text: code.text().to_owned(), objects: vec![] }
    }

    /// A note about these objects; none when there are none.
    pub(super) fn about(code: GrantNoteCode, objects: Vec<String>) -> Option<GrantNote> {
        (!objects.is_empty()).then(|| GrantNote { objects, ..GrantNote::general(code) })
    }
}
