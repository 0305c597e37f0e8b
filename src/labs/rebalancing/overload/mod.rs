//! The panel on overload: the same trouble twice, once the cluster decides what moves and once a human.

pub mod config;
mod lanes;

use faultline_model::placement::overload::{self, DURATION_S, Decider, Event, Outcome, Overload};
use yew::prelude::*;

use self::config::{ORDERS, TROUBLES};
use self::lanes::{LANE, LEFT, Mark, State, foot};
use super::config::RebalancingConfig;
use super::words::overload as words;
use crate::markup::html;
use crate::session::Session;
use crate::ui::chart::{Axis, Chart, Series, chart};
use crate::ui::panel::{hint, panel, status};
use crate::ui::setting::{choice, stepped};
use crate::ui::slider::Drag;
use crate::ui::table::{head, row, table};

const LOADS: &[u32] = &[10, 20, 30, 40, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100];
const EXTRAS: &[u32] = &[0, 20, 40, 50, 60, 70, 80, 90, 100, 120, 150, 200, 250, 300];
const MINUTES: &[u32] = &[1, 2, 5, 10, 15, 20, 25, 30];
const TIMEOUTS: &[u32] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 60];
const THROTTLES: &[u32] = &[1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90];
const AFTERS: &[u32] = &[0, 1, 2, 3, 5, 10, 15, 20, 25, 30, 40];
const NODES: &[u32] = &[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const SIZES_MB: &[u32] = &[10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000];

/// How many events are listed.
const EVENTS_MAX: usize = 60;
/// How many seconds are a point of the chart.
const POINT_S: usize = 20;

/// Both runs of the same settings: the cluster decides, the human decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Both(pub [Outcome; 2]);

impl Both {
    /// Runs both.
    pub fn of(settings: &Overload) -> Both {
        Both(DECIDERS.map(|decider| overload::run(&Overload { decider, ..*settings })))
    }
}

/// Who decides, in the order of [`Both`].
pub const DECIDERS: [Decider; 2] = [Decider::Cluster, Decider::Human];

/// The panel.
pub fn overloaded(session: &Session<RebalancingConfig>, both: &Both, drag: &Drag, is_narrow: bool) -> Html {
    let drawn = |(decider, outcome): (&Decider, &Outcome)| side(*decider, outcome, is_narrow);
    panel(
        "overload whole",
        words::TITLE,
        vec![
            hint(words::INTRO),
            html! {
                <div class="overload-parts">
                    <div>{ settings(session, drag) }</div>
                    <div>
                        { status(words::said(both)) }
                        { sums(both) }
                        { failing(both, is_narrow) }
                    </div>
                </div>
            },
            html! { <div class="overload-sides">{ for DECIDERS.iter().zip(&both.0).map(drawn) }</div> },
            hint(words::LANES_HINT),
        ],
    )
}

fn settings(session: &Session<RebalancingConfig>, drag: &Drag) -> Html {
    let of = &session.config.overload;
    html! {
        <div class="fields">
            { choice(words::TROUBLE, TROUBLES, of.trouble, words::trouble, session, |config, trouble| {
                config.overload.trouble = trouble;
            }) }
            { stepped(("ol", words::LOAD, ""), of.load_percent.into(), LOADS, session, drag, |config, percent| {
                config.overload.load_percent = percent as u8;
            }) }
            { stepped(("ox", words::EXTRA, ""), of.extra_percent.into(), EXTRAS, session, drag, |config, percent| {
                config.overload.extra_percent = percent as u16;
            }) }
            { stepped(("oh", words::THROTTLE, ""), of.throttle_percent.into(), THROTTLES, session, drag,
                |config, percent| config.overload.throttle_percent = percent as u8) }
            { stepped(("ot", words::TIMEOUT, ""), of.timeout_s.into(), TIMEOUTS, session, drag, |config, seconds| {
                config.overload.timeout_s = seconds as u8;
            }) }
            { stepped(("oa", words::AFTER, ""), of.after_min.into(), AFTERS, session, drag, |config, minutes| {
                config.overload.after_min = minutes as u8;
            }) }
            { choice(words::ORDER, ORDERS, of.order, words::order, session, |config, order| {
                config.overload.order = order;
            }) }
            <details>
                <summary>{ words::MORE }</summary>
                <div class="fields">{ more(session, drag) }</div>
            </details>
        </div>
    }
}

fn more(session: &Session<RebalancingConfig>, drag: &Drag) -> Html {
    let of = &session.config.overload;
    html! {
        <>
            { stepped(("on", words::NODES, ""), of.n_nodes.into(), NODES, session, drag, |config, n| {
                config.overload.n_nodes = n as u8;
            }) }
            { stepped(("om", words::MINUTES, ""), of.extra_min.into(), MINUTES, session, drag, |config, minutes| {
                config.overload.extra_min = minutes as u8;
            }) }
            { stepped(("os", words::SHARD_MB, ""), of.shard_mb.into(), SIZES_MB, session, drag, |config, mb| {
                config.overload.shard_mb = mb as u16;
            }) }
        </>
    }
}

/// What both came to.
fn sums(both: &Both) -> Html {
    let side = |(decider, outcome): (&Decider, &Outcome)| row(words::decider(*decider), words::sums(outcome));
    let rows = DECIDERS.iter().zip(&both.0).map(side).collect();
    table(words::SUMS, &head(&words::SUMS_HEAD), rows)
}

/// The share of requests that fail, over time.
fn failing(both: &Both, is_narrow: bool) -> Html {
    let series = DECIDERS.iter().zip(&both.0).map(|(decider, outcome)| {
        let points = outcome.moments.chunks(POINT_S).zip(outcome.failed.chunks(POINT_S)).enumerate();
        let points = points.map(|(at, (moments, failed))| {
            let n_asked: u32 = moments.iter().flatten().map(|moment| moment.asked).sum();
            let percent = f64::from(failed.iter().sum::<u32>()) * 100.0 / f64::from(n_asked.max(1));
            ((at * POINT_S) as f64 / 60.0, percent)
        });
        Series { name: words::decider(*decider).to_owned(), points: points.collect(), band: Vec::new() }
    });
    let series: Vec<Series> = series.collect();
    let highest = series.iter().flat_map(|series| &series.points).fold(0.0, |most: f64, (_, y)| most.max(*y));
    let to = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().find(|to| *to >= highest).unwrap_or(100.0);
    let axis = |label: &str, to, decimals| Axis { label: label.to_owned(), from: 0.0, to, is_log: false, decimals };
    chart(&Chart {
        said: words::said(both),
        x: axis(words::TIME, f64::from(DURATION_S) / 60.0, 1),
        y: axis(words::FAILING, to, 1),
        series,
        markers: Vec::new(),
        here: None,
        is_narrow,
    })
}

/// Every node over time, and what happened, for one of the two.
fn side(decider: Decider, outcome: &Outcome, is_narrow: bool) -> Html {
    let drawn = lanes::lanes(outcome, is_narrow);
    let n_more = outcome.events.len().saturating_sub(EVENTS_MAX);
    let event = |(at, event): (usize, &Event)| html! { <li key={at}>{ event.to_string() }</li> };
    let tick = |(x, name): &(u32, String)| {
        let (x, y) = (x.to_string(), (drawn.height - 4).to_string());
        html! { <text class="tick" {x} {y} text-anchor="middle">{ name.clone() }</text> }
    };
    let view_box = format!("0 0 {} {}", drawn.width, drawn.height);
    let line_x = drawn.trouble_x.to_string();
    let line_end = (drawn.height - 16).to_string();
    html! {
        <figure key={words::decider(decider)} class="lanes">
            <figcaption>{ words::decider(decider) }</figcaption>
            <svg role="img" aria-label={words::lanes(decider, outcome)} viewBox={view_box}>
                { for drawn.lanes.iter().enumerate().map(lane) }
                <line class="trouble" x1={line_x.clone()} x2={line_x} y1="2" y2={line_end} />
                { for drawn.ticks.iter().map(tick) }
            </svg>
            <details>
                <summary>{ words::events(outcome.events.len()) }</summary>
                <ol class="events">{ for outcome.events.iter().take(EVENTS_MAX).enumerate().map(event) }</ol>
                if n_more > 0 {
                    <p class="hint">{ words::more_events(n_more) }</p>
                }
            </details>
        </figure>
    }
}

fn lane((node, marks): (usize, &Vec<Mark>)) -> Html {
    let mark = |(at, mark): (usize, &Mark)| {
        let height = mark.state.height();
        let (x, y) = (mark.x.to_string(), (mark.y - height).to_string());
        let class = match mark.state {
            State::Fine => "fine",
            State::Busy => "busy",
            State::Slow => "slow",
            State::Suspected => "suspected",
            State::Down => "down",
        };
        html! { <rect key={at} {class} {x} {y} width={mark.width.to_string()} height={height.to_string()} /> }
    };
    let (x, y) = ((LEFT - 4).to_string(), (foot(node) - LANE / 4).to_string());
    html! {
        <g key={node}>
            <text {x} {y} text-anchor="end">{ format!("n{node}") }</text>
            { for marks.iter().enumerate().map(mark) }
        </g>
    }
}
