//! How a grant names databases: MySQL's LIKE, letter for letter.

/// Whether `pattern` means `name`: `%` is any text, `_` any character, `\` lets the next stand for itself.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let parts = parts(pattern);
    let name: Vec<char> = name.chars().collect();
    // One row of the usual table a part: which beginnings of the name the parts so far can mean.
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    for part in parts {
        let mut next = vec![false; name.len() + 1];
        for at in 0..=name.len() {
            next[at] = match part {
                Part::Any => reached[at] || at > 0 && next[at - 1],
                Part::One => at > 0 && reached[at - 1],
                Part::Exactly(one) => at > 0 && reached[at - 1] && name[at - 1] == one,
            };
        }
        reached = next;
    }
    reached[name.len()]
}

/// Whether a pattern may mean more than one database.
pub(super) fn is_pattern(pattern: &str) -> bool {
    parts(pattern).iter().any(|part| !matches!(part, Part::Exactly(_)))
}

#[derive(Debug, Clone, Copy)]
enum Part {
    Any,
    One,
    Exactly(char),
}

fn parts(pattern: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = pattern.chars();
    while let Some(one) = rest.next() {
        parts.push(match one {
            '%' => Part::Any,
            '_' => Part::One,
            '\\' => Part::Exactly(rest.next().unwrap_or('\\')),
            other => Part::Exactly(other),
        });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_mysql_reads_it() {
        for (pattern, name) in
            [(r"app\_%", "app_x"), ("my_app", "myXapp"), ("%", ""), ("a%b%c", "a1b2b3c"), (r"a\%", "a%")]
        {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [(r"app\_%", "appx1"), ("app", "App"), ("_", ""), ("a%b", "ab1"), (r"a\%", "ab"), ("", "a")]
        {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_has_a_wildcard_of_its_own() {
        for pattern in ["app_%", "my_app", "%", r"a\\_b"] {
            assert!(is_pattern(pattern), "{pattern}");
        }
        for name in ["app", r"my\_app", r"\%"] {
            assert!(!is_pattern(name), "{name}");
        }
    }
}
