//! What is left out of JSON because it goes without saying.

pub(super) fn is_false(value: &bool) -> bool {
    !value
}

pub(super) fn yes() -> bool {
    true
}

pub(super) fn is_yes(value: &bool) -> bool {
    *value
}
