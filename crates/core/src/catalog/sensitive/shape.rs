//! What values look like. A value is looked at once and forgotten; what stays is a count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::detect;

/// The shape of one value. A value has the first of these that it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ValueShape {
    /// An address with a local part, an @ and a domain.
    Email,
    /// A JSON Web Token: three parts in base64url, the first a JSON object (RFC 7519).
    Jwt,
    /// A password hash that names its scheme: bcrypt, Argon2, scrypt, PBKDF2, crypt's `$5$` and `$6$`, phpass.
    PasswordHash,
    /// A PEM block of a private key (RFC 7468).
    PrivateKey,
    /// An RFC 9562 identifier.
    Uuid,
    /// An IPv4 or IPv6 address.
    IpAddress,
    /// A hardware address, EUI-48.
    MacAddress,
    /// An IBAN whose check digits hold (ISO 13616, mod 97).
    Iban,
    /// 13 to 19 digits of a card's range whose check digit holds (ISO/IEC 7812, Luhn).
    CardNumber,
    /// A US social security number with its dashes and an area that exists.
    SocialSecurityNumber,
    /// A telephone number: E.164, or a national one with its usual separators.
    Phone,
    /// A calendar date on which a living person can be born: 1900 to 2024.
    BirthDate,
    /// 32, 40, 56, 64, 96 or 128 hexadecimal digits: the size of a digest.
    HexDigest,
    /// At least 24 characters without a space, of several kinds, as keys and tokens are.
    Key,
    /// A JSON object or array.
    Json,
    /// A web address.
    Url,
    /// Two decimal degrees.
    Coordinates,
    /// A number.
    Number,
    /// Several words.
    Prose,
    /// Anything else.
    Other,
}

/// How many values of a column had which shape.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShapeFacts {
    /// Values that were looked at.
    pub seen: u32,
    /// NULL or without a visible character; not among `seen`.
    pub empty: u32,
    /// How many of `seen` have which shape; shapes without a value are absent.
    pub shapes: BTreeMap<ValueShape, u32>,
    /// How many of `seen` are E.164: a plus sign and 7 to 15 digits, nothing else.
    #[serde(default)]
    pub e164: u32,
}

impl ShapeFacts {
    /// Looks at one value and forgets it.
    pub fn look_at(&mut self, value: Option<&str>) {
        match value.map(str::trim).filter(|value| !value.is_empty()) {
            None => self.empty = self.empty.saturating_add(1),
            Some(value) => {
                self.seen = self.seen.saturating_add(1);
                let count = self.shapes.entry(ValueShape::of(value)).or_default();
                *count = count.saturating_add(1);
                self.e164 = self.e164.saturating_add(u32::from(is_e164(value)));
            }
        }
    }
}

/// As a call brings a number. <https://www.itu.int/rec/T-REC-E.164>
fn is_e164(value: &str) -> bool {
    let digits = value.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
}

impl ValueShape {
    /// The shape of a value without blanks around it.
    pub fn of(value: &str) -> ValueShape {
        type Test = (fn(&str) -> bool, ValueShape);
        // In this order: what is told with certainty goes before what is told by its looks.
        const TESTS: [Test; 19] = [
            (detect::is_private_key, ValueShape::PrivateKey),
            (detect::is_json, ValueShape::Json),
            (detect::is_jwt, ValueShape::Jwt),
            (detect::is_password_hash, ValueShape::PasswordHash),
            (detect::is_email, ValueShape::Email),
            (detect::is_url, ValueShape::Url),
            (detect::is_uuid, ValueShape::Uuid),
            (detect::is_mac_address, ValueShape::MacAddress),
            (detect::is_ip_address, ValueShape::IpAddress),
            (detect::is_iban, ValueShape::Iban),
            (detect::is_social_security_number, ValueShape::SocialSecurityNumber),
            (detect::is_birth_date, ValueShape::BirthDate),
            (detect::is_card_number, ValueShape::CardNumber),
            (detect::is_coordinates, ValueShape::Coordinates),
            (detect::is_phone, ValueShape::Phone),
            (detect::is_number, ValueShape::Number),
            (detect::is_hex_digest, ValueShape::HexDigest),
            (detect::is_key, ValueShape::Key),
            (detect::is_prose, ValueShape::Prose),
        ];
        TESTS.iter().find(|(fits, _)| fits(value)).map_or(ValueShape::Other, |(_, shape)| *shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_the_shape_that_a_reader_sees() {
        for (value, shape) in [
            ("ada@example.org", ValueShape::Email),
            ("@example.org", ValueShape::Other),
            ("a b@example.org", ValueShape::Prose),
            ("+49 30 901820", ValueShape::Phone),
            ("(555) 010-9999", ValueShape::Phone),
            ("20260102", ValueShape::Number),
            // Test numbers that the card schemes publish.
            ("4111 1111 1111 1111", ValueShape::CardNumber),
            ("378282246310005", ValueShape::CardNumber),
            ("4111111111111112", ValueShape::Number),
            ("GB82 WEST 1234 5698 7654 32", ValueShape::Iban),
            ("DE89370400440532013000", ValueShape::Iban),
            ("DE89370400440532013001", ValueShape::Other),
            ("078-05-1120", ValueShape::SocialSecurityNumber),
            ("000-05-1120", ValueShape::Phone),
            ("1979-05-17", ValueShape::BirthDate),
            ("1979-13-17", ValueShape::Phone),
            ("2026-11-22", ValueShape::Other),
            ("17.05.1979", ValueShape::BirthDate),
            ("192.0.2.7", ValueShape::IpAddress),
            ("2001:db8::7", ValueShape::IpAddress),
            ("00:1b:44:11:3a:b7", ValueShape::MacAddress),
            ("018f4e9a-7c1f-7a2b-8d3e-1f2a3b4c5d6e", ValueShape::Uuid),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", ValueShape::Jwt),
            ("$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234", ValueShape::PasswordHash),
            ("$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", ValueShape::PasswordHash),
            ("5f4dcc3b5aa765d61d8327deb882cf99", ValueShape::HexDigest),
            ("-----BEGIN PRIVATE KEY-----\nMC4CAQ", ValueShape::PrivateKey),
            ("gh_16C7e42F292c6912E7710c838347Ae178B4a", ValueShape::Key),
            (r#"{"a": 1}"#, ValueShape::Json),
            ("https://example.org/a?b=c", ValueShape::Url),
            ("52.5200, 13.4050", ValueShape::Coordinates),
            ("12.50", ValueShape::Number),
            ("Called twice, wants an answer", ValueShape::Prose),
            ("pending", ValueShape::Other),
        ] {
            assert_eq!(ValueShape::of(value), shape, "{value}");
        }
    }

    #[test]
    fn only_counts_stay() {
        let mut facts = ShapeFacts::default();
        for value in [Some("ada@example.org"), None, Some("  "), Some("bob@example.org"), Some("n/a")] {
            facts.look_at(value);
        }
        assert_eq!((facts.seen, facts.empty), (3, 2));
        assert_eq!(facts.shapes, BTreeMap::from([(ValueShape::Email, 2), (ValueShape::Other, 1)]));
        for kept in [format!("{facts:?}"), serde_json::to_string(&facts).unwrap()] {
            assert!(!kept.contains("example"), "{kept}");
        }
    }

    #[test]
    fn numbers_as_a_call_brings_them_are_counted_by_themselves() {
        let mut facts = ShapeFacts::default();
        for value in ["+15551234567", "5551234567", "(555) 123-4567", "+1 555 123 4567", "+0155512345", "+4930901820"] {
            facts.look_at(Some(value));
        }
        assert_eq!((facts.seen, facts.e164), (6, 2));
    }

    proptest::proptest! {
        /// Values are a stranger's: any text has a shape.
        #[test]
        fn every_value_has_a_shape(value in "\\PC{0,40}|[0-9a-f:.$@ +-]{0,40}") {
            ValueShape::of(value.trim());
        }
    }
}
