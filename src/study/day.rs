//! Days as a student counts them, from a moment and what the clock on the wall was ahead of UTC.
//!
//! Time zones and summer time need no table: each review says how far ahead the clock was. A day of a change has 23 or
//! 25 hours, and somebody who flies west may live the same day twice; the memory counts no day backwards.

use crate::store::Review;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// When a day starts, so that studying past midnight belongs to the evening.
const START_MS: i64 = 4 * 60 * MINUTE_MS;
/// How far a review may lie ahead of the clock before it is taken for one by a clock that was wrong.
const AHEAD_MS_MAX: u64 = DAY_MS as u64;
/// The browser's last moment; what is above was not measured.
const AT_MAX: u64 = 8_640_000_000_000_000;

/// A moment where the student is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970.
    pub at: u64,
    /// What the clock on the wall is ahead of UTC, in minutes.
    pub zone_min: i16,
}

/// A day of the student, counted from 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i64);

/// A day by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub year: i64,
    /// From 1.
    pub month: usize,
    /// From 1.
    pub day: i64,
}

impl Moment {
    /// The student's day.
    pub fn day(self) -> Day {
        let wall = self.at.min(AT_MAX) as i64 + i64::from(self.zone_min) * MINUTE_MS;
        Day((wall - START_MS).div_euclid(DAY_MS))
    }

    /// The day of a review. Where it does not say how far ahead the clock was, the present one has to do.
    pub fn day_of(self, review: &Review) -> Day {
        Moment { at: review.at, zone_min: review.zone_min.unwrap_or(self.zone_min) }.day()
    }

    /// Whether a review lies so far ahead that the clock must have been wrong, then or now. It counts when its time
    /// comes: until then the card is asked as if it had not been, which costs one more answer, not the card.
    pub fn is_before(self, review: &Review) -> bool {
        review.at > self.at.saturating_add(AHEAD_MS_MAX)
    }
}

impl Day {
    /// A later day.
    pub fn plus(self, days: u32) -> Day {
        Day(self.0 + i64::from(days))
    }

    /// The days from an earlier one; 0 from a later one.
    pub fn since(self, earlier: Day) -> u32 {
        u32::try_from(self.0 - earlier.0).unwrap_or_default()
    }

    /// Its place in the week: 0 is Monday.
    pub fn weekday(self) -> usize {
        // 1 January 1970 was a Thursday.
        (self.0 + 3).rem_euclid(7) as usize
    }

    /// Its date by the Gregorian calendar, counted in years that begin in March, so that the leap day is the last
    /// (Hinnant, "chrono-compatible low-level date algorithms").
    pub fn date(self) -> Date {
        let z = self.0 + 719_468;
        let (era, day_of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Date {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: month as usize,
            day: day_of_year - (153 * from_march + 2) / 5 + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds of 21 November 2026, a Saturday, at an hour and minute of UTC.
    fn at(hour: i64, minute: i64) -> u64 {
        (20_778 * DAY_MS + (hour * 60 + minute) * MINUTE_MS) as u64
    }

    #[test]
    fn a_day_starts_at_four_in_the_morning_on_the_wall() {
        for (name, at, zone_min, day) in [
            ("just before four in London", at(3, 59), 0, 20),
            ("four in London", at(4, 0), 0, 21),
            ("just before four in Berlin", at(2, 59), 60, 20),
            ("four in Berlin", at(3, 0), 60, 21),
            ("noon in Auckland is the evening before in London", at(23, 0), 780, 22),
            ("evening in Los Angeles", at(3, 0), -480, 20),
            ("half past four in Kolkata", at(23, 0), 330, 22),
        ] {
            let date = Moment { at, zone_min }.day().date();
            assert_eq!(date, Date { year: 2026, month: 11, day }, "{name}");
        }
    }

    #[test]
    fn a_day_of_a_clock_change_is_one_day() {
        // Berlin left summer time on 25 October 2026 at 01:00 UTC; each moment has the zone of its own.
        let sunday = 20_751 * DAY_MS;
        let day = |hours: i64, zone_min| Moment { at: (sunday + hours * 60 * MINUTE_MS) as u64, zone_min }.day();
        let saturday_evening = day(-4, 120); // 22:00
        let sunday_early = day(1, 60); // 02:00, the second time
        let sunday_late = day(22, 60); // 23:00
        let monday_early = day(27, 60); // 04:00
        assert_eq!(sunday_early.since(saturday_evening), 0);
        assert_eq!(sunday_late.since(saturday_evening), 1);
        assert_eq!(monday_early.since(sunday_late), 1);
    }

    #[test]
    fn moments_that_nobody_measured_do_no_harm() {
        for at in [0, AT_MAX, u64::MAX] {
            for zone_min in [i16::MIN, 0, i16::MAX] {
                let moment = Moment { at, zone_min };
                assert!(moment.day().date().month <= 12 && moment.day().since(moment.day()) == 0);
            }
        }
        assert_eq!(Day(5).since(Day(9)), 0);
    }

    #[test]
    fn days_have_their_dates() {
        for (day, year, month, date, weekday) in [
            (0, 1970, 1, 1, 3),
            (-1, 1969, 12, 31, 2),
            (59, 1970, 3, 1, 6),
            (11_016, 2000, 2, 29, 1),
            (20_778, 2026, 11, 21, 5),
            (47_540, 2100, 2, 28, 6),
            (47_541, 2100, 3, 1, 0),
        ] {
            assert_eq!(Day(day).date(), Date { year, month, day: date }, "{day}");
            assert_eq!(Day(day).weekday(), weekday, "{day}");
        }
    }
}
