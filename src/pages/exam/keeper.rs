//! Keeps the exam under way in the browser's storage, and its clock going.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use yew::prelude::*;

use crate::browser::{self, storage};
use crate::exam::{Paper, Settings, Sitting};
use crate::hooks::{Setter, use_effect_with, use_state};

const KEY: &str = "faultline.exam";
/// How often the page looks at the clock, in milliseconds.
const LOOK_MS: u32 = 1_000;
/// How often it keeps what it saw, in looks.
const N_LOOKS_KEPT: u64 = 5;

/// The exam that is kept, and what can be done with it.
#[derive(Clone)]
pub struct SittingHandle {
    /// That of the page's link, fitted to its questions, if one was begun.
    pub present: Rc<Option<Sitting>>,
    /// One of another link.
    pub other: Rc<Option<Sitting>>,
    /// Why it lives only as long as the page, if it does.
    pub is_kept: bool,
    state: Setter<Kept>,
    limit_ms: u64,
}

#[derive(Clone, PartialEq)]
struct Kept {
    sitting: Option<Sitting>,
    is_kept: bool,
}

impl SittingHandle {
    /// Begins an exam, in place of any other.
    pub fn begin(&self, sitting: Sitting) {
        self.state.update(move |_| Rc::new(kept(Some(sitting))));
    }

    /// Changes the answers, as long as there is time.
    pub fn change(&self, change: impl FnOnce(&mut Sitting) + 'static) {
        let (now, limit_ms) = (browser::moment().at, self.limit_ms);
        let fitted = (*self.present).clone();
        self.state.update(move |state| {
            // The newest, which may be later than the last rendering; its answers fit the questions by that.
            let newest = state.sitting.clone().zip(fitted.clone());
            let Some((newest, fitted)) = newest else { return state };
            let answers = if newest.paper == fitted.paper { newest.answers.clone() } else { fitted.answers };
            let mut sitting = Sitting { paper: fitted.paper, answers, ..newest }.at_time(now, limit_ms);
            if sitting.handed_in.is_none() {
                change(&mut sitting);
            }
            Rc::new(kept(Some(sitting)))
        });
    }

    /// Hands the exam in.
    pub fn hand_in(&self) {
        let now = browser::moment().at;
        self.change(move |sitting| sitting.handed_in = Some(now));
    }

    /// Forgets the exam and its report.
    pub fn leave(&self) {
        self.state.update(|_| {
            let _ = storage::remove(KEY);
            Rc::new(Kept { sitting: None, is_kept: true })
        });
    }
}

/// Two handles are equal where they show the same.
impl PartialEq for SittingHandle {
    fn eq(&self, other: &Self) -> bool {
        self.present == other.present && self.other == other.other && self.is_kept == other.is_kept
    }
}

fn kept(sitting: Option<Sitting>) -> Kept {
    let is_kept = sitting.as_ref().is_none_or(|sitting| storage::write(KEY, &sitting.to_text()).is_ok());
    Kept { sitting, is_kept }
}

/// What the storage holds, if it is an exam.
fn read() -> Option<Sitting> {
    storage::read(KEY).ok().flatten().and_then(|text| Sitting::parse(&text))
}

/// The exam of a link, read when the page has been drawn; `paper` are its questions, once they are there.
#[hook]
pub fn use_sitting(settings: &Settings, paper: Rc<Option<Paper>>) -> SittingHandle {
    let state = use_state(|| Kept { sitting: None, is_kept: true });
    let limit_ms = settings.limit_ms();
    {
        let setter = state.setter();
        use_effect_with((), move |()| {
            let refresh = move || {
                setter.update(|state| match read() {
                    // Another tab may be further; this one may have more than could be kept.
                    Some(sitting) => Rc::new(Kept { sitting: Some(sitting), is_kept: true }),
                    None => state,
                });
            };
            refresh();
            let window = web_sys::window().expect("effects run in a browser");
            let listener = EventListener::new(&window, "storage", move |_| refresh());
            move || drop(listener)
        });
    }
    let query = settings.to_query();
    let is_ours = |sitting: &&Sitting| sitting.query == query;
    let present = state.sitting.as_ref().filter(is_ours).zip(paper.as_ref().as_ref());
    let present = present.map(|(sitting, paper)| sitting.clone().fitted(paper));
    let other = state.sitting.clone().filter(|sitting| !is_ours(&sitting));
    let is_going = present.as_ref().is_some_and(|sitting| sitting.handed_in.is_none());
    use_clock(is_going, limit_ms, state.setter());
    let setter = state.setter();
    SittingHandle { present: Rc::new(present), other: Rc::new(other), is_kept: state.is_kept, state: setter, limit_ms }
}

/// Looks at the clock while the exam is going on.
#[hook]
fn use_clock(is_going: bool, limit_ms: u64, state: Setter<Kept>) {
    use_effect_with((is_going, limit_ms), move |(is_going, limit_ms)| {
        let limit_ms = *limit_ms;
        let look = move || state.update(move |state| looked(&state, browser::moment().at, limit_ms));
        let clock = is_going.then(|| {
            // An exam whose time was up while the page was closed ends at once.
            look();
            Interval::new(LOOK_MS, look)
        });
        move || drop(clock)
    });
}

/// The exam after a look at the clock, which is kept now and then, and at the end.
fn looked(state: &Kept, now: u64, limit_ms: u64) -> Rc<Kept> {
    let Some(before) = &state.sitting else { return Rc::new(state.clone()) };
    let sitting = before.clone().at_time(now, limit_ms);
    let place = |sitting: &Sitting| sitting.clock.spent_ms / (u64::from(LOOK_MS) * N_LOOKS_KEPT);
    let is_worth_it = place(&sitting) != place(before) || sitting.handed_in != before.handed_in;
    Rc::new(if is_worth_it { kept(Some(sitting)) } else { Kept { sitting: Some(sitting), ..state.clone() } })
}
