//! Probabilities that stay exact near 0 and near 1: both the chance to be up and the chance to be down are kept.
//!
//! In `f64` the number nearest to 1 is 1 − 1.1·10⁻¹⁶, so an availability beyond fifteen nines, and the digits that
//! matter well before that, cannot be had from the availability alone. A [`Chance`] carries A and U = 1 − A side by
//! side; every operation computes each from sums and products of positive terms, so neither ever comes from subtracting
//! near-equals.
//!
//! Series: A = ΠAᵢ. Parallel: U = ΠUᵢ. k of n, alike: A = Σᵢ₌ₖⁿ C(n,i) Aⁱ Uⁿ⁻ⁱ; unlike members by the same recurrence.

use super::digits::four_digits;
use crate::decimal::fixed;
use crate::diagram::Spec;
use crate::tick::{Period, Tick};

/// The chance to be up and to be down at a moment; their sum is 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// The availability A, from 0 to 1.
    pub up: f64,
    /// The unavailability U, from 0 to 1.
    pub down: f64,
}

impl Chance {
    /// Always up.
    pub const UP: Chance = Chance { up: 1.0, down: 0.0 };
    /// Always down.
    pub const DOWN: Chance = Chance { up: 0.0, down: 1.0 };

    /// From the chance to be up, clamped to 0..=1. Near 1 use [`Chance::from_down`].
    pub fn from_up(up: f64) -> Chance {
        let up = up.clamp(0.0, 1.0);
        Chance { up, down: 1.0 - up }
    }

    /// From the chance to be down, clamped to 0..=1.
    pub fn from_down(down: f64) -> Chance {
        let down = down.clamp(0.0, 1.0);
        Chance { up: 1.0 - down, down }
    }

    /// `up` parts up against `down` parts down, such as MTBF against MTTR: A = MTBF / (MTBF + MTTR). Both zero means
    /// up.
    pub fn from_parts(up: u128, down: u128) -> Chance {
        match up.saturating_add(down) {
            0 => Chance::UP,
            all => Chance { up: up as f64 / all as f64, down: down as f64 / all as f64 },
        }
    }

    /// The chance that a [`Spec`] states; the complement is taken in integers before anything is divided.
    ///
    /// A value out of its range, which no [`crate::diagram::Diagram`] holds, counts as the nearest within.
    pub fn of(spec: &Spec) -> Chance {
        match *spec {
            Spec::Percent { up, .. } => Chance::from_parts(up.digits().into(), up.complement(100).unwrap_or(0)),
            Spec::Nines { nines, .. } if nines.scale() == 0 => {
                let whole = 10u128.pow(nines.digits().min(30) as u32);
                Chance::from_parts(whole - 1, 1)
            }
            Spec::Nines { nines, .. } => {
                let n = nines.digits() as f64 / nines.unit() as f64;
                Chance { up: -libm::expm1(-n * std::f64::consts::LN_10), down: libm::pow(10.0, -n) }
            }
            Spec::Down { down, per, .. } => Chance::from_parts((per.length() - down).0.into(), down.0.into()),
            Spec::Mtbf { mtbf, mttr } => Chance::from_parts(mtbf.0.into(), mttr.0.into()),
        }
    }

    /// Up and down exchanged.
    pub fn inverted(self) -> Chance {
        Chance { up: self.down, down: self.up }
    }

    /// The chance that all are up; up for none.
    ///
    /// U = U₁ + A₁·(U₂ + A₂·(…)): the first that is down decides.
    pub fn series(members: impl IntoIterator<Item = Chance>) -> Chance {
        members
            .into_iter()
            .fold(Chance::UP, |all, one| Chance { up: all.up * one.up, down: (all.down + all.up * one.down).min(1.0) })
    }

    /// The chance that at least one is up; down for none.
    pub fn parallel(members: impl IntoIterator<Item = Chance>) -> Chance {
        Chance::series(members.into_iter().map(Chance::inverted)).inverted()
    }

    /// The chance that at least `k` of the members are up: `states[i]` is the chance that exactly i of those so far
    /// are.
    pub fn at_least(k: usize, members: &[Chance]) -> Chance {
        let mut states = vec![1.0];
        for one in members {
            states.push(0.0);
            for i in (0..states.len()).rev() {
                let from_below = if i > 0 { states[i - 1] * one.up } else { 0.0 };
                states[i] = states[i] * one.down + from_below;
            }
        }
        let k = k.min(states.len());
        let sum = |part: &[f64]| part.iter().sum::<f64>().min(1.0);
        Chance { up: sum(&states[k..]), down: sum(&states[..k]) }
    }

    /// −log₁₀ U, the number of nines: 3 for 99.9 %. Infinite where U is 0.
    pub fn nines(self) -> f64 {
        match self.down {
            down if down <= 0.0 => f64::INFINITY,
            // log1p keeps the small numbers of nines of what is mostly down.
            down if down > 0.5 => -libm::log1p(-self.up) / std::f64::consts::LN_10,
            down => -libm::log10(down),
        }
    }

    /// The mean downtime in a period, to the microsecond; what is less than half of one shows as 0.
    pub fn downtime(self, period: Period) -> Tick {
        Tick(libm::round(period.length().0 as f64 * self.down) as u64)
    }

    /// The availability in percent, without the sign, to four significant digits of the unavailability: `99.8001`.
    ///
    /// Where it is more down than up, four digits of the availability itself. The subtraction from 100 happens on
    /// decimal digits. Beyond [`NINES_SHOWN_MAX`] nines the digits would fill the page, and the text is `100 −
    /// 2.5×10⁻⁴⁰`.
    pub fn percent(self) -> String {
        format_percent(self)
    }
}

/// The greatest number of nines that [`format_percent`] writes out.
pub const NINES_SHOWN_MAX: i32 = 24;

/// See [`Chance::percent`].
pub fn format_percent(chance: Chance) -> String {
    if chance.down <= 0.0 {
        return "100".into();
    }
    if chance.up <= 0.0 {
        return "0".into();
    }
    let is_mostly_up = chance.down <= chance.up;
    let (digits, exponent) = four_digits(if is_mostly_up { chance.down } else { chance.up });
    if exponent < -NINES_SHOWN_MAX {
        let shown = scientific(digits, exponent + 2);
        return if is_mostly_up { format!("100 − {shown}") } else { shown };
    }
    // digits · 10^(exponent − 3) of one is digits · 10^−places of a hundred. From the fifth place on, what stands
    // between the point and the digits is all nines or all zeros.
    let places = usize::try_from(1 - exponent).unwrap_or(0);
    let (between, last) = (places.saturating_sub(4), places.min(4));
    let unit = 10u64.pow(last as u32);
    let (value, filling) = if is_mostly_up { (100 * unit - digits, "9") } else { (digits, "0") };
    let text = format!("{}.{}{:0last$}", value / unit, filling.repeat(between), value % unit);
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// `2.5×10⁻⁴⁰` for (2500, −40).
fn scientific(digits: u64, exponent: i32) -> String {
    let raised: String = exponent.to_string().chars().map(superscript).collect();
    format!("{}×10{raised}", fixed(digits, 3))
}

fn superscript(c: char) -> char {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    c.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prng;

    /// The same text by way of the standard library's digits and a subtraction in 128 bits.
    fn reference(chance: Chance) -> String {
        let is_mostly_up = chance.down <= chance.up;
        let text = format!("{:.3e}", if is_mostly_up { chance.down } else { chance.up });
        let (digits, exponent) = text.split_once('e').expect("scientific");
        let (digits, exponent): (u128, i32) =
            (digits.replace('.', "").parse().expect("digits"), exponent.parse().expect("exponent"));
        let places = (1 - exponent) as usize;
        let unit = 10u128.pow(places as u32);
        let value = if is_mostly_up { 100 * unit - digits } else { digits };
        let text = format!("{}.{:0places$}", value / unit, value % unit);
        text.trim_end_matches('0').trim_end_matches('.').into()
    }

    #[test]
    fn percent_is_the_exact_difference_of_decimals() {
        let mut stream = prng::stream(2, "test", "percent");
        for i in 0..5_000 {
            let share = prng::uniform_53(&mut stream) as f64 / (1u64 << 53) as f64;
            let small = (0..i % 25).fold(share, |small, _| small / 10.0).max(1e-24);
            for chance in [Chance::from_down(small), Chance::from_up(small)] {
                assert_eq!(chance.percent(), reference(chance), "{chance:?}");
            }
        }
    }
}
