use super::*;

fn rights(line: &str) -> (Vec<String>, Level, String) {
    let Line::Rights { rights, level, to } = read(line) else { panic!("{line}: {:?}", read(line)) };
    let shown = rights.into_iter().map(|(name, extent)| match extent.whole {
        true => name,
        false => format!("{name} {:?}", extent.columns),
    });
    (shown.collect(), level, to)
}

fn table(database: &str, table: &str) -> Level {
    Level::Table { database: database.into(), table: table.into() }
}

#[test]
fn levels_and_columns() {
    assert_eq!(
        rights("GRANT SELECT, SELECT (`a`, `id`), INSERT (`a`) ON `app_x`.`t` TO `x`@`127.0.0.1` WITH GRANT OPTION"),
        (
            vec!["SELECT".into(), r#"SELECT {"a", "id"}"#.into(), r#"INSERT {"a"}"#.into(), "GRANT OPTION".into()],
            table("app_x", "t"),
            "x@127.0.0.1".into()
        )
    );
    let (held, level, to) = rights(r#"GRANT DELETE, CREATE TEMPORARY TABLES ON `app\_%`.* TO `r3'"``x`"#);
    assert_eq!((held.len(), level), (2, Level::Database(r"app\_%".into())));
    assert_eq!(to, "r3'\"`x");
    let hash = "GRANT USAGE ON *.* TO `x`@`%` IDENTIFIED BY PASSWORD '*EC7E' REQUIRE SSL WITH GRANT OPTION MAX_QUERIES_PER_HOUR 5";
    assert_eq!(rights(hash), (vec!["USAGE".into(), "GRANT OPTION".into()], Level::Global, "x@%".into()));
    let routine = Level::Routine { kind: "PROCEDURE".into(), database: "d".into(), name: "p.q".into() };
    assert_eq!(rights("GRANT EXECUTE ON PROCEDURE `d`.`p.q` TO `x`@`%`").1, routine);
    assert_eq!(rights("GRANT SELECT, DELETE ON `t`.`a` TO PUBLIC").2, "PUBLIC");
}

#[test]
fn names_are_no_words() {
    let trap = "GRANT SELECT (`a ON b`, `x, y`) ON `TO PUBLIC`.`c WITH GRANT OPTION` TO `ON`@`GRANT OPTION`";
    let (held, level, to) = rights(trap);
    assert_eq!(held, [r#"SELECT {"a ON b", "x, y"}"#]);
    assert_eq!((level, to.as_str()), (table("TO PUBLIC", "c WITH GRANT OPTION"), "ON@GRANT OPTION"));
    // A database called * is not every database.
    assert_eq!(rights("GRANT SELECT ON `*`.* TO `a`@`b`").1, Level::Database("*".into()));
    assert_eq!(rights("GRANT SELECT ON `a`.`*` TO `a`@`b`").1, table("a", "*"));
}

#[test]
fn unquoted_names_are_read_too() {
    assert_eq!(rights("GRANT SELECT (a, b) ON d.t TO x@h").1, table("d", "t"));
    assert_eq!(read("GRANT r1@h,r2@h TO x@h"), Line::Roles);
    assert_eq!(read("GRANT r1 TO x@h"), Line::Roles);
}

#[test]
fn what_is_no_right() {
    assert_eq!(read("GRANT `r1`@`%`,`r2`@`%` TO `x`@`%` WITH ADMIN OPTION"), Line::Roles);
    assert_eq!(read("SET DEFAULT ROLE `r1` FOR `x`@`%`"), Line::Roles);
    assert_eq!(read("GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION"), Line::Proxy);
    assert_eq!(read("REVOKE INSERT ON `d`.* FROM `x`@`%`"), Line::Revoked);
    for odd in
        ["", "HELLO", "GRANT", "GRANT SELECT ON", "GRANT SELECT ON `a` TO `b`", "GRANT SELECT (`a` ON `b`.`c` TO `d`"]
    {
        assert_eq!(read(odd), Line::Unreadable, "{odd}");
    }
}
