//! Counts what moves, from where to where, while the keys go by.

use crate::placement::hash;
use crate::placement::rebalance::outcome::{FLOWS_MAX, Flow, Load, Meanwhile, Stage};
use crate::placement::rebalance::placement::Places;
use crate::placement::rebalance::{Change, Setup};
use crate::placement::ring::Node;
use crate::tick::Tick;

/// What moves between two states.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// The nodes before, then those that joined.
    nodes: Vec<Node>,
    n_before: usize,
    /// Which of them are there after.
    stays: Vec<bool>,
    /// The places of those that are there after, in the same order.
    after: Vec<usize>,
    places: Places,
    /// The place of the node that failed.
    failed: Option<usize>,
    /// For each node, the keys that were on it and still exist.
    n_kept: Vec<u32>,
    /// For each node, the keys on it after.
    n_after: Vec<u32>,
    /// For each node, the keys that it sends; the last is the back-up.
    n_sent: Vec<u32>,
    /// For each node, the keys that it receives.
    n_received: Vec<u32>,
    /// Keys that went between nodes which are there before and after.
    n_between_old: u32,
    /// Keys by sender and receiver; the last row is the back-up's.
    flows: Vec<u32>,
}

impl Tally {
    pub(crate) fn new(before: &[Node], after: &[Node], failed: Option<u16>) -> Tally {
        let was_there = Places::of(before);
        let mut nodes = before.to_vec();
        nodes.extend(after.iter().filter(|node| was_there.of_node(node.id).is_none()));
        let places = Places::of(&nodes);
        let n = nodes.len();
        let after: Vec<usize> = after.iter().filter_map(|node| places.of_node(node.id)).collect();
        let mut stays = vec![false; n];
        after.iter().for_each(|at| stays[*at] = true);
        Tally {
            n_before: before.len(),
            stays,
            after,
            n_between_old: 0,
            failed: failed.and_then(|node| places.of_node(node)),
            n_kept: vec![0; n],
            n_after: vec![0; n],
            n_sent: vec![0; n + 1],
            n_received: vec![0; n],
            flows: if before.is_empty() { Vec::new() } else { vec![0; (n + 1) * n] },
            places,
            nodes,
        }
    }

    /// A key was on one node, and is on the same or another one now.
    pub(crate) fn kept(&mut self, hash: u64, from: u16, to: u16) {
        let (from, to) = (self.place(from), self.place(to));
        self.n_kept[from] += 1;
        self.n_after[to] += 1;
        if from != to {
            let sender = if self.failed == Some(from) { self.holder_of_copy(hash, to) } else { from };
            self.n_sent[sender] += 1;
            self.n_received[to] += 1;
            self.flows[sender * self.nodes.len() + to] += 1;
            self.n_between_old += u32::from(self.stays[from] && to < self.n_before);
        }
    }

    /// A key was not there before.
    pub(crate) fn new_key(&mut self, to: u16) {
        let to = self.place(to);
        self.n_after[to] += 1;
    }

    /// The nodes after, each with its keys.
    pub(crate) fn nodes_after(&self) -> Vec<(Node, u32)> {
        self.after.iter().map(|at| (self.nodes[*at], self.n_after[*at])).collect()
    }

    /// Everything that was counted, for a change before which the nodes held so many keys.
    pub(crate) fn stage(&self, change: Change, before: &[(Node, u32)], setup: &Setup) -> Stage {
        let loads: Vec<Load> = (0..self.nodes.len()).map(|at| self.load(at, before.get(at).map(|(_, n)| *n))).collect();
        let (flows, n_flows) = self.top_flows();
        let n_moved = self.n_received.iter().sum();
        let busiest = loads.iter().rev().max_by_key(|load| load.n_sent.max(load.n_received)).filter(|_| n_moved > 0);
        let n_busiest = busiest.map_or(0, |load| load.n_sent.max(load.n_received));
        let bits = u64::from(n_busiest) * u64::from(setup.key_bytes) * 8;
        Stage {
            change,
            n_kept: self.n_kept.iter().sum(),
            n_moved,
            n_moved_min: self.n_moved_min(),
            n_between_old: self.n_between_old,
            flows,
            n_flows,
            meanwhile: self.meanwhile(change, n_moved),
            duration: Tick(bits.div_ceil(u64::from(setup.mbit_per_s.max(1)))),
            busiest: busiest.map(|load| (load.node.id, load.n_sent >= load.n_received)),
            handovers: Vec::new(),
            loads,
        }
    }

    fn place(&self, node: u16) -> usize {
        self.places.of_node(node).unwrap_or_default()
    }

    /// Who sends a copy of a failed node's key to its new owner: any other node, evenly; the back-up if there is none.
    fn holder_of_copy(&self, hash: u64, to: usize) -> usize {
        let n_others = self.after.len() as u64 - 1;
        if n_others == 0 {
            return self.nodes.len();
        }
        let lot = ((hash::of_number("copy", hash) >> 32) * n_others) >> 32;
        let others = self.after.iter().filter(|at| **at != to);
        others.copied().nth(lot as usize).unwrap_or_default()
    }

    fn load(&self, at: usize, n_before: Option<u32>) -> Load {
        Load {
            node: self.nodes[at],
            n_before,
            n_after: self.stays[at].then_some(self.n_after[at]),
            n_sent: self.n_sent[at],
            n_received: self.n_received[at],
        }
    }

    /// The pairs with most keys, and how many pairs there are.
    fn top_flows(&self) -> (Vec<Flow>, u32) {
        let (mut top, mut n_flows): (Vec<Flow>, u32) = (Vec::with_capacity(FLOWS_MAX + 1), 0);
        for (pair, &n_keys) in self.flows.iter().enumerate().filter(|(_, n_keys)| **n_keys > 0) {
            n_flows += 1;
            let at = top.iter().rposition(|flow| flow.n_keys >= n_keys).map_or(0, |at| at + 1);
            if at < FLOWS_MAX {
                let (from, to) = (pair / self.nodes.len(), pair % self.nodes.len());
                let from = self.nodes.get(from).map(|node| node.id);
                top.insert(at, Flow { from, to: self.nodes[to].id, n_keys });
                top.truncate(FLOWS_MAX);
            }
        }
        (top, n_flows)
    }

    /// The sum of what each node has above its fair share of all keys after, rounded up.
    fn n_moved_min(&self) -> u32 {
        let total: u64 = self.n_after.iter().map(|n| u64::from(*n)).sum();
        let weights: u64 = self.after.iter().map(|at| u64::from(self.nodes[*at].weight)).sum();
        let mut fair = vec![0; self.nodes.len()];
        for at in &self.after {
            fair[*at] = (total * u64::from(self.nodes[*at].weight)).div_ceil(weights.max(1)) as u32;
        }
        self.n_kept.iter().zip(fair).map(|(held, fair)| held.saturating_sub(fair)).sum()
    }

    fn meanwhile(&self, change: Change, n_moved: u32) -> Meanwhile {
        match change {
            _ if n_moved == 0 => Meanwhile::Nobody,
            Change::Fail(node) if self.after.len() > 1 => Meanwhile::CopiesOf(node),
            Change::Fail(node) => Meanwhile::BackupOf(node),
            _ => Meanwhile::OldOwner,
        }
    }
}
