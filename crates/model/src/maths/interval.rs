//! How sure a simulation can be: Student's interval of a mean over independent years, Wilson's of a share.
//!
//! The yearly unavailabilities are one sample of n; the interval of their mean is mean ± t·s/√n, with t the 97.5 %
//! quantile of Student's t with n − 1 degrees of freedom. Years with few outages are far from normally distributed, so
//! with fewer than [`N_OUTAGES_ROUGH`] outages in all the interval is rough and covers less than it says.
//!
//! Where nothing was seen at all, there is no spread to go by, and the honest statement is a bound: if outages come at
//! a constant rate r, none in n years has probability e^(−rn), so at 95 % confidence r is at most −ln 0.05 / n (the
//! "rule of three").
//!
//! A [`Share`] counts how often something happened in so many independent trials. Its interval is Wilson's (1927),
//! which stays within 0 to 1, is never empty, and covers what it says even where nearly all trials, or none, hit.

use super::chance::Chance;
use crate::tick::Tick;

/// Fewer outages than this make the interval a rough one.
pub const N_OUTAGES_ROUGH: u64 = 30;

/// A 95 % confidence interval of the mean availability, or what can be said instead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Interval {
    /// Student's t over the years, clamped to 0..=1.
    Student {
        /// The lower end, the less available.
        low: Chance,
        /// The upper end.
        high: Chance,
    },
    /// The system was never down: at 95 % confidence it goes down no more often than this.
    NoOutageSeen {
        /// Outages a year, −ln 0.05 / years.
        rate_max_per_year: f64,
    },
    /// A single year has no spread.
    OneYearOnly,
}

/// The mean of a sample, with Student's 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    pub value: f64,
    /// The interval reaches so far to either side.
    pub half: f64,
    /// The size of the sample.
    pub n: u32,
}

/// How many of so many independent trials hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The trials that hit, at most `trials`.
    pub hits: u32,
    /// All trials.
    pub trials: u32,
}

/// The 97.5 % quantile of the standard normal distribution.
const Z_975: f64 = 1.959_963_984_540_054;

impl Share {
    /// The share of hits, as `up`; up where there were no trials.
    pub fn value(self) -> Chance {
        Chance::from_parts(self.hits.into(), self.trials.saturating_sub(self.hits).into())
    }

    /// The lower and the upper end of its 95 % confidence interval; see [`wilson`].
    pub fn interval95(self) -> (Chance, Chance) {
        wilson(self.hits, self.trials)
    }
}

/// Wilson's 95 % score interval (1927) for a share of `hits` in `trials`: its lower and upper end.
///
/// The ends solve (p − h/n)² = z²·p(1 − p)/n. The upper root is a sum of positive terms, the lower follows from the
/// product of the two, and the same with the misses gives the complements: nothing is subtracted from one. Everything
/// is possible where there were no trials.
pub fn wilson(hits: u32, trials: u32) -> (Chance, Chance) {
    if trials == 0 {
        return (Chance::DOWN, Chance::UP);
    }
    let n = f64::from(trials);
    let (hits, misses) = (f64::from(hits.min(trials)), f64::from(trials.saturating_sub(hits)));
    let square = Z_975 * Z_975;
    let spread = Z_975 * (hits * misses / n + square / 4.0).sqrt();
    let upper = |count: f64| ((count + (square / 2.0 + spread)) / (n + square)).min(1.0);
    let lower = |count: f64| count * count / (n * (count + (square / 2.0 + spread)));
    (Chance { up: lower(hits), down: upper(misses) }, Chance { up: upper(hits), down: lower(misses) })
}

impl Mean {
    /// The mean of independent values, or none where there are fewer than two, which have no spread.
    pub fn of(values: impl Iterator<Item = f64> + Clone) -> Option<Mean> {
        let n = values.clone().count();
        if n < 2 {
            return None;
        }
        let mean = values.clone().sum::<f64>() / n as f64;
        let squares: f64 = values.map(|value| (value - mean) * (value - mean)).sum();
        let error = (squares / (n - 1) as f64 / n as f64).sqrt();
        Some(Mean { value: mean, half: t_quantile_975((n - 1) as u32) * error, n: n as u32 })
    }

    /// Whether the interval holds a value.
    pub fn contains(self, value: f64) -> bool {
        (value - self.value).abs() <= self.half
    }
}

impl Interval {
    /// The interval for the downtimes of independent years, in which so many outages were seen.
    pub fn of(downtimes: &[Tick], n_outages: u64) -> Interval {
        let n = downtimes.len();
        if n_outages == 0 {
            return Interval::NoOutageSeen { rate_max_per_year: -libm::log(0.05) / n.max(1) as f64 };
        }
        let shares = || downtimes.iter().map(|down| down.0 as f64 / Tick::YEAR.0 as f64);
        let Some(mean) = Mean::of(shares()) else { return Interval::OneYearOnly };
        Interval::Student {
            low: Chance::from_down(mean.value + mean.half),
            high: Chance::from_down(mean.value - mean.half),
        }
    }

    /// Whether the interval holds a chance; `None` where there are no ends.
    pub fn contains(self, chance: Chance) -> Option<bool> {
        match self {
            Interval::Student { low, high } => Some(high.down <= chance.down && chance.down <= low.down),
            Interval::NoOutageSeen { .. } | Interval::OneYearOnly => None,
        }
    }
}

/// The 97.5 % quantile of Student's t with `n` degrees of freedom, at least 1.
///
/// In closed form for 1 and 2, else the expansion of Abramowitz and Stegun 26.7.5 (error below 0.2 % at 3, falling
/// fast).
pub fn t_quantile_975(n: u32) -> f64 {
    match n {
        0 | 1 => return 12.706_204_736_174_7,
        2 => return 4.302_652_729_749_46,
        _ => {}
    }
    let square = Z_975 * Z_975;
    let polynomial = |coefficients: &[f64]| coefficients.iter().fold(0.0, |sum, c| sum * square + c) * Z_975;
    let terms = [
        polynomial(&[1.0, 1.0]) / 4.0,
        polynomial(&[5.0, 16.0, 3.0]) / 96.0,
        polynomial(&[3.0, 19.0, 17.0, -15.0]) / 384.0,
        polynomial(&[79.0, 776.0, 1482.0, -1920.0, -945.0]) / 92_160.0,
    ];
    let n = f64::from(n);
    Z_975 + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_the_published_table() {
        let table = [
            (1, 12.706, 0.001),
            (2, 4.303, 0.001),
            (3, 3.182, 0.006),
            (4, 2.776, 0.002),
            (5, 2.571, 0.001),
            (10, 2.228, 0.001),
            (29, 2.045, 0.001),
            (120, 1.980, 0.001),
        ];
        for (n, published, tolerance) in table {
            let t = t_quantile_975(n);
            assert!((t - published).abs() < tolerance, "{n}: {t} against {published}");
        }
    }

    #[test]
    fn interval_of_two_years_is_that_of_the_formula() {
        let years = [Tick(Tick::YEAR.0 / 100), Tick(Tick::YEAR.0 / 100 * 3)];
        let Interval::Student { low, high } = Interval::of(&years, 5) else { panic!("two years have a spread") };
        assert!((low.down - (0.02 + 12.706_204_736 * 0.01)).abs() < 1e-9);
        assert_eq!(high, Chance::UP);
    }

    #[test]
    fn no_outage_gives_a_bound_and_one_year_no_interval() {
        let Interval::NoOutageSeen { rate_max_per_year } = Interval::of(&[Tick::ZERO; 100], 0) else {
            panic!("nothing was seen")
        };
        assert!((rate_max_per_year - 0.02996).abs() < 1e-5);
        assert_eq!(Interval::of(&[Tick::HOUR], 1), Interval::OneYearOnly);
    }

    #[test]
    fn wilson_agrees_with_the_formula_and_with_published_values() {
        // 81 of 263 is the worked example of Newcombe (1998), table I: 0.2553 to 0.3662.
        let table =
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)];
        for (hits, trials, low, high) in table {
            let (below, above) = wilson(hits, trials);
            assert!((below.up - low).abs() < 6e-5, "{hits} of {trials}: {below:?}");
            assert!((above.up - high).abs() < 6e-5, "{hits} of {trials}: {above:?}");
        }
    }

    #[test]
    fn wilson_holds_the_share_and_mirrors_its_complement() {
        for trials in [1, 2, 9, 100, 100_000, u32::MAX] {
            for hits in [0, 1, trials / 3, trials / 2, trials - 1, trials] {
                let ((low, high), value) = (wilson(hits, trials), Share { hits, trials }.value());
                assert!(low.up <= value.up && value.up <= high.up, "{hits} of {trials}");
                assert!(high.down <= value.down && value.down <= low.down, "{hits} of {trials}");
                assert!((low.up + low.down - 1.0).abs() < 1e-12 && (high.up + high.down - 1.0).abs() < 1e-12);
                let (mirrored_low, mirrored_high) = wilson(trials - hits, trials);
                assert_eq!((mirrored_low.inverted(), mirrored_high.inverted()), (high, low));
            }
        }
        assert_eq!(wilson(0, 0), (Chance::DOWN, Chance::UP));
    }
}
