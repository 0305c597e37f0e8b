//! How sure a simulation can be: Student's confidence interval over independent years.
//!
//! The yearly unavailabilities are one sample of n; the interval of their mean is mean ± t·s/√n, with t the 97.5 %
//! quantile of Student's t with n − 1 degrees of freedom. Years with few outages are far from normally distributed, so
//! with fewer than [`N_OUTAGES_ROUGH`] outages in all the interval is rough and covers less than it says.
//!
//! Where nothing was seen at all, there is no spread to go by, and the honest statement is a bound: if outages come at
//! a constant rate r, none in n years has probability e^(−rn), so at 95 % confidence r is at most −ln 0.05 / n (the
//! "rule of three").

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

impl Interval {
    /// The interval for the downtimes of independent years, in which so many outages were seen.
    pub fn of(downtimes: &[Tick], n_outages: u64) -> Interval {
        let n = downtimes.len();
        if n_outages == 0 {
            return Interval::NoOutageSeen { rate_max_per_year: -libm::log(0.05) / n.max(1) as f64 };
        }
        if n < 2 {
            return Interval::OneYearOnly;
        }
        let shares = || downtimes.iter().map(|down| down.0 as f64 / Tick::YEAR.0 as f64);
        let mean = shares().sum::<f64>() / n as f64;
        let squares: f64 = shares().map(|share| (share - mean) * (share - mean)).sum();
        let error = (squares / (n - 1) as f64 / n as f64).sqrt();
        let half = t_quantile_975((n - 1) as u32) * error;
        Interval::Student { low: Chance::from_down(mean + half), high: Chance::from_down(mean - half) }
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
    const X: f64 = 1.959_963_984_540_054;
    match n {
        0 | 1 => return 12.706_204_736_174_7,
        2 => return 4.302_652_729_749_46,
        _ => {}
    }
    let square = X * X;
    let polynomial = |coefficients: &[f64]| coefficients.iter().fold(0.0, |sum, c| sum * square + c) * X;
    let terms = [
        polynomial(&[1.0, 1.0]) / 4.0,
        polynomial(&[5.0, 16.0, 3.0]) / 96.0,
        polynomial(&[3.0, 19.0, 17.0, -15.0]) / 384.0,
        polynomial(&[79.0, 776.0, 1482.0, -1920.0, -945.0]) / 92_160.0,
    ];
    let n = f64::from(n);
    X + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / n)
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
}
