//! What can be chosen: N, R and W, how it replicates, the network.

use faultline_model::tick::Tick;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::config::{CONFLICTS, N_MAX, QuorumConfig, REPAIRS, SPARES_MAX, SWITCH};
use super::words;
use crate::experiment::controls::seed;
use crate::markup::html;
use crate::session::Session;
use crate::settings::{parse_latency, parse_percent, parse_span, parse_sync, show_sync};
use crate::ui::panel::{panel, select};
use crate::ui::setting::{choice, setting};
use crate::ui::slider::{Drag, Slider, slider};
use crate::ui::text_field::TextField;

type Quorums = Session<QuorumConfig>;

/// The three sliders.
pub fn sizes(session: &Quorums, drag: &Drag) -> Html {
    let QuorumConfig { n, r, w, .. } = session.config;
    html! {
        <div class="fields sizes">
            { count("n", words::N_LABEL, n, 1..=N_MAX, session, drag, |config, n| *config = config.with_n(n)) }
            { count("w", words::W_LABEL, w, 1..=n, session, drag, |config, w| config.w = w) }
            { count("r", words::R_LABEL, r, 1..=n, session, drag, |config, r| config.r = r) }
        </div>
    }
}

fn count(
    id: &'static str,
    label: &'static str,
    value: u8,
    range: std::ops::RangeInclusive<u8>,
    session: &Quorums,
    drag: &Drag,
    set: fn(&mut QuorumConfig, u8),
) -> Html {
    let session = session.clone();
    let on_slide = Callback::from(move |(count, is_gesture): (i32, bool)| {
        let count = u8::try_from(count).unwrap_or(1);
        session.change(is_gesture, move |config| set(config, count));
    });
    let (min, max, value) = (i32::from(*range.start()), i32::from(*range.end()), value.to_string());
    slider(Slider { id, label, min, max, value: value.clone(), shown: value }, drag, on_slide)
}

/// How replicas that miss something catch up, and how long anybody waits.
pub fn replication(session: &Quorums, drag: &Drag) -> Html {
    let config = &session.config;
    let sync = setting(session, parse_sync, show_sync, |config, sync| config.sync = sync);
    let timeout =
        setting(session, parse_timeout, |timeout| timeout.compact(), |config, timeout| config.timeout = timeout);
    let fields = html! {
        <div class="fields">
            { choice(words::REPAIR_LABEL, REPAIRS, config.repair, words::repair_name, session,
                |config, repair| config.repair = repair) }
            { choice(words::CONFLICTS_LABEL, CONFLICTS, config.conflicts, words::conflicts_name, session,
                |config, conflicts| config.conflicts = conflicts) }
            { choice(words::HINTS_LABEL, SWITCH, config.has_hints, words::switch_name, session,
                |config, has_hints| config.has_hints = has_hints) }
            { count("spares", words::SPARES_LABEL, config.spares, 0..=SPARES_MAX, session, drag,
                |config, spares| config.spares = spares) }
            <TextField id="sync" label={words::SYNC_LABEL} hint={words::SYNC_HINT} value={show_sync(&config.sync)}
                read={sync.0} on_give={sync.1} chars_max=20 />
            <TextField id="timeout" label={words::TIMEOUT_LABEL} value={config.timeout.compact()} read={timeout.0}
                on_give={timeout.1} chars_max=20 />
        </div>
    };
    panel("replication", words::HOW, vec![fields])
}

/// The network and its luck.
pub fn network(session: &Quorums) -> Html {
    let config = &session.config;
    let latency = setting(session, parse_latency, ToString::to_string, |config, latency| config.latency = latency);
    let loss = setting(session, parse_percent, ToString::to_string, |config, loss| config.loss = loss);
    let doubled = setting(session, parse_percent, ToString::to_string, |config, share| config.duplication = share);
    let fields = html! {
        <div class="fields">
            { latency_choice(session) }
            <TextField id="latency" label={words::OWN_LATENCY_LABEL} hint={words::LATENCY_HINT}
                value={config.latency.to_string()} read={latency.0} on_give={latency.1} chars_max=30 />
            <TextField id="loss" label={words::LOSS_LABEL} value={config.loss.to_string()} read={loss.0}
                on_give={loss.1} chars_max=12 />
            <TextField id="doubled" label={words::DUPLICATION_LABEL} value={config.duplication.to_string()}
                read={doubled.0} on_give={doubled.1} chars_max=12 />
            { overtaking(session) }
            { seed(session) }
        </div>
    };
    panel("network", words::NETWORK, vec![fields])
}

fn latency_choice(session: &Quorums) -> Html {
    let now = session.config.latency.to_string();
    let mut options = words::LATENCY_CHOICES.map(|(value, name)| (value.to_owned(), name.to_owned())).to_vec();
    if !options.iter().any(|(value, _)| *value == now) {
        options.push((now.clone(), words::OTHER_LATENCY.to_owned()));
    }
    let session = session.clone();
    let on_select = Callback::from(move |value: String| {
        if let Ok(latency) = parse_latency(&value) {
            session.change(false, move |config| config.latency = latency);
        }
    });
    select(words::LATENCY_LABEL, options, &now, on_select)
}

fn overtaking(session: &Quorums) -> Html {
    let is_checked = !session.config.is_fifo;
    let session = session.clone();
    let onchange = Callback::from(move |event: Event| {
        let field: HtmlInputElement = event.target_unchecked_into();
        session.change(false, move |config| config.is_fifo = !field.checked());
    });
    html! {
        <label class="field check">
            <input type="checkbox" checked={is_checked} {onchange} />
            <span>{ words::FIFO_LABEL }</span>
        </label>
    }
}

fn parse_timeout(text: &str) -> Result<Tick, String> {
    parse_span(text, Tick(1_000), Tick(10_000_000))
}
