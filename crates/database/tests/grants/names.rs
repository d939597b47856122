//! Names that break careless scripts, and chance that can be replayed.

/// SplitMix64: the same numbers for the same seed, everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(crate) fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| u8::try_from(self.below(256)).unwrap())
    }
}

const HOSTILE: &[&str] = &[
    "plain",
    "select",
    "Order",
    "UPPER",
    "with space",
    "da-sh",
    "semi;colon",
    "dot.ted",
    "a\"b",
    "\"\"",
    "a`b",
    "``",
    "a'b",
    "''",
    "back\\slash",
    "\\",
    "\\'",
    "\\\"",
    "\\`",
    ":x",
    ":'x'",
    ":\"x\"",
    "$$",
    "$code$",
    "$name$",
    "$1",
    "%",
    "_",
    "a_b",
    "a%b",
    "--",
    "/*",
    "*/",
    "/*!50000 x */",
    "#",
    "ünïcode",
    "日本語",
    "Привет",
    "אב",
    "e\u{301}",
    "\u{200b}",
    "?",
    "@x",
    "{{x}}",
    "(",
    ")",
    ",",
    "~",
    "\\gexec ",
    "delimiter",
    "null",
    "public",
    "*",
    "\u{feff}",
];

/// No script takes these: their tables and columns are blocked wherever they come up.
const UNSCRIPTABLE: &[&str] = &["line\nend", "\\!\n\\! ", "tab\t", "bell\u{7}"];

/// A name that nobody else has, because it ends with `number`.
pub(crate) fn name(dice: &mut Dice, number: usize) -> String {
    let tail = number.to_string();
    match dice.below(12) {
        // As long as PostgreSQL allows, in bytes, so that one more would be cut.
        0 => format!("{}{tail}", "x".repeat(63 - tail.len())),
        1 => {
            let wide = (63 - tail.len()) / 2;
            format!("{}{}{tail}", "x".repeat((63 - tail.len()) % 2), "é".repeat(wide.min(20)))
        }
        _ => format!("{}{}{tail}", HOSTILE[dice.below(HOSTILE.len())], HOSTILE[dice.below(HOSTILE.len())]),
    }
}

/// [`name`], and now and then one that no script takes.
pub(crate) fn any_name(dice: &mut Dice, number: usize) -> String {
    if dice.one_in(25) {
        format!("{}{number}", UNSCRIPTABLE[dice.below(UNSCRIPTABLE.len())])
    } else {
        name(dice, number)
    }
}

/// A user's name: within MySQL's 32 characters, and without what PostgreSQL's accounts are refused for.
pub(crate) fn user(dice: &mut Dice, number: usize) -> String {
    let short: String = name(dice, 0).chars().filter(|c| !",אב".contains(*c)).take(20).collect();
    format!("u{short}{number}")
}
