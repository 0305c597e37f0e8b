//! The marks of messages in the picture of a cluster: what each kind looks like, and how they move.
//!
//! There is a mark for every slot of a [`Film`]. In the browser the marks are made once; each frame puts them where
//! their messages are, without Yew. A mark keeps the way of its message, and computes it anew only for the next one.

use std::cell::RefCell;
use std::rc::Rc;

use faultline_model::ids::{Endpoint, MessageId};
use faultline_model::tick::Tick;
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgGraphicsElement, SvgTransform};
use yew::prelude::*;

use super::cluster_layout::{Flight, Glyph, Layout, Phase};
use super::film::Film;
use super::play::Playhead;
use super::still::Still;
use super::words;

/// The outline of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Circle,
    Square,
    Diamond,
    Triangle,
    Hexagon,
    Star,
}

/// How messages of a kind are drawn. The kind is the first word of a message's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub word: &'static str,
    pub shape: Shape,
    /// Answers are hollow.
    pub is_answer: bool,
}

const CLIENT_ASKS: Kind = Kind { word: words::ASK, shape: Shape::Square, is_answer: false };
const CLIENT_TOLD: Kind = Kind { word: words::ANSWER, shape: Shape::Square, is_answer: true };
const OTHER: Kind = Kind { word: words::OTHER, shape: Shape::Star, is_answer: false };

/// With more messages than this at once, only a chosen one keeps its label.
const LABELS_MAX: usize = 6;
impl Shape {
    /// Its name in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Shape::Circle => "circle",
            Shape::Square => "square",
            Shape::Diamond => "diamond",
            Shape::Triangle => "triangle",
            Shape::Hexagon => "hexagon",
            Shape::Star => "star",
        }
    }

    /// The outline around (0, 0).
    pub fn path(self) -> &'static str {
        match self {
            Shape::Circle => "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0z",
            Shape::Square => "M-6-6h12v12h-12z",
            Shape::Diamond => "M0-8.5l8.5 8.5l-8.5 8.5l-8.5-8.5z",
            Shape::Triangle => "M0-8l8 14h-16z",
            Shape::Hexagon => "M-7.5 0l3.75-6.5h7.5l3.75 6.5l-3.75 6.5h-7.5z",
            Shape::Star => "M0-9l2.4 6.6l6.6 2.4l-6.6 2.4l-2.4 6.6l-2.4-6.6l-6.6-2.4l6.6-2.4z",
        }
    }
}

impl Phase {
    /// The sign beside a mark: a pause, or a cross.
    pub fn sign(self) -> &'static str {
        match self {
            Phase::Moving => "",
            Phase::Held => "M11-5v10M15-5v10",
            Phase::Lost => "M-9-9l18 18M9-9l-18 18",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Phase::Moving => "",
            Phase::Held => " held",
            Phase::Lost => " lost",
        }
    }
}

/// The kind of a message.
pub fn kind_of(film: &Film, kinds: &[Kind], message: MessageId) -> Kind {
    let journey = film.told().journey(message);
    match (journey.from, journey.to) {
        (Endpoint::Client(_), _) => CLIENT_ASKS,
        (_, Endpoint::Client(_)) => CLIENT_TOLD,
        _ => {
            let label = film.told().label(message);
            let word = label.split(' ').next().unwrap_or_default();
            kinds.iter().find(|kind| kind.word == word).copied().unwrap_or(OTHER)
        }
    }
}

/// The shapes of the messages and what they stand for.
pub fn legend(kinds: &[Kind]) -> Html {
    let entry = |kind: &Kind| {
        html! {
            <li key={kind.word}>
                <svg viewBox="-10 -10 20 20" width="18" height="18" aria-hidden="true">
                    <g class={glyph_class(*kind, Phase::Moving)}><path class="shape" d={kind.shape.path()} /></g>
                </svg>
                { kind.word }
            </li>
        }
    };
    html! { <ul class="legend">{ for kinds.iter().chain(&[CLIENT_ASKS, CLIENT_TOLD]).map(entry) }</ul> }
}

/// The marks as they are at a time.
pub fn still_marks(film: &Rc<Film>, kinds: &[Kind], layout: &Layout, at: Tick) -> Html {
    let glyphs = (0..film.n_slots()).filter_map(|slot| layout.glyph(film, slot, at, false));
    let glyphs: Vec<Glyph> = glyphs.collect();
    let class = pool_class(glyphs.len());
    html! { <g {class}>{ for glyphs.iter().map(|glyph| still_mark(glyph, film, kinds)) }</g> }
}

fn still_mark(glyph: &Glyph, film: &Film, kinds: &[Kind]) -> Html {
    let kind = kind_of(film, kinds, glyph.message);
    let transform = format!("translate({} {})", tenths(glyph.x), tenths(glyph.y));
    html! {
        <g key={glyph.message.0} class={glyph_class(kind, glyph.phase)} {transform}>
            <path class="shape" d={kind.shape.path()} />
            <path class="sign" d={glyph.phase.sign()} />
            <text y="-12">{ film.told().label(glyph.message) }</text>
        </g>
    }
}

/// The marks that the playhead moves, in a layer of their own above the picture.
pub fn moving_marks(
    film: &Rc<Film>,
    kinds: &'static [Kind],
    layout: &Layout,
    playhead: &Playhead,
    chosen: Option<MessageId>,
) -> Html {
    let pool = NodeRef::default();
    let size = layout.size;
    // The marks outlive renderings: none of them changes any.
    let marks = playhead.keep(format!("marks {} {} {}", film.number(), size.width, kinds.len()), Marks::default);
    {
        let (pool, scene) = (pool.clone(), Scene { film: film.clone(), kinds, layout: layout.clone(), chosen });
        playhead.watch(move |at, is_still| marks.borrow_mut().show(&pool, &scene, at, is_still));
    }
    let n_slots = film.n_slots();
    let view = Callback::from(move |()| {
        html! { <>{ for (0..n_slots).map(empty_mark) }</> }
    });
    html! {
        <svg class="cluster-picture above" aria-hidden="true" viewBox={format!("0 0 {} {}", size.width, size.height)}>
            <g ref={pool}><Still stamp={n_slots.to_string()} {view} /></g>
        </svg>
    }
}

fn empty_mark(slot: usize) -> Html {
    html! {
        <g key={slot} display="none" transform="translate(0 0)">
            <path class="shape" />
            <path class="sign" />
            <text y="-12" />
        </g>
    }
}

/// What the marks show.
struct Scene {
    film: Rc<Film>,
    kinds: &'static [Kind],
    layout: Layout,
    chosen: Option<MessageId>,
}

/// All marks of a page's picture.
#[derive(Default)]
struct Pool {
    marks: Vec<Mark>,
    is_crowded: Option<bool>,
}

type Marks = RefCell<Pool>;

/// A mark in the page, and what it shows.
struct Mark {
    group: Element,
    place: SvgTransform,
    shape: Element,
    sign: Element,
    label: Element,
    shows: Option<Shown>,
}

/// What a mark shows.
struct Shown {
    flight: Flight,
    kind: Kind,
    phase: Option<Phase>,
    is_chosen: bool,
}

impl Pool {
    fn show(&mut self, pool: &NodeRef, scene: &Scene, at: Tick, is_still: bool) {
        let Scene { film, kinds, layout, chosen } = scene;
        let Some(pool) = pool.cast::<Element>() else { return };
        if self.marks.is_empty() {
            self.marks = marks_of(&pool);
        }
        let mut n_seen = 0;
        for (slot, mark) in self.marks.iter_mut().enumerate() {
            let message = if slot < film.n_slots() { film.seen(slot, at) } else { None };
            let Some(message) = message else {
                mark.hide();
                continue;
            };
            n_seen += 1;
            if mark.shows.as_ref().is_none_or(|shown| shown.flight.message != message) {
                mark.take(layout.flight(film, message), film, kinds);
            }
            mark.go(at, is_still, *chosen == Some(message));
        }
        let is_crowded = n_seen > LABELS_MAX;
        if self.is_crowded.replace(is_crowded) != Some(is_crowded) {
            set(&pool, "class", pool_class(n_seen));
        }
    }
}

fn marks_of(pool: &Element) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut next = pool.first_element_child();
    while let Some(group) = next {
        next = group.next_element_sibling();
        marks.extend(Mark::of(group));
    }
    marks
}

impl Mark {
    fn of(group: Element) -> Option<Mark> {
        let place = group.dyn_ref::<SvgGraphicsElement>()?.transform().base_val().get_item(0).ok()?;
        let shape = group.first_element_child()?;
        let sign = shape.next_element_sibling()?;
        let label = sign.next_element_sibling()?;
        // A mark that has shown another run's message.
        set(&group, "display", "none");
        Some(Mark { group, place, shape, sign, label, shows: None })
    }

    fn hide(&mut self) {
        if self.shows.take().is_some() {
            set(&self.group, "display", "none");
        }
    }

    fn take(&mut self, flight: Flight, film: &Film, kinds: &[Kind]) {
        let kind = kind_of(film, kinds, flight.message);
        set(&self.shape, "d", kind.shape.path());
        self.label.set_text_content(Some(&film.told().label(flight.message)));
        set(&self.group, "data-pick", &flight.message.to_string());
        set(&self.group, "display", "inline");
        self.shows = Some(Shown { flight, kind, phase: None, is_chosen: false });
    }

    fn go(&mut self, at: Tick, is_still: bool, is_chosen: bool) {
        let Some(shown) = &mut self.shows else { return };
        let glyph = shown.flight.glyph(at, is_still);
        // Fails for a transform that cannot be changed, and this one can.
        let _ = self.place.set_translate(glyph.x as f32 / 10.0, glyph.y as f32 / 10.0);
        if (shown.phase, shown.is_chosen) == (Some(glyph.phase), is_chosen) {
            return;
        }
        (shown.phase, shown.is_chosen) = (Some(glyph.phase), is_chosen);
        let mut class = glyph_class(shown.kind, glyph.phase);
        if is_chosen {
            class.push_str(" selected");
        }
        set(&self.group, "class", &class);
        set(&self.sign, "d", glyph.phase.sign());
    }
}

fn pool_class(n_seen: usize) -> &'static str {
    if n_seen > LABELS_MAX { "glyphs crowded" } else { "glyphs" }
}

fn glyph_class(kind: Kind, phase: Phase) -> String {
    let hollow = if kind.is_answer { " hollow" } else { "" };
    format!("glyph {}{hollow}{}", kind.shape.class(), phase.class())
}

/// `123` tenths as `12.3`.
pub fn tenths(value: i32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{}", value.abs() / 10, value.abs() % 10)
}

fn set(element: &Element, name: &str, value: &str) {
    // Fails for names that no attribute can have, and these are ours.
    let _ = element.set_attribute(name, value);
}
