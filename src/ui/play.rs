//! The playhead: where in a run the pictures are, and how it moves.
//!
//! While it plays, each animation frame moves what is already drawn ([`Playhead::watch`]), and the component that owns
//! the playhead is rendered anew only where something happened, at most ten times a second. The run is not computed
//! again, and the caller hears of a place only once the playhead rests there.
//!
//! Where the system asks for less motion, playing goes from event to event and nothing glides.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use faultline_model::tick::Tick;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

use crate::browser;
use crate::hooks::{use_effect_with, use_memo};

use super::film::Film;

/// Whether something can move here. Elsewhere, in prerendered pages, all stands where it is.
pub const IS_LIVE: bool = cfg!(target_arch = "wasm32");

/// How long a run lasts at its own speed, in seconds.
const SECONDS: u64 = 8;
/// The shortest and the longest pause between two renderings while playing, in milliseconds.
const REDRAW_MS: (f64, f64) = (100.0, 600.0);
/// How many times as long as its frame a pause lasts: a slow page is rendered less often.
const REDRAW_SHARE: f64 = 10.0;
/// The longest time between two frames that counts, in milliseconds: a hidden page does not run ahead.
const FRAME_MS_MAX: f64 = 100.0;
/// How long an event is shown where nothing glides, in milliseconds.
const STILL_MS: f64 = 500.0;
/// How long the page has to be drawn, with what is late, before anybody asks where things stand in it, in milliseconds:
/// asking earlier would have it laid out on the spot, and once more for the frame.
const LOOK_MS: u32 = 60;
/// How long the playhead rests before the caller hears of it, in milliseconds.
const REST_MS: u32 = 300;

/// What the browser calls with the time of a frame.
type OnFrame = Closure<dyn FnMut(f64)>;

/// Something that outlives a rendering, by its name, and whether the present rendering uses it.
type Kept = (String, Rc<dyn Any>, bool);

/// How long until a run that was asked for is there, in milliseconds.
const SOON_MS: u32 = 60;

/// What moves with the playhead: takes its place, and whether nothing may glide.
type Mover = Box<dyn Fn(Tick, bool)>;

/// What lives as long as the component that owns the playhead.
#[derive(Default)]
struct Clock {
    at: Cell<Tick>,
    /// The place that the caller gave or heard of last.
    agreed: Cell<Option<Tick>>,
    is_playing: Cell<bool>,
    is_still: Cell<bool>,
    /// Microseconds of the run in a second, if chosen.
    speed: Cell<Option<u64>>,
    films: RefCell<Vec<Rc<Film>>>,
    movers: RefCell<Vec<Mover>>,
    lookers: RefCell<Vec<Box<dyn Fn()>>>,
    look: RefCell<Option<Timeout>>,
    kept: RefCell<Vec<Kept>>,
    update: RefCell<Option<UseForceUpdateHandle>>,
    on_rest: RefCell<Callback<Tick>>,
    rest: RefCell<Option<Timeout>>,
    frame: Cell<Option<i32>>,
    on_frame: RefCell<Option<OnFrame>>,
    /// When the last frame and the last rendering were.
    framed_ms: Cell<f64>,
    drawn_ms: Cell<f64>,
    /// Whether the last frame was followed by a rendering, and how long it is until the next one.
    is_drawn: Cell<bool>,
    pause_ms: Cell<f64>,
    /// The place of the last rendering.
    drawn_at: Cell<Tick>,
    /// What of the time that passed has not moved the playhead yet: microseconds of the run, or milliseconds.
    rest_us: Cell<f64>,
    still_ms: Cell<f64>,
}

/// The playhead, as it was when its component was rendered.
#[derive(Clone)]
pub struct Playhead {
    pub at: Tick,
    pub is_playing: bool,
    /// The end of the run.
    pub end: Tick,
    /// How many microseconds of the run pass in a second.
    pub speed: u64,
    clock: Rc<Clock>,
}

/// The playhead of these runs, which start and play together. Where `at` changes, it goes there; `on_rest` hears where
/// it came to rest otherwise.
#[hook]
pub fn use_playhead(films: &[Rc<Film>], at: Tick, on_rest: &Callback<Tick>) -> Playhead {
    let clock = use_memo((), |()| Clock::default());
    *clock.update.borrow_mut() = Some(use_force_update());
    {
        let clock = clock.clone();
        use_effect_with((), move |()| move || clock.end_frames());
    }
    *clock.films.borrow_mut() = films.to_vec();
    clock.on_rest.borrow_mut().clone_from(on_rest);
    clock.movers.borrow_mut().clear();
    clock.lookers.borrow_mut().clear();
    // What the last rendering did not use is dropped, and what it used has to be used again.
    clock.kept.borrow_mut().retain_mut(|(_, _, is_used)| std::mem::take(is_used));
    if clock.agreed.replace(Some(at)) != Some(at) {
        clock.is_playing.set(false);
        clock.at.set(at);
    }
    clock.at.set(clock.at.get().min(clock.end()));
    clock.drawn_at.set(clock.at.get());
    {
        // What was rendered stands where vdom put it: move it to where it belongs.
        let clock = clock.clone();
        use_effect(move || {
            clock.move_all();
            clock.look_soon();
        });
    }
    Playhead::of(&clock)
}

impl Playhead {
    /// One that stands, for pictures to look at.
    pub fn standing(films: &[Rc<Film>], at: Tick) -> Playhead {
        let clock = Rc::new(Clock::default());
        *clock.films.borrow_mut() = films.to_vec();
        clock.at.set(at.min(clock.end()));
        Playhead::of(&clock)
    }

    fn of(clock: &Rc<Clock>) -> Playhead {
        Playhead {
            at: clock.at.get(),
            is_playing: clock.is_playing.get(),
            end: clock.end(),
            speed: clock.speed(),
            clock: clock.clone(),
        }
    }

    /// Calls the mover with every frame until the next rendering, and after this one.
    pub fn watch(&self, mover: impl Fn(Tick, bool) + 'static) {
        if IS_LIVE {
            self.clock.movers.borrow_mut().push(Box::new(mover));
        }
    }

    /// Calls the function soon after this rendering, when it has been drawn: it may ask where things stand in the page.
    pub fn watch_last(&self, look: impl Fn() + 'static) {
        if IS_LIVE {
            self.clock.lookers.borrow_mut().push(Box::new(look));
        }
    }

    /// Something that outlives renderings as long as each of them asks for it by the same name.
    pub fn keep<T: 'static>(&self, name: String, make: impl FnOnce() -> T) -> Rc<T> {
        let mut kept = self.clock.kept.borrow_mut();
        if let Some((_, thing, is_used)) = kept.iter_mut().find(|(other, _, _)| *other == name)
            && let Ok(thing) = thing.clone().downcast()
        {
            *is_used = true;
            return thing;
        }
        let thing = Rc::new(make());
        kept.push((name, thing.clone(), true));
        thing
    }

    /// Where the playhead is this moment; it moves between renderings.
    pub fn now(&self) -> Tick {
        self.clock.at.get()
    }

    /// Goes to a time; stops playing.
    pub fn go(&self, at: Tick) {
        self.clock.pause();
        self.clock.go(at);
    }

    /// Goes to a time and plays on if it was playing: for dragging.
    pub fn scrub(&self, at: Tick) {
        self.clock.go(at);
    }

    /// A callback that goes to a time.
    pub fn on_go(&self) -> Callback<Tick> {
        let playhead = self.clone();
        Callback::from(move |at| playhead.go(at))
    }

    /// Goes to the next event, or the one before.
    pub fn step(&self, is_forward: bool) {
        let at = self.clock.at.get();
        let stop = if is_forward { self.clock.stop_after(at) } else { self.clock.stop_before(at) };
        self.go(stop.unwrap_or(if is_forward { self.clock.end() } else { Tick::ZERO }));
    }

    /// Plays, from the start if it stood at the end; or pauses.
    pub fn toggle(&self) {
        match self.clock.is_playing.get() {
            true => {
                self.clock.pause();
                self.clock.settle();
            }
            false => self.clock.play(),
        }
        self.clock.redraw();
    }

    /// Plays the run from its start a moment later, when whoever asked for another run has got it. Nothing plays by
    /// itself where motion is unwelcome.
    fn replay_soon(&self) {
        let clock = Rc::downgrade(&self.clock);
        let replay = move || {
            if let Some(clock) = clock.upgrade().filter(|_| !wants_no_motion()) {
                clock.pause();
                clock.at.set(Tick::ZERO);
                clock.play();
                clock.redraw();
            }
        };
        *self.clock.rest.borrow_mut() = Some(Timeout::new(SOON_MS, replay));
    }

    /// A callback for whoever asks for a run in order to watch it.
    pub fn on_run(&self) -> Callback<()> {
        let playhead = self.clone();
        Callback::from(move |()| playhead.replay_soon())
    }

    /// Chooses how many microseconds of the run pass in a second.
    pub fn set_speed(&self, speed: u64) {
        self.clock.speed.set(Some(speed));
        self.clock.redraw();
    }

    /// Keys where the focus is in a picture: space plays and pauses, arrows go from event to event.
    pub fn on_key(&self) -> Callback<KeyboardEvent> {
        let playhead = self.clone();
        Callback::from(move |event: KeyboardEvent| {
            let is_modified = event.ctrl_key() || event.meta_key() || event.alt_key();
            if !is_modified && !is_in_control(&event) && playhead.take_key(&event.key()) {
                event.prevent_default();
            }
        })
    }

    /// Does what a key asks for, if it asks for anything.
    pub fn take_key(&self, key: &str) -> bool {
        match key {
            " " => self.toggle(),
            "ArrowLeft" => self.step(false),
            "ArrowRight" => self.step(true),
            "Home" => self.go(Tick::ZERO),
            "End" => self.go(self.end),
            _ => return false,
        }
        true
    }
}

/// Whether a key belongs to a control: a button is pressed by space.
fn is_in_control(event: &KeyboardEvent) -> bool {
    let target = event.target_dyn_into::<web_sys::Element>();
    target.is_some_and(|it| matches!(it.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT" | "BUTTON" | "SUMMARY"))
}

impl Clock {
    fn end(&self) -> Tick {
        self.films.borrow().iter().map(|film| film.end()).max().unwrap_or_default()
    }

    fn speed(&self) -> u64 {
        self.speed.get().unwrap_or_else(|| own_speed(self.end()))
    }

    fn stop_after(&self, at: Tick) -> Option<Tick> {
        self.films.borrow().iter().filter_map(|film| film.stop_after(at)).min()
    }

    fn stop_before(&self, at: Tick) -> Option<Tick> {
        self.films.borrow().iter().filter_map(|film| film.stop_before(at)).max()
    }

    /// Whether something happened after the one time and until the other.
    fn has_stop_between(&self, after: Tick, until: Tick) -> bool {
        self.stop_after(after).is_some_and(|stop| stop <= until)
    }

    fn go(&self, at: Tick) {
        self.at.set(at.min(self.end()));
        self.move_all();
        self.redraw();
        if !self.is_playing.get() {
            self.settle();
        }
    }

    fn move_all(&self) {
        let is_still = self.is_still.get() && self.is_playing.get();
        self.movers.borrow().iter().for_each(|mover| mover(self.at.get(), is_still));
    }

    fn look_soon(self: &Rc<Self>) {
        let clock = Rc::downgrade(self);
        let look = move || {
            if let Some(clock) = clock.upgrade() {
                clock.lookers.borrow().iter().for_each(|look| look());
            }
        };
        let is_asked_for = !self.lookers.borrow().is_empty();
        *self.look.borrow_mut() = is_asked_for.then(|| Timeout::new(LOOK_MS, look));
    }

    fn redraw(&self) {
        if let Some(update) = &*self.update.borrow() {
            update.force_update();
        }
    }

    fn pause(&self) {
        self.is_playing.set(false);
        self.end_frames();
    }

    /// Tells the caller where the playhead rests, unless it moves on soon.
    fn settle(&self) {
        let (at, on_rest) = (self.at.get(), self.on_rest.borrow().clone());
        if !IS_LIVE || self.agreed.get() == Some(at) {
            return;
        }
        *self.rest.borrow_mut() = Some(Timeout::new(REST_MS, move || on_rest.emit(at)));
    }

    fn end_frames(&self) {
        if let Some(frame) = self.frame.take()
            && let Some(window) = web_sys::window()
        {
            // Fails for no number of a frame.
            let _ = window.cancel_animation_frame(frame);
        }
        *self.rest.borrow_mut() = None;
    }

    fn play(self: &Rc<Self>) {
        if self.at.get() >= self.end() {
            self.at.set(Tick::ZERO);
        }
        *self.rest.borrow_mut() = None;
        self.is_playing.set(true);
        self.is_still.set(wants_no_motion());
        self.framed_ms.set(f64::NAN);
        self.rest_us.set(0.0);
        // The first event without a wait.
        self.still_ms.set(STILL_MS);
        if self.on_frame.borrow().is_none() {
            let clock = Rc::downgrade(self);
            let on_frame = Closure::new(move |now_ms| {
                if let Some(clock) = clock.upgrade() {
                    clock.on_frame(now_ms);
                }
            });
            *self.on_frame.borrow_mut() = Some(on_frame);
        }
        self.ask_for_frame();
    }

    fn ask_for_frame(&self) {
        let Some(window) = web_sys::window() else { return };
        if let Some(on_frame) = &*self.on_frame.borrow() {
            self.frame.set(window.request_animation_frame(on_frame.as_ref().unchecked_ref()).ok());
        }
    }

    fn on_frame(&self, now_ms: f64) {
        self.frame.set(None);
        if !self.is_playing.get() {
            return;
        }
        let before_ms = self.framed_ms.replace(now_ms);
        let passed_ms = if before_ms.is_nan() { 0.0 } else { (now_ms - before_ms).clamp(0.0, FRAME_MS_MAX) };
        let (at, end) = (self.at.get(), self.end());
        let next = if self.is_still.get() { self.next_still(at, passed_ms) } else { self.next(at, passed_ms) }.min(end);
        self.at.set(next);
        self.move_all();
        if next >= end {
            self.pause();
            self.redraw();
            return self.settle();
        }
        self.ask_for_frame();
        // The frame after a rendering is late by what the rendering took.
        if self.is_drawn.take() {
            self.pause_ms.set((passed_ms * REDRAW_SHARE).clamp(REDRAW_MS.0, REDRAW_MS.1));
        }
        let is_due = now_ms - self.drawn_ms.get() >= self.pause_ms.get();
        if is_due && self.has_stop_between(self.drawn_at.get(), next) {
            self.drawn_ms.set(now_ms);
            self.is_drawn.set(true);
            self.redraw();
        }
    }

    /// Where the playhead is after so many milliseconds more.
    fn next(&self, at: Tick, passed_ms: f64) -> Tick {
        let us = self.rest_us.get() + passed_ms * self.speed() as f64 / 1_000.0;
        let whole = us as u64;
        self.rest_us.set(us - whole as f64);
        at + Tick(whole)
    }

    /// The same where nothing glides: from event to event.
    fn next_still(&self, at: Tick, passed_ms: f64) -> Tick {
        let waited_ms = self.still_ms.get() + passed_ms;
        if waited_ms < STILL_MS {
            self.still_ms.set(waited_ms);
            return at;
        }
        self.still_ms.set(0.0);
        // At the run's own speed no event is left out; only who wants it faster sees fewer.
        let ahead = if self.speed() > own_speed(self.end()) { self.speed() * STILL_MS as u64 / 1_000 } else { 0 };
        let reached = self.stop_before(at + Tick(ahead + 1)).filter(|stop| *stop > at);
        reached.or_else(|| self.stop_after(at)).unwrap_or(self.end())
    }
}

fn wants_no_motion() -> bool {
    browser::has("(prefers-reduced-motion: reduce)") || browser::has_root_attribute("data-still")
}

/// Speeds to choose from, in microseconds a second: 1, 2 and 5 of each power of ten, around the run's own.
pub fn speeds(end: Tick) -> Vec<u64> {
    let own = own_speed(end);
    ladder().filter(|speed| *speed * 10 >= own && *speed <= own * 5).collect()
}

/// The speed at which a run lasts some [`SECONDS`].
fn own_speed(end: Tick) -> u64 {
    ladder().find(|speed| speed * SECONDS >= end.0).unwrap_or(SPEED_MAX)
}

const SPEED_MAX: u64 = 100_000_000;

fn ladder() -> impl Iterator<Item = u64> {
    (1..8).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power))).chain([SPEED_MAX])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::told_by_hand::{ms, small_run};

    fn clock(at: Tick) -> Clock {
        let clock = Clock::default();
        clock.films.borrow_mut().push(small_run().film());
        clock.at.set(at);
        clock
    }

    #[test]
    fn a_run_lasts_some_eight_seconds_at_its_own_speed() {
        for end_us in [100, 12_000, 83_000, 1_000_000, 60_000_000] {
            let speed = own_speed(Tick(end_us));
            let seconds = end_us as f64 / speed as f64;
            assert!(speed == 10 || (3.1..=8.0).contains(&seconds), "{end_us} µs last {seconds} s");
            assert!(speeds(Tick(end_us)).contains(&speed));
        }
    }

    #[test]
    fn speeds_to_choose_from_are_round_and_few() {
        assert_eq!(speeds(ms(80)), [1_000, 2_000, 5_000, 10_000, 20_000, 50_000]);
    }

    #[test]
    fn no_time_is_lost_between_frames() {
        let clock = clock(Tick::ZERO);
        clock.speed.set(Some(100));
        let end = (0..600).fold(Tick::ZERO, |at, _| clock.next(at, 1_000.0 / 60.0));
        assert!((995..=1_000).contains(&end.0), "{end:?} after ten seconds of 100 µs each");
    }

    #[test]
    fn where_nothing_glides_it_goes_from_event_to_event() {
        let clock = clock(Tick::ZERO);
        let mut at = Tick::ZERO;
        let mut stops = Vec::new();
        for _ in 0..200 {
            let next = clock.next_still(at, 100.0);
            if next != at {
                stops.push(next);
            }
            at = next;
        }
        assert_eq!(stops, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12].map(ms));
    }

    #[test]
    fn steps_go_to_the_next_and_to_the_previous_event_and_stay_within_the_run() {
        let playhead = Playhead::standing(&[small_run().film()], Tick(5_500));
        let after = |key: &str| {
            assert!(playhead.take_key(key), "{key}");
            playhead.clock.at.get()
        };
        assert_eq!(after("ArrowRight"), ms(7));
        assert_eq!(after("ArrowLeft"), ms(5));
        assert_eq!(after("Home"), ms(0));
        assert_eq!(after("ArrowLeft"), ms(0));
        assert_eq!(after("End"), ms(12));
        assert_eq!(after("ArrowRight"), ms(12));
        assert!(!playhead.take_key("x"));
    }

    #[test]
    fn what_is_kept_is_made_once() {
        let playhead = Playhead::standing(&[], Tick::ZERO);
        let first = playhead.keep("a".to_owned(), || 1);
        assert_eq!((*first, *playhead.keep("a".to_owned(), || 2), *playhead.keep("b".to_owned(), || 3)), (1, 1, 3));
    }
}
