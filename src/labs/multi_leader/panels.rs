//! The panels beside the run: its conflicts, the price of one far leader, and the topologies.

use faultline_model::checks::Property;
use faultline_model::protocols::multi_leader::{Conflicts, Topology};
use yew::prelude::*;

use super::config::{MultiConfig, TOPOLOGIES};
use super::run::{self, Run, Travel, exact, writes_at};
use super::words;
use crate::experiment::account::Account;
use crate::experiment::words as said;
use crate::markup::html;
use crate::ui::panel::{hint, panel, paragraph};
use crate::ui::table::{Row, head, row, table, text};

/// Which writes conflict, by which vectors, and which are lost.
pub fn conflicts(config: &MultiConfig, run: &Run) -> Html {
    let account = &run.account;
    let one = |(at, conflict): (usize, &crate::experiment::conflicts::Conflict)| {
        html! {
            <li key={at}>
                { said::conflict(conflict, account.operations()) }{ ". " }
                <code>{ words::vectors(conflict, run).unwrap_or_default() }</code>
            </li>
        }
    };
    let mut parts = vec![match account.conflicts.is_empty() {
        true => paragraph(said::NO_CONFLICT),
        false => html! { <ul>{ for account.conflicts.iter().enumerate().map(one) }</ul> },
    }];
    if config.conflicts == Conflicts::LastWriteWins {
        let lost = run.lost();
        let line = |(at, lost)| html! { <li key={at}>{ words::lost(lost, account.operations()) }</li> };
        parts.push(html! { <h3>{ words::LOST }</h3> });
        parts.push(match lost.is_empty() {
            true => paragraph(words::NOTHING_LOST),
            false => html! { <ul>{ for lost.iter().enumerate().map(line) }</ul> },
        });
    }
    parts.push(hint(words::CONFLICTS_HINT));
    panel("conflicts-of-leaders", words::CONFLICTS_PANEL, parts)
}

/// What a write takes with a leader in each data centre, and with one in the first.
pub fn far(config: &MultiConfig, run: &Run) -> Html {
    let (near, far) = (&run.account, &run::far(config));
    let of_site = |site: u8| {
        let times = |account: &Account| words::times(writes_at(account, config, site));
        let cell = |account: &Account, exact| {
            let exact: Option<_> = exact;
            html! { <>{ times(account) }<small>{ exact.map(words::exact).unwrap_or_default() }</small></> }
        };
        let exact = exact(config, site);
        let cells = vec![cell(near, exact.map(|exact| exact.0)), cell(far, exact.map(|exact| exact.1))];
        Row { class: "", name: text(words::site(site)), cells }
    };
    let count = |name, of: fn(&Account) -> usize| row(name, vec![of(near).to_string(), of(far).to_string()]);
    let mut rows: Vec<Row> = (0..config.sites).map(of_site).collect();
    rows.push(count(words::NO_ANSWER, Account::n_refused));
    rows.push(count(words::LOST_WRITES, |account| account.n_violations(Property::NoAckedWriteLost)));
    rows.push(count(words::N_CONFLICTS, |account| account.conflicts.len()));
    panel("far", words::FAR, vec![table(words::FAR, &head(&words::FAR_COLUMNS), rows), hint(words::FAR_HINT)])
}

/// Who sends to whom, in small: a ring has a direction.
fn sketch(topology: Topology, sites: u8) -> Html {
    let lines = match (sites, topology) {
        (2, _) => "M6 20H38",
        (_, Topology::AllToAll) => "M22 7L38 33H6z",
        (_, Topology::Ring) => "M22 7L38 33H6zM27 23L30 20L31 25M25 30L21 33L25 36M12 17L14 20L18 19",
        (_, Topology::Star) => "M38 33L22 7L6 33",
    };
    let leaders = if sites == 2 { &[(6, 20), (38, 20)][..] } else { &[(22, 7), (38, 33), (6, 33)] };
    let leader = |(x, y): &(i32, i32)| html! { <circle key={*x} cx={x.to_string()} cy={y.to_string()} r="5" /> };
    html! {
        <svg class="sketch" viewBox="0 0 44 40" width="44" height="40" aria-hidden="true">
            <path d={lines} />
            { for leaders.iter().map(leader) }
        </svg>
    }
}

/// How the same updates travel under each topology.
pub fn topologies(config: &MultiConfig) -> Html {
    let line = |((_, topology), travel): (&(&str, Topology), &Travel)| Row {
        class: if *topology == config.topology { "own" } else { "" },
        name: html! {
            <span class="way">{ sketch(*topology, config.sites) }{ words::topology(*topology) }</span>
        },
        cells: words::travel(travel).into_iter().map(text).collect(),
    };
    let rows = TOPOLOGIES.iter().zip(&run::topologies(config)).map(line).collect();
    let mut parts = vec![table(words::TOPOLOGIES, &head(&words::TOPOLOGY_COLUMNS), rows)];
    if config.sites == 2 {
        parts.push(paragraph(words::TWO_ALIKE));
    }
    parts.push(hint(words::TOPOLOGIES_HINT));
    panel("topologies", words::TOPOLOGIES, parts)
}
