//! TLS as no library would write it (RFC 8446, 5.1 and 4.1.3).

use rustls::pki_types::CertificateDer;

use crate::certificates::Shown;

/// A handshake record.
pub(crate) fn record(body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    [&[22, 3, 3][..], &length, body].concat()
}

/// A ServerHello of this version, without extensions.
pub(crate) fn server_hello(version: u16) -> Vec<u8> {
    // Random, an empty session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    let body = [&version.to_be_bytes()[..], &[7; 32], &[0, 0x00, 0x2f, 0]].concat();
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    record(&[&[2][..], &length[1..], &body].concat())
}

/// The start of a ServerHello of 16 MiB.
pub(crate) fn huge_handshake() -> Vec<u8> {
    record(&[2, 0xff, 0xff, 0xff, 3, 3])
}

/// A fatal alert.
pub(crate) fn alert(description: u8) -> Vec<u8> {
    vec![21, 3, 3, 0, 2, 2, description]
}

/// The same with a chain of 1 MiB behind it.
pub(crate) fn long_chain(shown: Shown) -> Shown {
    let filler = CertificateDer::from(vec![0x30; 16 * 1024]);
    Shown { chain: shown.chain.into_iter().chain(std::iter::repeat_n(filler, 64)).collect(), ..shown }
}
