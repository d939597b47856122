//! The chain as a whole: what the server sent and the given CA that completes it.

use rustls::pki_types::CertificateDer;

use super::link::Link;

/// More certificates than this are not looked at. Real chains have two to four.
const MAX_LINKS: usize = 16;

/// What a server showed, and what the connection trusts beside it.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    /// As they came; the server's own is first.
    pub(super) sent: Vec<Link>,
    /// The connection's own CA certificates.
    pub(super) given: Vec<Link>,
}

/// Where the way up from the server's certificate ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End<'a> {
    /// At a certificate of the connection's CA.
    Given(&'a Link),
    /// At one that names itself as issuer.
    SelfSigned(&'a Link),
    /// At one whose issuer is not here.
    Open(&'a Link),
}

impl Chain {
    pub(super) fn read(
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        given: &[CertificateDer<'_>],
    ) -> Chain {
        let sent = std::iter::once(leaf).chain(others).take(MAX_LINKS).enumerate();
        Chain {
            sent: sent.filter_map(|(index, der)| Link::sent(index, der)).collect(),
            given: given.iter().take(MAX_LINKS).filter_map(Link::given).collect(),
        }
    }

    /// Follows the issuers' names upwards from the server's certificate; the links on the way, in order, and the end.
    /// Names are claims: this explains a verdict and never makes one.
    pub(super) fn way_up(&self) -> Option<(Vec<&Link>, End<'_>)> {
        let mut link = self.sent.first()?;
        let mut way = vec![link];
        loop {
            if let Some(root) = self.given.iter().find(|given| link.names_issuer(given)) {
                way.push(root);
                return Some((way, End::Given(link)));
            }
            if link.vouches_for_itself() {
                return Some((way, End::SelfSigned(link)));
            }
            let next = self.sent.iter().find(|sent| link.names_issuer(sent) && !way.contains(sent));
            match next {
                Some(next) => {
                    way.push(next);
                    link = next;
                }
                None => return Some((way, End::Open(link))),
            }
        }
    }

    /// All links for the report: those that were sent, then the given one that completes them.
    pub(super) fn links(&self) -> Vec<Link> {
        let mut links = self.sent.clone();
        if let Some((way, End::Given(_))) = self.way_up()
            && let Some(root) = way.last()
            && !self.sent.iter().any(|sent| sent.subject_der == root.subject_der)
        {
            links.push((*root).clone());
        }
        links
    }
}
