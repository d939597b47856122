//! The one way for a server's text (its version, names of users, objects and rights) into what people read.

/// As many characters of one text as are shown: PostgreSQL's and MySQL's names are shorter.
const LONGEST: usize = 200;

/// `text` without what could mislead a reader or a terminal: control characters, characters that turn the direction of
/// writing or are invisible, and anything past 200 characters. Each that is left out leaves a `�`, a cut leaves `…`.
pub fn shown(text: &str) -> String {
    let mut kept: String = text.chars().take(LONGEST).map(|one| if misleads(one) { '\u{fffd}' } else { one }).collect();
    if text.chars().nth(LONGEST).is_some() {
        kept.push('…');
    }
    kept
}

/// Control characters; Unicode's invisible and direction-turning format characters, its line and paragraph separators,
/// its tag characters. <https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing>
fn misleads(one: char) -> bool {
    one.is_control()
        || matches!(one, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_hears_nothing_and_a_reader_is_not_misled() {
        assert_eq!(shown("18.4\u{1b}[2J\r\n"), "18.4�[2J��");
        assert_eq!(shown("admin\u{202e}resu"), "admin�resu");
        assert_eq!(shown("Müller \"x\" 表"), "Müller \"x\" 表");
    }

    #[test]
    fn a_long_text_is_cut_once() {
        let long = "ä".repeat(201);
        assert_eq!(shown(&long), format!("{}…", "ä".repeat(200)));
        assert_eq!(shown(&"ä".repeat(200)), "ä".repeat(200));
    }
}
