//! The availability of a diagram, exactly, and which component to improve first.
//!
//! The structure becomes a decision diagram ([`super::bdd`]) over the instances, so a component that stands twice
//! counts as the one that it is. Without a common cause the instances are independent; that is an assumption, and
//! [`CommonCause`] shows what becomes of the result if it fails.
//!
//! Two answers to "which component first": Birnbaum's importance (Birnbaum 1969), the chance that the system's state
//! hangs on this one instance, which says where a small improvement gains most per unit; and the improvement potential,
//! what is gained if the component never failed at all.

use std::fmt;

use super::bdd::{Bdd, DOWN, Ref, TooLarge, UP};
use super::chance::Chance;
use super::processes::{Process, Processes};
use crate::decimal::Decimal;
use crate::diagram::structure::Op;
use crate::diagram::{Diagram, Name, REPLICAS_MAX, Structure};
use crate::tick::Tick;

/// The share β of a redundant component's unavailability that strikes its redundant siblings at the same time.
///
/// The β-factor model (Fleming 1975; used in IEC 61508-6), typically 1 to 10 %. Struck together are the replicas of one
/// component, and the components that are direct members of one parallel or k-of-n group; a component that stands in
/// several such groups is struck with the first only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommonCause {
    beta_percent: Decimal,
}

/// β is more than 100 %; holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BetaError(pub Decimal);

/// A diagram's availability and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The system's.
    pub system: Chance,
    /// Each named component, in the order of first mention.
    pub components: Vec<ComponentResult>,
    /// The common-cause groups by their instances' ids, whether β is above 0 or not.
    pub groups: Vec<Vec<String>>,
    /// How many nodes the decision diagram has.
    pub n_bdd_nodes: usize,
    /// Each process with its importance, for the frequency of outages.
    processes: Vec<(Process, f64)>,
}

/// One named component, all its replicas together.
#[derive(Clone, Debug, PartialEq)]
pub struct ComponentResult {
    /// Which.
    pub name: Name,
    /// One instance by itself.
    pub own: Chance,
    /// How many replicas there are.
    pub n_instances: usize,
    /// Birnbaum importance of one instance, 0 to 1: the chance that the system is up if and only if this instance is.
    pub importance: f64,
    /// Improvement potential: the availability gained if it (every replica of it) never failed.
    pub gain: f64,
    /// Rank by importance, from 1; equals share a rank.
    pub importance_rank: usize,
    /// Rank by gain, from 1; equals share a rank.
    pub gain_rank: usize,
}

/// Why there is no exact result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvaluateError {
    /// Too many cases to tell apart, because many components stand at several places or share common causes.
    TooMuchShared,
}

/// How many replicas reach a target, and what each number gives.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicasAnswer {
    /// The answer.
    pub needed: ReplicasNeeded,
    /// The availability of k of n for n = k, …, k + 6 (at most [`REPLICAS_MAX`]).
    pub table: Vec<(u8, Chance)>,
}

/// The answer of [`replicas_for_target`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ReplicasNeeded {
    /// So many suffice and fewer do not.
    Enough(u8),
    /// No number does: with all others up, the common cause alone leaves this.
    Never {
        /// The availability that no number of replicas passes, 1 − βq.
        ceiling: Chance,
    },
    /// More than [`REPLICAS_MAX`].
    TooMany,
}

/// Evaluates a diagram exactly.
///
/// # Errors
/// If the decision diagram outgrows its limit.
pub fn evaluate(diagram: &Diagram, common_cause: CommonCause) -> Result<Evaluation, EvaluateError> {
    let structure = diagram.structure();
    let processes = Processes::new(diagram, &structure, common_cause);
    let chances: Vec<Chance> = processes.all.iter().map(|process| process.chance).collect();
    let mut bdd = Bdd::new();
    let root = compile(&mut bdd, &structure, &processes, None)?;
    let system = bdd.chance(root, &chances);
    let importances = bdd.importances(root, &chances)?;
    let exact = Exact { diagram, structure: &structure, processes: &processes, chances, bdd, root };
    let names = diagram.names().into_iter();
    let components: Result<Vec<_>, _> = names.map(|name| exact.component(name, &importances)).collect();
    let mut components = components?;
    rank(&mut components);
    let ids = |group: &Vec<usize>| group.iter().map(|&i| structure.instances[i].id.clone()).collect();
    let groups = structure.groups.iter().map(ids).collect();
    let n_bdd_nodes = exact.bdd.size(root);
    let processes = processes.all.into_iter().zip(importances).collect();
    Ok(Evaluation { system, components, groups, n_bdd_nodes, processes })
}

impl Evaluation {
    /// How often the system goes down in a mean year: Σ importance · failures a year, over all that can fail (Vesely
    /// 1970).
    ///
    /// `default_mttr` is the time to repair where a component gives none.
    pub fn outages_per_year(&self, default_mttr: Tick) -> f64 {
        let each = |(process, importance): &(Process, f64)| importance * process.failures_per_year(default_mttr);
        self.processes.iter().map(each).sum()
    }

    /// How many common-cause groups the β-factor was applied to: none if β is 0.
    pub fn n_groups_struck(&self) -> usize {
        self.processes.iter().filter(|(process, _)| process.is_shared).count()
    }
}

/// Finds how many replicas, of which `k` must be up, reach a target availability.
///
/// A single replica has no sibling to share a cause with; from two on the β-factor applies. `k` is taken as at least 1
/// and at most [`REPLICAS_MAX`].
pub fn replicas_for_target(own: Chance, k: u8, common_cause: CommonCause, target: Chance) -> ReplicasAnswer {
    let k = k.clamp(1, REPLICAS_MAX);
    let available = |n: u8| replicated(own, k, n, common_cause);
    // Three at 99 % give 99.9999 %, and rounding must not ask for a fourth.
    let reaches = |chance: Chance| chance.down <= target.down * (1.0 + 1e-12);
    let table = (k..=REPLICAS_MAX).take(7).map(|n| (n, available(n))).collect();
    let shared = common_cause.shared_part(own);
    let needed = match (k..=REPLICAS_MAX).find(|&n| reaches(available(n))) {
        Some(n) => ReplicasNeeded::Enough(n),
        None if own.up <= 0.0 => ReplicasNeeded::Never { ceiling: Chance::DOWN },
        // Exactly the ceiling is approached and never reached.
        None if shared.down >= target.down => ReplicasNeeded::Never { ceiling: shared },
        None => ReplicasNeeded::TooMany,
    };
    ReplicasAnswer { needed, table }
}

/// The availability of `k` of `n` replicas.
fn replicated(own: Chance, k: u8, n: u8, common_cause: CommonCause) -> Chance {
    if n == 1 || common_cause == CommonCause::NONE {
        return Chance::at_least(k.into(), &vec![own; n.into()]);
    }
    let independent = Chance::at_least(k.into(), &vec![common_cause.own_part(own); n.into()]);
    Chance::series([common_cause.shared_part(own), independent])
}

impl CommonCause {
    /// No common cause: components fail independently.
    pub const NONE: CommonCause = CommonCause { beta_percent: Decimal::ZERO };

    /// β in percent.
    ///
    /// # Errors
    /// If it is more than 100.
    pub fn new(beta_percent: Decimal) -> Result<CommonCause, BetaError> {
        match beta_percent.complement(100) {
            Some(_) => Ok(CommonCause { beta_percent }),
            None => Err(BetaError(beta_percent)),
        }
    }

    /// β in percent, from 0 to 100.
    pub fn beta_percent(self) -> Decimal {
        self.beta_percent
    }

    /// β as `up`, 1 − β as `down`.
    fn share(self) -> Chance {
        Chance::from_parts(self.beta_percent.digits().into(), self.beta_percent.complement(100).unwrap_or(0))
    }

    /// What a member of a group keeps as its own: U = (1 − β)q, A = p + βq.
    pub(super) fn own_part(self, own: Chance) -> Chance {
        let beta = self.share();
        Chance { up: (own.up + beta.up * own.down).min(1.0), down: beta.down * own.down }
    }

    /// What strikes a group whose members have this chance (or mean): U = βq, A = (1 − β) + βp.
    pub(super) fn shared_part(self, mean: Chance) -> Chance {
        let beta = self.share();
        Chance { up: (beta.down + beta.up * mean.up).min(1.0), down: beta.up * mean.down }
    }
}

/// The decision diagram of a structure, with one component's instances taken as always up if `perfect`.
fn compile(
    bdd: &mut Bdd,
    structure: &Structure,
    processes: &Processes,
    perfect: Option<&Name>,
) -> Result<Ref, TooLarge> {
    let mut instances = Vec::new();
    for (i, instance) in structure.instances.iter().enumerate() {
        let is_perfect = perfect == Some(&instance.name);
        instances.push(if is_perfect { UP } else { instance_up(bdd, processes, i)? });
    }
    let mut stack: Vec<Ref> = Vec::new();
    for op in &structure.ops {
        let state = match *op {
            Op::Instance(i) => instances[i],
            Op::AtLeast { k, n } => {
                let members = stack.split_off(stack.len() - usize::from(n));
                bdd.at_least(k.into(), &members)?
            }
        };
        stack.push(state);
    }
    Ok(stack.pop().unwrap_or(UP))
}

/// An instance is up if its own process is and no common cause is at work.
fn instance_up(bdd: &mut Bdd, processes: &Processes, i: usize) -> Result<Ref, TooLarge> {
    let own = bdd.variable(processes.own[i] as u32)?;
    match processes.shared[i] {
        Some(shared) => {
            let shared = bdd.variable(shared as u32)?;
            bdd.ite(shared, own, DOWN)
        }
        None => Ok(own),
    }
}

/// What the results of single components are computed from.
struct Exact<'a> {
    diagram: &'a Diagram,
    structure: &'a Structure,
    processes: &'a Processes,
    chances: Vec<Chance>,
    bdd: Bdd,
    root: Ref,
}

impl Exact<'_> {
    fn component(&self, name: Name, importances: &[f64]) -> Result<ComponentResult, EvaluateError> {
        let all = 0..self.structure.instances.len();
        let instances: Vec<usize> = all.filter(|&i| self.structure.instances[i].name == name).collect();
        // Replicas are alike, so the first speaks for all.
        let first = self.processes.own[instances[0]];
        let own = self.diagram.spec(&name).map_or(Chance::UP, Chance::of);
        let gain = match instances.as_slice() {
            // One instance that fails on its own alone: U − U(perfect) = q·importance.
            [i] if self.processes.shared[*i].is_none() => own.down * importances[first],
            _ => self.gain(&name, &instances)?,
        };
        Ok(ComponentResult {
            name,
            own,
            n_instances: instances.len(),
            importance: importances[first],
            gain,
            importance_rank: 0,
            gain_rank: 0,
        })
    }

    /// What is gained if all these instances of a component were perfect.
    fn gain(&self, name: &Name, instances: &[usize]) -> Result<f64, EvaluateError> {
        let causes: Vec<usize> = instances.iter().filter_map(|&i| self.processes.shared[i]).collect();
        let strikes_others = |&cause: &usize| {
            let mut all = self.processes.shared.iter().enumerate();
            all.any(|(i, shared)| *shared == Some(cause) && !instances.contains(&i))
        };
        if causes.iter().any(strikes_others) {
            // The cause goes on striking the siblings, so it cannot be taken as perfect along with the component.
            let mut bdd = self.bdd.clone();
            let better = compile(&mut bdd, self.structure, self.processes, Some(name))?;
            return Ok(bdd.gain(better, self.root, &self.chances, &[])?);
        }
        let own = instances.iter().map(|&i| self.processes.own[i]);
        let perfect: Vec<usize> = own.chain(causes).collect();
        Ok(self.bdd.gain(self.root, self.root, &self.chances, &perfect)?)
    }
}

/// Fills in the ranks: 1 and one more for each component that is better by more than rounding.
fn rank(components: &mut [ComponentResult]) {
    let rank_by = |components: &[ComponentResult], value: fn(&ComponentResult) -> f64| -> Vec<usize> {
        let better = |than: f64| components.iter().filter(|one| value(one) > than * (1.0 + 1e-9)).count();
        components.iter().map(|one| 1 + better(value(one))).collect()
    };
    let by_importance = rank_by(components, |one| one.importance);
    let by_gain = rank_by(components, |one| one.gain);
    for (i, component) in components.iter_mut().enumerate() {
        (component.importance_rank, component.gain_rank) = (by_importance[i], by_gain[i]);
    }
}

impl From<TooLarge> for EvaluateError {
    fn from(_: TooLarge) -> EvaluateError {
        EvaluateError::TooMuchShared
    }
}

impl fmt::Display for BetaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a common-cause share from 0% to 100%, such as `5%`, not `{}%`", self.0)
    }
}

impl std::error::Error for BetaError {}

impl fmt::Display for EvaluateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EvaluateError::TooMuchShared => write!(
                f,
                "too many components are shared for an exact result: use fewer components at several places, fewer \
                 different components in the same replicas, or no common cause"
            ),
        }
    }
}

impl std::error::Error for EvaluateError {}
