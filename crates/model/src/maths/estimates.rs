//! Estimates on the back of an envelope: what one multiplies out before anything is built, and is asked for in
//! interviews and exams.
//!
//! Each is a formula of its own with its source. Rates are per second; a count need not be whole.
//!
//! Left out: what the simulators of this package do better. These are means and limits, not distributions.

use super::chance::Chance;
use crate::tick::Tick;

const SECOND_US: f64 = 1_000_000.0;

/// L = λW: how many requests are under way at once, where `rate` arrive a second and each stays for `time` (Little
/// 1961).
pub fn in_flight(rate: f64, time: Tick) -> f64 {
    rate * (time.0 as f64 / SECOND_US)
}

/// T = S/(1 − ρ): the mean time from arrival to answer of one server with Poisson arrivals and exponential service of
/// mean S, busy a share ρ = `utilisation.up` of the time (M/M/1; Kleinrock, Queueing Systems I, 1975). None at or
/// above full use, where the queue grows without end.
pub fn response_time(service: Tick, utilisation: Chance) -> Option<Tick> {
    (utilisation.down > 0.0).then(|| Tick(libm::round(service.0 as f64 / utilisation.down) as u64))
}

/// 1 − (1 − p)ⁿ: the chance that at least one of `n` parallel calls is slow, if each is so by itself with the chance
/// p = `one.up` (Dean and Barroso, The Tail at Scale, 2013).
pub fn slowest_of(one: Chance, n: u32) -> Chance {
    Chance::parallel(std::iter::repeat_n(one, n as usize))
}

/// h·t₁ + (1 − h)·t₂: the mean time of a read through a cache that answers a share h of them in `hit`, and all others
/// in `miss` (Hennessy and Patterson, Computer Architecture, the average memory access time; here the time of a miss
/// is all of it).
pub fn cached_time(hits: Chance, hit: Tick, miss: Tick) -> Tick {
    Tick(libm::round(hits.up * hit.0 as f64 + hits.down * miss.0 as f64) as u64)
}

/// B/(μ − λ): how long a backlog of B takes to go away where λ arrive and μ are served a second. None if it does not.
pub fn drain_time(backlog: f64, arriving: f64, served: f64) -> Option<Tick> {
    (served > arriving).then(|| Tick(libm::round(backlog / (served - arriving) * SECOND_US) as u64))
}

/// aˡ: how many calls reach the lowest of `layers` that each try up to `attempts` times, when it keeps failing (Beyer
/// and others, Site Reliability Engineering, 2016, chapter 22). None beyond 64 bits.
pub fn retries_in_layers(attempts: u32, layers: u32) -> Option<u64> {
    u64::from(attempts).checked_pow(layers)
}

/// d·(2ʳ − 1): the waiting before `retries` retries that start at `first` and double, without jitter (Metcalfe and
/// Boggs's exponential backoff, 1976). None beyond what a time can be.
pub fn backoff(first: Tick, retries: u32) -> Option<Tick> {
    let doubled = 1u64.checked_shl(retries).filter(|_| retries < 63)?;
    first.0.checked_mul(doubled - 1).map(Tick)
}

/// b + r·t: the most that a token bucket of size b, full at first and refilled at r a second, lets through in a time
/// (Turner 1986, the leaky bucket as a meter).
pub fn admitted(rate: f64, burst: f64, time: Tick) -> f64 {
    burst + in_flight(rate, time)
}

/// (k + m)/k: how many times its size something takes up that is coded into k data and m parity pieces, of which any
/// k restore it (Weatherspoon and Kubiatowicz 2002). None without data pieces.
pub fn storage_overhead(data: u32, parity: u32) -> Option<f64> {
    (data > 0).then(|| f64::from(data + parity) / f64::from(data))
}

/// √(2·C·M): the interval between checkpoints that cost C each that loses least, with a mean time M between failures
/// (Young 1974); good while C is far below M.
pub fn checkpoint_interval(cost: Tick, mtbf: Tick) -> Tick {
    Tick(libm::round((2.0 * cost.0 as f64 * mtbf.0 as f64).sqrt()) as u64)
}

/// log₂ n + ln n: the rounds until a rumour that each informed node tells to one other a round has reached all of n
/// nodes, for large n (Frieze and Grimmett 1985, Pittel 1987).
pub fn gossip_rounds(n: u32) -> f64 {
    let n = f64::from(n.max(1));
    libm::log2(n) + libm::log(n)
}

/// U·r: of so many requests how many may fail where a share A of them has to succeed (the error budget; Beyer and
/// others 2016, chapter 3).
pub fn failures_allowed(availability: Chance, requests: f64) -> f64 {
    availability.down * requests
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prng;
    use rand_xoshiro::rand_core::Rng;

    fn close(value: f64, expect: f64) {
        assert!((value - expect).abs() < 1e-9 * expect.abs().max(1.0), "{value} against {expect}");
    }

    #[test]
    fn formulae_give_the_published_figures() {
        // Dean and Barroso: 1 % of slow servers, a hundred of them asked: 63 % of the requests are slow.
        assert_eq!(slowest_of(Chance::from_up(0.01), 100).percent(), "63.4");
        assert_eq!(slowest_of(Chance::from_up(0.01), 100).down, Chance::series([Chance::from_up(0.99); 100]).up);
        // Beyer and others: three layers of four attempts each are 64.
        assert_eq!(retries_in_layers(4, 3), Some(64));
        close(in_flight(200.0, Tick(50_000)), 10.0);
        assert_eq!(response_time(Tick::SECOND, Chance::from_up(0.75)), Some(Tick(4_000_000)));
        assert_eq!(response_time(Tick::SECOND, Chance::UP), None);
        assert_eq!(cached_time(Chance::from_up(0.5), Tick(1_000), Tick(9_000)), Tick(5_000));
        assert_eq!(drain_time(600.0, 90.0, 100.0), Some(Tick(60_000_000)));
        assert_eq!(drain_time(600.0, 100.0, 100.0), None);
        assert_eq!(backoff(Tick(100), 4), Some(Tick(100 + 200 + 400 + 800)));
        assert_eq!((backoff(Tick(1), 63), retries_in_layers(10, 30)), (None, None));
        close(admitted(10.0, 50.0, Tick(3_000_000)), 80.0);
        close(storage_overhead(10, 4).expect("there are data"), 1.4);
        assert_eq!(checkpoint_interval(Tick(50), Tick(10_000)), Tick(1_000));
        close(gossip_rounds(1_024), 10.0 + libm::log(1024.0));
        close(failures_allowed(Chance::from_parts(999, 1), 1e6), 1_000.0);
    }

    #[test]
    fn rumours_that_are_told_at_random_take_about_as_many_rounds_as_the_formula_says() {
        const N: usize = 2_000;
        let mut stream = prng::stream(1, "test", "rumour");
        let mut n_rounds = 0;
        for _ in 0..40 {
            let mut knows = vec![false; N];
            knows[0] = true;
            while knows.contains(&false) {
                let n_telling = knows.iter().filter(|knows| **knows).count();
                (0..n_telling).for_each(|_| knows[stream.next_u64() as usize % N] = true);
                n_rounds += 1;
            }
        }
        let mean = f64::from(n_rounds) / 40.0;
        assert!((mean - gossip_rounds(N as u32)).abs() < 1.5, "{mean} against {}", gossip_rounds(N as u32));
    }

    #[test]
    fn a_single_queue_waits_as_long_as_the_formula_says() {
        let mut stream = prng::stream(2, "test", "queue");
        let mut exponential =
            |mean: f64| -> f64 { -libm::log(prng::uniform_53(&mut stream) as f64 / (1u64 << 53) as f64) * mean };
        let (mut waited, mut total) = (0.0f64, 0.0);
        const N: u32 = 400_000;
        for _ in 0..N {
            let service = exponential(0.6);
            total += waited + service;
            waited = (waited + service - exponential(1.0)).max(0.0);
        }
        let closed = response_time(Tick(600_000), Chance::from_up(0.6)).expect("not full").0 as f64 / SECOND_US;
        assert!((total / f64::from(N) / closed - 1.0).abs() < 0.03, "{} against {closed}", total / f64::from(N));
    }
}
