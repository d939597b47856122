//! The protocol's framing and its integers of varying length, read without trusting any of them.
//!
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_dt_integers.html>

/// A packet's header: three bytes of length, little-endian, and its number.
pub(super) const HEADER: usize = 4;

/// Length and number of the packet at the start of `bytes`.
pub(super) fn header(bytes: &[u8]) -> Option<(usize, u8)> {
    let &[a, b, c, number] = bytes.first_chunk::<HEADER>()?;
    Some((usize::from(a) | usize::from(b) << 8 | usize::from(c) << 16, number))
}

/// A whole packet. `body` is one of ours and short.
pub(super) fn packet(number: u8, body: &[u8]) -> Vec<u8> {
    let [a, b, c, ..] = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
    [&[a, b, c, number][..], body].concat()
}

/// The next `N` bytes.
pub(super) fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*first)
}

/// The next `count` bytes.
pub(super) fn take_slice<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (first, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(first)
}

/// The bytes before the next NUL, which is taken, too.
pub(super) fn take_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    let text = take_slice(bytes, end)?;
    take::<1>(bytes)?;
    Some(text)
}

/// An integer of varying length.
pub(super) fn take_integer(bytes: &mut &[u8]) -> Option<u64> {
    let [first] = take::<1>(bytes)?;
    match first {
        0..=0xfa => Some(u64::from(first)),
        0xfc => take::<2>(bytes).map(|low| u64::from(u16::from_le_bytes(low))),
        0xfd => take::<3>(bytes).map(|[a, b, c]| u64::from(u32::from_le_bytes([a, b, c, 0]))),
        0xfe => take::<8>(bytes).map(u64::from_le_bytes),
        // 0xfb is NULL and 0xff an error, where those may stand.
        _ => None,
    }
}

/// Bytes that follow their own length.
pub(super) fn take_counted<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let count = usize::try_from(take_integer(bytes)?).ok()?;
    take_slice(bytes, count)
}

/// The number in an error packet, `0xff`, two bytes, and at least six more as MySQL and MariaDB write them, or fewer before
/// the capabilities are agreed. The text is not read.
pub(super) fn error_number(body: &[u8]) -> Option<u16> {
    match body {
        [0xff, low, high, ..] => Some(u16::from_le_bytes([*low, *high])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_every_length() {
        let read = |mut bytes: &[u8]| take_integer(&mut bytes).map(|value| (value, bytes.len()));
        assert_eq!(read(&[0xfa, 9]), Some((250, 1)));
        assert_eq!(read(&[0xfc, 1, 2]), Some((0x0201, 0)));
        assert_eq!(read(&[0xfd, 1, 2, 3]), Some((0x0003_0201, 0)));
        assert_eq!(read(&[0xfe, 1, 0, 0, 0, 0, 0, 0, 0x80]), Some((0x8000_0000_0000_0001, 0)));
        for bad in [&[][..], &[0xfb], &[0xff], &[0xfc, 1], &[0xfe, 1, 2]] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn packets_count_their_body() {
        assert_eq!(header(&packet(3, &[7; 300])), Some((300, 3)));
        assert_eq!(header(&[1, 2, 3]), None);
    }
}
