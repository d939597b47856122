//! Who has called how often: the generic cell rate algorithm, one atomic word for each key and address.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::RateLimiter;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;

use super::{Limits, Quota};

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// Which limits a call falls under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Everything but calling skills.
    Calls,
    /// Calling skills.
    Invocations,
}

/// Where a caller stands with one limit after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The limit.
    pub(crate) quota: Quota,
    /// Calls that may follow at once.
    pub(crate) remaining: u32,
    /// After an allowed call, until nothing counts any more; after a refused one, until the next is allowed.
    pub(crate) reset: Duration,
}

/// The limiters of a server.
pub(crate) struct Rates {
    calls: Pair,
    invocations: Pair,
    clock: DefaultClock,
}

struct Pair {
    key: (Quota, Limiter<String>),
    address: (Quota, Limiter<IpAddr>),
}

impl Pair {
    fn new(key: Quota, address: Quota) -> Pair {
        Pair { key: (key, limiter(key)), address: (address, limiter(address)) }
    }

    fn forget_the_idle(&self) {
        self.key.1.retain_recent();
        self.address.1.retain_recent();
    }
}

fn limiter<K: Hash + Eq + Clone>(quota: Quota) -> Limiter<K> {
    // At most a million calls a second: there is always some time between two, and the strictest quota never stands in.
    let allowed = governor::Quota::with_period(quota.one())
        .unwrap_or_else(|| governor::Quota::per_hour(NonZeroU32::MIN))
        .allow_burst(quota.calls);
    RateLimiter::dashmap(allowed).with_middleware()
}

impl Rates {
    pub(crate) fn new(limits: Limits) -> Rates {
        Rates {
            calls: Pair::new(limits.key, limits.address),
            invocations: Pair::new(limits.invoke_key, limits.invoke_address),
            clock: DefaultClock::default(),
        }
    }

    /// Counts a call of this key.
    pub(crate) fn key(&self, class: Class, key_id: &str) -> Result<Standing, Standing> {
        let (quota, limiter) = &self.pair(class).key;
        self.count(*quota, limiter, &key_id.to_owned())
    }

    /// Counts a call from this address.
    pub(crate) fn address(&self, class: Class, address: IpAddr) -> Result<Standing, Standing> {
        let (quota, limiter) = &self.pair(class).address;
        self.count(*quota, limiter, &whose(address))
    }

    /// Who has not called for so long that nothing counts any more takes no memory.
    pub(crate) fn forget_the_idle(&self) {
        self.calls.forget_the_idle();
        self.invocations.forget_the_idle();
    }

    fn pair(&self, class: Class) -> &Pair {
        match class {
            Class::Calls => &self.calls,
            Class::Invocations => &self.invocations,
        }
    }

    fn count<K: Hash + Eq + Clone>(&self, quota: Quota, limiter: &Limiter<K>, who: &K) -> Result<Standing, Standing> {
        match limiter.check_key(who) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let used = quota.calls.get().saturating_sub(remaining);
                Ok(Standing { quota, remaining, reset: quota.one() * used })
            }
            Err(refused) => Err(Standing { quota, remaining: 0, reset: refused.wait_time_from(self.clock.now()) }),
        }
    }
}

/// Whoever has one address of IPv6 has its whole /64, so that counts as one.
fn whose(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(network.into())
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates() -> Rates {
        let limits = Limits { key: Quota::new(2, 3600), invoke_key: Quota::new(1, 3600), ..Limits::default() };
        Rates::new(limits)
    }

    #[test]
    fn each_key_and_each_class_is_counted_by_itself() {
        let rates = rates();
        assert_eq!(rates.key(Class::Calls, "a").unwrap().remaining, 1);
        assert_eq!(rates.key(Class::Calls, "a").unwrap().remaining, 0);
        let refused = rates.key(Class::Calls, "a").unwrap_err();
        assert!(refused.remaining == 0 && refused.reset > Duration::from_secs(1700), "{refused:?}");
        assert!(rates.key(Class::Calls, "b").is_ok());
        assert!(rates.key(Class::Invocations, "a").is_ok());
        assert!(rates.key(Class::Invocations, "a").is_err());
        rates.forget_the_idle();
        assert!(rates.key(Class::Calls, "a").is_err(), "only the idle are forgotten");
    }

    #[test]
    fn the_addresses_of_one_network_count_together() {
        let of = |text: &str| whose(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1:2:3"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
