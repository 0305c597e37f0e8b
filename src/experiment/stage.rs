//! What labs on the simulator show alike: verdicts, what replicas hold, and a deed at the playhead.

use faultline_model::checks::{Finding, Verdict};
use faultline_model::protocol::Holding;
use faultline_model::step::{Deed, STEPS_MAX, Step};
use faultline_model::tick::Tick;

use super::{Experiment, words};
use crate::ui::play::Playhead;
use crate::ui::steps::fork;
use crate::ui::verdicts::VerdictLine;

/// The verdicts on a run, those that are broken first, each with the way to where it shows.
pub fn verdict_lines(experiment: &Experiment) -> Vec<VerdictLine> {
    let of = |is_violated| {
        let verdicts = experiment.verdicts.iter().filter(move |verdict| verdict.is_violated() == is_violated);
        verdicts.map(|verdict| verdict_line(experiment, verdict))
    };
    of(true).chain(of(false)).collect()
}

fn verdict_line(experiment: &Experiment, verdict: &Verdict) -> VerdictLine {
    let first = verdict.violations.first();
    let holds = match verdict.finding {
        Finding::Holds => Some(true),
        Finding::Violated => Some(false),
        Finding::Undecided => None,
    };
    let sentence = match first {
        Some(first) => {
            let others = words::and_others(verdict.violations.len() - 1);
            format!("{}{others}.", first.sentence(experiment.told.operations()))
        }
        None => words::promise(verdict.property).to_owned(),
    };
    VerdictLine {
        name: words::property(verdict.property).to_owned(),
        holds,
        sentence,
        show_at: first.map(|first| first.at),
    }
}

/// What each replica holds, in short lines.
pub fn held_lines(replicas: &[(Vec<Holding>, bool)]) -> Vec<Vec<String>> {
    replicas.iter().map(|(holdings, _)| holdings.iter().map(words::holding).collect()).collect()
}

/// What the replicas hold with all that their protocol knows of it, for the table.
pub fn held_details(replicas: &[(Vec<Holding>, bool)]) -> Vec<Vec<String>> {
    let detail = |holding: &Holding| format!("{}={} ({})", holding.key, holding.value, holding.about);
    replicas.iter().map(|(holdings, _)| holdings.iter().map(detail).collect()).collect()
}

/// The steps with a deed at the playhead, which forks the run; as they were where there is no room for it.
pub fn forked(steps: &[Step], playhead: &Playhead, deed: Deed) -> (Vec<Step>, Tick) {
    let at = playhead.at;
    (fork(steps, at, deed).unwrap_or_else(|_| steps.to_vec()), at)
}

/// The steps of systems side by side with a deed at the playhead. Later faults were about another run and go; the
/// requests are the traffic that all systems get whatever happens, and stay unless the deed is a request itself.
pub fn with_fault(steps: &[Step], playhead: &Playhead, deed: Deed) -> Vec<Step> {
    let is_request = |deed: &Deed| matches!(deed, Deed::Ask(_));
    let is_fault = !is_request(&deed);
    let (mut all, at) = forked(steps, playhead, deed);
    let later = steps.iter().filter(|step| is_fault && step.at > at && is_request(&step.deed));
    all.extend(later.take(STEPS_MAX - all.len()).cloned());
    all
}
