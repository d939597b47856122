//! The pure heart of Gatehouse: five nouns and their verbs.
//!
//! No I/O, no async, no clock, no randomness: the same input gives the same output, to the byte. Whoever needs a
//! socket, a file or the time stands outside and hands plain data in.

pub mod binding;
pub mod catalog;
pub mod connection;
pub mod fingerprint;
pub mod scoping;
pub mod sync;
