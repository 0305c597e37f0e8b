//! What can be chosen: the distance, and how each family replicates.

use yew::prelude::*;

use super::config::{BETWEEN, CONFLICTS, FamiliesConfig, SITES, SWITCH};
use super::words;
use crate::experiment::controls::seed;
use crate::markup::html;
use crate::session::Session;
use crate::settings::{parse_latency, parse_span};
use crate::ui::panel::panel;
use crate::ui::setting::{choice, count, text};
use crate::ui::slider::Drag;

type Families = Session<FamiliesConfig>;

/// All settings.
pub fn settings(session: &Families, drag: &Drag) -> Html {
    let config = &session.config;
    let fields = html! {
        <div class="fields">
            { text(("between", words::BETWEEN, ""), &config.between,
                session, parse_between, |between| between.compact(), |config, between| config.between = between) }
            { text(("latency", words::LATENCY, words::LATENCY_HINT), &config.latency,
                session, parse_latency, ToString::to_string, |config, latency| config.latency = latency) }
            { count(("acks", words::ACKS, ""), config.acks.into(), [0, i32::from(SITES) - 1], session, drag,
                |config, n| config.acks = n as u8) }
            { choice(words::FAILOVER, SWITCH, config.has_failover, words::switch, session,
                |config, has_failover| config.has_failover = has_failover) }
            { count(("r", words::READ_QUORUM, ""), config.r.into(), [1, SITES.into()],
                session, drag, |config, n| config.r = n as u8) }
            { count(("w", words::WRITE_QUORUM, ""), config.w.into(), [1, SITES.into()],
                session, drag, |config, n| config.w = n as u8) }
            { choice(words::CONFLICTS, CONFLICTS, config.conflicts, words::conflicts, session,
                |config, conflicts| config.conflicts = conflicts) }
            { seed(session) }
        </div>
    };
    panel("settings", words::SETTINGS, vec![fields])
}

fn parse_between(text: &str) -> Result<faultline_model::tick::Tick, String> {
    parse_span(text, BETWEEN.0, BETWEEN.1)
}
