//! The sampled curves beside their closed forms, and one token a node beside many.

use faultline_model::maths::placement::{hash_cv, ring_cv, ring_max_share};
use yew::prelude::*;

use super::config::RebalancingConfig;
use super::sampling::Curves;
use super::words;
use crate::ui::chart::{Axis, Chart, Series, chart};
use crate::ui::panel::{hint, panel};
use crate::ui::table::{Row, head, row, table};

/// The share that moves when one more node joins, by how many there were.
pub fn moved(curves: Option<&Curves>, is_narrow: bool) -> Html {
    let Some(curves) = curves.filter(|curves| !curves.moved.is_empty()) else {
        return panel("moved-curve", words::MOVED_CURVE, vec![hint(words::SAMPLING)]);
    };
    let sampled = |which: usize, name: &str| Series {
        name: name.to_owned(),
        points: curves.moved.iter().map(|(n, of)| (f64::from(*n), of[which].moved.value * 100.0)).collect(),
        band: curves
            .moved
            .iter()
            .map(|(_, of)| of[which].moved)
            .map(|moved| ((moved.value - moved.half).max(0.0) * 100.0, (moved.value + moved.half).min(1.0) * 100.0))
            .collect(),
    };
    let closed = |name: &str, formula: fn(f64) -> f64| Series {
        name: name.to_owned(),
        points: curves.moved.iter().map(|(n, _)| (f64::from(*n), formula(f64::from(*n)) * 100.0)).collect(),
        band: Vec::new(),
    };
    let last = curves.moved.last().map_or(100.0, |(n, _)| f64::from(*n));
    let drawn = Chart {
        said: words::MOVED_CURVE_SAID.to_owned(),
        x: Axis { label: words::MOVED_X.to_owned(), from: 1.0, to: last, is_log: true, decimals: 0 },
        y: Axis { label: words::MOVED_Y.to_owned(), from: 0.0, to: 100.0, is_log: false, decimals: 2 },
        series: vec![
            sampled(0, words::MOD_SAMPLED),
            closed(words::MOD_CLOSED, |n| n / (n + 1.0)),
            sampled(1, words::RING_SAMPLED),
            closed(words::RING_CLOSED, |n| 1.0 / (n + 1.0)),
        ],
        markers: Vec::new(),
        here: None,
        is_narrow,
    };
    panel("moved-curve", words::MOVED_CURVE, vec![chart(&drawn), hint(words::CURVE_HINT)])
}

/// How even a ring is, by its virtual nodes.
pub fn even(config: &RebalancingConfig, curves: Option<&Curves>, is_narrow: bool) -> Html {
    let Some(curves) = curves.filter(|curves| !curves.even.is_empty()) else {
        return panel("even-curve", words::EVEN_CURVE, vec![hint(words::SAMPLING)]);
    };
    let n = u32::from(curves.n_nodes);
    let points = |value: &dyn Fn(u16, &faultline_model::maths::placement::Sampled) -> f64| -> Vec<(f64, f64)> {
        curves.even.iter().map(|(v, sampled)| (f64::from(*v), value(*v, sampled))).collect()
    };
    let sampled = Series {
        name: words::EVEN_SAMPLED.to_owned(),
        points: points(&|_, sampled| sampled.cv_before_rms.0),
        band: curves.even.iter().map(|(_, sampled)| (sampled.cv_before_rms.1, sampled.cv_before_rms.2)).collect(),
    };
    let closed = Series {
        name: words::EVEN_CLOSED.to_owned(),
        points: points(&|v, sampled| {
            let (tokens, keys) = (ring_cv(n, v.into()), hash_cv(n, sampled.n_keys));
            (tokens * tokens + keys * keys).sqrt()
        }),
        band: Vec::new(),
    };
    let highest = sampled.band.iter().map(|(_, high)| *high).fold(1.0, f64::max);
    let drawn = Chart {
        said: words::even_said(curves.n_nodes, curves.even.first().map_or(0.0, |(_, first)| first.cv_before_rms.0)),
        x: Axis { label: words::EVEN_X.to_owned(), from: 1.0, to: 256.0, is_log: true, decimals: 0 },
        y: Axis { label: words::EVEN_Y.to_owned(), from: 0.0, to: highest, is_log: false, decimals: 3 },
        series: vec![sampled, closed],
        markers: Vec::new(),
        here: Some(f64::from(config.vnodes)),
        is_narrow,
    };
    let largest = ring_max_share(n) * f64::from(n);
    panel(
        "even-curve",
        words::EVEN_CURVE,
        vec![chart(&drawn), hint(words::even_hint(curves.n_nodes, largest)), hint(words::CURVE_HINT)],
    )
}

/// The same change with one token a node, and with many.
pub fn tokens(config: &RebalancingConfig, curves: Option<&Curves>) -> Html {
    let rows = curves.map(|curves| curves.tokens.as_slice()).unwrap_or_default().iter().filter_map(|(v, outcome)| {
        let (stage, after) = (outcome.stages.get(config.at)?, outcome.states.get(config.at + 1)?);
        let cells = vec![
            words::percent(stage.moved_ppm(), 1),
            words::times(after.evenness.max_permille),
            words::cv(after.evenness.cv_ppm),
            words::partners(stage),
        ];
        Some(row(v.to_string(), cells))
    });
    let rows: Vec<Row> = rows.collect();
    if rows.is_empty() {
        return panel("tokens", words::TOKENS, vec![hint(words::SAMPLING)]);
    }
    panel(
        "tokens",
        words::TOKENS,
        vec![table(words::TOKENS, &head(&words::TOKENS_HEAD), rows), hint(words::TOKENS_HINT)],
    )
}
