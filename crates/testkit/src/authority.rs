//! A certificate authority that lives as long as a test.

use anyhow::{Context, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};

/// A throw-away certificate authority. Its key never leaves the process.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A server's certificate with its private key, both as PEM.
pub struct Leaf {
    /// The certificate alone, without its issuer.
    pub cert_pem: String,
    /// The private key, PKCS#8.
    pub key_pem: String,
}

/// When a leaf is valid. The dates are fixed, so that no test depends on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// From 2020 to the end of 2049, the last year that certificates write with two digits.
    Current,
    /// Over since the first of January 2021.
    Expired,
    /// Not before the first of January 2048.
    Future,
}

impl Authority {
    /// Makes an authority with a fresh P-256 key.
    pub fn new(common_name: &str) -> Result<Self> {
        let mut params = CertificateParams::new(Vec::<String>::new())?;
        params.distinguished_name.push(DnType::CommonName, common_name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Validity::Current.apply(&mut params);
        let key = KeyPair::generate().context("no key for the test authority")?;
        let pem = params.self_signed(&key)?.pem();
        Ok(Self { issuer: Issuer::new(params, key), pem })
    }

    /// The authority's own certificate: what a client is given as its only root.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Issues a server certificate for these names; a name that reads as an IP address becomes an IP entry.
    pub fn issue(&self, names: &[&str], validity: Validity) -> Result<Leaf> {
        let mut params = CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        params.distinguished_name.push(DnType::CommonName, names.first().copied().unwrap_or("nameless"));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        validity.apply(&mut params);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Leaf { cert_pem: certificate.pem(), key_pem: key.serialize_pem() })
    }
}

impl Validity {
    fn apply(self, params: &mut CertificateParams) {
        let (from, until) = match self {
            Self::Current => ((2020, 1, 1), (2049, 12, 31)),
            Self::Expired => ((2020, 1, 1), (2021, 1, 1)),
            Self::Future => ((2048, 1, 1), (2049, 12, 31)),
        };
        params.not_before = date_time_ymd(from.0, from.1, from.2);
        params.not_after = date_time_ymd(until.0, until.1, until.2);
    }
}
