//! A connection that is reached from this machine only: what that means for the hosted platform, in plain words.

use gatehouse_core::connection::address::{Policy, admit};
use gatehouse_core::connection::{Check, Descriptor};

use crate::door::Reached;

/// Adds it to the first check, if the owner chose so. Not a warning: local work is what was chosen.
pub(super) fn told(check: Check, reached: &Reached, descriptor: &Descriptor) -> Check {
    if !descriptor.local_only {
        return check;
    }
    let (reach, sentence) = match admit(&descriptor.host, &[reached.peer().ip()], Policy::Platform) {
        Ok(_) => (
            "this machine only, by choice; the hosted platform would accept this host".to_owned(),
            "You chose to reach it from this machine only, so sync to the hosted platform is not offered.".to_owned(),
        ),
        Err(refusal) => (
            format!("this machine only; the hosted platform will refuse this host ({})", refusal.sentence()),
            "The hosted platform will refuse this host, so sync to it is not offered.".to_owned(),
        ),
    };
    let mut check = check;
    check.detail = format!("{} {sentence}", check.detail);
    check.evidence.insert("reach".into(), reach);
    check
}
