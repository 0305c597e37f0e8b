//! What losing the leader costs: counted, and compared with the same steps under other settings.

use faultline_model::step::write_steps;
use faultline_model::tick::Tick;
use yew::prelude::*;

use super::config::LeaderConfig;
use super::run::{Cost, Variant, compared};
use super::words;
use crate::experiment::{Experiment, words as said};
use crate::link;
use crate::markup::html;
use crate::route::Route;
use crate::site::Link;
use crate::ui::panel::{hint, panel};
use crate::ui::table::{Row, head, row, table};

/// The panel.
pub fn failover_panel(config: &LeaderConfig, experiment: &Experiment) -> Html {
    let line = |(variant, cost): (Variant, Cost)| {
        let cells = vec![
            said::span(cost.without_leader),
            cost.n_failovers.to_string(),
            cost.n_writes_lost.to_string(),
            cost.n_writes_refused.to_string(),
            words::median(cost.writes),
        ];
        Row { class: if variant == Variant::AsSet { "chosen" } else { "" }, ..row(words::variant(variant), cells) }
    };
    let rows = compared(config, experiment).into_iter().map(line).collect();
    let columns = head(&words::COST_COLUMNS);
    let families = Route::lab("families");
    let steps = write_steps(&config.script.steps);
    let query = link::write(&[("between", Tick::ZERO.compact()), ("do", steps)]);
    let elsewhere = html! { <p><Link to={families} {query}>{ words::ACTIVE_ACTIVE }</Link></p> };
    panel("costs", words::COSTS, vec![table(words::COSTS, &columns, rows), hint(words::COSTS_HINT), elsewhere])
}
