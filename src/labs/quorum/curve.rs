//! The curve of freshness: the share of current reads by the time since the write, with its band and what was
//! published.

use faultline_model::decimal::Decimal;
use faultline_model::maths::wars::{Evaluated, Published};
use yew::prelude::*;

use super::config::QuorumConfig;
use super::words;
use crate::ui::chart::{Axis, Chart, Marker, Series, chart};

/// In how many places the curve is worked out.
const N_POINTS: u16 = 49;
/// The shortest time that the curve spans, in milliseconds.
const SPAN_MIN_MS: f64 = 5.0;

/// The curve of these trials.
pub fn curve(config: &QuorumConfig, sampled: &Evaluated, known: Option<&Published>, is_narrow: bool) -> Html {
    let after_ms = config.after.0 as f64 / 1000.0;
    let late_ms = sampled.t_visible(999).value_ms * 1.25;
    // A time far beyond the curve's end would flatten it.
    let to_ms = if after_ms < 3.0 * late_ms { late_ms.max(after_ms) } else { late_ms }.max(SPAN_MIN_MS);
    let points = sampled.curve(to_ms, N_POINTS);
    let percent = |share: f64| share * 100.0;
    let lowest = points.first().map_or(0.0, |first| percent(first.consistent.interval95().0.up));
    let series = Series {
        name: words::SAMPLED.to_owned(),
        band: points
            .iter()
            .map(|point| point.consistent.interval95())
            .map(|(l, h)| (percent(l.up), percent(h.up)))
            .collect(),
        points: points.iter().map(|point| (point.t_ms, percent(point.consistent.value().up))).collect(),
    };
    let drawn = Chart {
        said: format!("{}: {}.", words::CURVE, words::sampled_share(sampled.consistent_at(0.0))),
        x: Axis { label: words::CURVE_X.to_owned(), from: 0.0, to: to_ms, is_log: false, decimals: 2 },
        // From the ten below the lowest value: what matters happens near the top.
        y: Axis {
            label: words::CURVE_Y.to_owned(),
            from: f64::from((lowest / 10.0) as u32 * 10).min(90.0),
            to: 100.0,
            is_log: false,
            decimals: 2,
        },
        series: vec![series],
        markers: known.map(markers).unwrap_or_default(),
        here: (after_ms <= to_ms).then_some(after_ms),
        is_narrow,
    };
    chart(&drawn)
}

fn markers(known: &Published) -> Vec<Marker> {
    let number = |decimal: Decimal| decimal.digits() as f64 / decimal.unit() as f64;
    let marker = |x, y| Marker { x, y, name: words::PUBLISHED_SHORT.to_owned() };
    vec![marker(0.0, number(known.consistent_at_0_percent)), marker(number(known.t_999_ms), 99.9)]
}
