//! The same changes under one scheme after the other.

use crate::job::Job;
use crate::placement::rebalance::{Fault, Outcome, Plan, Scheme, Setup, plan};

/// Plans of several schemes, of which one at a time is in memory.
#[derive(Clone, Debug)]
pub struct Comparison {
    setup: Setup,
    schemes: Vec<Scheme>,
    /// The one in hand.
    plan: Option<Plan>,
    found: Vec<(Scheme, Result<Outcome, Fault>)>,
}

/// Compares schemes on a setup's changes; its own scheme has no say. For a scheme that cannot do them, the outcome is
/// why.
pub fn compare(setup: &Setup, schemes: &[Scheme]) -> Comparison {
    Comparison { setup: setup.clone(), schemes: schemes.to_vec(), plan: None, found: Vec::new() }
}

impl Job for Comparison {
    type Output = Vec<(Scheme, Result<Outcome, Fault>)>;

    fn advance(&mut self, units: u32) -> Option<Self::Output> {
        let Some(&scheme) = self.schemes.get(self.found.len()) else { return Some(std::mem::take(&mut self.found)) };
        let Some(planned) = &mut self.plan else {
            match plan(&Setup { scheme, ..self.setup.clone() }) {
                Ok(plan) => self.plan = Some(plan),
                Err(fault) => self.found.push((scheme, Err(fault))),
            }
            return None;
        };
        if let Some(outcome) = planned.advance(units) {
            self.found.push((scheme, Ok(outcome)));
            self.plan = None;
        }
        None
    }

    fn done_permille(&self) -> u16 {
        let in_hand = self.plan.as_ref().map_or(0, |plan| usize::from(plan.done_permille()));
        ((self.found.len() * 1_000 + in_hand) / self.schemes.len().max(1)).min(1_000) as u16
    }
}
