//! Where the parts of a ring of hashes stand: pure geometry, no Yew.
//!
//! A place on the ring is a hash, a fraction of the whole turn: 0 is at the top and it grows clockwise. A *lap* is one
//! state of the ring, its tokens in order, each with the node that owns the arc that ends at it. Two laps are drawn
//! inside one another, the earlier one within, and between them the arcs whose owner is another.
//!
//! However many tokens there are, the number of paths is bounded: one for each way in which a node can look. Where a
//! lap has more arcs than can be told apart, what is drawn is the owner at evenly many places ([`SLOTS`]).

/// The tokens of a ring in order, each with its owner.
pub type Lap = [(u64, u16)];

/// The edge of the picture, a square, in units of the drawing.
pub const EDGE: i32 = 420;
/// In how many ways nodes look: eight colours in each of three patterns.
pub const N_LOOKS: usize = 24;
/// A lap of more arcs than this is drawn by its owners at so many places.
pub const SLOTS: usize = 1_024;
/// Laps of more tokens have no ticks: they would touch.
const TICKS_MAX: usize = 256;
/// An arc is labelled if it is at least this part of the ring: 1 in so many.
const LABEL_PART: u64 = 40;
/// The most labels; above that they crowd.
const LABELS_MAX: usize = 48;

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
    /// Whether only the owners at [`SLOTS`] places are drawn.
    pub is_sampled: bool,
}

/// An arc, clockwise from one place to another; the whole turn if they are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Arc {
    from: u64,
    to: u64,
    owner: u16,
}

/// Lays a ring out; both laps have a token at least.
pub fn ring(before: &Lap, after: &Lap, keys: &[u64]) -> RingVm {
    let is_sampled = before.len().max(after.len()) > SLOTS;
    let (arcs_before, arcs_after) = (arcs(before, is_sampled), arcs(after, is_sampled));
    RingVm {
        before: bands(&arcs_before, BEFORE),
        after: bands(&arcs_after, AFTER),
        moved: moved(before, after, is_sampled),
        ticks: ticks(before, after),
        labels: labels(&arcs_after),
        keys: keys.iter().enumerate().map(|(at, key)| key_vm(at, *key, before, after)).collect(),
        is_sampled,
    }
}

/// The owner of a place, and the token that decides it: the first at or after it, clockwise.
///
/// # Panics
/// If there is no token.
pub fn owner(lap: &Lap, place: u64) -> (u64, u16) {
    let at = lap.partition_point(|(token, _)| *token < place);
    lap[at % lap.len()]
}

/// The arcs of a lap; neighbours of one owner are one arc.
fn arcs(lap: &Lap, is_sampled: bool) -> Vec<Arc> {
    if is_sampled {
        return slots(|place| owner(lap, place).1);
    }
    let starts = lap.iter().cycle().skip(lap.len() - 1);
    let arcs = starts.zip(lap).map(|((from, _), (to, owner))| Arc { from: *from, to: *to, owner: *owner });
    merged(arcs)
}

/// The owners at evenly many places, as arcs.
fn slots(owner: impl Fn(u64) -> u16) -> Vec<Arc> {
    let width = (1 << 32) / SLOTS as u64 * (1 << 32);
    merged((0..SLOTS as u64).map(|slot| {
        let from = slot * width;
        Arc { from, to: from.wrapping_add(width), owner: owner(from.wrapping_add(width / 2)) }
    }))
}

fn merged(arcs: impl Iterator<Item = Arc>) -> Vec<Arc> {
    let mut merged: Vec<Arc> = Vec::new();
    for arc in arcs {
        match merged.last_mut() {
            Some(last) if last.owner == arc.owner && last.to == arc.from => last.to = arc.to,
            _ => merged.push(arc),
        }
    }
    merged
}

/// One path for each look that occurs.
fn bands(arcs: &[Arc], radius: f64) -> Vec<Band> {
    let mut paths = vec![String::new(); N_LOOKS];
    for arc in arcs {
        curve(&mut paths[look(arc.owner)], *arc, radius);
    }
    let bands = paths.into_iter().enumerate().map(|(look, path)| Band { look, path });
    bands.filter(|band| !band.path.is_empty()).collect()
}

/// Where the owner afterwards is another: between any two neighbouring tokens of either lap both owners stay the same.
fn moved(before: &Lap, after: &Lap, is_sampled: bool) -> String {
    let is_moved = |place| owner(before, place).1 != owner(after, place).1;
    let arcs = match is_sampled {
        true => slots(|place| is_moved(place).into()),
        false => {
            let mut places: Vec<u64> = before.iter().chain(after).map(|(token, _)| *token).collect();
            places.sort_unstable();
            places.dedup();
            let starts = places.iter().cycle().skip(places.len() - 1);
            merged(starts.zip(&places).map(|(from, to)| Arc { from: *from, to: *to, owner: is_moved(*to).into() }))
        }
    };
    let mut path = String::new();
    arcs.into_iter().filter(|arc| arc.owner > 0).for_each(|arc| curve(&mut path, arc, MOVED));
    path
}

fn ticks(before: &Lap, after: &Lap) -> String {
    if before.len().max(after.len()) > TICKS_MAX {
        return String::new();
    }
    let mut path = String::new();
    for (lap, from, to) in [(before, BEFORE - 9.0, BEFORE + 9.0), (after, AFTER - 12.0, AFTER + 15.0)] {
        for (token, _) in lap {
            let ends = [from, to].map(|radius| point(*token, radius));
            path.push_str(&format!("M{} {}L{} {}", ends[0].0, ends[0].1, ends[1].0, ends[1].1));
        }
    }
    path
}

/// The names of the largest arcs, in the middle of each.
fn labels(arcs: &[Arc]) -> Vec<Label> {
    let length = |arc: &Arc| arc.to.wrapping_sub(arc.from).wrapping_sub(1);
    let large = arcs.iter().filter(|arc| length(arc) >= u64::MAX / LABEL_PART).take(LABELS_MAX);
    large
        .map(|arc| {
            let (x, y) = point(arc.from.wrapping_add(length(arc) / 2), LABEL);
            Label { node: arc.owner, x, y }
        })
        .collect()
}

fn key_vm(at: usize, key: u64, before: &Lap, after: &Lap) -> KeyVm {
    let (token, node) = owner(after, key);
    let mut walk = String::new();
    if token != key {
        curve(&mut walk, Arc { from: key, to: token, owner: node }, WALK);
        let (x, y) = point(token, BEFORE - 10.0);
        walk.push_str(&format!("L{x} {y}"));
    }
    let (x, y) = point(key, KEYS);
    KeyVm { at, x, y, is_moved: owner(before, key).1 != node, walk }
}

/// Appends an arc, in two pieces: one of a whole turn would end where it begins, and be nothing.
fn curve(path: &mut String, arc: Arc, radius: f64) {
    let length = arc.to.wrapping_sub(arc.from).wrapping_sub(1);
    let middle = arc.from.wrapping_add(length / 2).wrapping_add(1);
    let (x, y) = point(arc.from, radius);
    path.push_str(&format!("M{x} {y}"));
    let r = units(radius);
    for end in [middle, arc.to] {
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

    fn total(arcs: &[Arc]) -> u128 {
        arcs.iter().map(|arc| u128::from(arc.to.wrapping_sub(arc.from).wrapping_sub(1)) + 1).sum()
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
    fn a_key_belongs_to_the_first_token_at_or_after_it() {
        let lap = [(100, 0), (200, 1), (300, 2)];
        let owners = [0, 100, 101, 200, 300, 301].map(|place| owner(&lap, place).1);
        assert_eq!(owners, [0, 0, 1, 1, 2, 0]);
    }

    #[test]
    fn arcs_cover_the_whole_turn_and_neighbours_of_one_owner_are_one() {
        let lap = [(QUARTER, 0), (2 * QUARTER, 1), (3 * QUARTER, 1)];
        let drawn = arcs(&lap, false);
        assert_eq!((drawn.len(), total(&drawn)), (2, 1 << 64));
        assert_eq!(total(&arcs(&[(7, 3)], false)), 1 << 64);
        assert_eq!(total(&arcs(&lap, true)), 1 << 64);
    }

    #[test]
    fn what_moves_to_a_new_token_is_the_arc_that_ends_at_it() {
        let before = [(QUARTER, 0), (3 * QUARTER, 1)];
        let after = [(QUARTER, 0), (2 * QUARTER, 2), (3 * QUARTER, 1)];
        let mut expected = String::new();
        curve(&mut expected, Arc { from: QUARTER, to: 2 * QUARTER, owner: 1 }, MOVED);
        assert_eq!(ring(&before, &after, &[]).moved, expected);
        assert_eq!(ring(&before, &before, &[]).moved, "");
    }

    #[test]
    fn a_key_walks_to_its_owner_and_is_marked_if_that_is_another() {
        let before = [(QUARTER, 0), (3 * QUARTER, 1)];
        let after = [(QUARTER, 0), (2 * QUARTER, 2), (3 * QUARTER, 1)];
        let keys = ring(&before, &after, &[QUARTER + 1, 2 * QUARTER + 1, QUARTER]).keys;
        assert_eq!(keys.iter().map(|key| key.is_moved).collect::<Vec<_>>(), [true, false, false]);
        assert!(keys[0].walk.starts_with('M') && keys[2].walk.is_empty());
    }

    #[test]
    fn a_ring_of_a_hundred_thousand_tokens_is_a_bounded_number_of_short_paths() {
        let lap: Vec<(u64, u16)> =
            (0..100_000_u64).map(|at| (at * (u64::MAX / 100_000), (at % 1_000) as u16)).collect();
        let vm = ring(&lap, &lap, &[]);
        let length: usize = vm.before.iter().chain(&vm.after).map(|band| band.path.len()).sum();
        assert!(vm.is_sampled && vm.before.len() <= N_LOOKS && vm.labels.is_empty() && vm.ticks.is_empty());
        assert!(length < 2 * SLOTS * 80, "{length}");
    }
}
