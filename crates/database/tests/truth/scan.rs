//! A small, tolerant reader of DDL that a server or its own dump program printed.

/// Text of which the front is taken off bit by bit.
#[derive(Clone, Copy)]
pub(crate) struct Scan<'a>(pub(crate) &'a str);

impl<'a> Scan<'a> {
    /// Takes this word or punctuation if it is next.
    pub(crate) fn has(&mut self, word: &str) -> bool {
        let text = self.0.trim_start();
        let Some(rest) = text.strip_prefix(word) else { return false };
        let ends_in_letter = word.ends_with(|one: char| one.is_alphanumeric());
        if ends_in_letter && rest.starts_with(|one: char| one.is_alphanumeric() || one == '_') {
            return false;
        }
        self.0 = rest;
        true
    }

    /// Takes a name: bare, or between double or back quotes.
    pub(crate) fn name(&mut self) -> String {
        let text = self.0.trim_start();
        let quote = text.chars().next().filter(|first| matches!(first, '"' | '`'));
        let Some(quote) = quote else {
            let end = text.find(|one: char| !(one.is_alphanumeric() || one == '_' || one == '$')).unwrap_or(text.len());
            self.0 = &text[end..];
            return text[..end].to_owned();
        };
        let mut name = String::new();
        let mut rest = &text[1..];
        loop {
            let at = rest.find(quote).unwrap_or_else(|| panic!("a name without an end: {text}"));
            name.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if !rest.starts_with(quote) {
                self.0 = rest;
                return name;
            }
            name.push(quote);
            rest = &rest[1..];
        }
    }

    /// Takes a name with its schema.
    pub(crate) fn table(&mut self) -> (String, String) {
        let first = self.name();
        if self.0.starts_with('.') {
            self.0 = &self.0[1..];
            return (first, self.name());
        }
        (String::new(), first)
    }

    /// Takes what stands between the parentheses that are next.
    pub(crate) fn inside(&mut self) -> &'a str {
        let text = self.0.trim_start();
        assert!(text.starts_with('('), "no parenthesis: {text}");
        let mut depth = 0;
        for (at, one) in Bare::of(text) {
            match one {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.0 = &text[at + 1..];
                return &text[1..at];
            }
        }
        panic!("parentheses without an end: {text}")
    }

    /// Takes the names between the parentheses that are next.
    pub(crate) fn names(&mut self) -> Vec<String> {
        split(self.inside(), ',').into_iter().map(|item| Scan(item).name()).collect()
    }

    /// Takes a text between single quotes.
    pub(crate) fn text(&mut self) -> String {
        let text = self.0.trim_start();
        let end = Bare::of(text).map(|(at, _)| at).find(|at| *at > 0).unwrap_or(text.len());
        self.0 = &text[end..];
        let inner = text[..end].trim_end().trim_start_matches('\'').strip_suffix('\'').unwrap_or_default();
        inner.replace("''", "'").replace("\\\\", "\\")
    }

    /// Takes everything up to the first of these words outside quotes and parentheses, or to the end.
    pub(crate) fn until(&mut self, words: &[&str]) -> &'a str {
        let text = self.0.trim_start();
        let mut depth = 0;
        let mut before = ' ';
        for (at, one) in Bare::of(text) {
            let starts = depth == 0 && !before.is_alphanumeric() && before != '_';
            if starts && words.iter().any(|word| Scan(&text[at..]).has(word)) {
                self.0 = &text[at..];
                return text[..at].trim_end();
            }
            match one {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            before = one;
        }
        self.0 = "";
        text.trim_end()
    }

    pub(crate) fn is_done(&self) -> bool {
        self.0.trim().is_empty()
    }
}

/// The pieces between separators outside quotes and parentheses.
pub(crate) fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut pieces, mut depth, mut begun) = (Vec::new(), 0, 0);
    for (at, one) in Bare::of(text) {
        match one {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if one == separator && depth == 0 => {
                pieces.push(text[begun..at].trim());
                begun = at + separator.len_utf8();
            }
            _ => {}
        }
    }
    let last = text[begun..].trim();
    if !last.is_empty() {
        pieces.push(last);
    }
    pieces
}

/// The characters outside quotes of any kind, comments and dollar quotes, with their places.
pub(crate) struct Bare<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Bare<'a> {
    pub(crate) fn of(text: &'a str) -> Bare<'a> {
        Bare { text, at: 0 }
    }

    fn skip_quoted(&mut self, quote: char) {
        let mut rest = self.text[self.at..].char_indices().skip(1);
        while let Some((at, one)) = rest.next() {
            if one == '\\' && quote == '\'' {
                rest.next();
            } else if one == quote {
                self.at += at + 1;
                // A doubled quote begins anew, and is skipped in the same way.
                return;
            }
        }
        self.at = self.text.len();
    }
}

impl Iterator for Bare<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        loop {
            let rest = &self.text[self.at..];
            let one = rest.chars().next()?;
            if rest.starts_with("--") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if let Some(tag) = dollar_tag(rest) {
                let body = &rest[tag.len()..];
                self.at += tag.len() + body.find(tag).map_or(body.len(), |end| end + tag.len());
            } else if matches!(one, '\'' | '"' | '`') {
                self.skip_quoted(one);
            } else {
                let at = self.at;
                self.at += one.len_utf8();
                return Some((at, one));
            }
        }
    }
}

fn dollar_tag(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('$')?;
    let end = inner.find('$')?;
    inner[..end].chars().all(|one| one.is_alphanumeric() || one == '_').then(|| &text[..end + 2])
}
