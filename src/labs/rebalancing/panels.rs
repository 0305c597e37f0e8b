//! What stands below: the figures of all schemes, the ten clients, every node, and the changes as text.

use yew::prelude::*;

use super::config::{KINDS, Kind, RebalancingConfig};
use super::run::{self, CLIENTS, Run, Side};
use super::words;
use crate::markup::html;
use crate::ui::number::{fixed, grouped};
use crate::ui::panel::{hint, panel, status};
use crate::ui::table::{Row, head, row, table, text};

/// All schemes, with their closed forms and what a look-up needs.
pub fn figures(config: &RebalancingConfig, run: &Run) -> Html {
    let side_row = |(_, kind): &(&str, Kind)| {
        let side = run.side(*kind);
        let closed = run::closed(config, side, config.at);
        let none = || words::NONE.to_owned();
        let moved =
            closed.and_then(|closed| closed.moved).map_or_else(none, |share| words::percent(words::ppm(share), 2));
        let cv = side.stage(config.at).map_or_else(none, |(_, _, after)| words::cv(after.evenness.cv_ppm));
        let closed_cv = closed.and_then(|closed| closed.cv_after).map_or_else(none, |cv| fixed(cv, 3));
        let needs = side.end().map_or_else(none, |state| words::look_up(config, *kind, state));
        let between = words::between_old(side, config.at);
        let cells = vec![words::moved_short(side, config.at), moved, between, cv, closed_cv, needs];
        Row { class: if *kind == config.kind { "here" } else { "" }, ..row(words::scheme(*kind), cells) }
    };
    let rows = KINDS.iter().map(side_row).collect();
    panel(
        "figures whole",
        words::FIGURES,
        vec![table(words::FIGURES, &head(&words::FIGURES_HEAD), rows), hint(words::FIGURES_HINT)],
    )
}

/// Ten clients, by hash mod N and by consistent hashing.
pub fn clients(config: &RebalancingConfig, run: &Run) -> Html {
    let owners = [Kind::ModN, Kind::Ring].map(|kind| run::clients(config, run.side(kind)));
    let [Some(by_mod), Some(by_ring)] = owners else {
        return panel("clients", words::CLIENTS_TITLE, vec![hint(words::NOTHING_CHANGES)]);
    };
    let moved = |owners: &[[u16; 2]]| owners.iter().filter(|owners| owners[0] != owners[1]).count();
    let client = |(name, (by_mod, by_ring)): (&&'static str, (&[u16; 2], &[u16; 2]))| {
        row(*name, vec![words::client(*by_mod), words::client(*by_ring)])
    };
    let rows = CLIENTS.iter().zip(by_mod.iter().zip(&by_ring)).map(client).collect();
    panel(
        "clients",
        words::CLIENTS_TITLE,
        vec![
            status(words::clients([moved(&by_mod), moved(&by_ring)])),
            table(words::CLIENTS_TITLE, &head(&words::CLIENTS_HEAD), rows),
        ],
    )
}

/// Every node under the scheme that is drawn, and who sends to whom.
pub fn loads(side: &Side, at: usize) -> Html {
    let Some((_, stage, _)) = side.stage(at) else {
        return panel("loads", words::LOADS, vec![hint(words::NOTHING_CHANGES)]);
    };
    let count = |n: Option<u32>| n.map_or_else(|| words::NONE.to_owned(), |n| grouped(n.into()));
    let load = stage.loads.iter().take(words::LOADS_MAX).map(|load| {
        let moved = [load.n_sent, load.n_received].map(|n| grouped(n.into()));
        let cells = [count(load.n_before), count(load.n_after)].into_iter().chain(moved).collect();
        row(format!("n{}", load.node.id), cells)
    });
    let flow = stage.flows.iter().map(|flow| {
        let from = flow.from.map_or_else(|| words::BACKUP.to_owned(), |from| format!("n{from}"));
        row(from, vec![format!("n{}", flow.to), grouped(flow.n_keys.into())])
    });
    panel(
        "loads",
        words::LOADS,
        vec![
            hint(words::loads_hint(stage)),
            table(words::LOADS, &head(&words::LOADS_HEAD), load.collect()),
            html! {
                <details>
                    <summary>{ words::FLOWS }</summary>
                    { hint(words::flows_hint(stage)) }
                    { table(words::FLOWS, &head(&words::FLOWS_HEAD), flow.collect()) }
                </details>
            },
        ],
    )
}

/// The short comparison beside the picture: a bar for each scheme, which also chooses what is drawn.
pub fn compared(config: &RebalancingConfig, run: &Run, on_choose: &Callback<Kind>) -> Html {
    let at = config.at;
    let side_row = |(_, kind): &(&str, Kind)| {
        let (side, kind) = (run.side(*kind), *kind);
        let onclick = {
            let on_choose = on_choose.clone();
            Callback::from(move |_: MouseEvent| on_choose.emit(kind))
        };
        let is_drawn = (kind == config.kind).to_string();
        let name = html! {
            <button type="button" {onclick} aria-pressed={is_drawn}>{ words::scheme_short(kind) }</button>
        };
        let moved = html! { <>{ share(side, at) }{ words::moved_short(side, at) }</> };
        let cells = vec![moved, text(words::fullest_short(side, at)), text(words::time_short(side, at))];
        Row { class: "", name, cells }
    };
    let columns = head(&[words::SCHEME_COLUMN, words::MOVED, words::FULLEST, words::TIME]);
    html! {
        <div class="compared">
            { table(words::COMPARED, &columns, KINDS.iter().map(side_row).collect()) }
            { hint(words::BAR_HINT) }
        </div>
    }
}

/// The share that moves as a bar, with a mark at what an even spread asks for.
fn share(side: &Side, at: usize) -> Html {
    let (moved, least) =
        side.stage(at).map_or((0, 0), |(before, stage, after)| (stage.moved_ppm(), run::least_ppm(before, after)));
    let percent = |ppm: u32| fixed(f64::from(ppm) / 10_000.0, 1);
    html! {
        <svg class="share" viewBox="-1 0 102 12" preserveAspectRatio="none" aria-hidden="true">
            <rect class="room" x="0" y="1" width="100" height="10" />
            <rect class="part" x="0" y="1" width={percent(moved)} height="10" />
            <rect class="least" x={percent(least)} y="0" width="1.6" height="12" />
        </svg>
    }
}
