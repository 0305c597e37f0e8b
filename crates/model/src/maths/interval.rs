//! stub
use crate::maths::chance::Chance;

/// A 95 % confidence interval of the mean availability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Interval {
    /// Student's t over the years.
    Student {
        /// The lower end.
        low: Chance,
        /// The upper end.
        high: Chance,
    },
    /// The system never went down: at 95 % confidence it fails no more often than this (−ln 0.05 / years).
    NoOutageSeen {
        /// Outages a year.
        rate_max_per_year: f64,
    },
    /// One year has no spread to go by.
    OneYearOnly,
}
