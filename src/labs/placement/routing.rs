//! The panel on request routing: the same requests while shards move, by each of the three who may have the table.

use faultline_model::maths::routing::{calm_hops, stale_share};
use faultline_model::placement::routing::{
    self, CLIENTS_MAX, Count, DURATION_S, MOVES_FROM_S, MOVES_PER_MIN_MAX, MOVES_TO_S, OnWrongNode, Outcome,
    REFRESH_S_MAX, Route, Routing,
};
use yew::prelude::*;

use super::config::PlacementConfig;
use super::view::Shown;
use super::words::routing as words;
use crate::link::Fields;
use crate::markup::html;
use crate::settings::{Choices, choice_word, parse_whole, take_choice};
use crate::ui::chart::{Axis, Chart, Series, chart};
use crate::ui::panel::{hint, panel, status};
use crate::ui::setting::{choice, stepped};
use crate::ui::table::{head, row, table};

/// What a node does with a request for a shard that it gave away, as links say it.
const WRONG: Choices<OnWrongNode> =
    &[("forward", OnWrongNode::Forward), ("redirect", OnWrongNode::Redirect), ("error", OnWrongNode::Error)];
const REFRESHES_S: &[u32] = &[0, 1, 2, 5, 10, 20, 30, 60, 120, 300];
const MOVES: &[u32] = &[0, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];
const CLIENTS: &[u32] = &[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/// Who has the table, each a row and a line.
pub const ROUTES: [Route; 3] = [Route::AnyNode, Route::Tier, Route::Client];
/// How many seconds are a point of the chart.
const POINT_S: usize = 5;

/// Reads the settings; nodes, shards and the seed are the lab's own.
pub fn take(fields: &mut Fields) -> Routing {
    let default = Routing::DEFAULT;
    let mut whole = |key: &str, default: u16, min: u32, max: u16| {
        fields.take(key, default.into(), |text| parse_whole(text, min, max.into())) as u16
    };
    Routing {
        refresh_s: whole("rr", default.refresh_s, 0, REFRESH_S_MAX),
        moves_per_min: whole("rm", default.moves_per_min, 0, MOVES_PER_MIN_MAX),
        n_clients: whole("rc", default.n_clients, 1, CLIENTS_MAX),
        on_wrong_node: take_choice(fields, "rw", default.on_wrong_node, WRONG),
        ..default
    }
}

/// What differs from the default, for a link.
pub fn pairs(settings: &Routing) -> Vec<(&'static str, String)> {
    let default = Routing::DEFAULT;
    let numbers = [
        ("rr", settings.refresh_s, default.refresh_s),
        ("rm", settings.moves_per_min, default.moves_per_min),
        ("rc", settings.n_clients, default.n_clients),
    ];
    let numbers = numbers.into_iter().filter(|(_, number, default)| number != default);
    let mut pairs: Vec<_> = numbers.map(|(key, number, _)| (key, number.to_string())).collect();
    if settings.on_wrong_node != default.on_wrong_node {
        pairs.push(("rw", choice_word(settings.on_wrong_node, WRONG).to_owned()));
    }
    pairs
}

/// How the requests fared by one of the three.
#[derive(Debug, Clone, PartialEq)]
pub struct Routed {
    pub route: Route,
    pub settings: Routing,
    pub outcome: Outcome,
}

impl Routed {
    /// By all three, in the order of [`ROUTES`].
    pub fn all(config: &PlacementConfig) -> [Routed; 3] {
        let settings = Routing {
            n_nodes: u16::from(config.n_nodes).max(2),
            n_shards: config.n_shards as u16,
            seed: config.seed,
            ..config.routing
        };
        ROUTES.map(|route| {
            let settings = Routing { route, ..settings };
            Routed { route, settings, outcome: routing::run(&settings) }
        })
    }

    /// Mean hops while every table is right, in closed form.
    pub fn calm_hops(&self) -> f64 {
        calm_hops(self.route, self.settings.n_nodes)
    }

    /// Before anything moved.
    pub fn calm(&self) -> Count {
        self.outcome.between(0, MOVES_FROM_S)
    }

    /// While shards move, and after the first reading of the tables since then, if that is soon enough.
    pub fn moving(&self) -> Count {
        let ramp_s = u32::from(self.settings.refresh_s).min(MOVES_FROM_S);
        self.outcome.between(MOVES_FROM_S + ramp_s, MOVES_TO_S)
    }

    /// The share of wrong entries in closed form, where nobody corrects them and the time suffices. Nodes know of the
    /// moves in which they take part: there is none for their tables.
    pub fn stale(&self) -> Option<f64> {
        let Routing { moves_per_min, n_shards, refresh_s, n_nodes, .. } = self.settings;
        let is_forwarded = self.settings.on_wrong_node == OnWrongNode::Forward && self.route != Route::AnyNode;
        let is_known = is_forwarded && refresh_s > 0 && u32::from(refresh_s) <= MOVES_FROM_S;
        is_known.then(|| stale_share(moves_per_min, n_shards, refresh_s, n_nodes))
    }
}

/// The panel.
pub fn routes(shown: &Shown, is_narrow: bool) -> Html {
    let all = Routed::all(shown.config());
    let rows = all.iter().map(|routed| row(words::route(routed.route), words::cells(routed))).collect();
    panel(
        "routing",
        words::TITLE,
        vec![
            hint(words::INTRO),
            settings(shown),
            status(words::said(&all)),
            table(words::TITLE, &head(&words::HEAD), rows),
            wrong(&all, is_narrow),
            hint(words::HINT),
        ],
    )
}

fn settings(shown: &Shown) -> Html {
    let (of, session, drag) = (&shown.config().routing, &shown.session, &shown.drag);
    html! {
        <div class="fields">
            { stepped(("rm", words::MOVES, ""), of.moves_per_min.into(), MOVES, session, drag, |config, n| {
                config.routing.moves_per_min = n as u16;
            }) }
            { stepped(("rr", words::REFRESH, ""), of.refresh_s.into(), REFRESHES_S, session, drag, |config, seconds| {
                config.routing.refresh_s = seconds as u16;
            }) }
            { stepped(("rc", words::CLIENTS, ""), of.n_clients.into(), CLIENTS, session, drag, |config, n| {
                config.routing.n_clients = n as u16;
            }) }
            { choice(words::WRONG, WRONG, of.on_wrong_node, words::on_wrong, session, |config, wrong| {
                config.routing.on_wrong_node = wrong;
            }) }
        </div>
    }
}

/// How many requests come to a former owner first, over time.
fn wrong(all: &[Routed; 3], is_narrow: bool) -> Html {
    let series = |routed: &Routed| {
        let point = |(at, seconds): (usize, &[Count])| {
            let n: u32 = seconds.iter().map(|count| count.n_requests).sum();
            let n_wrong: u32 = seconds.iter().map(|count| count.n_wrong).sum();
            ((at * POINT_S) as f64 / 60.0, f64::from(n_wrong) * 100.0 / f64::from(n.max(1)))
        };
        let points = routed.outcome.seconds.chunks(POINT_S).enumerate().map(point).collect();
        Series { name: words::route(routed.route).to_owned(), points, band: Vec::new() }
    };
    let series: Vec<Series> = all.iter().map(series).collect();
    let highest = series.iter().flat_map(|series| &series.points).fold(0.0, |most: f64, (_, y)| most.max(*y));
    let to = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().find(|to| *to >= highest).unwrap_or(100.0);
    let axis = |label: &str, to, decimals| Axis { label: label.to_owned(), from: 0.0, to, is_log: false, decimals };
    chart(&Chart {
        said: words::said(all),
        x: axis(words::TIME, f64::from(DURATION_S) / 60.0, 1),
        y: axis(words::WRONG_SHARE, to, 1),
        series,
        markers: Vec::new(),
        here: None,
        is_narrow,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Config;

    #[test]
    fn a_link_carries_what_differs() {
        let (config, notes) = PlacementConfig::from_query("rr=0&rm=600&rc=7&rw=error");
        assert_eq!((config.to_query().as_str(), notes.len()), ("rr=0&rm=600&rc=7&rw=error", 0));
        assert_eq!(PlacementConfig::from_query("rr=60&rw=forward").0.to_query(), "");
        assert_eq!(PlacementConfig::from_query("rc=0").1.len(), 1);
    }

    #[test]
    fn the_closed_forms_stand_beside_what_was_counted() {
        for routed in Routed::all(&PlacementConfig::from_query("shards=500&rr=10&rm=120&nodes=20&rc=1000").0) {
            let (calm, counted) = (routed.calm_hops() * 1_000.0, f64::from(routed.calm().hops_milli()));
            assert!((calm - counted).abs() < 15.0, "{:?}: {calm} and {counted}", routed.route);
            let counted = f64::from(routed.moving().wrong_milli_percent());
            let Some(stale) = routed.stale().map(|share| share * 100_000.0) else { continue };
            assert!((stale - counted).abs() < stale / 5.0, "{:?}: {stale} and {counted}", routed.route);
        }
    }
}
