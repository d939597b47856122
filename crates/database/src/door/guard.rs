//! What stands between a server and a driver: every message is judged before the driver sees its first byte.

/// Why a guard closed a connection. Our own words only; nothing that a server sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// A message that the protocol does not allow here; the text completes "The server broke the protocol: …".
    Protocol(&'static str),
    /// A request for the password in a form that an unverified server could misuse.
    PasswordRequest {
        /// The method as the protocol names it.
        method: &'static str,
    },
}

/// A framing state machine over one connection: bytes in, verdict out, no I/O.
pub(crate) trait Guard: Send + 'static {
    /// What goes to the server in place of the driver's first message, and how many of `bytes` that message is;
    /// `None` while it is not there as a whole. A driver fills its first message from the environment, too; ours is
    /// explicit.
    fn opening(&mut self, bytes: &[u8]) -> Result<Option<(usize, Vec<u8>)>, Violation>;

    /// Judges the whole messages at the start of `bytes`, the server's stream from the first byte not judged yet, and
    /// returns how many bytes they are. What the driver should see of them is appended to `passed`. Bytes after them
    /// are offered again together with what follows.
    fn vet(&mut self, bytes: &[u8], passed: &mut Vec<u8>) -> Result<usize, Violation>;

    /// Hears what the driver sends after its first message, before the server does: some answers mean nothing without
    /// their question.
    fn heed(&mut self, _request: &[u8]) -> Result<(), Violation> {
        Ok(())
    }

    /// The server's error code when it refused the login.
    fn rejection(&self) -> Option<&str>;
}
