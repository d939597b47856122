//! The parts that common words play in a name: one look-up a word, whatever the number of lists.

use std::collections::HashMap;
use std::sync::LazyLock;

/// After a phrase it says that the column holds something about the thing, not the thing.
pub(super) const ABOUT: u8 = 1;
/// After a phrase it only refers to the thing. What a code or key stands for is still told by it where the thing is one of a few kinds
/// (a gender) or an entry of a catalogue (a diagnosis); elsewhere it is a key.
pub(super) const REFERENCE: u8 = 2;
/// Before all it begins a yes or no.
pub(super) const QUESTION: u8 = 4;
/// Before a phrase it says what [`ABOUT`] says after one, as Romance languages do.
pub(super) const ABOUT_FIRST: u8 = 8;
/// Before a phrase it makes a yes or no of it, wherever it stands.
pub(super) const ALLOWS: u8 = 16;
/// Before all it begins a number of things.
pub(super) const AMOUNT: u8 = 32;

const LISTS: [(u8, &str); 6] = [
    (
        ABOUT,
        "count cnt total flag enabled disabled required requirement verified confirmed valid validated validation status state type \
    typ tipo kind method format template at on by date datum fecha dt time ts timestamp expiry expire expired expiration until \
    since length len size index idx order sort position pos level policy version limit max min attempt attempted rate ratio \
    percent pct score allowed visible visibility public hidden preference preferred setting config configuration option group \
    category class sent seen read opt optin optout optional consent lang locale url uri link href port server column col field \
    label caption placeholder regex pattern mask rule permission role scope strategy algorithm algo iteration encoding mime \
    extension width height unit uom currency subject changed updated created deleted modified last counter sequence seq estimated \
    domain suffix start end datetime operator section y n enum definition review reviewed days flg completed issueddate \
    expiredate exempt digits supported schema",
    ),
    (REFERENCE, "id code uuid guid ref fk key concept cd no nr number"),
    (
        QUESTION,
        "is has have had can may allow allows show hide enable disable require requires use uses send notify should needs need accept \
    accepts opt do does receive want wants include exclude must will no skip never force auto",
    ),
    (ABOUT_FIRST, "tipo type clase estado cantidad fecha"),
    (ALLOWS, "allow allows enable enabled require requires accept accepts"),
    (AMOUNT, "num number count cnt n max min total avg sum no qty"),
];

static PARTS: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut parts: HashMap<&'static str, u8> = HashMap::new();
    for (part, list) in LISTS {
        for word in list.split_ascii_whitespace() {
            *parts.entry(word).or_default() |= part;
        }
    }
    parts
});

/// Whether the word plays one of `parts`.
pub(super) fn plays(word: &str, parts: u8) -> bool {
    PARTS.get(word).is_some_and(|played| played & parts != 0)
}
