//! The panels below the picture.

use yew::prelude::*;

use super::config::{GB_MAX, MB_S_MAX, N_HOT_MAX, OVERHEAD_MB_MAX, SALTS_MAX, SIDES};
use super::run::{Asked, Measure, Outcome, Run, sizings};
use super::view::Shown;
use super::words;
use crate::markup::html;
use crate::settings::parse_whole;
use crate::ui::panel::{hint, once_running, panel, paragraph, status};
use crate::ui::setting::{self, choice, count};
use crate::ui::table::{Row, head, row, table, text};

/// The figures of the strategy that is looked at, node by node.
pub fn details(shown: &Shown) -> Html {
    let (run, outcome) = (&shown.run, shown.chosen());
    let line = |at: usize| row(words::node(run, at), words::node_cells(run, outcome, at));
    let rows = (0..run.nodes.n()).map(line).collect();
    let table = table(words::DETAILS, &head(&words::DETAILS_COLUMNS), rows);
    panel(
        "details",
        words::DETAILS,
        vec![
            status(words::outcome_sentence(run, outcome)),
            paragraph(words::merits(outcome.strategy)),
            paragraph(words::fullest_shard(run, outcome)),
            html! { <div class="nodes-table">{ table }</div> },
            hint(words::DETAILS_HINT),
        ],
    )
}

/// What each kind of request touches under each strategy.
pub fn touches(shown: &Shown) -> Html {
    let run = &shown.run;
    let columns: Vec<Html> =
        std::iter::once(text(words::STRATEGY)).chain(Asked::ALL.map(|asked| text(words::asked(run, asked)))).collect();
    let line = |outcome: &Outcome| Row {
        class: if outcome.strategy == shown.config().shown { "here" } else { "" },
        name: text(words::strategy(outcome.strategy)),
        cells: Asked::ALL.map(|asked| touched(run, outcome, asked)).to_vec(),
    };
    let rows = run.outcomes.iter().map(line).collect();
    panel(
        "touches",
        words::TOUCH,
        vec![
            paragraph(words::touch_sentence(run)),
            table(words::TOUCH, &columns, rows),
            hint(words::TOUCH_HINT),
            hint(words::WHY_RANDOM),
        ],
    )
}

fn touched(run: &Run, outcome: &Outcome, asked: Asked) -> Html {
    let (nodes, rest) = words::touched(run, outcome, asked);
    html! { <span class="touched"><strong>{ nodes }</strong><small>{ rest }</small></span> }
}

/// Hot keys, and what salting them does.
pub fn hot_keys(shown: &Shown) -> Html {
    let (config, session, drag) = (shown.config(), &shown.session, &shown.drag);
    let fields = once_running(|| {
        html! {
            <div class="fields">
                { count(("hot", words::N_HOT, ""), config.n_hot.into(), [0, N_HOT_MAX.into()], session, drag,
                    |config, n| config.n_hot = n as u8) }
                { count(("m", words::SALTS, ""), config.salts.into(), [2, SALTS_MAX.into()], session, drag,
                    |config, n| config.salts = n as u16) }
                { choice(words::SIDE, SIDES, config.side, words::side, session, |config, side| config.side = side) }
            </div>
        }
    });
    let said = words::salt_line(&shown.run, config).unwrap_or_else(|| words::NOT_SALTED.to_owned());
    panel("hot-keys", words::HOT, vec![fields, status(said), before_and_after(shown), hint(words::HOT_HINT)])
}

/// The busiest node of each strategy, without salt and with it.
fn before_and_after(shown: &Shown) -> Html {
    let run = &shown.run;
    let Some(unsalted) = &run.unsalted else { return html! { <div hidden=true></div> } };
    let line = |(before, after): (&Outcome, &Outcome)| {
        let cell = |measure: Measure| words::before_and_after(run, before, after, measure);
        row(words::strategy(after.strategy), [Measure::Reads, Measure::Writes].map(cell).to_vec())
    };
    let rows = unsalted.iter().zip(&run.outcomes).map(line).collect();
    table(words::HOT, &head(&words::HOT_COLUMNS), rows)
}

/// How many shards: what each number comes to, now and with more data.
pub fn sizing(shown: &Shown) -> Html {
    let (config, session) = (shown.config(), &shown.session);
    let fields = once_running(|| {
        html! {
            <div class="fields inline">
                { setting::text(("gb", words::GB, ""), &config.sizes.gb, session, |text| parse_whole(text, 1, GB_MAX),
                    ToString::to_string, |config, gb| config.sizes.gb = gb) }
                { setting::text(("mbs", words::MB_S, ""), &config.sizes.mb_s, session,
                    |text| parse_whole(text, 1, MB_S_MAX), ToString::to_string, |config, it| config.sizes.mb_s = it) }
                { setting::text(("overhead", words::OVERHEAD, ""), &config.sizes.overhead_mb, session,
                    |text| parse_whole(text, 0, OVERHEAD_MB_MAX), ToString::to_string,
                    |config, it| config.sizes.overhead_mb = it) }
            </div>
        }
    });
    let rows =
        sizings(config).iter().map(|sizing| row(words::sizing_name(sizing), words::sizing_cells(sizing))).collect();
    let table = table(words::SIZING, &head(&words::SIZING_COLUMNS), rows);
    panel("sizing whole", words::SIZING, vec![fields, table, hint(words::SIZING_HINT)])
}
