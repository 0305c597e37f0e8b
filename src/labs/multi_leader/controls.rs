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
use crate::ui::setting::{choice, setting};
use crate::ui::slider::{Drag, Slider, slider};
use crate::ui::text_field::TextField;

type Leaders = Session<MultiConfig>;

/// The data centres and what becomes of conflicts.
pub fn sizes(session: &Leaders, drag: &Drag) -> Html {
    let MultiConfig { sites, followers, between, .. } = session.config;
    let between_ms = (between.0 / 1_000) as i32;
    html! {
        <>
            <div class="fields sizes">
                { number("sites", words::SITES, sites.into(), [SITES.0.into(), SITES.1.into()], session, drag,
                    |config, sites| config.sites = sites as u8) }
                { number("followers", words::FOLLOWERS, followers.into(), [0, FOLLOWERS_MAX.into()], session, drag,
                    |config, followers| config.followers = followers as u8) }
                { number("between", words::BETWEEN, between_ms, [0, (BETWEEN_MAX.0 / 1_000) as i32], session, drag,
                    |config, ms| config.between = Tick(u64::from(ms.unsigned_abs()) * 1_000)) }
            </div>
            { choices(session) }
        </>
    }
}

/// A slider over whole numbers.
fn number(
    id: &'static str,
    label: &'static str,
    value: i32,
    [min, max]: [i32; 2],
    session: &Leaders,
    drag: &Drag,
    set: fn(&mut MultiConfig, i32),
) -> Html {
    let session = session.clone();
    let on_slide = Callback::from(move |(number, is_gesture): (i32, bool)| {
        session.change(is_gesture, move |config| set(config, number));
    });
    let value = value.to_string();
    slider(Slider { id, label, min, max, value: value.clone(), shown: value }, drag, on_slide)
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
    let latency = setting(session, parse_latency, ToString::to_string, |config, latency| config.latency = latency);
    let loss = setting(session, parse_percent, ToString::to_string, |config, loss| config.loss = loss);
    let doubled = setting(session, parse_percent, ToString::to_string, |config, share| config.duplication = share);
    let fields = html! {
        <div class="fields">
            <TextField id="latency" label={words::LATENCY} hint={words::LATENCY_HINT}
                value={config.latency.to_string()} read={latency.0} on_give={latency.1} chars_max=30 />
            <TextField id="loss" label={words::LOSS} value={config.loss.to_string()} read={loss.0} on_give={loss.1}
                chars_max=12 />
            <TextField id="doubled" label={words::DUPLICATION} value={config.duplication.to_string()}
                read={doubled.0} on_give={doubled.1} chars_max=12 />
            { seed(session) }
        </div>
    };
    panel("network", words::NETWORK, vec![fields])
}
