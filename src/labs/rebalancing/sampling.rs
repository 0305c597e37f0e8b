//! What stands beside the closed forms: the same cluster drawn over many seeds, and with one token a node or many.
//!
//! None of it is waited for: it begins once the settings rest, and comes when it is there.

use faultline_model::job::Job;
use faultline_model::maths::placement::{N_SEEDS, Sampled, Sampling};
use faultline_model::placement::rebalance::{Change, Outcome, Plan, Scheme, Setup, plan};
use faultline_model::placement::ring::equal_nodes;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::config::{Kind, RebalancingConfig};
use super::run::setup;
use crate::hooks::{use_effect_with, use_state_eq};
use crate::work::{Work, use_work};

/// The numbers of nodes that a new one joins.
const JOINED: [u16; 8] = [1, 2, 3, 5, 10, 20, 50, 100];
/// The numbers of virtual nodes for which evenness is sampled.
const VNODES: [u16; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];
/// The numbers of tokens that are set side by side.
const TOKENS: [u16; 4] = [1, 8, 64, 256];
/// The most nodes of a cluster that is sampled.
pub const SAMPLED_NODES_MAX: u16 = 100;
/// The most keys of one.
const KEYS_MAX: u32 = 10_000;
/// As many keys for each sample of what moves: a share of so many is exact enough.
const MOVED_KEYS: u32 = 2_000;
/// How long settings rest before anything is sampled, in milliseconds.
const REST_MS: u32 = 400;

/// What was sampled.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curves {
    /// For each number of nodes that one more joins: by hash mod N, and on a ring.
    pub moved: Vec<(u16, [Sampled; 2])>,
    /// For each number of virtual nodes.
    pub even: Vec<(u16, Sampled)>,
    /// The changes with so many tokens a node.
    pub tokens: Vec<(u16, Outcome)>,
    /// How many nodes evenness is that of.
    pub n_nodes: u16,
}

/// A piece of it.
#[derive(Debug, Clone)]
enum Task {
    Moved { n: u16, scheme: Scheme },
    Even { v: u16 },
    Tokens { v: u16 },
}

/// One in hand.
enum InHand {
    Sampling(Task, Box<Sampling>),
    Plan(u16, Box<Plan>),
}

/// All of it being worked out.
pub struct Drawing {
    config: RebalancingConfig,
    todo: std::vec::IntoIter<Task>,
    n_tasks: usize,
    in_hand: Option<InHand>,
    by_mod: Option<Sampled>,
    found: Curves,
}

/// What is sampled of a configuration, once it has rested for a moment.
#[hook]
pub fn use_curves(config: &RebalancingConfig) -> Work<Curves> {
    let rested = use_state_eq(|| None::<RebalancingConfig>);
    {
        let rested = rested.setter();
        use_effect_with(config.scenario(), move |config| {
            let config = config.clone();
            let timer = Timeout::new(REST_MS, move || rested.set(Some(config)));
            move || drop(timer)
        });
    }
    let key = (*rested).clone();
    use_work(key.clone(), || key.as_ref().map(Drawing::new))
}

impl Drawing {
    pub fn new(config: &RebalancingConfig) -> Drawing {
        let vnodes = config.vnodes;
        let moved = JOINED
            .into_iter()
            .flat_map(|n| [Scheme::ModN, Scheme::Ring { vnodes }].map(|scheme| Task::Moved { n, scheme }));
        let even = VNODES.into_iter().map(|v| Task::Even { v });
        let tokens = TOKENS.into_iter().map(|v| Task::Tokens { v });
        let todo: Vec<Task> = tokens.chain(even).chain(moved).collect();
        let n_nodes = config.n.clamp(2, SAMPLED_NODES_MAX);
        Drawing {
            config: config.clone(),
            n_tasks: todo.len(),
            todo: todo.into_iter(),
            in_hand: None,
            by_mod: None,
            found: Curves { n_nodes, ..Curves::default() },
        }
    }

    /// Takes a task in hand; one that is impossible is left out.
    fn begin(&mut self, task: Task) {
        let few = Setup { seed: self.config.seed, changes: Vec::new(), n_keys: KEYS_MAX, ..Setup::default() };
        let sampling = |setup: Setup| Sampling::new(&setup, N_SEEDS).ok().map(Box::new);
        self.in_hand = match task {
            Task::Moved { n, scheme } => {
                let changes = vec![Change::Add { n: 1, weight: 1 }];
                let setup = Setup { scheme, nodes: equal_nodes(n), changes, n_keys: MOVED_KEYS, ..few };
                sampling(setup).map(|sampling| InHand::Sampling(task, sampling))
            }
            Task::Even { v } => {
                let setup = Setup { scheme: Scheme::Ring { vnodes: v }, nodes: equal_nodes(self.found.n_nodes), ..few };
                sampling(setup).map(|sampling| InHand::Sampling(task, sampling))
            }
            Task::Tokens { v } => {
                let config = RebalancingConfig { n_keys: self.config.n_keys.min(KEYS_MAX), ..self.config.clone() };
                let setup = Setup { scheme: Scheme::Ring { vnodes: v }, ..setup(&config, Kind::Ring).setup };
                plan(&setup).ok().map(|plan| InHand::Plan(v, Box::new(plan)))
            }
        };
    }

    fn finish(&mut self, task: &Task, sampled: Sampled) {
        match *task {
            Task::Moved { scheme: Scheme::ModN, .. } => self.by_mod = Some(sampled),
            Task::Moved { n, .. } => {
                self.found.moved.extend(self.by_mod.take().map(|by_mod| (n, [by_mod, sampled])));
            }
            Task::Even { v } => self.found.even.push((v, sampled)),
            Task::Tokens { .. } => {}
        }
    }
}

impl Job for Drawing {
    type Output = Curves;

    fn advance(&mut self, units: u32) -> Option<Curves> {
        match self.in_hand.take() {
            None => match self.todo.next() {
                None => return Some(std::mem::take(&mut self.found)),
                Some(task) => self.begin(task),
            },
            Some(InHand::Sampling(task, mut sampling)) => match sampling.advance(units) {
                Some(sampled) => self.finish(&task, sampled),
                None => self.in_hand = Some(InHand::Sampling(task, sampling)),
            },
            Some(InHand::Plan(v, mut plan)) => match plan.advance(units) {
                Some(outcome) => self.found.tokens.push((v, outcome)),
                None => self.in_hand = Some(InHand::Plan(v, plan)),
            },
        }
        None
    }

    fn done_permille(&self) -> u16 {
        let n_done = self.n_tasks - self.todo.len();
        (n_done * 1_000 / self.n_tasks.max(1)).min(1_000) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use faultline_model::job;
    use faultline_model::maths::placement::{hash_cv, ring_cv};

    #[test]
    fn samples_lie_beside_their_closed_forms() {
        let config = RebalancingConfig { n: 10, vnodes: 64, ..RebalancingConfig::default() };
        let curves = job::run(Drawing::new(&config));
        assert_eq!((curves.moved.len(), curves.even.len(), curves.tokens.len()), (8, 9, 4));
        for (n, [by_mod, by_ring]) in &curves.moved {
            let n = f64::from(*n);
            // Twice the half of a 95 % interval: with fixed seeds it holds, and for ever.
            let is_near =
                |sampled: &Sampled, closed: f64| (sampled.moved.value - closed).abs() < 2.0 * sampled.moved.half;
            assert!(
                is_near(by_mod, n / (n + 1.0)) && is_near(by_ring, 1.0 / (n + 1.0)),
                "{n} nodes: {by_mod:?} {by_ring:?}"
            );
        }
        for (v, sampled) in &curves.even {
            let closed = (ring_cv(10, (*v).into()).powi(2) + hash_cv(10, KEYS_MAX).powi(2)).sqrt();
            let (rms, low, high) = sampled.cv_before_rms;
            assert!((rms - closed).abs() < high - low, "{v} vnodes: {rms} against {closed}");
        }
    }
}
