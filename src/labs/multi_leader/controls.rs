//! What can be chosen: the data centres, how their leaders exchange writes, the network.

use faultline_model::tick::Tick;
use yew::prelude::*;

use super::config::{ASKS, BETWEEN_MAX, CONFLICTS, FOLLOWERS_MAX, MultiConfig, SITES, STORIES, TOPOLOGIES};
use super::words;
use crate::experiment::controls::seed;
use crate::markup::html;
use crate::session::Session;
use crate::settings::{parse_latency, parse_percent};
use crate::ui::panel::panel;
use crate::ui::setting::{choice, count, text};
use crate::ui::slider::Drag;

type Leaders = Session<MultiConfig>;

/// The data centres and what becomes of conflicts.
pub fn sizes(session: &Leaders, drag: &Drag) -> Html {
    let MultiConfig { sites, followers, between, .. } = session.config;
    let between_ms = (between.0 / 1_000) as i32;
    html! {
        <>
            <div class="fields sizes">
                { count(("sites", words::SITES, ""), sites.into(), [SITES.0.into(), SITES.1.into()], session, drag,
                    |config, sites| config.sites = sites as u8) }
                { count(("followers", words::FOLLOWERS, ""), followers.into(), [0, FOLLOWERS_MAX.into()], session, drag,
                    |config, followers| config.followers = followers as u8) }
                { count(("between", words::BETWEEN, ""), between_ms, [0, (BETWEEN_MAX.0 / 1_000) as i32], session, drag,
                    |config, ms| config.between = Tick(u64::from(ms.unsigned_abs()) * 1_000)) }
            </div>
            { choices(session) }
        </>
    }
}

fn choices(session: &Leaders) -> Html {
    let config = &session.config;
    html! {
        <div class="fields pairs">
            { choice(words::STORY, STORIES, config.story, words::story, session,
                |config, story| *config = config.with_story(story)) }
            { choice(words::CONFLICTS, CONFLICTS, config.conflicts, words::conflicts, session,
                |config, conflicts| config.conflicts = conflicts) }
            { choice(words::TOPOLOGY, TOPOLOGIES, config.topology, words::topology, session,
                |config, topology| config.topology = topology) }
            { choice(words::ASK, ASKS, config.routing, words::ask, session,
                |config, routing| config.routing = routing) }
        </div>
    }
}

/// The network and its luck.
pub fn network(session: &Leaders) -> Html {
    let config = &session.config;
    let fields = html! {
        <div class="fields">
            { text(("latency", words::LATENCY, words::LATENCY_HINT), &config.latency,
                session, parse_latency, ToString::to_string, |config, latency| config.latency = latency) }
            { text(("loss", words::LOSS, ""), &config.loss, session, parse_percent, ToString::to_string,
                |config, loss| config.loss = loss) }
            { text(("doubled", words::DUPLICATION, ""), &config.duplication,
                session, parse_percent, ToString::to_string, |config, share| config.duplication = share) }
            { seed(session) }
        </div>
    };
    panel("network", words::NETWORK, vec![fields])
}
