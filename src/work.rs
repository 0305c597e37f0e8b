//! Work that is too long for one turn of the page, such as a million keys placed: done a slice at a time.
//!
//! A slice ends after some milliseconds, and the next one waits for its turn, so the page paints and listens between
//! them. What is done in the first slice is there at once, in the rendering that asked for it: small settings never
//! flicker. Otherwise the last outcome stays on the page, a bar says how far the new one is, and it can be stopped.
//! Settings that change begin anew; what was begun for others is dropped.
//!
//! There is no worker beside it: with slices no turn of either sharding lab takes more than 40 ms of a processor at a
//! million keys on 999 nodes of 100 vnodes, and a worker would cost a second copy of the program and of the keys.
//!
//! Outside a browser there is nobody to wait for, and all is done at once.

use std::any::Any;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use faultline_model::job::Job;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use crate::browser;
use crate::hooks::{Setter, use_state};
use crate::markup::html;

/// How long the page may be kept from painting, in milliseconds: half a frame.
const SLICE_MS: f64 = 8.0;
/// The same in the first rendering: the prerendered page is still there, and is replaced by a whole one if it can be.
const FIRST_MS: f64 = 40.0;
/// How long nothing is said: what takes less has no bar, and a bar changes no more often.
const QUIET_MS: f64 = 150.0;
/// How much is done between two looks at the clock, in units of the job, to begin with; then as much as takes about
/// [`STRIDE_MS`]. Never very much: the next units of a job may be far dearer than the last ones.
const UNITS: u32 = 1_000;
const UNITS_MIN: u32 = 16;
const UNITS_MAX: u32 = 1 << 14;
const STRIDE_MS: f64 = 2.0;

/// Where a piece of work stands.
pub struct Work<T> {
    /// What was found last; of earlier settings unless `is_settled`. None until there is any.
    pub output: Option<Rc<T>>,
    /// Whether that is of the present settings.
    pub is_settled: bool,
    /// How the work goes on, for [`bar`].
    pub progress: Progress,
}

/// How far a piece of work is, and what can be done about it.
#[derive(Clone)]
pub struct Progress {
    /// In thousandths; 1000 once it is settled.
    pub done_permille: u16,
    /// Whether it takes so long that the page should say so.
    pub is_slow: bool,
    /// Whether the visitor stopped it.
    pub is_stopped: bool,
    /// Stops it, or goes on where it was stopped.
    pub on_toggle: Callback<MouseEvent>,
}

/// What the bar of a piece of work says.
pub struct Words {
    /// What is being done: `Placing the keys …`.
    pub doing: &'static str,
    /// That it was stopped, and of what the page now speaks.
    pub stopped: &'static str,
    /// Two buttons.
    pub stop: &'static str,
    pub go_on: &'static str,
}

/// Does the job of these settings, `key`, a slice at a time; `make` is asked for it once for each key. It gives none
/// while something is missing that the job needs: the key has to tell that apart.
#[hook]
pub fn use_work<K, J>(key: K, make: impl FnOnce() -> Option<J>) -> Work<J::Output>
where
    K: PartialEq + 'static,
    J: Job + 'static,
    J::Output: 'static,
{
    let key = Key { value: Box::new(key), is_same: |one, other| same::<K>(one, other) };
    let make = || make().map(|job| -> Box<dyn Slices> { Box::new(job) });
    let Stand { output, is_settled, progress } = use_runner(key, Box::new(make));
    let output = output.map(|output| match output.downcast() {
        Ok(output) => output,
        Err(_) => unreachable!("a hook keeps its type"),
    });
    Work { output, is_settled, progress }
}

/// Says how far work is once it is slow, with a button that stops it. There from the beginning, so that what appears in
/// it is read out; the figure is not.
pub fn bar(progress: &Progress, words: &Words) -> Html {
    let Progress { done_permille, is_slow, is_stopped, on_toggle } = progress.clone();
    let is_shown = (is_slow || is_stopped) && done_permille < 1000;
    let (text, name) = match (is_shown, is_stopped) {
        (false, _) => ("", words.stop),
        (true, false) => (words.doing, words.stop),
        (true, true) => (words.stopped, words.go_on),
    };
    html! {
        <div class="work">
            <span role="status">{ text }</span>
            if is_shown {
                <progress max="1000" value={done_permille.to_string()} aria-label={words.doing} />
                <button type="button" onclick={on_toggle}>{ name }</button>
            }
        </div>
    }
}

/// Settings of whatever type.
struct Key {
    value: Box<dyn Any>,
    is_same: fn(&dyn Any, &dyn Any) -> bool,
}

fn same<K: PartialEq + 'static>(one: &dyn Any, other: &dyn Any) -> bool {
    matches!((one.downcast_ref::<K>(), other.downcast_ref::<K>()), (Some(one), Some(other)) if one == other)
}

/// A job of whatever outcome.
trait Slices {
    fn advance(&mut self, units: u32) -> Option<Rc<dyn Any>>;
    fn done_permille(&self) -> u16;
}

impl<J: Job> Slices for J
where
    J::Output: 'static,
{
    fn advance(&mut self, units: u32) -> Option<Rc<dyn Any>> {
        Job::advance(self, units).map(|output| -> Rc<dyn Any> { Rc::new(output) })
    }

    fn done_permille(&self) -> u16 {
        Job::done_permille(self)
    }
}

type Make<'a> = Box<dyn FnOnce() -> Option<Box<dyn Slices>> + 'a>;

/// [`Work`] of whatever outcome.
struct Stand {
    output: Option<Rc<dyn Any>>,
    is_settled: bool,
    progress: Progress,
}

/// What drives a job.
#[derive(Default)]
struct Runner {
    key: Option<Key>,
    job: Option<Box<dyn Slices>>,
    output: Option<Rc<dyn Any>>,
    is_settled: bool,
    is_stopped: bool,
    is_slow: bool,
    /// When the job was begun, and when the page last heard of it.
    begun_ms: f64,
    told_ms: f64,
    units: u32,
    /// The next turn; dropped with the component.
    timer: Option<Timeout>,
}

#[hook]
fn use_runner(key: Key, make: Make<'_>) -> Stand {
    let news = use_state(|| ());
    let runner = use_mut_ref(Runner::default);
    let is_begun = runner.borrow_mut().take(key, make, &browser::clock_ms);
    if is_begun {
        turn_later(&runner, news.setter());
    }
    let on_toggle = {
        let (runner, news) = (Rc::downgrade(&runner), news.setter());
        Callback::from(move |_| toggle(&runner, news.clone()))
    };
    let runner = runner.borrow();
    let done_permille = match &runner.job {
        Some(job) => job.done_permille().min(999),
        None => {
            if runner.is_settled {
                1000
            } else {
                0
            }
        }
    };
    let progress = Progress { done_permille, is_slow: runner.is_slow, is_stopped: runner.is_stopped, on_toggle };
    Stand { output: runner.output.clone(), is_settled: runner.is_settled, progress }
}

/// Has the next slice done in a turn of its own.
fn turn_later(runner: &Rc<RefCell<Runner>>, news: Setter<()>) {
    let known = Rc::downgrade(runner);
    let turn = move || {
        let Some(runner) = known.upgrade() else { return };
        let is_news = runner.borrow_mut().turn(&browser::clock_ms);
        if runner.borrow().is_going() {
            turn_later(&runner, news.clone());
        }
        if is_news {
            news.set(());
        }
    };
    runner.borrow_mut().timer = Some(Timeout::new(0, turn));
}

fn toggle(runner: &Weak<RefCell<Runner>>, news: Setter<()>) {
    let Some(runner) = runner.upgrade() else { return };
    let is_going = {
        let mut runner = runner.borrow_mut();
        runner.is_stopped = !runner.is_stopped;
        runner.timer = None;
        runner.is_going()
    };
    if is_going {
        turn_later(&runner, news.clone());
    }
    news.set(());
}

impl Runner {
    fn is_going(&self) -> bool {
        self.job.is_some() && !self.is_stopped
    }

    /// Begins anew if the key is another; whether something remains to be done then.
    fn take(&mut self, key: Key, make: Make<'_>, clock_ms: &dyn Fn() -> f64) -> bool {
        let is_first = self.key.is_none();
        if self.key.as_ref().is_some_and(|known| (key.is_same)(&*known.value, &*key.value)) {
            return false;
        }
        let now = clock_ms();
        let job = make();
        *self =
            Runner { output: self.output.take(), job, begun_ms: now, told_ms: now, units: UNITS, ..Runner::default() };
        self.key = Some(key);
        self.slice(if is_first { FIRST_MS } else { SLICE_MS }, clock_ms);
        self.job.is_some()
    }

    /// Does one more slice; whether the page should hear of it.
    fn turn(&mut self, clock_ms: &dyn Fn() -> f64) -> bool {
        self.slice(SLICE_MS, clock_ms);
        let now = clock_ms();
        self.is_slow = self.job.is_some() && now - self.begun_ms >= QUIET_MS;
        let is_news = self.job.is_none() || now - self.told_ms >= QUIET_MS;
        if is_news {
            self.told_ms = now;
        }
        is_news
    }

    /// Works until it is done or the time is up. A clock that was put back ends a slice, too.
    fn slice(&mut self, limit_ms: f64, clock_ms: &dyn Fn() -> f64) {
        let Some(mut job) = self.job.take() else { return };
        let begun = clock_ms();
        let mut now = begun;
        while (0.0..limit_ms).contains(&(now - begun)) {
            if let Some(output) = job.advance(self.units) {
                (self.output, self.is_settled) = (Some(output), true);
                return;
            }
            let before = now;
            now = clock_ms();
            self.units = match now - before {
                took if took < STRIDE_MS / 2.0 => (self.units * 2).min(UNITS_MAX),
                took if took > STRIDE_MS => (self.units / 2).max(UNITS_MIN),
                _ => self.units,
            };
        }
        self.job = Some(job);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Counts to a number; a unit is one.
    struct Count {
        done: u32,
        to: u32,
    }

    impl Job for Count {
        type Output = u32;

        fn advance(&mut self, units: u32) -> Option<u32> {
            self.done = self.done.saturating_add(units).min(self.to);
            (self.done == self.to).then_some(self.to)
        }

        fn done_permille(&self) -> u16 {
            (u64::from(self.done) * 1000 / u64::from(self.to)) as u16
        }
    }

    fn key(value: u32) -> Key {
        Key { value: Box::new(value), is_same: |one, other| same::<u32>(one, other) }
    }

    fn count(to: u32) -> Make<'static> {
        Box::new(move || Some(Box::new(Count { done: 0, to })))
    }

    fn output(runner: &Runner) -> Option<u32> {
        runner.output.as_ref().and_then(|output| output.downcast_ref().copied())
    }

    /// A clock that goes on by so much with each look at it.
    fn clock(step_ms: f64) -> impl Fn() -> f64 {
        let now = Cell::new(0.0);
        move || now.replace(now.get() + step_ms)
    }

    #[test]
    fn what_fits_the_first_slice_is_there_at_once() {
        let mut runner = Runner::default();
        assert!(!runner.take(key(1), count(5_000), &clock(1.0)));
        assert_eq!((output(&runner), runner.is_settled), (Some(5_000), true));
    }

    #[test]
    fn a_slice_ends_when_its_time_is_up_and_the_job_goes_on_in_the_next() {
        let (mut runner, clock) = (Runner::default(), clock(1.0));
        assert!(runner.take(key(1), count(100_000), &clock), "forty looks at the clock are 40,000 units");
        assert_eq!(output(&runner), None);
        let mut n_turns = 0;
        while runner.is_going() {
            runner.turn(&clock);
            n_turns += 1;
        }
        assert_eq!((output(&runner), n_turns), (Some(100_000), 8), "eight units of a thousand a turn");
    }

    #[test]
    fn a_job_that_is_quick_or_slow_is_looked_at_as_often() {
        let mut quick = Runner::default();
        quick.take(key(1), count(u32::MAX), &clock(0.1));
        assert_eq!(quick.units, UNITS_MAX);
        let mut slow = Runner::default();
        slow.take(key(1), count(u32::MAX), &clock(5.0));
        assert_eq!(slow.units, UNITS_MIN.max(UNITS >> 8));
    }

    #[test]
    fn a_clock_that_is_put_back_ends_the_slice() {
        let mut runner = Runner::default();
        assert!(runner.take(key(1), count(u32::MAX), &clock(-1000.0)));
    }

    #[test]
    fn other_settings_begin_anew_and_the_last_outcome_stays_meanwhile() {
        let (mut runner, clock) = (Runner::default(), clock(1.0));
        runner.take(key(1), count(10), &clock);
        assert!(runner.take(key(2), count(1_000_000), &clock));
        assert_eq!((output(&runner), runner.is_settled), (Some(10), false));
        assert!(!runner.take(key(2), count(7), &clock), "the same settings are not begun twice");
        assert!(!runner.take(key(3), count(20), &clock));
        assert_eq!((output(&runner), runner.is_settled), (Some(20), true));
        assert!(!runner.take(key(4), Box::new(|| None), &clock), "something that it needs is missing");
        assert_eq!((output(&runner), runner.is_settled), (Some(20), false));
    }

    #[test]
    fn a_bar_is_shown_once_work_is_slow_and_goes_with_it() {
        let (mut runner, clock) = (Runner::default(), clock(2.0));
        runner.take(key(1), count(1_000_000), &clock);
        let shown = |runner: &Runner| (runner.is_slow, runner.job.is_some());
        assert_eq!(shown(&runner), (false, true), "{} ms", clock());
        let mut n_news = 0;
        while runner.is_going() {
            n_news += u32::from(runner.turn(&clock));
        }
        assert!(clock() > 1_000.0 && (15..25).contains(&n_news), "{n_news} news in {} ms", clock());
        assert_eq!(shown(&runner), (false, false));
    }

    #[test]
    fn what_is_stopped_does_not_go_on_by_itself_and_other_settings_do() {
        let (mut runner, clock) = (Runner::default(), clock(1.0));
        runner.take(key(1), count(1_000_000), &clock);
        runner.is_stopped = true;
        assert!(!runner.is_going());
        runner.take(key(2), count(1_000_000), &clock);
        assert!(runner.is_going());
    }
}
