//! "Did you mean …": the nearest known name, when one is near enough to be meant.

/// The candidate nearest to `typed`; ties go to the first in order. None when nothing is close.
pub(super) fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = strsim::jaro_winkler(&typed, &candidate.to_lowercase());
        if score >= 0.82 && best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether a parameter or output name is one an agent can say and JSON can hold: `a-z`, digits and `_`, at most 63.
pub(super) fn is_snake_case(name: &str) -> bool {
    name.len() <= 63
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// A snake-case name made from any text; none when nothing of it is left.
pub(super) fn snake_case(text: &str) -> Option<String> {
    let mut name = String::new();
    let mut previous_lower = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && previous_lower {
                name.push('_');
            }
            previous_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
            name.push(c.to_ascii_lowercase());
        } else {
            previous_lower = false;
            if !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
        }
    }
    let name: String = name.trim_matches('_').trim_start_matches(|c: char| c.is_ascii_digit() || c == '_').into();
    let name: String = name.chars().take(63).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_snake_case() {
        assert_eq!(snake_case("Caller phone").as_deref(), Some("caller_phone"));
        assert_eq!(snake_case("startsAt").as_deref(), Some("starts_at"));
        assert_eq!(snake_case("2nd  Name!").as_deref(), Some("nd_name"));
        assert_eq!(snake_case("日本"), None);
    }

    #[test]
    fn only_near_names_are_offered() {
        assert_eq!(nearest("Phone", ["id", "phone"]), Some("phone"));
        assert_eq!(nearest("start_at", ["status", "starts_at"]), Some("starts_at"));
        assert_eq!(nearest("diagnosis", ["id", "phone"]), None);
    }
}
