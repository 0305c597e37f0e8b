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
use crate::ui::setting::{choice, count, text};
use crate::ui::slider::Drag;

type Quorums = Session<QuorumConfig>;

/// The three sliders.
pub fn sizes(session: &Quorums, drag: &Drag) -> Html {
    let QuorumConfig { n, r, w, .. } = session.config;
    html! {
        <div class="fields sizes">
            { count(("n", words::N_LABEL, ""), n.into(), [1, N_MAX.into()], session, drag,
                |config, n| *config = config.with_n(n as u8)) }
            { count(("w", words::W_LABEL, ""), w.into(), [1, n.into()], session, drag, |config, w| config.w = w as u8) }
            { count(("r", words::R_LABEL, ""), r.into(), [1, n.into()], session, drag, |config, r| config.r = r as u8) }
        </div>
    }
}

/// How replicas that miss something catch up, and how long anybody waits.
pub fn replication(session: &Quorums, drag: &Drag) -> Html {
    let config = &session.config;
    let fields = html! {
        <div class="fields">
            { choice(words::REPAIR_LABEL, REPAIRS, config.repair, words::repair_name, session,
                |config, repair| config.repair = repair) }
            { choice(words::CONFLICTS_LABEL, CONFLICTS, config.conflicts, words::conflicts_name, session,
                |config, conflicts| config.conflicts = conflicts) }
            { choice(words::HINTS_LABEL, SWITCH, config.has_hints, words::switch_name, session,
                |config, has_hints| config.has_hints = has_hints) }
            { count(("spares", words::SPARES_LABEL, ""), config.spares.into(), [0, SPARES_MAX.into()], session, drag,
                |config, spares| config.spares = spares as u8) }
            { text(("sync", words::SYNC_LABEL, words::SYNC_HINT), &config.sync, session, parse_sync, show_sync,
                |config, sync| config.sync = sync) }
            { text(("timeout", words::TIMEOUT_LABEL, ""), &config.timeout,
                session, parse_timeout, |timeout| timeout.compact(), |config, timeout| config.timeout = timeout) }
        </div>
    };
    panel("replication", words::HOW, vec![fields])
}

/// The network and its luck.
pub fn network(session: &Quorums) -> Html {
    let config = &session.config;
    let fields = html! {
        <div class="fields">
            { latency_choice(session) }
            { text(("latency", words::OWN_LATENCY_LABEL, words::LATENCY_HINT), &config.latency,
                session, parse_latency, ToString::to_string, |config, latency| config.latency = latency) }
            { text(("loss", words::LOSS_LABEL, ""), &config.loss, session, parse_percent, ToString::to_string,
                |config, loss| config.loss = loss) }
            { text(("doubled", words::DUPLICATION_LABEL, ""), &config.duplication,
                session, parse_percent, ToString::to_string, |config, share| config.duplication = share) }
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
