//! The steps of a scenario: as a list, and the same as text to edit. And where a new step goes: it forks the run.

use std::rc::Rc;

use faultline_model::step::{AT_MAX, BadStep, Deed, STEPS_MAX, Step, StepError, ms, parse_steps};
use faultline_model::tick::Tick;
use yew::prelude::*;

use crate::markup::html;

use super::play::Playhead;
use super::text_field::{Given, Read, TextField};
use super::words;

/// How many faults of a text are named at once.
const FAULTS_MAX: usize = 4;

/// What was given: the steps, and whether they continue a run of typing.
pub type OnSteps = Callback<(Vec<Step>, bool)>;

/// The steps with one more at a time. What comes later is dropped: it was about another run. A repetition that has
/// begun goes on.
///
/// # Errors
/// There are too many steps, or the time is beyond what a step may have.
pub fn fork(steps: &[Step], at: Tick, deed: Deed) -> Result<Vec<Step>, StepError> {
    let mut kept: Vec<Step> = steps.iter().filter(|step| step.at <= at).cloned().collect();
    if at > AT_MAX {
        return Err(StepError::Limit(ms(at)));
    }
    if kept.len() >= STEPS_MAX {
        return Err(StepError::TooMany);
    }
    kept.push(Step::once(at, deed));
    Ok(kept)
}

/// How many steps a new one at this time drops.
pub fn n_dropped(steps: &[Step], at: Tick) -> usize {
    steps.iter().filter(|step| step.at > at).count()
}

/// The steps, to go to, to remove, and to edit as text.
pub fn steps_editor(steps: &[Step], playhead: &Playhead, on_steps: &OnSteps) -> Html {
    let item = |(place, step): (usize, &Step)| step_line(place, step, steps, playhead, on_steps);
    html! {
        <div class="steps">
            <p class="hint" hidden={!steps.is_empty()}>{ words::NO_STEPS }</p>
            <ol>{ for steps.iter().enumerate().map(item) }</ol>
            { text_twin(steps, on_steps) }
        </div>
    }
}

fn step_line(place: usize, step: &Step, steps: &[Step], playhead: &Playhead, on_steps: &OnSteps) -> Html {
    let go = {
        let (playhead, at) = (playhead.clone(), step.at);
        Callback::from(move |_| playhead.go(at))
    };
    let remove = {
        let (on_steps, steps) = (on_steps.clone(), steps.to_vec());
        Callback::from(move |_| {
            let mut left = steps.clone();
            left.remove(place);
            on_steps.emit((left, false));
        })
    };
    let text = step.to_string();
    let (time, deed) = text.split_once(' ').unwrap_or((&text, ""));
    let is_past = step.at <= playhead.at;
    html! {
        <li key={place} class={if is_past { "" } else { "later" }}>
            <span class="time">{ time.to_owned() }</span>
            <span class="deed">{ deed.to_owned() }</span>
            <button type="button" onclick={go} aria-label={words::go_to_step(&text)}>{ words::GO_THERE }</button>
            <button type="button" onclick={remove} aria-label={words::remove_step(&text)}>{ "×" }</button>
        </li>
    }
}

fn text_twin(steps: &[Step], on_steps: &OnSteps) -> Html {
    let read: Read = Rc::new(|text: &str| {
        let (steps, bad) = parse_steps(text);
        if bad.is_empty() { Ok(lines(&steps)) } else { Err(faults(&bad)) }
    });
    let on_give = {
        let on_steps = on_steps.clone();
        Callback::from(move |given: Given| on_steps.emit((parse_steps(&given.text).0, given.is_gesture)))
    };
    html! {
        <TextField id="steps" label={words::STEPS_TEXT} hint={words::STEPS_HINT} value={lines(steps)} {read} {on_give}
            is_long=true />
    }
}

/// The steps as text, a line each.
pub fn lines(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&step.to_string());
    }
    text
}

/// What is wrong with the lines of a text, and what would be right.
fn faults(bad: &[BadStep]) -> Html {
    let fault = |bad: &BadStep| html! { <li key={bad.line}>{ words::bad_step(bad) }</li> };
    let n_more = bad.len().saturating_sub(FAULTS_MAX);
    html! {
        <ul class="faults">
            { for bad.iter().take(FAULTS_MAX).map(fault) }
            <li key="more" hidden={n_more == 0}>{ words::more_faults(n_more) }</li>
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use faultline_model::step::write_steps;

    fn check(steps: &str, at_us: u64, deed: &str, expected: &str) {
        let deed = deed.parse().expect("a deed");
        let forked = fork(&parse_steps(steps).0, Tick(at_us), deed);
        assert_eq!(forked.map(|steps| write_steps(&steps)).map_err(|error| error.to_string()), Ok(expected.to_owned()));
    }

    #[test]
    fn a_new_step_drops_the_later_ones() {
        check("1 write c0 x;5 crash r2;9 restart r2", 6_500, "heal", "1 write c0 x;5 crash r2;6.5 heal");
        check("", 0, "crash r0", "0 crash r0");
    }

    #[test]
    fn a_step_at_the_same_time_comes_first_and_stays() {
        check("5 crash r2", 5_000, "restart r2", "5 crash r2;5 restart r2");
    }

    #[test]
    fn a_repetition_that_has_begun_goes_on_and_one_that_has_not_is_dropped() {
        check("0..100/10 read c0 x;50..90/10 write c1 x", 30_000, "crash r1", "0..100/10 read c0 x;30 crash r1");
        assert_eq!(n_dropped(&parse_steps("0..100/10 read c0 x;50..90/10 write c1 x").0, Tick(30_000)), 1);
    }

    #[test]
    fn too_many_steps_are_refused_and_so_is_a_time_beyond_the_limit() {
        let full = vec![Step::once(Tick::ZERO, Deed::Crash(0)); STEPS_MAX];
        assert_eq!(fork(&full, Tick(1), Deed::Heal(None)), Err(StepError::TooMany));
        assert!(matches!(fork(&[], Tick(AT_MAX.0 + 1), Deed::Heal(None)), Err(StepError::Limit(_))));
    }

    #[test]
    fn the_text_reads_back_as_the_same_steps() {
        let steps = parse_steps("1 write c0 x;5 partition r0 | r1;0..100/10 read c0 x").0;
        assert_eq!(parse_steps(&lines(&steps)), (steps, Vec::new()));
    }
}
