//! What fails and is repaired: one process for each instance, and one for each common cause.
//!
//! The β-factor model (Fleming 1975; IEC 61508-6): a share β of the unavailability q of each redundant component comes
//! from causes that strike all its redundant siblings at once. So each member of a common-cause group keeps (1 − β)·q
//! of its own, and one shared event of chance β·q̃ strikes them all, where q̃ is the geometric mean of the members' q.
//! A member is down if either is: its total is q less a product of the two, β(1 − β)q·q̃, which is far below q for good
//! components.
//!
//! Which instances form a group is [`Structure::groups`]. An instance in no group fails on its own alone.

use super::availability::CommonCause;
use super::chance::Chance;
use crate::diagram::{Diagram, Structure};
use crate::tick::Tick;

/// Something that goes down and up by itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Process {
    /// The instance, or the first of the group's.
    pub id: String,
    /// Whether it is a common cause.
    pub is_shared: bool,
    /// How likely it is up (or, a common cause, not at work) at a moment.
    pub chance: Chance,
    /// The members' times to repair, as far as given.
    mttrs: Vec<Option<Tick>>,
}

/// A diagram's processes, a common cause always before the instances that it strikes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Processes {
    pub all: Vec<Process>,
    /// Each instance's own process.
    pub own: Vec<usize>,
    /// Each instance's common cause.
    pub shared: Vec<Option<usize>>,
}

impl Process {
    /// The mean time to repair: the mean of the members', `default` standing in where none is given. At least 1 µs.
    pub fn mttr(&self, default: Tick) -> Tick {
        let sum: u128 = self.mttrs.iter().map(|mttr| u128::from(mttr.unwrap_or(default).0)).sum();
        Tick((sum / self.mttrs.len().max(1) as u128).max(1) as u64)
    }

    /// How often it goes down in a year on average: every MTBF + MTTR = MTTR / U. Never, if it is always up or always
    /// down.
    pub fn failures_per_year(&self, default_mttr: Tick) -> f64 {
        if self.chance.up <= 0.0 {
            return 0.0;
        }
        Tick::YEAR.0 as f64 * self.chance.down / self.mttr(default_mttr).0 as f64
    }
}

impl Processes {
    pub fn new(diagram: &Diagram, structure: &Structure, common_cause: CommonCause) -> Processes {
        let n = structure.instances.len();
        let mut processes = Processes { all: Vec::new(), own: Vec::new(), shared: vec![None; n] };
        let is_struck = common_cause != CommonCause::NONE;
        for (i, instance) in structure.instances.iter().enumerate() {
            let (chance, mttr) = own(diagram, structure, i);
            let group = structure.groups.iter().find(|group| is_struck && group.contains(&i));
            let process = Process { id: instance.id.clone(), is_shared: false, chance, mttrs: vec![mttr] };
            if let Some(group) = group
                && group.first() == Some(&i)
            {
                for &member in group {
                    processes.shared[member] = Some(processes.all.len());
                }
                processes.all.push(shared(diagram, structure, group, common_cause));
            }
            processes.own.push(processes.all.len());
            processes.all.push(match group {
                Some(_) => Process { chance: common_cause.own_part(chance), ..process },
                None => process,
            });
        }
        processes
    }
}

fn own(diagram: &Diagram, structure: &Structure, i: usize) -> (Chance, Option<Tick>) {
    // A diagram has a value for each of its names.
    diagram.spec(&structure.instances[i].name).map_or((Chance::UP, None), |spec| (Chance::of(spec), spec.mttr()))
}

fn shared(diagram: &Diagram, structure: &Structure, group: &[usize], common_cause: CommonCause) -> Process {
    let (chances, mttrs): (Vec<Chance>, _) = group.iter().map(|&i| own(diagram, structure, i)).unzip();
    let chance = common_cause.shared_part(geometric_mean(&chances));
    Process { id: structure.instances[group[0]].id.clone(), is_shared: true, chance, mttrs }
}

/// The chance whose unavailability is the geometric mean of the members'.
fn geometric_mean(members: &[Chance]) -> Chance {
    let first = members.first().copied().unwrap_or(Chance::UP);
    if members.iter().all(|one| *one == first) {
        return first;
    }
    let logarithm = |one: &Chance| match one.down {
        down if down > 0.5 => libm::log1p(-one.up),
        down => libm::log(down),
    };
    // −∞ where a member never fails: then there is nothing in common to fail from.
    let mean = members.iter().map(logarithm).sum::<f64>() / members.len() as f64;
    Chance { up: -libm::expm1(mean), down: libm::exp(mean) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometric_mean_of_unlike_members() {
        let mean = geometric_mean(&[Chance::from_down(1e-2), Chance::from_down(1e-4)]);
        assert!((mean.down / 1e-3 - 1.0).abs() < 1e-14, "{mean:?}");
        assert_eq!(geometric_mean(&[Chance::UP, Chance::from_down(0.1)]), Chance::UP);
        let down = geometric_mean(&[Chance::DOWN, Chance { up: 1e-20, down: 1.0 }]);
        assert!((down.up / 5e-21 - 1.0).abs() < 1e-14, "{down:?}");
    }

    #[test]
    fn a_common_cause_comes_before_its_members() {
        let diagram: Diagram = "lb 99% > 2 of 3 app 90%".parse().expect("a diagram");
        let beta = CommonCause::new(10.into()).expect("a share");
        let processes = Processes::new(&diagram, &diagram.structure(), beta);
        let ids: Vec<(&str, bool)> = processes.all.iter().map(|p| (p.id.as_str(), p.is_shared)).collect();
        assert_eq!(ids, [("lb", false), ("app#1", true), ("app#1", false), ("app#2", false), ("app#3", false)]);
        assert_eq!(processes.own, [0, 2, 3, 4]);
        assert_eq!(processes.shared, [None, Some(1), Some(1), Some(1)]);
        assert!((processes.all[1].chance.down - 0.01).abs() < 1e-15);
        assert!((processes.all[2].chance.down - 0.09).abs() < 1e-15);
    }
}
