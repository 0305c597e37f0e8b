//! The state of each replica at the playhead, as a table.

use faultline_model::ids::Endpoint;
use yew::prelude::*;

use super::cluster_state::ClusterState;
use super::table::{Row, head, table, text};
use super::words;

/// What the replicas are and hold, with `of` to tell one table from another; `holdings` has the lines of each.
pub fn replica_table(of: &str, state: &ClusterState, holdings: &[Vec<String>]) -> Html {
    let row = |(replica, own): (u8, _)| {
        let held = holdings.get(usize::from(replica)).map_or(&[] as &[String], Vec::as_slice);
        let held = if held.is_empty() { words::HOLDS_NOTHING.to_owned() } else { words::list(held.iter().cloned()) };
        let state = words::replica_state(own);
        let name = text(Endpoint::Replica(replica).to_string());
        Row { class: if own.is_up { "" } else { "down" }, name, cells: vec![text(state), text(held)] }
    };
    let columns = head(&[words::REPLICA, words::STATE, words::HOLDS]);
    table(words::of(words::REPLICAS, of), &columns, (0..).zip(&state.replicas).map(row).collect())
}
