//! What can be chosen: the cluster, its network, and how long anybody waits.

use faultline_model::tick::Tick;
use yew::prelude::*;

use super::config::{CapConfig, MERGES, NODES_MAX, NODES_MIN, TIMEOUT};
use super::words;
use crate::browser;
use crate::session::Session;
use crate::settings::{Choices, choice_word, parse_latency, parse_seed, parse_span};
use crate::ui::panel::{button, panel, select};
use crate::ui::setting::setting;
use crate::ui::text_field::TextField;

pub use crate::ui::slider::Drag;

/// A choice among a few.
pub fn choice<T: Copy + PartialEq + 'static>(
    label: &'static str,
    choices: Choices<T>,
    value: T,
    name: fn(T) -> &'static str,
    session: &Session<CapConfig>,
    set: fn(&mut CapConfig, T),
) -> Html {
    let options = choices.iter().map(|(word, choice)| ((*word).to_owned(), name(*choice).to_owned())).collect();
    let session = session.clone();
    let on_select = Callback::from(move |chosen: String| {
        if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == chosen) {
            session.change(false, move |config| set(config, *choice));
        }
    });
    select(label, options, choice_word(value, choices), on_select)
}

/// All settings that have no place of their own.
pub fn settings(session: &Session<CapConfig>) -> Html {
    let config = &session.config;
    let latency = setting(session, parse_latency, ToString::to_string, |config, latency| config.latency = latency);
    let timeout =
        setting(session, parse_timeout, |timeout| timeout.compact(), |config, timeout| config.timeout = timeout);
    let sync = setting(session, parse_sync, show_sync, |config, sync| config.sync = sync);
    let seed = setting(session, parse_seed, ToString::to_string, |config, seed| config.seed = seed);
    let new_seed = {
        let session = session.clone();
        Callback::from(move |_| {
            if let Some(seed) = browser::new_seed() {
                session.change(false, move |config| config.seed = seed);
            }
        })
    };
    let fields = html! {
        <div class="fields">
            { nodes(session) }
            { choice(words::MERGE, MERGES, config.merge, words::merge, session, |config, merge| config.merge = merge) }
            <TextField id="latency" label={words::LATENCY} hint={words::LATENCY_HINT} value={config.latency.to_string()}
                read={latency.0} on_give={latency.1} chars_max=30 />
            <TextField id="timeout" label={words::TIMEOUT} hint={words::TIMEOUT_HINT} value={config.timeout.compact()}
                read={timeout.0} on_give={timeout.1} chars_max=20 />
            <TextField id="sync" label={words::SYNC} hint={words::SYNC_HINT} value={show_sync(&config.sync)}
                read={sync.0} on_give={sync.1} chars_max=20 />
            <div class="seed">
                <TextField id="seed" label={words::SEED} value={config.seed.to_string()} read={seed.0} on_give={seed.1}
                    chars_max=20 />
                { button(words::NEW_SEED, new_seed) }
            </div>
        </div>
    };
    panel("settings", words::SETTINGS, vec![fields])
}

fn nodes(session: &Session<CapConfig>) -> Html {
    let options = (NODES_MIN..=NODES_MAX).map(|nodes| (nodes.to_string(), nodes.to_string())).collect();
    let now = session.config.nodes.to_string();
    let session = session.clone();
    let on_select = Callback::from(move |nodes: String| {
        if let Ok(nodes) = nodes.parse() {
            session.change(false, move |config| *config = config.with(nodes, config.story));
        }
    });
    select(words::NODES, options, &now, on_select)
}

fn parse_timeout(text: &str) -> Result<Tick, String> {
    let (min, max) = TIMEOUT;
    parse_span(text, min, max)
}

fn parse_sync(text: &str) -> Result<Option<Tick>, String> {
    match text.trim() {
        "off" => Ok(None),
        text => parse_span(text, Tick(5_000), Tick(10_000_000)).map(Some),
    }
}

fn show_sync(sync: &Option<Tick>) -> String {
    sync.map_or_else(|| "off".to_owned(), Tick::compact)
}
