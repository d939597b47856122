//! The startup packet, written by us.
//!
//! The driver fills its own from the environment (`PGOPTIONS` is appended to whatever it is told). Ours holds what is
//! written here and nothing else.

/// Protocol 3.0.
const VERSION: u32 = 196_608;

/// No startup packet of the driver is longer; a longer one is not the driver's.
const MAX_DRIVER_PACKET: usize = 10_000;

/// The packet for this login. Neither text may hold a NUL, which the descriptor's checks refuse.
///
/// No `options` and no `extra_float_digits`: poolers refuse what they do not know. `settings` come last, so that they win.
pub(super) fn packet(user: &str, database: &str, settings: &[(&str, &str)]) -> Vec<u8> {
    let parameters = [
        ("user", user),
        ("database", database),
        ("application_name", "gatehouse"),
        // What the driver relies on when it reads values.
        ("client_encoding", "UTF8"),
        ("DateStyle", "ISO, MDY"),
        ("TimeZone", "UTC"),
    ];
    let mut body = VERSION.to_be_bytes().to_vec();
    for text in parameters.iter().chain(settings).flat_map(|(name, value)| [*name, *value]) {
        body.extend_from_slice(text.as_bytes());
        body.push(0);
    }
    body.push(0);
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], &body].concat()
}

/// How long the packet at the start of `bytes` is, once its length is known: `Err` when that cannot be the driver's.
pub(super) fn length_of(bytes: &[u8]) -> Result<Option<usize>, ()> {
    let Some(length) = bytes.first_chunk::<4>() else { return Ok(None) };
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| ())?;
    if (8..=MAX_DRIVER_PACKET).contains(&length) { Ok(Some(length)) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_counts_itself() {
        let packet = packet("u", "d", &[("lock_timeout", "1s")]);
        assert_eq!(length_of(&packet), Ok(Some(packet.len())));
        assert_eq!(length_of(&packet[..3]), Ok(None));
        assert_eq!(length_of(&[0xff; 4]), Err(()));
        assert!(packet.windows(9).any(|window| window == b"user\0u\0da"));
        assert!(packet.ends_with(b"\0lock_timeout\x001s\0\0"));
    }
}
