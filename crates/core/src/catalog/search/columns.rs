//! What the names of columns say, found once for each different name.

use super::index::Index;
use super::lists::Places;
use super::query::Query;
use super::vocabulary::Word;

/// A meaning this good answers for a column as a whole.
const GOOD: f64 = 0.5;

/// What one name says: flags.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NameAnswer(u8);

/// It holds an answer; a good one; two words that stand side by side in the question; nothing but words of the question.
const ANY: u8 = 1;
const GOOD_ONE: u8 = 2;
const PHRASE: u8 = 4;
const WHOLE: u8 = 8;
/// Its words are those of the text.
const NAMED: u8 = 16;

impl NameAnswer {
    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }

    pub(super) fn answers(self) -> bool {
        self.0 & ANY != 0
    }

    pub(super) fn holds_a_phrase(self) -> bool {
        self.0 & PHRASE != 0
    }

    pub(super) fn may_be_named(self) -> bool {
        self.0 & NAMED != 0
    }
}

/// By name.
pub(super) struct NameAnswers {
    names: Vec<NameAnswer>,
    said: Places,
}

impl NameAnswers {
    pub(super) fn of(index: &Index, query: &Query) -> NameAnswers {
        let mut said = Places::none(index.words.len());
        query.sequence.iter().flatten().for_each(|word| said.add(*word as usize));
        let (mut any, mut good) = (Places::none(index.words.len()), Places::none(index.words.len()));
        for (word, well) in query.asked.iter().flat_map(|asked| &asked.means) {
            any.add(*word as usize);
            if *well >= GOOD {
                good.add(*word as usize);
            }
        }
        let mut phrases: Vec<(Word, Word)> = query
            .sequence
            .windows(2)
            .filter_map(|pair| if let [Some(a), Some(b)] = pair { Some((*a, *b)) } else { None })
            .collect();
        phrases.sort_unstable();
        let answer = |name: &[Word]| {
            let has = |set: &Places| name.iter().any(|word| set.has(*word as usize));
            let phrased = |pair: &[Word]| matches!(pair, [a, b] if said.has(*a as usize) && phrases.binary_search(&(*a, *b)).is_ok());
            let good_one = has(&good);
            let whole = match name {
                [word] => good.has(*word as usize),
                words => good_one && words.iter().all(|word| said.has(*word as usize)),
            };
            let named = query.name.as_ref().is_some_and(|text| text.words == name);
            let flags = [
                (has(&any), ANY),
                (good_one, GOOD_ONE),
                (name.windows(2).any(phrased), PHRASE),
                (whole, WHOLE),
                (named, NAMED),
            ];
            NameAnswer(flags.into_iter().filter(|(is, _)| *is).map(|(_, flag)| flag).sum())
        };
        NameAnswers { names: index.names.iter().map(answer).collect(), said }
    }

    pub(super) fn get(&self, name: u32) -> NameAnswer {
        self.names.get(name as usize).copied().unwrap_or_default()
    }

    /// Whether a column's name is answered as a whole. `patient_name` in `patient`: the table's own name adds nothing to it.
    pub(super) fn is_whole(&self, index: &Index, name: u32, table: usize) -> bool {
        let NameAnswer(flags) = self.get(name);
        if flags & (GOOD_ONE | WHOLE) != GOOD_ONE {
            return flags & WHOLE != 0;
        }
        let (words, own) = (index.names.get(name as usize), index.name_of(table));
        words.len() > 1 && words.iter().all(|word| self.said.has(*word as usize) || own.contains(word))
    }
}
