//! Diagnostics: a stable code, the exact field, what is wrong, why it matters on a live call, and a fix.

use serde::{Deserialize, Serialize};

/// Stable codes. `docs/reference/diagnostics.md` lists each with an example; a test keeps the two in step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "described where they are reported and in docs/reference/diagnostics.md")]
pub enum Code {
    #[serde(rename = "GH0101")]
    OperationMalformed,
    #[serde(rename = "GH0103")]
    TableUnknown,
    #[serde(rename = "GH0104")]
    TableBlocked,
    #[serde(rename = "GH0106")]
    CatalogUnusable,
    #[serde(rename = "GH0110")]
    FilterMissing,
    #[serde(rename = "GH0111")]
    FilterNotSingle,
    #[serde(rename = "GH0112")]
    FilterColumnUnknown,
    #[serde(rename = "GH0113")]
    FilterColumnBlocked,
    #[serde(rename = "GH0114")]
    FilterNotIndexed,
    #[serde(rename = "GH0115")]
    FilterContradiction,
    #[serde(rename = "GH0116")]
    ParameterName,
    #[serde(rename = "GH0117")]
    FilterNotScalar,
    #[serde(rename = "GH0118")]
    FilterOptional,
    #[serde(rename = "GH0119")]
    FilterPrefixIndex,
    #[serde(rename = "GH0120")]
    ProjectionEmpty,
    #[serde(rename = "GH0121")]
    ColumnUnknown,
    #[serde(rename = "GH0122")]
    ColumnBlocked,
    #[serde(rename = "GH0123")]
    LeafDuplicate,
    #[serde(rename = "GH0124")]
    LeafName,
    #[serde(rename = "GH0125")]
    NotScalar,
    #[serde(rename = "GH0126")]
    PathAmbiguous,
    #[serde(rename = "GH0127")]
    PrivilegeMissing,
    #[serde(rename = "GH0128")]
    PathMalformed,
    #[serde(rename = "GH0129")]
    SensitiveRead,
    #[serde(rename = "GH0130")]
    LimitOutOfRange,
    #[serde(rename = "GH0131")]
    OrderColumn,
    #[serde(rename = "GH0132")]
    ParameterUnknown,
    #[serde(rename = "GH0133")]
    ParameterRule,
    #[serde(rename = "GH0134")]
    ParameterTwice,
    #[serde(rename = "GH0135")]
    OrderNotIndexed,
    #[serde(rename = "GH0136")]
    ParameterNotCanonical,
    #[serde(rename = "GH0137")]
    HeirsLeftOut,
    #[serde(rename = "GH0140")]
    ToolNameMissing,
    #[serde(rename = "GH0150")]
    WriteEmpty,
    #[serde(rename = "GH0151")]
    WriteFieldUnknown,
    #[serde(rename = "GH0152")]
    WriteFieldBlocked,
    #[serde(rename = "GH0153")]
    WriteFieldTwice,
    #[serde(rename = "GH0154")]
    WriteFieldGenerated,
    #[serde(rename = "GH0155")]
    WriteFieldNotScalar,
    #[serde(rename = "GH0156")]
    WriteValue,
    #[serde(rename = "GH0157")]
    WriteConstant,
    #[serde(rename = "GH0158")]
    WriteRequired,
    #[serde(rename = "GH0159")]
    WriteKey,
    #[serde(rename = "GH0160")]
    WriteKeyChanged,
    #[serde(rename = "GH0161")]
    WriteContradiction,
    #[serde(rename = "GH0162")]
    WriteTarget,
    #[serde(rename = "GH0163")]
    WriteAnswer,
    #[serde(rename = "GH0164")]
    WriteSensitive,
    #[serde(rename = "GH0170")]
    VoicePhone,
    #[serde(rename = "GH0171")]
    VoiceCase,
    #[serde(rename = "GH0172")]
    VoiceTimeZone,
    #[serde(rename = "GH0173")]
    VoiceWhichRow,
    #[serde(rename = "GH0174")]
    VoiceManyRows,
    #[serde(rename = "GH0175")]
    VoiceManyLeaves,
    #[serde(rename = "GH0176")]
    VoiceLeafName,
}

impl Code {
    /// Every code, ascending.
    pub const ALL: [Code; 55] = [
        Code::OperationMalformed,
        Code::TableUnknown,
        Code::TableBlocked,
        Code::CatalogUnusable,
        Code::FilterMissing,
        Code::FilterNotSingle,
        Code::FilterColumnUnknown,
        Code::FilterColumnBlocked,
        Code::FilterNotIndexed,
        Code::FilterContradiction,
        Code::ParameterName,
        Code::FilterNotScalar,
        Code::FilterOptional,
        Code::FilterPrefixIndex,
        Code::ProjectionEmpty,
        Code::ColumnUnknown,
        Code::ColumnBlocked,
        Code::LeafDuplicate,
        Code::LeafName,
        Code::NotScalar,
        Code::PathAmbiguous,
        Code::PrivilegeMissing,
        Code::PathMalformed,
        Code::SensitiveRead,
        Code::LimitOutOfRange,
        Code::OrderColumn,
        Code::ParameterUnknown,
        Code::ParameterRule,
        Code::ParameterTwice,
        Code::OrderNotIndexed,
        Code::ParameterNotCanonical,
        Code::HeirsLeftOut,
        Code::ToolNameMissing,
        Code::WriteEmpty,
        Code::WriteFieldUnknown,
        Code::WriteFieldBlocked,
        Code::WriteFieldTwice,
        Code::WriteFieldGenerated,
        Code::WriteFieldNotScalar,
        Code::WriteValue,
        Code::WriteConstant,
        Code::WriteRequired,
        Code::WriteKey,
        Code::WriteKeyChanged,
        Code::WriteContradiction,
        Code::WriteTarget,
        Code::WriteAnswer,
        Code::WriteSensitive,
        Code::VoicePhone,
        Code::VoiceCase,
        Code::VoiceTimeZone,
        Code::VoiceWhichRow,
        Code::VoiceManyRows,
        Code::VoiceManyLeaves,
        Code::VoiceLeafName,
    ];
}

/// Whether a diagnostic stops the binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// No statement is made.
    Error,
    /// A statement is made; a person should look.
    Warning,
}

/// One finding about a binding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// The draft's field, for example `projection[1].path`.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// Why it matters on a live call.
    pub why: String,
    /// What would put it right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// What would put a diagnostic right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// The step in words.
    pub title: String,
    /// The same as a change of one field that an editor can apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
    /// A statement for the database's owner to run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ddl: Option<String>,
}

/// A change of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// The field, for example `inputs[0].arg`.
    pub field: String,
    /// Its new text; a path's parts are joined by a dot. Empty removes the list item that the field names.
    pub value: String,
}

impl Diagnostic {
    /// An error at `field`.
    pub(super) fn error(
        code: Code,
        field: impl Into<String>,
        message: impl Into<String>,
        why: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            field: field.into(),
            message: message.into(),
            why: why.into(),
            fix: None,
        }
    }

    /// A warning at `field`.
    pub(super) fn warning(
        code: Code,
        field: impl Into<String>,
        message: impl Into<String>,
        why: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, field, message, why) }
    }

    /// The same, with a fix in words.
    pub(super) fn with_advice(mut self, title: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { title: title.into(), edit: None, ddl: None });
        self
    }

    /// The same, with a fix that an editor can apply.
    pub(super) fn with_edit(
        mut self,
        title: impl Into<String>,
        field: impl Into<String>,
        value: impl Into<String>,
    ) -> Diagnostic {
        let edit = Some(Edit { field: field.into(), value: value.into() });
        self.fix = Some(Fix { title: title.into(), edit, ddl: None });
        self
    }

    /// The same, with a statement the owner may run.
    pub(super) fn with_ddl(mut self, title: impl Into<String>, ddl: String) -> Diagnostic {
        self.fix = Some(Fix { title: title.into(), edit: None, ddl: Some(ddl) });
        self
    }
}
