//! Text that some program would read as an IPv4 address although it is not the canonical four decimal numbers.
//!
//! `inet_aton` takes decimal, octal, hexadecimal and short forms, and so does every resolver built on it; URL parsers
//! take any host that "ends in a number" for IPv4 (WHATWG URL, 3.5). Which address it is depends on the reader
//! (RFC 6943, 3.1.1), so none of these is ever looked up.

/// Whether `text`, known not to be a canonical IPv4 address, is a number in disguise.
pub(super) fn is_ambiguous_ipv4(text: &str) -> bool {
    let (address, is_network) = match text.split_once('/') {
        // CIDR: a network, where one address is meant.
        Some((address, mask)) => (address, !mask.is_empty() && mask.bytes().all(|b| b.is_ascii_digit() || b == b'.')),
        None => (text, true),
    };
    let unsigned = address.strip_prefix(['+', '-']).unwrap_or(address);
    is_network && ends_in_number(unsigned)
}

/// Wider than WHATWG's rule on purpose: any last label that *begins* with a digit counts, which also covers `0x…`,
/// `0b…`, `1e3` and `1-9`. No name is lost, as a top-level domain is alphabetic (RFC 1123, 2.1; RFC 3696, 2).
fn ends_in_number(text: &str) -> bool {
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    let last = text.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    is_plain && last.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    fn numbers(
        #[values(
            "0",
            "127.1",
            "127.0.1",
            "2130706433",
            "017700000001",
            "0x7f000001",
            "0X7F.1",
            "0x",
            "127.0.0.01",
            "127.0.0.0x1",
            "0177.0.0.1",
            "1.2.3.4.5",
            "256.1.1.1",
            "8.8.8.8.",
            "8.8.8.8..",
            "127..0.1",
            ".127.0.0.1",
            "1e3",
            "0b1",
            "0o17.0.0.1",
            "+1",
            "-127.0.0.1",
            "8.8.8.8/32",
            "10/8",
            "10.0.0.0/255.0.0.0",
            "1.2.3.4-5",
            "example.0xff",
            "example.08",
            "7f000001",
            "1_000",
            "99999999999999999999999999"
        )]
        text: &str,
    ) {
        assert!(is_ambiguous_ipv4(text));
    }

    #[rstest]
    fn not_numbers(
        #[values(
            "",
            ".",
            "+",
            "-",
            "--1",
            "1.example.com",
            "db.123.example.com",
            "127.0.0.1.nip.io",
            "0x7f.example.com",
            "8.8.8.8/",
            "8.8.8.8/x",
            "/8",
            "8.8.8.8/8/8",
            " 1",
            "1 ",
            "1%30",
            "1,2",
            "\u{ff11}",
            "db.a1",
            "8.8.8.8:53"
        )]
        text: &str,
    ) {
        assert!(!is_ambiguous_ipv4(text));
    }
}
