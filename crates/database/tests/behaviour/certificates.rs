//! Certificates that no honest authority would issue, and chains with something wrong in them.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SigningKey, date_time_ymd,
};
use rustls::pki_types::CertificateDer;

/// What a server shows, its own certificate first.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key_pem: String,
}

/// An authority, or an intermediate of one.
pub(crate) type Signer = CertifiedIssuer<'static, KeyPair>;

/// What a certificate says.
pub(crate) struct Wish {
    params: CertificateParams,
}

impl Wish {
    /// For a server: these names as subject alternative names, none in the subject.
    pub(crate) fn server(names: &[&str]) -> Wish {
        let mut params = CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        Wish { params }.until(2049)
    }

    /// For a CA of this name.
    pub(crate) fn authority(name: &str) -> Wish {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages =
            vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
        Wish { params }.named(name).until(2049)
    }

    /// The same as its own CA, as `openssl req -x509` makes one.
    pub(crate) fn own_authority(mut wish: Wish) -> Wish {
        wish.params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        wish.params.key_usages.clear();
        wish.params.extended_key_usages.clear();
        wish
    }

    /// With this CN.
    pub(crate) fn named(mut self, common_name: &str) -> Wish {
        self.params.distinguished_name.push(DnType::CommonName, common_name);
        self
    }

    /// With this name as a DNS entry, though it reads as an address.
    pub(crate) fn dns(mut self, name: &str) -> Wish {
        self.params.subject_alt_names.push(rcgen::SanType::DnsName(name.try_into().unwrap()));
        self
    }

    /// Valid from 2020 to the start of that year.
    pub(crate) fn until(mut self, year: i32) -> Wish {
        self.params.not_before = date_time_ymd(2020, 1, 1);
        self.params.not_after = date_time_ymd(year, 1, 1);
        self
    }

    /// Valid from 2020 until so many days from now.
    pub(crate) fn for_days(mut self, days: u32) -> Wish {
        let until = std::time::SystemTime::now() + std::time::Duration::from_secs(u64::from(days) * 86_400);
        self.params.not_after = until.into();
        self
    }

    /// Which may not issue others, whatever it is used for.
    pub(crate) fn powerless(mut self) -> Wish {
        self.params.is_ca = IsCa::ExplicitNoCa;
        self
    }

    pub(crate) fn self_signed(self) -> Signer {
        CertifiedIssuer::self_signed(self.params, KeyPair::generate().unwrap()).unwrap()
    }

    pub(crate) fn intermediate_of(self, issuer: &Signer) -> Signer {
        CertifiedIssuer::signed_by(self.params, KeyPair::generate().unwrap(), issuer).unwrap()
    }

    /// A server's certificate, followed by these others.
    pub(crate) fn issued_by(self, issuer: &Signer, others: &[&Signer]) -> Shown {
        let key = KeyPair::generate().unwrap();
        let certificate = self.params.signed_by(&key, issuer).unwrap();
        let chain = std::iter::once(certificate.der()).chain(others.iter().map(|other| other.der()));
        Shown { chain: chain.cloned().collect(), key_pem: key.serialize_pem() }
    }

    /// The same as X.509 version 1: without the extensions and what says that there could be some.
    pub(crate) fn in_version_1(self, issuer: &Signer) -> Shown {
        let key = KeyPair::generate().unwrap();
        let whole = self.params.signed_by(&key, issuer).unwrap();
        let parts = children(children(whole.der())[0]);
        // [0] is the version, [3] the extensions (RFC 5280, 4.1).
        let kept: Vec<&[u8]> = parts.iter().copied().filter(|part| !matches!(part[0], 0xa0 | 0xa3)).collect();
        let body = sequence(0x30, &kept.concat());
        let algorithm = children(whole.der())[1];
        let signature = [&[0][..], &issuer.key().sign(&body).unwrap()].concat();
        let der = sequence(0x30, &[&body[..], algorithm, &sequence(0x03, &signature)].concat());
        Shown { chain: vec![CertificateDer::from(der)], key_pem: key.serialize_pem() }
    }
}

/// A signer as a server's own certificate, as `openssl req -x509` makes one.
pub(crate) fn as_server(signer: &Signer) -> Shown {
    Shown { chain: vec![signer.der().clone()], key_pem: signer.key().serialize_pem() }
}

/// The values inside a DER value, each whole.
fn children(der: &[u8]) -> Vec<&[u8]> {
    let (head, _) = measure(der);
    let mut rest = &der[head..];
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (head, length) = measure(rest);
        let (one, others) = rest.split_at(head + length);
        found.push(one);
        rest = others;
    }
    found
}

/// The lengths of a DER value's head and content.
fn measure(der: &[u8]) -> (usize, usize) {
    match der[1] {
        short @ ..0x80 => (2, usize::from(short)),
        long => {
            let count = usize::from(long & 0x7f);
            (2 + count, der[2..2 + count].iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
        }
    }
}

fn sequence(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82][..], &length, content].concat()
}
