//! What a change may ask of the state that it changes (RFC 9110, 13.1): nobody's change is overwritten unseen.

/// What must be there for a change to be made; else it fails with [`crate::ApiFailure::Conflict`]. A platform that knows no ETags
/// makes it all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precondition<'a> {
    /// Whatever is there.
    #[default]
    None,
    /// What has this ETag.
    Unchanged(&'a str),
    /// Nothing yet.
    Absent,
}

impl<'a> From<Option<&'a str>> for Precondition<'a> {
    /// Of the ETag that came with what was read; none where the platform has none.
    fn from(tag: Option<&'a str>) -> Precondition<'a> {
        tag.map_or(Precondition::None, Precondition::Unchanged)
    }
}
