//! How long a message is under way: named distributions, drawn one word of luck at a time.
//!
//! One operation of a quorum has four legs (Bailis et al., "Probabilistically Bounded Staleness for Practical Partial
//! Quorums", VLDB 2012): the write W travels to a replica, its acknowledgement A back, the read R to a replica, its
//! reply S back. The plain distributions treat them alike; the published ones are fits to production systems (their
//! table 3), each a mixture of a Pareto body and an exponential tail, where the write may have a fit of its own:
//!
//! | name        | write                             | acknowledgement, read, reply      |
//! |-------------|-----------------------------------|-----------------------------------|
//! | `lnkd-ssd`  | as the others                     | 91.22 % P(0.235, 10) + E(1.66)    |
//! | `lnkd-disk` | 38 % P(1.05, 1.51) + E(0.183)     | as `lnkd-ssd`                     |
//! | `ymmr`      | 93.9 % P(3, 3.5) + E(0.0028)      | 98.2 % P(1.5, 3.8) + E(0.0217)    |
//! | `wan`       | as `lnkd-disk`, and 75 ms more each way to a replica outside the local data centre |
//!
//! P(x, α) is Pareto with the minimum x in milliseconds, E(λ) exponential with λ per millisecond. For the write of
//! `ymmr` the paper prints α = 3.35, yet its authors' simulator has 3.5, and only 3.5 gives the figures they report.
//!
//! Every draw takes exactly one word from its stream, whatever the distribution, and small words mean slow messages
//! everywhere: the same seed gives two settings the same luck. Pareto and exponential are drawn by inversion from one
//! logarithm: with L = −ln u, the exponential is L/λ and the Pareto x·e^(L/α).
//!
//! Left out: legs that depend on each other, on the load or on the hour, as they do in a real system.

use std::fmt;
use std::str::FromStr;

use crate::prng::{Stream, uniform_53};
use crate::tick::{DurationError, Tick, parse_duration, split_at_dots};

/// The four legs of one write and one read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// W: the write to a replica.
    Write,
    /// A: the replica's acknowledgement back.
    Ack,
    /// R: the read to a replica.
    Read,
    /// S: the replica's reply back.
    Reply,
}

/// How the time on a leg is distributed. Notation: `5ms`, `2ms..8ms`, `exp 5ms`, `lnkd-ssd`, `lnkd-disk`, `ymmr`,
/// `wan`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// Always the same, 0 to [`LATENCY_MAX`].
    Constant(Tick),
    /// Even between two ends, both 0 to [`LATENCY_MAX`] and `min` at most `max`.
    Uniform {
        /// The shortest.
        min: Tick,
        /// The longest.
        max: Tick,
    },
    /// Exponential: most are short, and a few are several times the mean.
    Exponential {
        /// The mean, 0 to [`LATENCY_MAX`].
        mean: Tick,
    },
    /// The fit to LinkedIn's Voldemort on solid-state disks.
    LnkdSsd,
    /// The fit to LinkedIn's Voldemort on spinning disks: writes are the slow ones.
    LnkdDisk,
    /// The fit to Yammer's Riak, with a long tail.
    Ymmr,
    /// [`Latency::LnkdDisk`] over data centres: 75 ms more each way to a remote replica.
    Wan,
}

/// Why a text is not a [`Latency`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LatencyError {
    /// Neither a duration nor a name; holds the text.
    Unknown(String),
    /// A duration in it is none.
    Duration(DurationError),
    /// A duration above [`LATENCY_MAX`]; holds the text.
    TooLong(String),
    /// The first end is above the second; holds the ends the right way round.
    Backwards(Latency),
}

/// The greatest duration that a latency's notation accepts.
pub const LATENCY_MAX: Tick = Tick::MINUTE;

/// No message is under way for longer than this, whatever its tail.
pub const DRAWN_MAX: Tick = Tick::HOUR;

/// What `wan` adds on each leg to or from a remote replica, in milliseconds.
const REMOTE_MS: f64 = 75.0;

const UNIT_53: f64 = (1u64 << 53) as f64;

/// A Pareto body and an exponential tail.
struct Mixture {
    /// The share of the exponential, which takes the small words.
    tail_share: f64,
    /// The Pareto's minimum in milliseconds.
    minimum_ms: f64,
    /// The Pareto's α; all of them are above 1, so the mean exists.
    shape: f64,
    /// The exponential's λ, per millisecond.
    rate_per_ms: f64,
}

const SSD: Mixture = Mixture { tail_share: 0.0878, minimum_ms: 0.235, shape: 10.0, rate_per_ms: 1.66 };
const DISK_WRITE: Mixture = Mixture { tail_share: 0.62, minimum_ms: 1.05, shape: 1.51, rate_per_ms: 0.183 };
const YMMR_WRITE: Mixture = Mixture { tail_share: 0.061, minimum_ms: 3.0, shape: 3.5, rate_per_ms: 0.0028 };
const YMMR_OTHER: Mixture = Mixture { tail_share: 0.018, minimum_ms: 1.5, shape: 3.8, rate_per_ms: 0.0217 };

impl Latency {
    /// The published ones, which have a name for a notation.
    pub fn all_named() -> [Latency; 4] {
        [Latency::LnkdSsd, Latency::LnkdDisk, Latency::Ymmr, Latency::Wan]
    }

    /// Whether it is a published fit.
    pub fn is_published(self) -> bool {
        self.name().is_some()
    }

    /// Draws the time on a leg in milliseconds, above or equal to 0 and finite; takes one word from the stream.
    ///
    /// `is_remote` says that the replica is in another data centre than the coordinator; only [`Latency::Wan`] minds.
    pub fn draw_ms(self, leg: Leg, is_remote: bool, stream: &mut Stream) -> f64 {
        let u = uniform_53(stream) as f64 / UNIT_53;
        match self {
            Latency::Constant(latency) => milliseconds(latency),
            Latency::Uniform { min, max } => milliseconds(max) - milliseconds(max - min) * u,
            Latency::Exponential { mean } => -libm::log(u) * milliseconds(mean),
            Latency::LnkdSsd | Latency::LnkdDisk | Latency::Ymmr | Latency::Wan => {
                self.mixture(leg).inverse(u) + self.extra_ms(is_remote)
            }
        }
    }

    /// Draws the time on a leg, in whole microseconds; takes one word from the stream.
    ///
    /// At least a microsecond, except for a constant of none, and at most [`DRAWN_MAX`].
    pub fn draw(self, leg: Leg, is_remote: bool, stream: &mut Stream) -> Tick {
        let ms = self.draw_ms(leg, is_remote, stream);
        match self {
            Latency::Constant(latency) => latency,
            _ => Tick((libm::round(ms * 1000.0) as u64).clamp(1, DRAWN_MAX.0)),
        }
    }

    /// The mean time on a leg in milliseconds, in closed form: α·x/(α − 1) for the Pareto, 1/λ for the exponential.
    pub fn mean_ms(self, leg: Leg, is_remote: bool) -> f64 {
        match self {
            Latency::Constant(latency) => milliseconds(latency),
            Latency::Uniform { min, max } => milliseconds(min + max) / 2.0,
            Latency::Exponential { mean } => milliseconds(mean),
            Latency::LnkdSsd | Latency::LnkdDisk | Latency::Ymmr | Latency::Wan => {
                self.mixture(leg).mean() + self.extra_ms(is_remote)
            }
        }
    }

    /// The fit for a leg; the plain distributions, which have none, never ask.
    fn mixture(self, leg: Leg) -> &'static Mixture {
        match (self, leg) {
            (Latency::LnkdDisk | Latency::Wan, Leg::Write) => &DISK_WRITE,
            (Latency::Ymmr, Leg::Write) => &YMMR_WRITE,
            (Latency::Ymmr, _) => &YMMR_OTHER,
            _ => &SSD,
        }
    }

    fn extra_ms(self, is_remote: bool) -> f64 {
        if is_remote && self == Latency::Wan { REMOTE_MS } else { 0.0 }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Latency::LnkdSsd => Some("lnkd-ssd"),
            Latency::LnkdDisk => Some("lnkd-disk"),
            Latency::Ymmr => Some("ymmr"),
            Latency::Wan => Some("wan"),
            Latency::Constant(_) | Latency::Uniform { .. } | Latency::Exponential { .. } => None,
        }
    }
}

impl Mixture {
    /// The value in milliseconds for a uniform `u` in (0, 1].
    fn inverse(&self, u: f64) -> f64 {
        if u <= self.tail_share {
            -libm::log(u / self.tail_share) / self.rate_per_ms
        } else {
            // What is left of the unit is as good as new.
            let u = (u - self.tail_share) / (1.0 - self.tail_share);
            self.minimum_ms * libm::exp(-libm::log(u) / self.shape)
        }
    }

    fn mean(&self) -> f64 {
        let body = self.minimum_ms * self.shape / (self.shape - 1.0);
        (1.0 - self.tail_share) * body + self.tail_share / self.rate_per_ms
    }
}

fn milliseconds(tick: Tick) -> f64 {
    tick.0 as f64 / 1000.0
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Latency::Constant(latency) => f.write_str(&latency.compact()),
            Latency::Uniform { min, max } => write!(f, "{}..{}", min.compact(), max.compact()),
            Latency::Exponential { mean } => write!(f, "exp {}", mean.compact()),
            named => f.write_str(named.name().unwrap_or_default()),
        }
    }
}

impl FromStr for Latency {
    type Err = LatencyError;

    fn from_str(text: &str) -> Result<Latency, LatencyError> {
        let text = text.trim();
        if let Some(named) = Latency::all_named().into_iter().find(|latency| latency.name() == Some(text)) {
            return Ok(named);
        }
        if let Some(mean) = text.strip_prefix("exp ") {
            return Ok(Latency::Exponential { mean: duration(mean)? });
        }
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(LatencyError::Unknown(text.into()));
        }
        match split_at_dots(text) {
            None => Ok(Latency::Constant(duration(text)?)),
            Some((min, max)) => match (duration(min)?, duration(max)?) {
                (max, min) if max > min => Err(LatencyError::Backwards(Latency::Uniform { min, max })),
                (min, max) => Ok(Latency::Uniform { min, max }),
            },
        }
    }
}

fn duration(text: &str) -> Result<Tick, LatencyError> {
    match parse_duration(text).map_err(LatencyError::Duration)? {
        latency if latency > LATENCY_MAX => Err(LatencyError::TooLong(text.trim().into())),
        latency => Ok(latency),
    }
}

impl fmt::Display for LatencyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LatencyError::Unknown(text) => {
                let names = "`lnkd-ssd`, `lnkd-disk`, `ymmr` or `wan`";
                write!(f, "expected a latency such as `5ms`, `2ms..8ms` or `exp 5ms`, or one of {names}, not `{text}`")
            }
            LatencyError::Duration(error) => error.fmt(f),
            LatencyError::TooLong(text) => write!(f, "expected a latency of at most a minute, not `{text}`"),
            LatencyError::Backwards(latency) => write!(f, "expected the shorter end first, as in `{latency}`"),
        }
    }
}

impl std::error::Error for LatencyError {}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::prng;

    const LEGS: [Leg; 4] = [Leg::Write, Leg::Ack, Leg::Read, Leg::Reply];

    fn check(input: &str, latency: Latency, typed: &str) {
        assert_eq!(input.parse(), Ok(latency), "{input}");
        assert_eq!(latency.to_string(), typed, "{input}");
        assert_eq!(typed.parse(), Ok(latency), "{typed} reads back");
    }

    fn check_error(input: &str, expect: &str) {
        assert_eq!(input.parse::<Latency>().expect_err(input).to_string(), expect);
    }

    /// One of each kind, and the ends of the ranges.
    fn samples() -> Vec<Latency> {
        let ms = |n: u64| Tick(n * 1000);
        let mut all = vec![
            Latency::Constant(Tick::ZERO),
            Latency::Constant(ms(5)),
            Latency::Uniform { min: ms(2), max: ms(8) },
            Latency::Uniform { min: Tick::ZERO, max: Tick::ZERO },
            Latency::Exponential { mean: ms(5) },
            Latency::Exponential { mean: Tick::ZERO },
            Latency::Exponential { mean: LATENCY_MAX },
        ];
        all.extend(Latency::all_named());
        all
    }

    #[test]
    fn latencies_as_people_write_them() {
        check("5ms", Latency::Constant(Tick(5000)), "5ms");
        check(" 0 s ", Latency::Constant(Tick::ZERO), "0s");
        check("60s", Latency::Constant(LATENCY_MAX), "1m");
        check("2ms..8ms", Latency::Uniform { min: Tick(2000), max: Tick(8000) }, "2ms..8ms");
        check("0.5 ms .. 0.5ms", Latency::Uniform { min: Tick(500), max: Tick(500) }, "0.5ms..0.5ms");
        check("exp  5ms", Latency::Exponential { mean: Tick(5000) }, "exp 5ms");
        check("lnkd-ssd", Latency::LnkdSsd, "lnkd-ssd");
        check("lnkd-disk", Latency::LnkdDisk, "lnkd-disk");
        check("ymmr", Latency::Ymmr, "ymmr");
        check("wan", Latency::Wan, "wan");
    }

    #[test]
    fn what_is_no_latency_is_named() {
        let names = "or one of `lnkd-ssd`, `lnkd-disk`, `ymmr` or `wan`";
        let unknown =
            |text: &str| format!("expected a latency such as `5ms`, `2ms..8ms` or `exp 5ms`, {names}, not `{text}`");
        for text in ["", "exp", "fast", "LNKD-SSD", "..5ms", "-5ms"] {
            check_error(text, &unknown(text));
        }
        check_error("5", "expected a duration with its unit, such as `8h45m` or `1.5h`, not `5`");
        check_error("exp x", "expected a duration with its unit, such as `8h45m` or `1.5h`, not `x`");
        check_error("2ms..", "expected a duration with its unit, such as `8h45m` or `1.5h`, not ``");
        check_error("61s", "expected a latency of at most a minute, not `61s`");
        check_error("2ms..61s", "expected a latency of at most a minute, not `61s`");
        check_error("8ms..2ms", "expected the shorter end first, as in `2ms..8ms`");
    }

    #[test]
    fn every_draw_takes_one_word() {
        for latency in samples() {
            let (mut drawn, mut counted) = (prng::stream(1, "test", "words"), prng::stream(1, "test", "words"));
            for leg in LEGS.into_iter().cycle().take(1000) {
                latency.draw(leg, true, &mut drawn);
                uniform_53(&mut counted);
                assert_eq!(drawn, counted, "{latency}");
            }
        }
    }

    #[test]
    fn only_a_constant_of_none_takes_no_time_and_no_tail_is_endless() {
        for latency in samples() {
            let mut stream = prng::stream(2, "test", "range");
            for leg in LEGS.into_iter().cycle().take(40_000) {
                let drawn = latency.draw(leg, false, &mut stream);
                let least = u64::from(latency != Latency::Constant(Tick::ZERO));
                assert!((least..=DRAWN_MAX.0).contains(&drawn.0), "{latency} gave {drawn}");
            }
        }
        assert!(DISK_WRITE.inverse(1.0 / UNIT_53).is_finite());
        assert!(DISK_WRITE.inverse(0.62 + 1e-16).is_finite());
    }

    /// The chance of at most `ms`, written down from the definitions and not from the way they are drawn.
    fn at_most(latency: Latency, leg: Leg, ms: f64) -> f64 {
        let pareto = |min: f64, shape: f64| if ms < min { 0.0 } else { 1.0 - libm::pow(min / ms, shape) };
        let exponential = |rate: f64| 1.0 - libm::exp(-rate * ms);
        match (latency, leg) {
            (Latency::Constant(latency), _) => f64::from(ms >= milliseconds(latency)),
            (Latency::Uniform { min, max }, _) => {
                ((ms - milliseconds(min)) / milliseconds(max - min).max(1e-9)).clamp(0.0, 1.0)
            }
            (Latency::Exponential { mean }, _) => exponential(1.0 / milliseconds(mean)),
            (Latency::LnkdDisk | Latency::Wan, Leg::Write) => 0.38 * pareto(1.05, 1.51) + 0.62 * exponential(0.183),
            (Latency::Ymmr, Leg::Write) => 0.939 * pareto(3.0, 3.5) + 0.061 * exponential(0.0028),
            (Latency::Ymmr, _) => 0.982 * pareto(1.5, 3.8) + 0.018 * exponential(0.0217),
            _ => 0.9122 * pareto(0.235, 10.0) + 0.0878 * exponential(1.66),
        }
    }

    #[test]
    fn draws_follow_their_distribution() {
        const N: usize = 40_000;
        let spread =
            |latency: &Latency| !matches!(latency, Latency::Constant(_)) && latency.mean_ms(LEGS[0], false) > 0.0;
        for latency in samples().into_iter().filter(spread) {
            for leg in LEGS {
                let mut stream = prng::stream(3, "test", "distribution");
                let mut drawn: Vec<f64> = (0..N).map(|_| latency.draw_ms(leg, false, &mut stream)).collect();
                drawn.sort_by(f64::total_cmp);
                let gap = |(i, &ms): (usize, &f64)| (at_most(latency, leg, ms) - i as f64 / N as f64).abs();
                let greatest = drawn.iter().enumerate().map(gap).fold(0.0, f64::max);
                // Kolmogorov and Smirnov: one sample in a thousand is further off than 1.95/√n.
                assert!(greatest < 1.95 / (N as f64).sqrt(), "{latency} {leg:?}: off by {greatest}");
            }
        }
    }

    #[test]
    fn means_agree_with_the_draws() {
        const N: usize = 200_000;
        for latency in samples() {
            // The write of a spinning disk has no variance to judge its mean by; the test of its distribution does.
            let judged = LEGS.into_iter().filter(|&leg| !std::ptr::eq(latency.mixture(leg), &DISK_WRITE));
            for leg in judged {
                let mut stream = prng::stream(4, "test", "mean");
                let drawn: Vec<f64> = (0..N).map(|_| latency.draw_ms(leg, true, &mut stream)).collect();
                let mean = drawn.iter().sum::<f64>() / N as f64;
                let variance = drawn.iter().map(|ms| (ms - mean) * (ms - mean)).sum::<f64>() / N as f64;
                let error = (variance / N as f64).sqrt();
                let closed = latency.mean_ms(leg, true);
                assert!((mean - closed).abs() <= 4.0 * error + 1e-9, "{latency} {leg:?}: {mean} against {closed}");
            }
        }
        assert!((Latency::LnkdDisk.mean_ms(Leg::Write, false) - 4.569_331_083).abs() < 1e-6);
    }

    #[test]
    fn wan_adds_75_ms_each_way_to_remote_replicas_only() {
        for leg in LEGS {
            let draw = |latency: Latency, is_remote| latency.draw(leg, is_remote, &mut prng::stream(5, "test", "wan"));
            assert_eq!(draw(Latency::Wan, false), draw(Latency::LnkdDisk, false));
            assert_eq!(draw(Latency::Wan, true), draw(Latency::LnkdDisk, true) + Tick(75_000));
        }
    }

    #[test]
    fn draws_are_the_same_for_ever() {
        let mut text = String::new();
        for latency in samples() {
            let mut stream = prng::stream(7, "link", "r0-r1");
            let drawn = LEGS.map(|leg| latency.draw(leg, true, &mut stream).0.to_string());
            text.push_str(&format!("{latency}: {} µs\n", drawn.join(", ")));
        }
        expect![[r#"
            0s: 0, 0, 0, 0 µs
            5ms: 5000, 5000, 5000, 5000 µs
            2ms..8ms: 3550, 7918, 7656, 5136 µs
            0s..0s: 1, 1, 1, 1 µs
            exp 5ms: 1494, 21474, 14294, 3698 µs
            exp 0s: 1, 1, 1, 1 µs
            exp 1m: 17929086, 257690249, 171528209, 44375129 µs
            lnkd-ssd: 243, 1122, 257, 256 µs
            lnkd-disk: 2232, 1122, 257, 256 µs
            ymmr: 3289, 12786, 3498, 1832 µs
            wan: 77232, 76122, 75257, 75256 µs
        "#]]
        .assert_eq(&text);
    }
}
