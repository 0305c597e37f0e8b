//! The runs of a configuration: every scheme on the same keys and the same changes, as one piece of work.

use faultline_model::job::{self, Job};
use faultline_model::maths::{self, placement::Closed};
use faultline_model::placement::hash;
use faultline_model::placement::rebalance::{Fault, Outcome, Placement, Plan, Scheme, Setup, Stage, State, plan};
use faultline_model::placement::ring::Node;
use faultline_model::prng::{Fnv1a, short_name};
use faultline_model::tick::Tick;

use super::config::{KINDS, Kind, RebalancingConfig};

/// Scoring each key on each node is bounded: with more scores than this, fewer of the keys are placed by rendezvous
/// hashing, and the page says so.
const SCORES_MAX: u64 = 40_000_000;
/// As few as that, however many nodes there are.
const SCORED_KEYS_MIN: u32 = 2_000;
/// Ten clients, by name.
pub const CLIENTS: [&str; 10] = ["ann", "bob", "cat", "dan", "eve", "fay", "gil", "hal", "ida", "jon"];

/// What all schemes came to, in the order of [`KINDS`].
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What it is the run of.
    pub config: RebalancingConfig,
    pub sides: Vec<Side>,
}

/// What a scheme came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub kind: Kind,
    /// How many keys were placed: all, but for rendezvous hashing on many nodes.
    pub n_keys: u32,
    /// What a key weighs, in bytes.
    pub key_bytes: u64,
    pub outcome: Result<Outcome, Fault>,
}

/// All schemes being worked out, one after the other: a million keys take room, so only one has them.
pub struct Compare {
    config: RebalancingConfig,
    todo: std::vec::IntoIter<Kind>,
    present: Option<(Scaled, Kind, Plan)>,
    sides: Vec<Side>,
}

impl Run {
    /// All of it at once.
    pub fn of(config: &RebalancingConfig) -> Run {
        job::run(Compare::new(config))
    }

    /// Its own configuration, with what is only looked at as the page has it now.
    pub fn shown_as(&self, now: &RebalancingConfig) -> RebalancingConfig {
        let at = self.config.changes.len().saturating_sub(1).min(now.at);
        RebalancingConfig {
            kind: now.kind,
            at,
            key: now.key.clone(),
            node: now.node,
            overload: now.overload,
            ..self.config.clone()
        }
    }

    /// What a scheme came to.
    pub fn side(&self, kind: Kind) -> &Side {
        let at = KINDS.iter().position(|(_, other)| *other == kind).unwrap_or_default();
        &self.sides[at]
    }

    /// A short name of all that moved under every scheme.
    pub fn fingerprint(&self) -> String {
        let mut hash = Fnv1a::default();
        for side in &self.sides {
            let name = side.outcome.as_ref().map_or_else(|_| "-".to_owned(), Outcome::fingerprint);
            hash.bytes(name.as_bytes());
        }
        short_name(hash.mixed())
    }
}

impl Side {
    /// A change with the states before and after it.
    pub fn stage(&self, at: usize) -> Option<(&State, &Stage, &State)> {
        let outcome = self.outcome.as_ref().ok()?;
        Some((outcome.states.get(at)?, outcome.stages.get(at)?, outcome.states.get(at + 1)?))
    }

    /// The last state.
    pub fn end(&self) -> Option<&State> {
        self.outcome.as_ref().ok()?.states.last()
    }

    /// All changes.
    pub fn stages(&self) -> &[Stage] {
        self.outcome.as_ref().map(|outcome| outcome.stages.as_slice()).unwrap_or_default()
    }
}

impl Compare {
    pub fn new(config: &RebalancingConfig) -> Compare {
        let kinds: Vec<Kind> = KINDS.iter().map(|(_, kind)| *kind).collect();
        Compare {
            config: config.scenario(),
            todo: kinds.into_iter(),
            present: None,
            sides: Vec::with_capacity(KINDS.len()),
        }
    }

    fn finish(&mut self, kind: Kind, of: &Scaled, mut outcome: Result<Outcome, Fault>) {
        for stage in outcome.iter_mut().flat_map(|outcome| &mut outcome.stages) {
            stage.duration = Tick(stage.duration.0 * of.scale);
        }
        let key_bytes = u64::from(of.setup.key_bytes) * of.scale;
        self.sides.push(Side { kind, n_keys: of.setup.n_keys, key_bytes, outcome });
    }
}

impl Job for Compare {
    type Output = Run;

    fn advance(&mut self, units: u32) -> Option<Run> {
        if let Some((of, kind, mut plan)) = self.present.take() {
            match plan.advance(units) {
                Some(outcome) => self.finish(kind, &of, Ok(outcome)),
                None => self.present = Some((of, kind, plan)),
            }
            return None;
        }
        let Some(kind) = self.todo.next() else {
            return Some(Run { config: self.config.clone(), sides: std::mem::take(&mut self.sides) });
        };
        let of = setup(&self.config, kind);
        match plan(&of.setup) {
            Ok(plan) => self.present = Some((of, kind, plan)),
            Err(fault) => self.finish(kind, &of, Err(fault)),
        }
        None
    }

    fn done_permille(&self) -> u16 {
        let present = self.present.as_ref().map_or(0, |(_, _, plan)| plan.done_permille());
        (self.sides.len() * 1_000 / KINDS.len()) as u16 + present / KINDS.len() as u16
    }
}

/// A plan's setup, in which keys weigh so many times less than they do: few keys can weigh more than a plan can say.
pub struct Scaled {
    pub setup: Setup,
    scale: u64,
}

/// A plan's setup under a scheme.
pub fn setup(config: &RebalancingConfig, kind: Kind) -> Scaled {
    let nodes = config.nodes();
    let n_keys = match kind {
        Kind::Rendezvous => {
            let scores = nodes.len() as u64 * (config.changes.len() as u64 + 1);
            let max = (SCORES_MAX / scores.max(1)).max(SCORED_KEYS_MIN.into());
            config.n_keys.min(max.min(u32::MAX.into()) as u32)
        }
        _ => config.n_keys,
    };
    let key_bytes = (u64::from(config.gb) * 1_000_000_000 / u64::from(n_keys)).max(1);
    let scale = key_bytes.div_ceil(u32::MAX.into());
    let scheme = match config.scheme(kind) {
        Scheme::Dynamic { split_mb } => Scheme::Dynamic { split_mb: (split_mb / scale as u32).max(1) },
        scheme => scheme,
    };
    let setup = Setup {
        scheme,
        nodes,
        changes: config.changes.clone(),
        n_keys,
        key_bytes: (key_bytes / scale) as u32,
        mbit_per_s: config.mbs * 8,
        seed: config.seed,
        first_key: 0,
    };
    Scaled { setup, scale }
}

/// Who holds what before and after a change, for keys that the run did not follow. None where the scheme refuses, and
/// where shards follow the data, which only the run knows.
pub fn placements(config: &RebalancingConfig, side: &Side, at: usize) -> Option<[Placement; 2]> {
    let outcome = side.outcome.as_ref().ok().filter(|_| side.kind != Kind::Dynamic)?;
    let scheme = config.scheme(side.kind);
    let is_made_anew = !matches!(scheme, Scheme::Fixed { .. } | Scheme::PerNode { .. });
    let from = if is_made_anew { at } else { 0 };
    let mut before = Placement::new(scheme, &nodes(outcome.states.get(from)?), 0, config.seed);
    for state in outcome.states.get(from + 1..=at)? {
        before.on_nodes(scheme, &nodes(state), config.seed);
    }
    let mut after = before.clone();
    if let Some(state) = outcome.states.get(at + 1) {
        after.on_nodes(scheme, &nodes(state), config.seed);
    }
    Some([before, after])
}

/// Who holds a key before and after a change.
pub fn owners_of(key: &str, side: &Side, at: usize, placements: Option<&[Placement; 2]>) -> Option<[u16; 2]> {
    let hash = hash::of(key.as_bytes());
    if let Some(placements) = placements {
        return Some([placements[0].owner(hash), placements[1].owner(hash)]);
    }
    let (before, _, after) = side.stage(at)?;
    Some([before.owner(hash)?, after.owner(hash)?])
}

// --- Closed forms

/// The share of the keys that any scheme must move so that every node has its fair share again, in millionths.
pub fn least_ppm(before: &State, after: &State) -> u32 {
    let (was, is) = (units(before), units(after));
    // What each node has less of afterwards; nodes come and go whole, so one of the two sums is all there is.
    let fair = |node: &Node, all: u64| u64::from(node.weight) * 1_000_000_000 / all;
    let lost = before.nodes.iter().map(|(node, _)| {
        let stays = after.nodes.iter().any(|(other, _)| other.id == node.id);
        fair(node, was).saturating_sub(if stays { fair(node, is) } else { 0 })
    });
    (lost.sum::<u64>().div_ceil(1_000)) as u32
}

/// What the formulae say of a change, where there are some.
pub fn closed(config: &RebalancingConfig, side: &Side, at: usize) -> Option<Closed> {
    let (before, stage, after) = side.stage(at)?;
    let keys = after.n_keys;
    Some(maths::placement::closed(config.scheme(side.kind), &nodes(before), &nodes(after), stage.change, keys))
}

/// The nodes of a state.
pub fn nodes(state: &State) -> Vec<Node> {
    state.nodes.iter().map(|(node, _)| *node).collect()
}

fn units(state: &State) -> u64 {
    state.nodes.iter().map(|(node, _)| u64::from(node.weight)).sum()
}

/// Where each of the [`CLIENTS`] goes before and after the change that is drawn.
pub fn clients(config: &RebalancingConfig, side: &Side) -> Option<Vec<[u16; 2]>> {
    side.stage(config.at)?;
    let placements = placements(config, side, config.at)?;
    CLIENTS.iter().map(|name| owners_of(name, side, config.at, Some(&placements))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Config;

    #[test]
    fn few_keys_may_weigh_any_amount() {
        let run = |query: &str| Run::of(&RebalancingConfig::from_query(query).0);
        let (light, heavy) = (run("n=4&keys=100&gb=100&do=add"), run("n=4&keys=100&gb=1000000&do=add"));
        for kind in [Kind::ModN, Kind::Ring, Kind::Jump] {
            let moved = |run: &Run| {
                let (_, stage, _) = run.side(kind).stage(0).expect("a change");
                (u128::from(stage.n_moved) * u128::from(run.side(kind).key_bytes), u128::from(stage.duration.0))
            };
            let ((little, short), (much, long)) = (moved(&light), moved(&heavy));
            // Ten thousand times the data, but for what is rounded off a key.
            assert!((much / 10_000).abs_diff(little) <= little / 1_000, "{kind:?}: {much} against {little}");
            assert!((long / 10_000).abs_diff(short) <= short / 1_000, "{kind:?}: {long} against {short}");
        }
    }

    #[test]
    fn every_scheme_agrees_with_its_closed_form_within_chance() {
        let config = RebalancingConfig::from_query("n=10&v=100&keys=100000&do=add").0;
        let run = Run::of(&config);
        for kind in [Kind::ModN, Kind::Rendezvous, Kind::Jump] {
            let side = run.side(kind);
            let (_, stage, _) = side.stage(0).expect("a change");
            let share = closed(&config, side, 0).and_then(|closed| closed.moved).expect("a formula");
            // Five standard deviations of a share of so many keys.
            let deviation = (share * (1.0 - share) / f64::from(stage.n_kept)).sqrt();
            let measured = f64::from(stage.n_moved) / f64::from(stage.n_kept);
            assert!((measured - share).abs() < 5.0 * deviation, "{kind:?}: {measured} against {share}");
        }
    }
}
