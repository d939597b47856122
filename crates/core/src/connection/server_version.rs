//! Which server versions Gatehouse is made for.

use super::Engine;

/// The oldest version that is tested against or still behaves alike: `PostgreSQL 13`, `MySQL 8.0` or `MariaDB 10.11`.
/// `None` when `version`, as the server states it, is that or later, or is no version at all: what nobody can read is not
/// called old.
pub fn older_than_supported(engine: Engine, version: &str) -> Option<&'static str> {
    let (floor, name) = match engine {
        Engine::Postgres => ((13, 0), "PostgreSQL 13"),
        Engine::Mysql if version.contains("MariaDB") => ((10, 11), "MariaDB 10.11"),
        Engine::Mysql => ((8, 0), "MySQL 8.0"),
    };
    (numbers(version)? < floor).then_some(name)
}

/// Major and minor; a minor that is missing or no number (`8.0.mysql_aurora`, `18beta1`) counts as 0.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let leading = |part: &str| {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        part.get(..end).and_then(|digits| digits.parse().ok())
    };
    let mut parts = version.split('.');
    let major = leading(parts.next()?)?;
    Some((major, parts.next().and_then(leading).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_itself_is_supported() {
        let old = |version| older_than_supported(Engine::Postgres, version);
        assert_eq!(old("12.22"), Some("PostgreSQL 13"));
        assert_eq!(old("9.6.24"), Some("PostgreSQL 13"));
        for version in ["13.0", "13beta1", "15.18 (Debian 15.18-0+deb12u1)", "18.4", "", "unknown", "99999999999.1"] {
            assert_eq!(old(version), None, "{version}");
        }
    }

    #[test]
    fn mysql_and_mariadb_count_differently() {
        let old = |version| older_than_supported(Engine::Mysql, version);
        assert_eq!(old("5.7.44"), Some("MySQL 8.0"));
        assert_eq!(old("10.6.18-MariaDB"), Some("MariaDB 10.11"));
        for version in ["8.0.36", "9.7.4", "8.0.mysql_aurora.3.05.2", "10.11.19-MariaDB", "11.4.2-MariaDB"] {
            assert_eq!(old(version), None, "{version}");
        }
    }
}
