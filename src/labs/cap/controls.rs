//! What can be chosen: the cluster, its network, and how long anybody waits.

use faultline_model::tick::Tick;
use yew::prelude::*;

use super::config::{CapConfig, MERGES, NODES_MAX, NODES_MIN, TIMEOUT};
use super::words;
use crate::experiment::controls::seed;
use crate::markup::html;
use crate::session::Session;
use crate::settings::{parse_latency, parse_span, parse_sync, show_sync};
use crate::ui::panel::{panel, select};
use crate::ui::setting::{choice, text};

pub use crate::ui::slider::Drag;

/// All settings that have no place of their own.
pub fn settings(session: &Session<CapConfig>) -> Html {
    let config = &session.config;
    let fields = html! {
        <div class="fields">
            { nodes(session) }
            { choice(words::MERGE, MERGES, config.merge, words::merge, session, |config, merge| config.merge = merge) }
            { text(("latency", words::LATENCY, words::LATENCY_HINT), &config.latency,
                session, parse_latency, ToString::to_string, |config, latency| config.latency = latency) }
            { text(("timeout", words::TIMEOUT, words::TIMEOUT_HINT), &config.timeout,
                session, parse_timeout, |timeout| timeout.compact(), |config, timeout| config.timeout = timeout) }
            { text(("sync", words::SYNC, words::SYNC_HINT), &config.sync, session, parse_sync, show_sync,
                |config, sync| config.sync = sync) }
            { seed(session) }
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
