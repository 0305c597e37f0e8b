//! What can be chosen: the distance, and how each family replicates.

use yew::prelude::*;

use super::config::{BETWEEN, CONFLICTS, FamiliesConfig, SITES, SWITCH};
use super::words;
use crate::experiment::controls::seed;
use crate::markup::html;
use crate::session::Session;
use crate::settings::{parse_latency, parse_span};
use crate::ui::panel::panel;
use crate::ui::setting::{choice, setting};
use crate::ui::slider::{Drag, Slider, slider};
use crate::ui::text_field::TextField;

type Families = Session<FamiliesConfig>;

/// All settings.
pub fn settings(session: &Families, drag: &Drag) -> Html {
    let config = &session.config;
    let between = setting(session, parse_between, |between| between.compact(), |config, to| config.between = to);
    let latency = setting(session, parse_latency, ToString::to_string, |config, latency| config.latency = latency);
    let fields = html! {
        <div class="fields">
            <TextField id="between" label={words::BETWEEN} value={config.between.compact()} read={between.0}
                on_give={between.1} chars_max=20 />
            <TextField id="latency" label={words::LATENCY} hint={words::LATENCY_HINT} value={config.latency.to_string()}
                read={latency.0} on_give={latency.1} chars_max=30 />
            { count("acks", words::ACKS, config.acks, 0..=SITES - 1, session, drag, |config, n| config.acks = n) }
            { choice(words::FAILOVER, SWITCH, config.has_failover, words::switch, session,
                |config, has_failover| config.has_failover = has_failover) }
            { count("r", words::READ_QUORUM, config.r, 1..=SITES, session, drag, |config, n| config.r = n) }
            { count("w", words::WRITE_QUORUM, config.w, 1..=SITES, session, drag, |config, n| config.w = n) }
            { choice(words::CONFLICTS, CONFLICTS, config.conflicts, words::conflicts, session,
                |config, conflicts| config.conflicts = conflicts) }
            { seed(session) }
        </div>
    };
    panel("settings", words::SETTINGS, vec![fields])
}

fn count(
    id: &'static str,
    label: &'static str,
    value: u8,
    range: std::ops::RangeInclusive<u8>,
    session: &Families,
    drag: &Drag,
    set: fn(&mut FamiliesConfig, u8),
) -> Html {
    let session = session.clone();
    let on_slide = Callback::from(move |(count, is_gesture): (i32, bool)| {
        let count = u8::try_from(count).unwrap_or(1);
        session.change(is_gesture, move |config| set(config, count));
    });
    let (min, max, value) = (i32::from(*range.start()), i32::from(*range.end()), value.to_string());
    slider(Slider { id, label, min, max, value: value.clone(), shown: value }, drag, on_slide)
}

fn parse_between(text: &str) -> Result<faultline_model::tick::Tick, String> {
    parse_span(text, BETWEEN.0, BETWEEN.1)
}
