//! What can be chosen: how many followers and how many acknowledgements, how they lag, who answers, how a leader is
//! replaced, the network.

use yew::prelude::*;

use super::config::{
    APPLY, ASK, FOLLOWERS_MAX, LeaderConfig, READS, SERVICE, SPAN, SWITCH, parse_standby, show_standby,
};
use super::words;
use crate::experiment::controls::seed;
use crate::markup::html;
use crate::session::Session;
use crate::settings::{parse_latency, parse_percent, parse_span};
use crate::ui::panel::panel;
use crate::ui::setting::{choice, setting};
use crate::ui::slider::{Drag, Slider, slider};
use crate::ui::text_field::TextField;
use faultline_model::tick::Tick;

type Leaders = Session<LeaderConfig>;

/// The two sliders.
pub fn sizes(session: &Leaders, drag: &Drag) -> Html {
    let LeaderConfig { followers, acks, .. } = session.config;
    html! {
        <div class="fields sizes">
            { count("followers", words::FOLLOWERS_LABEL, followers, (1, FOLLOWERS_MAX), session, drag,
                |config, n| *config = config.with_followers(n)) }
            { count("acks", words::ACKS_LABEL, acks, (0, followers), session, drag, |config, n| config.acks = n) }
        </div>
    }
}

fn count(
    id: &'static str,
    label: &'static str,
    value: u8,
    (min, max): (u8, u8),
    session: &Leaders,
    drag: &Drag,
    set: fn(&mut LeaderConfig, u8),
) -> Html {
    let session = session.clone();
    let on_slide = Callback::from(move |(count, is_gesture): (i32, bool)| {
        let count = u8::try_from(count).unwrap_or(min);
        session.change(is_gesture, move |config| set(config, count));
    });
    let value = value.to_string();
    slider(Slider { id, label, min: min.into(), max: max.into(), value: value.clone(), shown: value }, drag, on_slide)
}

/// How far followers lag, and who answers reads.
pub fn reading(session: &Leaders) -> Html {
    let config = &session.config;
    let lag = setting(session, parse_latency, ToString::to_string, |config, lag| config.lag = lag);
    let fields = html! {
        <div class="fields">
            { choice(words::READS_LABEL, READS, config.reads, words::reads, session,
                |config, reads| config.reads = reads) }
            { choice(words::ASK_LABEL, ASK, config.ask, words::ask, session, |config, ask| config.ask = ask) }
            <TextField id="lag" label={words::LAG_LABEL} hint={words::LAG_HINT} value={config.lag.to_string()}
                read={lag.0} on_give={lag.1} chars_max=30 />
            { choice(words::APPLY_LABEL, APPLY, config.apply, words::apply, session,
                |config, apply| config.apply = apply) }
        </div>
    };
    panel("reading", words::READING, vec![fields])
}

/// How a leader is found to be gone, and replaced.
pub fn replacing(session: &Leaders) -> Html {
    let config = &session.config;
    let ping = setting(session, parse_ours, show, |config, ping| config.failover.ping = ping);
    let timeout = setting(session, parse_ours, show, |config, timeout| config.failover.timeout = timeout);
    let standby = setting(session, parse_standby, show_standby, |config, startup| config.failover.startup = startup);
    let service = setting(session, parse_service, show, |config, service| config.service = service);
    let fields = html! {
        <div class="fields">
            { choice(words::FAILOVER_LABEL, SWITCH, config.has_failover, words::failover, session,
                |config, has| config.has_failover = has) }
            <TextField id="ping" label={words::PING_LABEL} value={show(&config.failover.ping)}
                read={ping.0} on_give={ping.1} chars_max=20 />
            <TextField id="timeout" label={words::TIMEOUT_LABEL} value={show(&config.failover.timeout)}
                read={timeout.0} on_give={timeout.1} chars_max=20 />
            { choice(words::MAJORITY_LABEL, SWITCH, config.failover.majority, words::majority, session,
                |config, majority| config.failover.majority = majority) }
            { choice(words::FENCING_LABEL, SWITCH, config.failover.fencing, words::fencing, session,
                |config, fencing| config.failover.fencing = fencing) }
            <TextField id="standby" label={words::STANDBY_LABEL} hint={words::STANDBY_HINT}
                value={show_standby(&config.failover.startup)} read={standby.0} on_give={standby.1} chars_max=20 />
            <TextField id="service" label={words::SERVICE_LABEL} value={show(&config.service)}
                read={service.0} on_give={service.1} chars_max=20 />
        </div>
    };
    panel("replacing", words::REPLACING, vec![fields])
}

/// The network and its luck.
pub fn network(session: &Leaders) -> Html {
    let config = &session.config;
    let latency = setting(session, parse_latency, ToString::to_string, |config, latency| config.latency = latency);
    let loss = setting(session, parse_percent, ToString::to_string, |config, loss| config.loss = loss);
    let doubled = setting(session, parse_percent, ToString::to_string, |config, share| config.duplication = share);
    let fields = html! {
        <div class="fields">
            <TextField id="latency" label={words::LATENCY_LABEL} hint={words::LAG_HINT}
                value={config.latency.to_string()} read={latency.0} on_give={latency.1} chars_max=30 />
            <TextField id="loss" label={words::LOSS_LABEL} value={config.loss.to_string()} read={loss.0}
                on_give={loss.1} chars_max=12 />
            <TextField id="doubled" label={words::DUPLICATION_LABEL} value={config.duplication.to_string()}
                read={doubled.0} on_give={doubled.1} chars_max=12 />
            { seed(session) }
        </div>
    };
    panel("network", words::NETWORK, vec![fields])
}

fn parse_ours(text: &str) -> Result<Tick, String> {
    parse_span(text, SPAN.0, SPAN.1)
}

fn parse_service(text: &str) -> Result<Tick, String> {
    parse_span(text, SERVICE.0, SERVICE.1)
}

fn show(span: &Tick) -> String {
    span.compact()
}
