//! Where the parts of a ring of hashes stand: pure geometry, no Yew.
//!
//! A place on the ring is a hash, a fraction of the whole turn: 0 is at the top and it grows clockwise. A *lap* is one
//! state of the ring: arcs that make up the whole turn, each with the node that owns it. Two laps are drawn inside one
//! another, the earlier one within, and between them what changes hands.
//!
//! However many arcs there are, the number of paths is bounded: one for each way in which a node can look.

use faultline_model::placement::ring::{Arc, Handover};

/// The edge of the picture, a square, in units of the drawing.
pub const EDGE: i32 = 420;
/// In how many ways nodes look: eight colours in each of three patterns.
pub const N_LOOKS: usize = 24;
/// Laps of more arcs have no ticks: they would touch.
const TICKS_MAX: usize = 256;
/// An arc is labelled if it is at least this part of the ring: 1 in so many.
const LABEL_PART: u64 = 44;

/// How far from the middle the parts stand: the middle of the line that draws them.
const AFTER: f64 = 170.0;
const BEFORE: f64 = 134.0;
const MOVED: f64 = 151.0;
const LABEL: f64 = 195.0;
const KEYS: f64 = 114.0;
const WALK: f64 = 106.0;

/// How a node looks, from its number: 0 to [`N_LOOKS`].
pub fn look(node: u16) -> usize {
    usize::from(node) % N_LOOKS
}

/// All arcs of one look as the data of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    pub look: usize,
    pub path: String,
}

/// A node's name beside one of its arcs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub node: u16,
    pub x: String,
    pub y: String,
}

/// A key on the ring, and the way clockwise to the token that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyVm {
    /// Its place in the list that was given.
    pub at: usize,
    pub x: String,
    pub y: String,
    pub is_moved: bool,
    /// From the key to the token of its owner afterwards.
    pub walk: String,
}

/// A ring, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RingVm {
    pub before: Vec<Band>,
    pub after: Vec<Band>,
    /// The arcs whose owner is another afterwards, as one path.
    pub moved: String,
    /// The tokens of both laps, as one path; empty where there are too many.
    pub ticks: String,
    pub labels: Vec<Label>,
    pub keys: Vec<KeyVm>,
}

/// A key to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dot {
    pub hash: u64,
    /// Whether its owner afterwards is another.
    pub is_moved: bool,
}

/// A part of the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    from: u64,
    to: u64,
    owner: u16,
}

/// Lays a ring out; both laps have an arc at least.
pub fn ring(before: &[Arc], after: &[Arc], handovers: &[Handover], keys: &[Dot]) -> RingVm {
    let parts = |lap: &[Arc]| merged(lap.iter().map(|arc| Part { from: arc.start, to: arc.end, owner: arc.node }));
    let (parts_before, parts_after) = (parts(before), parts(after));
    let mut moved = String::new();
    for part in merged(handovers.iter().map(|it| Part { from: it.start, to: it.end, owner: 0 })) {
        curve(&mut moved, part, MOVED);
    }
    RingVm {
        before: bands(&parts_before, BEFORE),
        after: bands(&parts_after, AFTER),
        moved,
        ticks: ticks(before, after),
        labels: labels(&parts_after),
        keys: keys.iter().enumerate().map(|(at, key)| key_vm(at, *key, after)).collect(),
    }
}

/// The arc of a place.
fn arc_of(lap: &[Arc], place: u64) -> Option<&Arc> {
    // Distances clockwise from the arc's start, less one: the whole turn fits, too.
    let is_within = |arc: &&Arc| {
        let offset = place.wrapping_sub(arc.start).wrapping_sub(1);
        offset <= arc.end.wrapping_sub(arc.start).wrapping_sub(1)
    };
    lap.iter().find(is_within)
}

/// Neighbours of one owner are one part.
fn merged(parts: impl Iterator<Item = Part>) -> Vec<Part> {
    let mut merged: Vec<Part> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if last.owner == part.owner && last.to == part.from => last.to = part.to,
            _ => merged.push(part),
        }
    }
    merged
}

/// One path for each look that occurs.
fn bands(parts: &[Part], radius: f64) -> Vec<Band> {
    let mut paths = vec![String::new(); N_LOOKS];
    for part in parts {
        curve(&mut paths[look(part.owner)], *part, radius);
    }
    let bands = paths.into_iter().enumerate().map(|(look, path)| Band { look, path });
    bands.filter(|band| !band.path.is_empty()).collect()
}

/// Where arcs end: at the tokens.
fn ticks(before: &[Arc], after: &[Arc]) -> String {
    if before.len().max(after.len()) > TICKS_MAX {
        return String::new();
    }
    let mut path = String::new();
    for (lap, from, to) in [(before, BEFORE - 8.0, BEFORE + 8.0), (after, AFTER - 12.0, AFTER + 12.0)] {
        for arc in lap {
            let ends = [from, to].map(|radius| point(arc.end, radius));
            path.push_str(&format!("M{} {}L{} {}", ends[0].0, ends[0].1, ends[1].0, ends[1].1));
        }
    }
    path
}

/// The names of the largest parts, in the middle of each.
fn labels(parts: &[Part]) -> Vec<Label> {
    let length = |part: &Part| part.to.wrapping_sub(part.from).wrapping_sub(1);
    let large = parts.iter().filter(|part| length(part) >= u64::MAX / LABEL_PART);
    large
        .map(|part| {
            let (x, y) = point(part.from.wrapping_add(length(part) / 2), LABEL);
            Label { node: part.owner, x, y }
        })
        .collect()
}

fn key_vm(at: usize, key: Dot, after: &[Arc]) -> KeyVm {
    let mut walk = String::new();
    let end = arc_of(after, key.hash).map(|arc| arc.end).filter(|end| *end != key.hash);
    if let Some(end) = end {
        curve(&mut walk, Part { from: key.hash, to: end, owner: 0 }, WALK);
        let (x, y) = point(end, BEFORE - 9.0);
        walk.push_str(&format!("L{x} {y}"));
    }
    let (x, y) = point(key.hash, KEYS);
    KeyVm { at, x, y, is_moved: key.is_moved, walk }
}

/// Appends an arc, in two pieces: one of a whole turn would end where it begins, and be nothing.
fn curve(path: &mut String, part: Part, radius: f64) {
    let length = part.to.wrapping_sub(part.from).wrapping_sub(1);
    let middle = part.from.wrapping_add(length / 2).wrapping_add(1);
    let (x, y) = point(part.from, radius);
    path.push_str(&format!("M{x} {y}"));
    let r = units(radius);
    for end in [middle, part.to] {
        let (x, y) = point(end, radius);
        path.push_str(&format!("A{r} {r} 0 0 1 {x} {y}"));
    }
}

/// A place at a distance from the middle, as coordinates.
fn point(place: u64, radius: f64) -> (String, String) {
    let (sine, cosine) = sine_and_cosine(place);
    let middle = f64::from(EDGE) / 2.0;
    (units(middle + sine * radius), units(middle - cosine * radius))
}

/// A length with a decimal.
fn units(length: f64) -> String {
    let tenths = (length * 10.0 + 0.5) as i32;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Of the angle at a place: the same in every bit natively and in the browser, as the platform's own need not be.
fn sine_and_cosine(place: u64) -> (f64, f64) {
    const QUARTER: f64 = std::f64::consts::FRAC_PI_2;
    let within = ((place << 2) >> 11) as f64 / (1_u64 << 53) as f64 * QUARTER;
    let (s, c) = (sine(within), sine(QUARTER - within));
    match place >> 62 {
        0 => (s, c),
        1 => (c, -s),
        2 => (-s, -c),
        _ => (-c, s),
    }
}

/// The first terms of the series; the error is below 10⁻⁷ up to a quarter of a turn.
fn sine(x: f64) -> f64 {
    let square = x * x;
    let terms = [110.0, 72.0, 42.0, 20.0, 6.0];
    x * terms.iter().fold(1.0, |sum, divisor| 1.0 - square / divisor * sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUARTER: u64 = 1 << 62;

    fn arc(start: u64, end: u64, node: u16) -> Arc {
        Arc { start, end, node, permille: 1_000 }
    }

    #[test]
    fn places_go_clockwise_from_the_top() {
        let at = |place| point(place, 100.0);
        let of = |x: &str, y: &str| (x.to_owned(), y.to_owned());
        assert_eq!(at(0), of("210.0", "110.0"));
        assert_eq!(at(QUARTER), of("310.0", "210.0"));
        assert_eq!(at(2 * QUARTER), of("210.0", "310.0"));
        assert_eq!(at(3 * QUARTER), of("110.0", "210.0"));
        assert_eq!(at(QUARTER / 2), of("280.7", "139.3"));
    }

    #[test]
    fn a_place_belongs_to_the_arc_that_it_lies_in_and_the_last_goes_round_the_end() {
        let lap = [arc(300, 100, 0), arc(100, 200, 1), arc(200, 300, 2)];
        let owners = [0, 100, 101, 200, 300, 301].map(|place| arc_of(&lap, place).map(|arc| arc.node));
        assert_eq!(owners, [0, 0, 1, 1, 2, 0].map(Some));
        assert_eq!(arc_of(&[arc(7, 7, 3)], 5).map(|arc| arc.node), Some(3));
    }

    #[test]
    fn neighbours_of_one_owner_are_one_path_and_what_changes_hands_is_between_the_laps() {
        let (end, middle) = (3 * QUARTER, 2 * QUARTER);
        let before = [arc(end, QUARTER, 0), arc(QUARTER, middle, 1), arc(middle, end, 1)];
        let after = [arc(end, QUARTER, 0), arc(QUARTER, middle, 2), arc(middle, end, 1)];
        let handover = Handover { start: QUARTER, end: middle, from: 1, to: 2, permille: 1_000 };
        let vm = ring(&before, &after, &[handover], &[]);
        let pieces =
            |bands: &[Band]| bands.iter().map(|band| (band.look, band.path.matches('M').count())).collect::<Vec<_>>();
        assert_eq!(pieces(&vm.before), [(0, 1), (1, 1)]);
        assert_eq!(pieces(&vm.after), [(0, 1), (1, 1), (2, 1)]);
        let mut expected = String::new();
        curve(&mut expected, Part { from: QUARTER, to: middle, owner: 0 }, MOVED);
        assert_eq!(vm.moved, expected);
        assert_eq!(vm.labels.iter().map(|label| label.node).collect::<Vec<_>>(), [0, 2, 1]);
    }

    #[test]
    fn a_key_walks_to_the_end_of_its_arc() {
        let lap = [arc(3 * QUARTER, QUARTER, 0), arc(QUARTER, 3 * QUARTER, 1)];
        let dots = [QUARTER + 1, QUARTER].map(|hash| Dot { hash, is_moved: false });
        let keys = ring(&lap, &lap, &[], &dots).keys;
        assert!(keys[0].walk.starts_with('M') && keys[1].walk.is_empty());
    }

    #[test]
    fn many_arcs_are_a_bounded_number_of_paths_without_ticks_and_labels() {
        let width = u64::MAX / 720;
        let lap: Vec<Arc> = (0..720_u64).map(|at| arc(at * width, (at + 1) * width, (at * 7 % 1_000) as u16)).collect();
        let vm = ring(&lap, &lap, &[], &[]);
        let length: usize = vm.before.iter().chain(&vm.after).map(|band| band.path.len()).sum();
        assert!(
            vm.before.len() <= N_LOOKS && vm.labels.is_empty() && vm.ticks.is_empty() && length < 120_000,
            "{length}"
        );
    }
}
