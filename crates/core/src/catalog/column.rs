//! Columns: what they hold, who makes their value, and what the login may do with them.

use serde::{Deserialize, Serialize};

use super::written::is_false;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name as stored.
    pub name: String,
    /// The exact type as the server writes it, for example `numeric(10,2)`.
    pub data_type: String,
    /// What [`Column::cast_type`] answers, where that differs from `data_type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cast_type: Option<String>,
    /// What sort of value it holds.
    pub class: TypeClass,
    /// Whether it may be NULL.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// The default's expression; the one that computes the value where `generation` is [`Generation::Generated`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether the server makes the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<Generation>,
    /// The labels of an enum type, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enum_values: Vec<String>,
    /// The comment stored with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// MySQL and MariaDB: the collation of a column that an index begins with, where it tells capitals or accents apart
    /// ([`tells_apart`]). Absent elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// PostgreSQL: the schema of the operator `=` of the column's type, where that is not the server's own: an extension's, such as
    /// `citext`'s. Without its name it depends on the search path which `=` is meant. Absent elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equality_schema: Option<String>,
    /// What the discovering login may do with it. Absent in JSON when it may do everything.
    #[serde(default, skip_serializing_if = "Privileges::are_all")]
    pub privileges: Privileges,
}

impl Column {
    /// A column that may be NULL, with every privilege and nothing else.
    pub fn new(name: impl Into<String>, data_type: impl Into<String>, class: TypeClass) -> Column {
        Column {
            name: name.into(),
            data_type: data_type.into(),
            cast_type: None,
            class,
            nullable: true,
            default: None,
            generation: None,
            enum_values: Vec::new(),
            comment: None,
            collation: None,
            equality_schema: None,
            privileges: Privileges::default(),
        }
    }

    /// The type in a form that SQL can cast to without changing a value: quoted where needed, without length or precision.
    pub fn cast_type(&self) -> &str {
        self.cast_type.as_deref().unwrap_or(&self.data_type)
    }

    /// The schema that [`Column::cast_type`] names: of a type that is not the server's own (PostgreSQL).
    pub fn cast_schema(&self) -> Option<String> {
        let mut quoted = self.cast_type().strip_prefix('"')?.chars();
        let mut schema = String::new();
        loop {
            match (quoted.next()?, quoted.clone().next()) {
                // A quote in a name is doubled.
                ('"', Some('"')) => schema.extend(quoted.next()),
                ('"', after) => return (after == Some('.')).then_some(schema),
                (other, _) => schema.push(other),
            }
        }
    }

    /// Sets what [`Column::cast_type`] answers.
    pub fn set_cast_type(&mut self, cast_type: String) {
        self.cast_type = Some(cast_type).filter(|cast_type| *cast_type != self.data_type);
    }
}

/// What a collation of MySQL or MariaDB tells apart, by the endings of its name: capitals, accents.
/// <https://dev.mysql.com/doc/refman/9.0/en/charset-collation-names.html>
pub fn tells_apart(collation: &str) -> (bool, bool) {
    let has = |ending: &str| collation.split('_').any(|part| part == ending);
    let capitals = has("cs") || has("bin") || collation == "binary";
    // Without a word of accents they go with the capitals.
    (capitals, has("as") || (capitals && !has("ai")))
}

/// What sort of value a type holds, as far as parameters, outputs and advice depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TypeClass {
    /// Characters.
    Text,
    /// Whole numbers.
    Integer,
    /// Exact or floating numbers with a fraction.
    Number,
    /// True or false.
    Boolean,
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// A date with a time.
    Timestamp,
    /// A span of time.
    Interval,
    /// RFC 9562 identifiers.
    Uuid,
    /// A value of a fixed list.
    Enum,
    /// JSON documents: not scalar.
    Json,
    /// Arrays: not scalar.
    Array,
    /// Bytes.
    Binary,
    /// Network addresses.
    Network,
    /// Anything else: composite, geometric, range, …
    Other,
}

impl TypeClass {
    /// Whether a value can be read out on a call: one scalar.
    pub fn is_scalar(self) -> bool {
        !matches!(self, TypeClass::Json | TypeClass::Array | TypeClass::Binary | TypeClass::Other)
    }
}

/// How the server makes a column's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Generation {
    /// Computed from other columns, by the expression in the column's `default`.
    Generated,
    /// An identity or sequence that a statement must not set (`GENERATED ALWAYS`).
    IdentityAlways,
    /// An identity that a statement may set (`GENERATED BY DEFAULT`, `AUTO_INCREMENT`).
    IdentityByDefault,
}

/// What the discovering login may do with a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Privileges {
    /// SELECT.
    #[serde(default, skip_serializing_if = "is_false")]
    pub select: bool,
    /// INSERT.
    #[serde(default, skip_serializing_if = "is_false")]
    pub insert: bool,
    /// UPDATE.
    #[serde(default, skip_serializing_if = "is_false")]
    pub update: bool,
}

impl Privileges {
    fn are_all(&self) -> bool {
        *self == Privileges::default()
    }
}

/// All of them: what an owner has.
impl Default for Privileges {
    fn default() -> Self {
        Privileges { select: true, insert: true, update: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_a_type_is_its_first_name() {
        let schema = |data_type: &str| Column::new("c", data_type, TypeClass::Other).cast_schema();
        assert_eq!(schema(r#""types"."mood""#).as_deref(), Some("types"));
        assert_eq!(schema(r#""a"".""b"."mood"[]"#).as_deref(), Some(r#"a"."b"#));
        for none in ["text", "character varying(20)", r#""mood""#, r#""broken"#, ""] {
            assert_eq!(schema(none), None, "{none}");
        }
    }
}
