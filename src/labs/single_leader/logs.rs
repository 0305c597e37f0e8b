//! Every replica's log at the playhead: a row a replica, a column an index.

use faultline_model::ids::{Endpoint, OpId};
use faultline_model::protocols::single_leader::{Entry, Note, Replica, SingleLeader};
use faultline_model::tick::Tick;
use faultline_model::trace::What;
use faultline_model::world::{Run, run_until};
use yew::prelude::*;

use super::config::LeaderConfig;
use super::words;
use crate::markup::{classes, html};
use crate::route::Route;
use crate::site::Link;
use crate::ui::panel::{hint, panel};
use crate::ui::table::{Row, table, text};

/// The most indices that are shown; the last ones.
const SHOWN_MAX: usize = 12;

/// How an entry stands at a replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its reads see it.
    Applied,
    /// It is held, and its reads do not see it yet.
    Held,
    /// It was held, and is gone.
    Discarded,
}

/// An entry of a replica's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// `x=1`.
    pub text: String,
    pub term: u16,
    pub stage: Stage,
    /// Whether its client was told that it is done.
    pub is_told: bool,
}

/// The logs of the replicas, by index from 1; a cell may hold an entry and, below it, those that were discarded.
pub type Logs = Vec<Vec<Vec<Cell>>>;

/// The logs at a time.
pub fn logs(config: &LeaderConfig, at: Tick) -> Logs {
    let run = run_until(&config.protocol(), &config.setup(), at);
    let replicas = (0..).zip(&run.replicas);
    let log = |(id, (replica, _)): (u8, &(Replica, bool))| {
        let mut cells: Vec<Vec<Cell>> = replica
            .entries()
            .map(|(entry, is_applied)| {
                let stage = if is_applied { Stage::Applied } else { Stage::Held };
                vec![cell(entry, stage, &run)]
            })
            .collect();
        for (index, entry) in discarded(&run, id) {
            while cells.len() < index {
                cells.push(Vec::new());
            }
            cells[index - 1].push(cell(entry, Stage::Discarded, &run));
        }
        cells
    };
    replicas.map(log).collect()
}

fn cell(entry: &Entry, stage: Stage, run: &Run<SingleLeader>) -> Cell {
    let is_told = |op: OpId| {
        let operation = run.trace.operations.get(op.0 as usize);
        operation.is_some_and(|operation| operation.outcome.is_answer())
    };
    let text = match &entry.value {
        Some(value) => format!("{}={value}", entry.key),
        None => format!("{} unchanged", entry.key),
    };
    Cell { text, term: entry.term.number, stage, is_told: is_told(entry.op) }
}

/// What a replica has discarded, with the index from 1.
fn discarded(run: &Run<SingleLeader>, id: u8) -> impl Iterator<Item = (usize, &Entry)> {
    run.trace.events.iter().filter_map(move |event| match event.what {
        What::Noted { replica, note } if replica == id => match run.trace.notes.get(note as usize)? {
            Note::Discards { entry, index, .. } => Some((*index as usize, entry)),
            _ => None,
        },
        _ => None,
    })
}

/// The panel.
pub fn log_panel(config: &LeaderConfig, at: Tick) -> Html {
    let logs = logs(config, at);
    let n = logs.iter().map(Vec::len).max().unwrap_or_default();
    let first = n.saturating_sub(SHOWN_MAX);
    let indices = (first..n).map(|at| text((at + 1).to_string()));
    let columns: Vec<Html> = std::iter::once(text(words::INDEX)).chain(indices).collect();
    let row = |(id, log): (u8, &Vec<Vec<Cell>>)| {
        let cells = (first..n).map(|at| log.get(at).map_or_else(Html::default, |cells| entry(cells)));
        Row { class: "", name: text(Endpoint::Replica(id).to_string()), cells: cells.collect() }
    };
    let rows = (0..).zip(&logs).map(row).collect();
    let said = if n == 0 { words::NO_ENTRY } else { words::LOGS_HINT };
    let elsewhere = html! {
        <p>{ words::WHAT_STANDS }<Link to={Route::lab("replication_log")}>{ words::REPLICATION_LOG }</Link>{ "." }</p>
    };
    panel("logs", words::LOGS, vec![table(words::LOGS, &columns, rows), hint(said), elsewhere])
}

fn entry(cells: &[Cell]) -> Html {
    let one = |(at, cell): (usize, &Cell)| {
        let class = match cell.stage {
            Stage::Applied => "entry applied",
            Stage::Held => "entry stored",
            Stage::Discarded => "entry discarded",
        };
        html! {
            <span key={at} class={classes!(class, cell.is_told.then_some("told"))}>
                <b>{ &cell.text }</b>
                <small>{ words::entry(cell) }</small>
            </span>
        }
    };
    html! { <>{ for cells.iter().enumerate().map(one) }</> }
}
