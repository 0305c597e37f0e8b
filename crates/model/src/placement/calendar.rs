//! Moments of the year 2026 as keys hold them, `2026-03-14T09:26:53`: their order as text is their order in time.
//!
//! Left out: other years, time zones and leap seconds, which no key of ours has.

/// Seconds of a day.
pub const DAY_S: u32 = 86_400;
/// Seconds of a week.
pub const WEEK_S: u32 = 7 * DAY_S;
/// Seconds of the year 2026.
pub const YEAR_S: u32 = 365 * DAY_S;
/// Bytes of a moment's text.
pub const TEXT_BYTES: usize = 19;

const MONTH_DAYS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// The text of a moment, in seconds since the year began; one after the year's end is taken as its last second.
pub fn text(second: u32) -> [u8; TEXT_BYTES] {
    let second = second.min(YEAR_S - 1);
    let (mut day, mut month) = (second / DAY_S, 0);
    while day >= MONTH_DAYS[month] {
        day -= MONTH_DAYS[month];
        month += 1;
    }
    let mut text = *b"2026-00-00T00:00:00";
    put(&mut text[5..7], month as u32 + 1);
    put(&mut text[8..10], day + 1);
    put(&mut text[11..13], second / 3600 % 24);
    put(&mut text[14..16], second / 60 % 60);
    put(&mut text[17..19], second % 60);
    text
}

/// Writes a number into all of these places, with zeros in front; what does not fit is left out in front.
pub(super) fn put(digits: &mut [u8], number: u32) {
    let mut left = number;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (left % 10) as u8;
        left /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_calendar_has_them() {
        let table = [
            (0, "2026-01-01T00:00:00"),
            (DAY_S - 1, "2026-01-01T23:59:59"),
            (59 * DAY_S, "2026-03-01T00:00:00"),
            (72 * DAY_S + 9 * 3600 + 26 * 60 + 53, "2026-03-14T09:26:53"),
            (120 * DAY_S + 10, "2026-05-01T00:00:10"),
            (YEAR_S - 1, "2026-12-31T23:59:59"),
            (u32::MAX, "2026-12-31T23:59:59"),
        ];
        for (second, expect) in table {
            assert_eq!(str::from_utf8(&text(second)), Ok(expect));
        }
    }
}
