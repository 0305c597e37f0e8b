//! The numbers beside the run: what survives, how fresh a read is, what waiting costs.

use faultline_model::maths::wars::{Evaluated, Quantile, published};
use yew::prelude::*;

use super::config::QuorumConfig;
use super::run::{AGES, Exact, looked_at};
use super::words;
use crate::markup::html;
use crate::session::Session;
use crate::settings::{parse_percent, parse_span};
use crate::ui::panel::{hint, nothing, panel, paragraph};
use crate::ui::setting::setting;
use crate::ui::table::{Row, head, row, table};
use crate::ui::text_field::TextField;

/// What reads and writes survive, in closed form and sampled.
pub fn availability(session: &Session<QuorumConfig>, exact: &Exact) -> Html {
    let config = &session.config;
    let node = setting(session, parse_percent, ToString::to_string, |config, node| config.node = node);
    let sampled = looked_at(config);
    let line = |name, crashes, chance, sampled| {
        row(name, vec![words::crashes(crashes), words::percent(chance), words::sampled_share(sampled)])
    };
    let columns = head(&[words::OPERATIONS, words::CRASHES, words::EXACT, words::LOOKED_AT]);
    let rows = vec![
        line(words::READS, exact.crashes.0, exact.availability.0, sampled.0),
        line(words::WRITES, exact.crashes.1, exact.availability.1, sampled.1),
    ];
    panel(
        "availability-of",
        words::AVAILABILITY,
        vec![
            table(words::AVAILABILITY, &columns, rows),
            html! {
                <TextField id="node" label={words::NODE_LABEL} value={config.node.to_string()} read={node.0}
                    on_give={node.1} chars_max=16 />
            },
        ],
    )
}

/// How fresh a read is: the curve, a time of one's own, and the closed form for the last k versions.
pub fn staleness(session: &Session<QuorumConfig>, exact: &Exact, sampled: Option<&Evaluated>, is_narrow: bool) -> Html {
    let config = &session.config;
    let after = setting(session, parse_after, |after| after.compact(), |config, after| config.after = after);
    let field = html! {
        <TextField id="after" label={words::AFTER_LABEL} value={config.after.compact()} read={after.0}
            on_give={after.1} chars_max=20 />
    };
    let said = match sampled {
        Some(sampled) => freshness(config, sampled, is_narrow),
        None => paragraph(words::SAMPLING),
    };
    let versions = AGES.iter().zip(&exact.within).map(|(k, chance)| row(k.to_string(), vec![words::percent(*chance)]));
    panel(
        "staleness",
        words::STALENESS,
        vec![
            said,
            field,
            hint(words::WARS_HINT),
            table(words::VERSIONS, &head(&["k", words::VERSIONS]), versions.collect()),
            hint(words::VERSIONS_HINT),
        ],
    )
}

fn freshness(config: &QuorumConfig, sampled: &Evaluated, is_narrow: bool) -> Html {
    let known = published(config.latency, config.n, config.r, config.w);
    let lines: Vec<Row> =
        words::freshness(config, sampled).into_iter().map(|(name, said)| row(name, vec![said])).collect();
    let published = match &known {
        Some(known) => html! {
            <div>
                { table(words::PUBLISHED, &[], vec![row(words::PUBLISHED, vec![words::published_sentence(known)])]) }
                { hint(words::published_hint(config.latency)) }
            </div>
        },
        None => nothing(),
    };
    html! {
        <div>
            { super::curve::curve(config, sampled, known.as_ref(), is_narrow) }
            { table(words::SAMPLED, &[], lines) }
            { published }
            { hint(words::latency_remark(config.latency)) }
        </div>
    }
}

/// How long reads and writes take, from the same trials.
pub fn latencies(sampled: Option<&Evaluated>) -> Html {
    let Some(sampled) = sampled else {
        return panel("latencies", words::LATENCIES, vec![paragraph(words::SAMPLING)]);
    };
    let line = |name, of: &dyn Fn(u16) -> Quantile| {
        row(name, words::QUANTILES.map(|(per_mille, _)| words::ms(of(per_mille).value_ms)).to_vec())
    };
    let columns: Vec<&'static str> =
        std::iter::once(words::OPERATIONS).chain(words::QUANTILES.map(|(_, name)| name)).collect();
    let rows = vec![
        line(words::READS, &|per_mille| sampled.read_ms(per_mille)),
        line(words::WRITES, &|per_mille| sampled.write_ms(per_mille)),
    ];
    panel(
        "latencies",
        words::LATENCIES,
        vec![table(words::LATENCIES, &head(&columns), rows), hint(words::LATENCIES_HINT)],
    )
}

fn parse_after(text: &str) -> Result<faultline_model::tick::Tick, String> {
    use faultline_model::tick::Tick;
    parse_span(text, Tick::ZERO, Tick::MINUTE)
}
