//! The links of a cluster: those that work, those that are cut, those where messages wait. A few paths, however many
//! links there are; only what can be clicked is one element a link.

use faultline_model::ids::Endpoint;
use yew::prelude::*;

use crate::markup::html;

use super::cluster_layout::{Layout, Place};
use super::cluster_state::ClusterState;
use super::desk::{Cut, Desk, Selected};
use super::film::Film;

/// With more endpoints than this, links are too close to each other to be clicked.
const CLICKED_MAX: usize = 18;

/// The data of the paths.
#[derive(Default)]
struct Paths {
    free: String,
    cut: String,
    cut_marks: String,
    held_marks: String,
}

/// All links that anybody uses.
pub fn links(film: &Film, layout: &Layout, state: &ClusterState, desk: &Desk) -> Html {
    let mut paths = Paths::default();
    let mut hits = Vec::new();
    for (i, from) in layout.places.iter().enumerate() {
        let used = layout.places[i + 1..].iter().filter(|to| is_used(film, layout, from.endpoint, to.endpoint));
        for to in used {
            paths.add(layout, state, (*from, *to));
            if layout.places.len() <= CLICKED_MAX {
                let pick = Selected::Link(from.endpoint, to.endpoint).name();
                hits.push(html! { <path key={pick.clone()} class="hit" data-pick={pick} d={line(*from, *to)} /> });
            }
        }
    }
    let preview = desk.cut().map_or_else(String::new, |cut| preview(film, layout, cut));
    let drawn = desk.cut().and_then(|cut| cut.line);
    let drawn = drawn.map_or_else(String::new, |[(x0, y0), (x1, y1)]| format!("M{x0} {y0}L{x1} {y1}"));
    let chosen = match desk.selected() {
        Some(Selected::Link(a, b)) => line(layout.place(a), layout.place(b)),
        _ => String::new(),
    };
    html! {
        <g class={if layout.places.len() > CLICKED_MAX { "links dense" } else { "links" }}>
            <path class="free" d={paths.free} />
            <path class="cut" d={paths.cut} />
            <path class="preview" d={preview} />
            <path class="chosen" d={chosen} />
            <path class="drawn" d={drawn} />
            <path class="held-mark" d={paths.held_marks} />
            <path class="cut-mark" d={paths.cut_marks} />
            <g class="hits">{ for hits }</g>
        </g>
    }
}

impl Paths {
    fn add(&mut self, layout: &Layout, state: &ClusterState, (from, to): (Place, Place)) {
        let (a, b) = (from.endpoint, to.endpoint);
        let is_cut = (state.is_cut(a, b), state.is_cut(b, a));
        let path = if is_cut == (true, true) { &mut self.cut } else { &mut self.free };
        path.push_str(&line(from, to));
        match is_cut {
            (true, true) => self.cut_marks.push_str(&cut_mark(layout, a, b, 2)),
            (true, false) => self.cut_marks.push_str(&cut_mark(layout, a, b, 3)),
            (false, true) => self.cut_marks.push_str(&cut_mark(layout, b, a, 3)),
            (false, false) => {}
        }
        for (from, to) in [(a, b), (b, a)] {
            if state.is_held(from, to) {
                self.held_marks.push_str(&held_mark(layout, from, to));
            }
        }
    }
}

/// The links that a cut would cut.
fn preview(film: &Film, layout: &Layout, cut: Cut) -> String {
    let mut lines = String::new();
    for (i, from) in layout.places.iter().enumerate() {
        for to in &layout.places[i + 1..] {
            let is_across = cut.side_of(from.endpoint) != cut.side_of(to.endpoint);
            if is_across && is_used(film, layout, from.endpoint, to.endpoint) {
                lines.push_str(&line(*from, *to));
            }
        }
    }
    lines
}

/// Whether messages go that way: between replicas in one place, between a client and its own, and wherever they do in
/// this run.
fn is_used(film: &Film, layout: &Layout, a: Endpoint, b: Endpoint) -> bool {
    let is_usual = match (a, b) {
        (Endpoint::Replica(_), Endpoint::Replica(_)) => layout.frames.is_empty(),
        (Endpoint::Replica(replica), Endpoint::Client(client))
        | (Endpoint::Client(client), Endpoint::Replica(replica)) => layout.is_beside(client, replica),
        (Endpoint::Client(_), Endpoint::Client(_)) => false,
    };
    is_usual || film.has_message_between(a, b)
}

/// A line between two places, for the data of a path.
fn line(from: Place, to: Place) -> String {
    format!("M{} {}L{} {}", from.x, from.y, to.x, to.y)
}

/// Two strokes across the link, or a barred arrow head where one direction is cut; at so many quarters of the way.
fn cut_mark(layout: &Layout, from: Endpoint, to: Endpoint, quarters: i32) -> String {
    let (from, to) = (layout.place(from), layout.place(to));
    let (x, y) = (from.x + (to.x - from.x) * quarters / 4, from.y + (to.y - from.y) * quarters / 4);
    let ((ax, ay), (nx, ny)) = axes(from, to, 7);
    match quarters {
        2 => {
            let stroke = |sign: i32| {
                let (x, y) = (x + sign * ax / 2, y + sign * ay / 2);
                format!("M{} {}L{} {}", x - nx - ax / 2, y - ny - ay / 2, x + nx + ax / 2, y + ny + ay / 2)
            };
            stroke(-1) + &stroke(1)
        }
        _ => format!(
            "M{} {}L{x} {y}L{} {}M{} {}L{} {}",
            x - ax - nx,
            y - ay - ny,
            x - ax + nx,
            y - ay + ny,
            x + ax / 2 - nx,
            y + ay / 2 - ny,
            x + ax / 2 + nx,
            y + ay / 2 + ny
        ),
    }
}

/// Two short bars beside the door of the receiver.
fn held_mark(layout: &Layout, from: Endpoint, to: Endpoint) -> String {
    let (x, y) = layout.on_the_way(from, to, 3_500);
    let ((ax, ay), (nx, ny)) = axes(layout.place(from), layout.place(to), 6);
    let bar = |sign: i32| {
        let (x, y) = (x / 10 + sign * ax / 2, y / 10 + sign * ay / 2);
        format!("M{} {}L{} {}", x - nx, y - ny, x + nx, y + ny)
    };
    bar(-1) + &bar(1)
}

/// A vector of that length along a link, and one across it.
fn axes(from: Place, to: Place, length: i32) -> ((i32, i32), (i32, i32)) {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let whole = (dx * dx + dy * dy).isqrt().max(1);
    let (ax, ay) = (dx * length / whole, dy * length / whole);
    ((ax, ay), (-ay, ax))
}
