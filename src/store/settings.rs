//! How a student wants to study: how much to remember, and how much new a day. A line of the progress text.

use std::fmt;

/// Settings for studying, and when they were chosen: the latest choice holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Settings {
    /// Milliseconds since 1970; 0 if nothing was chosen.
    pub at: u64,
    /// How likely a card should still be known when it comes again, in per cent: [`Settings::RETENTION_PERCENT`].
    pub retention_percent: u8,
    /// How many cards to see for the first time on one day: at most [`Settings::NEW_A_DAY_MAX`].
    pub new_a_day: u16,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { at: 0, retention_percent: 90, new_a_day: 10 }
    }
}

impl Settings {
    /// Below, most cards are forgotten between two reviews; above, the reviews come every other day.
    pub const RETENTION_PERCENT: std::ops::RangeInclusive<u8> = 80..=97;
    /// More than anybody reads on one day.
    pub const NEW_A_DAY_MAX: u16 = 200;
    /// How the line begins, which tells it from the others.
    pub(super) const START: &str = "settings,";

    /// Reads the line.
    pub(super) fn parse(line: &str) -> Option<Settings> {
        let mut cells = line.strip_prefix(Settings::START)?.split(',');
        let at = cells.next()?.parse().ok()?;
        let retention = cells.next()?.strip_prefix("retention=")?.parse().ok();
        let new = cells.next()?.strip_prefix("new=")?.parse().ok();
        let settings = Settings {
            at,
            retention_percent: retention.filter(|percent| Settings::RETENTION_PERCENT.contains(percent))?,
            new_a_day: new.filter(|new| *new <= Settings::NEW_A_DAY_MAX)?,
        };
        cells.next().is_none().then_some(settings)
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { at, retention_percent, new_a_day } = self;
        write!(f, "{}{at},retention={retention_percent},new={new_a_day}", Settings::START)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_from_their_line_and_kept_in_their_limits() {
        let line = "settings,1764000000000,retention=85,new=20";
        assert_eq!(Settings::parse(line).map(|settings| settings.to_string()).as_deref(), Some(line));
        for line in [
            "settings,1,retention=79,new=1",
            "settings,1,retention=98,new=1",
            "settings,1,retention=90,new=201",
            "settings,1,retention=90",
            "settings,1,retention=90,new=1,",
            "settings,x,retention=90,new=1",
        ] {
            assert_eq!(Settings::parse(line), None, "{line}");
        }
    }
}
