//! The driver's own packets: only their number and command are looked at.

use super::super::wire::{self, HEADER};

/// Takes the driver's stream apart.
#[derive(Debug, Default)]
pub(super) struct Requests {
    /// Header and first byte of a packet that is not there yet.
    begun: Vec<u8>,
    /// Bytes of the latest packet that are still to come.
    skip: usize,
}

impl Requests {
    /// Number and first byte of each packet whose first byte is now there.
    pub(super) fn hear(&mut self, mut bytes: &[u8]) -> Vec<(u8, u8)> {
        let mut heard = Vec::new();
        while !bytes.is_empty() {
            let skipped = self.skip.min(bytes.len());
            self.skip -= skipped;
            bytes = bytes.get(skipped..).unwrap_or_default();
            let Some((first, rest)) = bytes.split_first() else { break };
            bytes = rest;
            self.begun.push(*first);
            let Some((length, number)) = wire::header(&self.begun) else { continue };
            // A packet without content, as the end of an empty answer to a server's question has, is whole with its header.
            let command = match (length, self.begun.get(HEADER)) {
                (0, _) => 0,
                (_, Some(command)) => *command,
                _ => continue,
            };
            self.skip = length.saturating_sub(1);
            self.begun.clear();
            heard.push((number, command));
        }
        heard
    }
}
