//! The marks of messages in the picture of a cluster: what each kind looks like, and how they move.
//!
//! In a picture to look at, each message is an element. In the browser all marks of a look are one path, whose data are
//! made anew with every frame, without Yew: a hundred messages that move cost no more than twenty elements do.

use std::cell::RefCell;
use std::rc::Rc;

use faultline_model::ids::{Endpoint, MessageId};
use faultline_model::tick::Tick;
use web_sys::Element;
use yew::prelude::*;

use crate::markup::html;

use super::cluster::Cluster;
use super::cluster_layout::{Flight, Glyph, Layout, Phase};
use super::film::Film;
use super::play::Playhead;
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

impl Shape {
    /// The outline as its start, in tenths, and what follows, which is relative to it.
    fn outline(self) -> ((i32, i32), &'static str) {
        let path = self.path();
        let end = path.find(['a', 'h', 'l']).unwrap_or(path.len());
        let start = match self {
            Shape::Circle => (-70, 0),
            Shape::Square => (-60, -60),
            Shape::Diamond => (0, -85),
            Shape::Triangle => (0, -80),
            Shape::Hexagon => (-75, 0),
            Shape::Star => (0, -90),
        };
        (start, &path[end..])
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
pub fn moving_marks(cluster: &Cluster, layout: &Layout, playhead: &Playhead, chosen: Option<MessageId>) -> Html {
    let Cluster { film, kinds, label, .. } = *cluster;
    let layer = NodeRef::default();
    let size = layout.size;
    // What is drawn outlives renderings: none of them changes any of it.
    let marks = playhead.keep(format!("marks {label}"), || RefCell::new(Marks::new(film, kinds, layout)));
    marks.borrow_mut().turn_to(film, kinds, layout);
    {
        let layer = layer.clone();
        playhead.watch(move |at, is_still| marks.borrow_mut().show(&layer, at, is_still, chosen));
    }
    let of_kind = |(at, (kind, phase)): (usize, (Kind, Phase))| {
        html! { <g key={at} class={glyph_class(kind, phase)}><path class="shape" /></g> }
    };
    let sign = |name: &'static str, class: &'static str| {
        html! { <g key={name} class={format!("glyph {name}")}><path {class} /></g> }
    };
    html! {
        <svg class="cluster-picture above" aria-hidden="true" viewBox={format!("0 0 {} {}", size.width, size.height)}>
            <g ref={layer}>
                { for looks(kinds).enumerate().map(of_kind) }
                { for [sign("held", "sign"), sign("lost", "sign"), sign("ring", "ring")] }
                { for (0..=LABELS_MAX).map(|at| html! { <g key={format!("label {at}")} class="glyph"><text /></g> }) }
            </g>
        </svg>
    }
}

/// The message whose mark is at a place of the picture, if there is one.
pub fn message_at(film: &Film, layout: &Layout, at: Tick, (x, y): (i32, i32)) -> Option<MessageId> {
    let glyphs = (0..film.n_slots()).filter_map(|slot| layout.glyph(film, slot, at, false));
    let distance = |glyph: &Glyph| {
        let (dx, dy) = (glyph.x / 10 - x, glyph.y / 10 - y);
        dx * dx + dy * dy
    };
    glyphs.filter(|glyph| distance(glyph) <= REACH * REACH).min_by_key(distance).map(|glyph| glyph.message)
}

/// From how far a mark can be clicked.
const REACH: i32 = 12;

/// All kinds, as they move and as they are lost: each is one path.
fn looks(kinds: &[Kind]) -> impl Iterator<Item = (Kind, Phase)> {
    let all = move || kinds.iter().copied().chain([CLIENT_ASKS, CLIENT_TOLD, OTHER]);
    all().map(|kind| (kind, Phase::Moving)).chain(all().map(|kind| (kind, Phase::Lost)))
}

/// The marks of a picture. All marks of a look are one path: the browser then has some twenty elements to look after,
/// however many messages fly.
struct Marks {
    film: Rc<Film>,
    kinds: &'static [Kind],
    layout: Layout,
    /// By slot: the way of the message that it showed last, and the place of its kind.
    flights: Vec<Option<(Flight, usize)>>,
    /// The data of the paths: looks, pauses, crosses, the ring around what is chosen.
    paths: Vec<Path>,
    labels: Vec<Option<MessageId>>,
    /// The layer of the page, and the path or text in each of its groups.
    layer: Option<Element>,
    elements: Vec<Element>,
}

/// The data of a path, and whether the one in the page is empty.
#[derive(Default)]
struct Path {
    data: String,
    is_drawn: bool,
}

impl Marks {
    fn new(film: &Rc<Film>, kinds: &'static [Kind], layout: &Layout) -> Marks {
        Marks {
            film: film.clone(),
            kinds,
            layout: layout.clone(),
            flights: vec![None; film.n_slots()],
            paths: std::iter::repeat_with(Path::default).take(looks(kinds).count() + 3).collect(),
            labels: vec![None; LABELS_MAX + 1],
            layer: None,
            elements: Vec::new(),
        }
    }

    /// Shows another run or another layout from now on. The elements stay, and so does what is known of them.
    fn turn_to(&mut self, film: &Rc<Film>, kinds: &'static [Kind], layout: &Layout) {
        if self.kinds != kinds {
            *self = Marks::new(film, kinds, layout);
        } else if !Rc::ptr_eq(&self.film, film) || self.layout != *layout {
            self.film = film.clone();
            self.layout = layout.clone();
            self.flights = vec![None; film.n_slots()];
            // What stands there now is no message of this run.
            self.labels.iter_mut().flatten().for_each(|shown| *shown = MessageId(u32::MAX));
        }
    }

    fn show(&mut self, layer: &NodeRef, at: Tick, is_still: bool, chosen: Option<MessageId>) {
        let Some(layer) = layer.cast::<Element>() else { return };
        if self.layer.as_ref() != Some(&layer) {
            self.settle_in(layer);
        }
        let glyphs = self.draw(at, is_still, chosen);
        for (path, element) in self.paths.iter_mut().zip(&self.elements) {
            if !path.data.is_empty() || path.is_drawn {
                set(element, "d", &path.data);
            }
            path.is_drawn = !path.data.is_empty();
        }
        let is_labelled = |glyph: &&Glyph| glyphs.len() <= LABELS_MAX || Some(glyph.message) == chosen;
        let mut labelled = glyphs.iter().filter(is_labelled);
        for (shown, element) in self.labels.iter_mut().zip(&self.elements[self.paths.len().min(self.elements.len())..])
        {
            label(&self.film, shown, labelled.next(), element);
        }
    }

    /// Takes over a layer of the page; what it has shown is another run's.
    fn settle_in(&mut self, layer: Element) {
        self.elements = parts_of(&layer);
        self.layer = Some(layer);
        let (paths, labels) = self.elements.split_at(self.paths.len().min(self.elements.len()));
        paths.iter().for_each(|path| set(path, "d", ""));
        labels.iter().for_each(|label| label.set_text_content(None));
        self.labels.fill(None);
    }

    /// Makes the data of the paths anew.
    fn draw(&mut self, at: Tick, is_still: bool, chosen: Option<MessageId>) -> Vec<Glyph> {
        self.paths.iter_mut().for_each(|path| path.data.clear());
        let n_kinds = self.kinds.len() + 3;
        let [held, lost, ring] = [0, 1, 2].map(|nth| 2 * n_kinds + nth);
        let mut glyphs = Vec::new();
        for slot in 0..self.flights.len() {
            let Some(message) = self.film.seen(slot, at) else { continue };
            let (flight, kind) = self.flight(slot, message);
            let glyph = flight.glyph(at, is_still);
            let place = (glyph.x, glyph.y);
            let look = if glyph.phase == Phase::Lost { kind + n_kinds } else { kind };
            self.outline(look, self.shape(kind), place);
            match glyph.phase {
                Phase::Moving => {}
                Phase::Held => stroke(&mut self.paths[held].data, place, (110, -50), "v10m4-10v10"),
                Phase::Lost => stroke(&mut self.paths[lost].data, place, (-90, -90), "l18 18m0-18l-18 18"),
            }
            if chosen == Some(message) {
                stroke(&mut self.paths[ring].data, place, (-120, 0), "a12 12 0 1 0 24 0a12 12 0 1 0-24 0");
            }
            glyphs.push(glyph);
        }
        glyphs
    }

    fn shape(&self, kind: usize) -> Shape {
        looks(self.kinds).nth(kind).map_or(Shape::Star, |(kind, _)| kind.shape)
    }

    fn outline(&mut self, look: usize, shape: Shape, place: (i32, i32)) {
        let (start, rest) = shape.outline();
        stroke(&mut self.paths[look].data, place, start, rest);
    }

    /// The way of a slot's message, and the place of its kind.
    fn flight(&mut self, slot: usize, message: MessageId) -> (Flight, usize) {
        match self.flights[slot] {
            Some(known) if known.0.message == message => known,
            _ => {
                let kind = kind_of(&self.film, self.kinds, message);
                let kind = looks(self.kinds).position(|(other, _)| other == kind).unwrap_or_default();
                let flight = (self.layout.flight(&self.film, message), kind);
                self.flights[slot] = Some(flight);
                flight
            }
        }
    }
}

/// Puts a label above its mark, or takes it away.
fn label(film: &Film, shown: &mut Option<MessageId>, glyph: Option<&Glyph>, element: &Element) {
    if let Some(glyph) = glyph {
        set(element, "x", &tenths(glyph.x));
        set(element, "y", &tenths(glyph.y - 145));
    }
    let message = glyph.map(|glyph| glyph.message);
    if *shown != message {
        *shown = message;
        let text = message.map(|message| film.told().label(message));
        element.set_text_content(Some(&text.unwrap_or_default()));
    }
}

/// Adds a shape to the data of a path: its start, moved to its place, and the rest, which is relative.
fn stroke(data: &mut String, (x, y): (i32, i32), (dx, dy): (i32, i32), rest: &str) {
    data.push('M');
    push_tenths(data, x + dx);
    data.push(' ');
    push_tenths(data, y + dy);
    data.push_str(rest);
}

/// Writes tenths without the machinery of formatting: this happens some hundred times a frame.
fn push_tenths(text: &mut String, value: i32) {
    let mut digits = [0; 10];
    let mut rest = value.unsigned_abs();
    let mut n_digits = 0;
    while rest > 0 || n_digits < 2 {
        digits[n_digits] = b'0' + (rest % 10) as u8;
        rest /= 10;
        n_digits += 1;
    }
    if value < 0 {
        text.push('-');
    }
    for at in (0..n_digits).rev() {
        if at == 0 {
            text.push('.');
        }
        text.push(char::from(digits[at]));
    }
}

/// The single child of each group of a layer.
fn parts_of(layer: &Element) -> Vec<Element> {
    let mut parts = Vec::new();
    let mut next = layer.first_element_child();
    while let Some(group) = next {
        next = group.next_element_sibling();
        parts.extend(group.first_element_child());
    }
    parts
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
    let mut text = String::new();
    push_tenths(&mut text, value);
    text
}

fn set(element: &Element, name: &str, value: &str) {
    // Fails for names that no attribute can have, and these are ours.
    let _ = element.set_attribute(name, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::cluster_layout::Size;
    use crate::ui::told_by_hand::{ms, small_run};

    const KINDS: &[Kind] = &[Kind { word: "Fetch", shape: Shape::Diamond, is_answer: false }];
    const SHAPES: [Shape; 6] =
        [Shape::Circle, Shape::Square, Shape::Diamond, Shape::Triangle, Shape::Hexagon, Shape::Star];

    #[test]
    fn tenths_are_written_with_their_sign_and_their_point() {
        let table = [(0, "0.0"), (7, "0.7"), (-7, "-0.7"), (123, "12.3"), (-1_230, "-123.0")];
        for (value, text) in table {
            assert_eq!(tenths(value), text);
        }
    }

    #[test]
    fn the_outline_begins_where_the_shape_does() {
        for shape in SHAPES {
            let ((x, y), rest) = shape.outline();
            let number = |tenths: i32| {
                let text = super::tenths(tenths);
                text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
            };
            let space = if y < 0 { "" } else { " " };
            assert_eq!(format!("M{}{space}{}{rest}", number(x), number(y)), shape.path());
        }
    }

    fn drawn(at: Tick, chosen: Option<MessageId>) -> (Vec<String>, usize) {
        let film = small_run().film();
        let mut marks = Marks::new(&film, KINDS, &Layout::new(3, 2, Size::WIDE));
        let n_glyphs = marks.draw(at, false, chosen).len();
        (marks.paths.into_iter().map(|path| path.data).collect(), n_glyphs)
    }

    #[test]
    fn messages_of_a_kind_are_one_path() {
        // Looks: Fetch, asks, answers, other, the same lost; then pauses, crosses, the ring.
        let (paths, n_glyphs) = drawn(ms(3), None);
        assert_eq!((n_glyphs, paths[0].matches('M').count()), (2, 2), "two Fetch: {paths:?}");
        assert!(paths[1..].iter().all(String::is_empty), "{paths:?}");
        let (paths, n_glyphs) = drawn(ms(8), Some(MessageId(3)));
        assert_eq!(n_glyphs, 3);
        let [other, lost_other] = [&paths[3], &paths[7]].map(|path| path.matches('M').count());
        assert_eq!((other, lost_other), (2, 1), "one at the door, one under way, one lost: {paths:?}");
        assert!(paths[8..].iter().all(|path| path.matches('M').count() == 1), "a pause, a cross, a ring: {paths:?}");
    }

    #[test]
    fn a_message_is_found_where_its_mark_is() {
        let film = small_run().film();
        let layout = Layout::new(3, 2, Size::WIDE);
        let glyph = layout.flight(&film, MessageId(1)).glyph(ms(2), false);
        let (x, y) = (glyph.x / 10, glyph.y / 10);
        assert_eq!(message_at(&film, &layout, ms(2), (x + 5, y - 5)), Some(MessageId(1)));
        assert_eq!(message_at(&film, &layout, ms(2), (x + 40, y)), None);
        assert_eq!(message_at(&film, &layout, ms(13), (x, y)), None);
    }
}
