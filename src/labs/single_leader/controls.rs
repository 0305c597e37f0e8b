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
use crate::ui::setting::{choice, count, text};
use crate::ui::slider::Drag;
use faultline_model::tick::Tick;

type Leaders = Session<LeaderConfig>;

/// The two sliders.
pub fn sizes(session: &Leaders, drag: &Drag) -> Html {
    let LeaderConfig { followers, acks, .. } = session.config;
    html! {
        <div class="fields sizes">
            { count(("followers", words::FOLLOWERS_LABEL, ""), followers.into(), [1, FOLLOWERS_MAX.into()],
                session, drag, |config, n| *config = config.with_followers(n as u8)) }
            { count(("acks", words::ACKS_LABEL, ""), acks.into(), [0, followers.into()], session, drag,
                |config, n| config.acks = n as u8) }
        </div>
    }
}

/// How far followers lag, and who answers reads.
pub fn reading(session: &Leaders) -> Html {
    let config = &session.config;
    let fields = html! {
        <div class="fields">
            { choice(words::READS_LABEL, READS, config.reads, words::reads, session,
                |config, reads| config.reads = reads) }
            { choice(words::ASK_LABEL, ASK, config.ask, words::ask, session, |config, ask| config.ask = ask) }
            { text(("lag", words::LAG_LABEL, words::LAG_HINT), &config.lag, session, parse_latency, ToString::to_string,
                |config, lag| config.lag = lag) }
            { choice(words::APPLY_LABEL, APPLY, config.apply, words::apply, session,
                |config, apply| config.apply = apply) }
        </div>
    };
    panel("reading", words::READING, vec![fields])
}

/// How a leader is found to be gone, and replaced.
pub fn replacing(session: &Leaders) -> Html {
    let config = &session.config;
    let fields = html! {
        <div class="fields">
            { choice(words::FAILOVER_LABEL, SWITCH, config.has_failover, words::failover, session,
                |config, has| config.has_failover = has) }
            { text(("ping", words::PING_LABEL, ""), &config.failover.ping, session, parse_ours, show,
                |config, ping| config.failover.ping = ping) }
            { text(("timeout", words::TIMEOUT_LABEL, ""), &config.failover.timeout, session, parse_ours, show,
                |config, timeout| config.failover.timeout = timeout) }
            { choice(words::MAJORITY_LABEL, SWITCH, config.failover.majority, words::majority, session,
                |config, majority| config.failover.majority = majority) }
            { choice(words::FENCING_LABEL, SWITCH, config.failover.fencing, words::fencing, session,
                |config, fencing| config.failover.fencing = fencing) }
            { text(("standby", words::STANDBY_LABEL, words::STANDBY_HINT), &config.failover.startup,
                session, parse_standby, show_standby, |config, startup| config.failover.startup = startup) }
            { text(("service", words::SERVICE_LABEL, ""), &config.service, session, parse_service, show,
                |config, service| config.service = service) }
        </div>
    };
    panel("replacing", words::REPLACING, vec![fields])
}

/// The network and its luck.
pub fn network(session: &Leaders) -> Html {
    let config = &session.config;
    let fields = html! {
        <div class="fields">
            { text(("latency", words::LATENCY_LABEL, words::LAG_HINT), &config.latency,
                session, parse_latency, ToString::to_string, |config, latency| config.latency = latency) }
            { text(("loss", words::LOSS_LABEL, ""), &config.loss, session, parse_percent, ToString::to_string,
                |config, loss| config.loss = loss) }
            { text(("doubled", words::DUPLICATION_LABEL, ""), &config.duplication,
                session, parse_percent, ToString::to_string, |config, share| config.duplication = share) }
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
