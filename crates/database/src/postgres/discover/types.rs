//! Types: how a cast writes them, and what sort of value they hold.

use gatehouse_core::catalog::TypeClass;

use super::raw::RawType;

/// The type as a cast may write it without changing a value: no length, and names outside `pg_catalog` always quoted and
/// with their schema, so that no search path decides what they mean.
pub(super) fn cast_type(raw: &RawType) -> String {
    let own = |schema: &str, name: &str| format!("{}.{}", quoted(schema), quoted(name));
    match &raw.element {
        Some((schema, name)) if schema != "pg_catalog" => format!("{}[]", own(schema, name)),
        None if raw.schema != "pg_catalog" => {
            text_under_domain(raw).map_or_else(|| own(&raw.schema, &raw.name), str::to_owned)
        }
        _ => raw.unmodified.clone(),
    }
}

/// A cast to a domain over `varchar(5)` would cut a longer text off without a word. As text it is compared just so, and refused when it is stored
/// (<https://www.postgresql.org/docs/current/datatype-character.html>).
fn text_under_domain(raw: &RawType) -> Option<&'static str> {
    match raw.base_name.as_str() {
        same if same == raw.name => None,
        "text" | "varchar" => Some("text"),
        "bpchar" => Some("bpchar"),
        _ => None,
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What sort of value the type, or the type under a domain, holds. `typtype` and `typcategory` are described at
/// <https://www.postgresql.org/docs/current/catalog-pg-type.html>.
pub(super) fn class(raw: &RawType) -> TypeClass {
    match (raw.base_kind.as_str(), raw.base_category.as_str()) {
        ("e", _) => return TypeClass::Enum,
        ("b", "A") => return TypeClass::Array,
        ("b", _) => {}
        // Composite, range, multirange and pseudo types.
        _ => return TypeClass::Other,
    }
    match raw.base_name.as_str() {
        "text" | "varchar" | "bpchar" | "name" | "citext" | "char" => TypeClass::Text,
        "int2" | "int4" | "int8" => TypeClass::Integer,
        "numeric" | "float4" | "float8" | "money" => TypeClass::Number,
        "bool" => TypeClass::Boolean,
        "date" => TypeClass::Date,
        "time" | "timetz" => TypeClass::Time,
        "timestamp" | "timestamptz" => TypeClass::Timestamp,
        "interval" => TypeClass::Interval,
        "uuid" => TypeClass::Uuid,
        "json" | "jsonb" => TypeClass::Json,
        "bytea" => TypeClass::Binary,
        "inet" | "cidr" | "macaddr" | "macaddr8" => TypeClass::Network,
        _ => TypeClass::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(schema: &str, name: &str, element: Option<(&str, &str)>) -> RawType {
        RawType {
            written: String::new(),
            unmodified: "bpchar".into(),
            schema: schema.into(),
            name: name.into(),
            element: element.map(|(schema, name)| (schema.into(), name.into())),
            base: 0,
            base_name: name.into(),
            base_kind: "b".into(),
            base_category: "S".into(),
            not_null: false,
            equality_schema: None,
        }
    }

    #[test]
    fn own_types_are_quoted_with_their_schema() {
        assert_eq!(cast_type(&raw("public", "status", None)), r#""public"."status""#);
        assert_eq!(cast_type(&raw("a\"b", "x y", None)), r#""a""b"."x y""#);
        assert_eq!(cast_type(&raw("public", "_status", Some(("public", "status")))), r#""public"."status"[]"#);
        assert_eq!(cast_type(&raw("pg_catalog", "bpchar", None)), "bpchar");
        assert_eq!(cast_type(&RawType { base_name: "varchar".into(), ..raw("public", "short", None) }), "text");
    }

    #[test]
    fn an_unknown_type_is_other() {
        assert_eq!(class(&raw("public", "geometry", None)), TypeClass::Other);
        assert_eq!(class(&RawType { base_kind: "?".into(), ..raw("public", "text", None) }), TypeClass::Other);
        assert_eq!(class(&raw("pg_catalog", "bpchar", None)), TypeClass::Text);
    }
}
