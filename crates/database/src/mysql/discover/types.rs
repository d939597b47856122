//! Types: how a cast writes them, what sort of value they hold, and their defaults.

use gatehouse_core::catalog::TypeClass;

use super::rows::RawColumn;

/// The labels of an enum as `column_type` writes them: between single quotes, each quote doubled.
pub(super) fn labels(column_type: &str) -> Vec<String> {
    let Some(list) = column_type.strip_prefix("enum(").and_then(|rest| rest.strip_suffix(')')) else {
        return Vec::new();
    };
    let (mut labels, mut current, mut inside) = (Vec::new(), String::new(), false);
    let mut characters = list.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, inside) {
            ('\'', true) if characters.peek() == Some(&'\'') => {
                characters.next();
                current.push('\'');
            }
            ('\'', true) => {
                labels.push(std::mem::take(&mut current));
                inside = false;
            }
            ('\'', false) => inside = true,
            (_, true) => current.push(character),
            (_, false) => {}
        }
    }
    labels
}

/// What sort of value the type holds. One-digit `tinyint` and one-bit `bit` are how both servers write a boolean. JSON is
/// `longtext` to MariaDB, which [`is_json`] tells where the login sees the check; else it counts as text.
pub(super) fn class(column: &RawColumn) -> TypeClass {
    match column.data_type() {
        "tinyint" if column.column_type.starts_with("tinyint(1)") => TypeClass::Boolean,
        "bit" if column.column_type == "bit(1)" => TypeClass::Boolean,
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year" => TypeClass::Integer,
        "decimal" | "float" | "double" => TypeClass::Number,
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => TypeClass::Text,
        "date" => TypeClass::Date,
        "time" => TypeClass::Time,
        "datetime" | "timestamp" => TypeClass::Timestamp,
        "uuid" => TypeClass::Uuid,
        "enum" => TypeClass::Enum,
        "json" => TypeClass::Json,
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => TypeClass::Binary,
        "inet4" | "inet6" => TypeClass::Network,
        // set, bit, vector, geometry and whatever comes.
        _ => TypeClass::Other,
    }
}

/// Whether a check is the one that MariaDB makes for a column declared as JSON, and nothing else.
/// <https://mariadb.com/kb/en/json-data-type/>
pub(super) fn is_json(check: &str, column: &str) -> bool {
    check == format!("json_valid(`{}`)", column.replace('`', "``"))
}

/// The type as CAST may write it without changing a value. CAST knows a list of its own.
/// <https://dev.mysql.com/doc/refman/9.0/en/cast-functions.html>
pub(super) fn cast_type(column: &RawColumn, mariadb: bool) -> &str {
    let written = column.column_type.as_str();
    match column.data_type() {
        // MySQL takes the parameter of a cast to UNSIGNED for a signed number, and cuts off what lies beyond.
        "bigint" if written.contains("unsigned") => "decimal(20,0)",
        "tinyint" | "smallint" | "mediumint" | "int" if written.contains("unsigned") => "unsigned",
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" => "signed",
        "year" | "bit" => "unsigned",
        // Without its precision CAST would round to a whole number.
        "decimal" => written.split_once(')').map_or("decimal(65,30)", |(head, _)| &written[..=head.len()]),
        "float" => "float",
        "double" => "double",
        "date" => "date",
        "time" => "time(6)",
        "datetime" | "timestamp" => "datetime(6)",
        "json" if !mariadb => "json",
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => "binary",
        _ => "char",
    }
}

/// The default as an expression, or the one that computes the value. MariaDB writes one; MySQL writes a literal's bare value, and says so when it is not one.
pub(super) fn default(column: &RawColumn, mariadb: bool) -> Option<String> {
    if column.computed.is_some() {
        return column.computed.clone();
    }
    let default = column.default.as_deref()?;
    if mariadb {
        return (default != "NULL").then(|| default.to_owned());
    }
    let is_expression = column.extra.split(' ').any(|word| word == "DEFAULT_GENERATED");
    let is_number = matches!(class(column), TypeClass::Integer | TypeClass::Number | TypeClass::Boolean);
    if is_expression || is_number || column.data_type() == "bit" {
        return Some(default.to_owned());
    }
    Some(format!("'{}'", default.replace('\'', "''")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(column_type: &str, default: &str, extra: &str) -> RawColumn {
        RawColumn {
            name: "c".into(),
            position: 1,
            default: Some(default.into()),
            nullable: true,
            column_type: column_type.into(),
            extra: extra.into(),
            privileges: None,
            comment: String::new(),
            computed: None,
            collation: None,
        }
    }

    #[test]
    fn json_is_told_by_its_own_check_alone() {
        assert!(is_json("json_valid(`doc`)", "doc") && is_json("json_valid(`d``c`)", "d`c"));
        for other in ["json_valid(`other`)", "json_valid(`doc`) and `doc` <> ''", "json_valid(`doc`) or 1"] {
            assert!(!is_json(other, "doc"), "{other}");
        }
    }

    #[test]
    fn labels_with_quotes_and_commas() {
        assert_eq!(labels("enum('a','it''s','x,y','')"), ["a", "it's", "x,y", ""]);
        assert_eq!(labels("enum("), Vec::<String>::new());
        assert_eq!(labels("int"), Vec::<String>::new());
    }

    #[test]
    fn casts_keep_the_value() {
        let cast = |written: &str| cast_type(&column(written, "", ""), false).to_owned();
        assert_eq!(cast("decimal(8,2) unsigned"), "decimal(8,2)");
        assert_eq!(cast("int(10) unsigned"), "unsigned");
        assert_eq!(cast("bigint"), "signed");
        assert_eq!(cast("enum('a')"), "char");
        assert_eq!(cast("decimal"), "decimal(65,30)");
    }

    #[test]
    fn defaults_of_both_servers_read_the_same() {
        assert_eq!(default(&column("varchar(9)", "it's", ""), false).as_deref(), Some("'it''s'"));
        assert_eq!(default(&column("varchar(9)", "'it''s'", ""), true).as_deref(), Some("'it''s'"));
        assert_eq!(default(&column("int", "NULL", ""), true), None);
        assert_eq!(default(&column("int", "7", ""), false).as_deref(), Some("7"));
        let generated = column("timestamp", "CURRENT_TIMESTAMP", "DEFAULT_GENERATED on update CURRENT_TIMESTAMP");
        assert_eq!(default(&generated, false).as_deref(), Some("CURRENT_TIMESTAMP"));
    }
}
