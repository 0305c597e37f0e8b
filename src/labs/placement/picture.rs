//! Where the marks and bars of a strategy stand: pure geometry, no Yew.
//!
//! A strategy is drawn as *lanes*, one a node. On the left, along the lanes, are keys in their order: a mark says
//! that the key at that place is on the node of that lane, so that key ranges are stairs and hashes a cloud. On the
//! right the same lanes carry on as bars: what the node holds, and how often it is read and written, against its fair
//! share.
//!
//! Lengths are in tenths of a unit, loads in thousandths of an equal share.

/// How many keys are drawn.
pub const CELLS: usize = 200;
/// Bars are cut off beyond so many equal shares, in thousandths; the words say how long they would be.
pub const SCALE_MAX: u32 = 6_000;
/// The shortest scale: what is nearly even shall look so.
const SCALE_MIN: u32 = 2_000;
/// The height of all lanes together: at most six are as high as they can be, more share the room.
const LANES: i32 = 660;
const LANE_MAX: i32 = 110;
const LANE_MIN: i32 = 15;
/// Above the lanes: room for the words over each column.
pub const HEAD: i32 = 150;
/// Below the lanes.
const FOOT: i32 = 20;
/// A lane that is lower has no name of its own.
const NAMED_MIN: i32 = 90;

/// Where the columns stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    pub width: i32,
    /// Where the marks begin, and how wide all of them are.
    pub map: (i32, i32),
    /// Where the first column of bars begins, how wide each is, and from one to the next.
    pub bars: (i32, i32, i32),
    /// Where it is said how many nodes a request asks; where there is room for it.
    pub asks: Option<i32>,
}

impl Layout {
    /// All three measures beside each other.
    pub const WIDE: Layout = Layout { width: 8_800, map: (280, 4_000), bars: (4_480, 880, 1_080), asks: Some(7_750) };
    /// The same for a page that is as wide as a frame in another page.
    pub const MIDDLE: Layout = Layout { width: 6_160, map: (240, 2_000), bars: (2_400, 680, 890), asks: Some(5_090) };
    /// One measure at a time.
    pub const NARROW: Layout = Layout { width: 3_600, map: (240, 2_100), bars: (2_500, 1_020, 0), asks: None };
}

/// What is drawn of a strategy.
#[derive(Debug, Clone, Copy)]
pub struct Lanes<'a> {
    /// The node of each key that is drawn, in key order.
    pub cells: &'a [u16],
    /// What each node has to carry, by its weight, in thousandths of an equal share.
    pub fair: &'a [u32],
    /// What each node carries of each measure that is drawn, in thousandths of an equal share.
    pub loads: &'a [&'a [u32]],
    /// How much a bar can hold; see [`scale`].
    pub scale: u32,
}

/// A strategy as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanesVm {
    pub height: i32,
    /// Every second lane, as one path.
    pub stripes: String,
    /// All marks as one path.
    pub marks: String,
    /// The nodes that have room for their name: the number, and where it stands.
    pub names: Vec<(usize, i32)>,
    pub columns: Vec<ColumnVm>,
}

/// The bars of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnVm {
    pub x: i32,
    /// The bars of all nodes but the busiest, as one path.
    pub bars: String,
    /// The bar of the busiest node, or of all nodes that carry as much; with an arrow's head where it is cut off.
    pub busiest: String,
    /// The fair share of each node, as one line.
    pub fair: String,
}

/// How much the bars of all strategies must hold: the same for all, so that they can be compared.
pub fn scale(most: u32) -> u32 {
    most.clamp(SCALE_MIN, SCALE_MAX)
}

/// The node that carries most, measured by its own fair share; the first of several.
pub fn busiest(loads: &[u32], fair: &[u32]) -> usize {
    let ratio = |at: usize| ratio(loads, fair, at);
    (1..loads.len()).fold(0, |best, at| if ratio(at) > ratio(best) { at } else { best })
}

/// What a node carries as a multiple of its own fair share, in thousandths.
pub fn ratio(loads: &[u32], fair: &[u32], node: usize) -> u64 {
    u64::from(loads[node]) * 1_000 / u64::from(fair[node].max(1))
}

/// How high a lane is.
pub fn lane_height(n_nodes: usize) -> i32 {
    let n = i32::try_from(n_nodes.max(1)).unwrap_or(i32::MAX);
    (LANES / n).clamp(LANE_MIN, LANE_MAX)
}

/// Lays a strategy out.
pub fn lanes(lanes: &Lanes, layout: &Layout) -> LanesVm {
    let n = lanes.fair.len();
    let lane = lane_height(n);
    let tops = (0..n as i32).map(|at| HEAD + at * lane);
    let band = |(at, top): (usize, i32)| match at % 2 {
        0 => rect(layout.map.0, top, layout.map.1, lane),
        _ => String::new(),
    };
    let is_named = |at: &usize| lane >= NAMED_MIN || *at == 0 || *at + 1 == n;
    LanesVm {
        height: HEAD + n as i32 * lane + FOOT,
        stripes: tops.clone().enumerate().map(band).collect(),
        marks: marks(lanes.cells, layout, lane),
        names: (0..n).filter(is_named).map(|at| (at, HEAD + at as i32 * lane + lane / 2 + 32)).collect(),
        columns: lanes.loads.iter().enumerate().map(|(at, loads)| column(lanes, loads, layout, at as i32)).collect(),
    }
}

/// Neighbours on the same node are one mark.
fn marks(cells: &[u16], layout: &Layout, lane: i32) -> String {
    let n = cells.len().max(1) as i32;
    let x = |at: usize| layout.map.0 + at as i32 * layout.map.1 / n;
    let (gap, mut path, mut start) = (if lane >= 40 { 10 } else { 0 }, String::new(), 0);
    for end in 1..=cells.len() {
        if end < cells.len() && cells[end] == cells[start] {
            continue;
        }
        let top = HEAD + i32::from(cells[start]) * lane;
        path.push_str(&rect(x(start), top + gap, x(end) - x(start), lane - 2 * gap));
        start = end;
    }
    path
}

fn column(lanes: &Lanes, loads: &[u32], layout: &Layout, at: i32) -> ColumnVm {
    let (first, width, step) = layout.bars;
    let (x, lane) = (first + at * step, lane_height(loads.len()));
    let gap = if lane >= 40 { 15 } else { 0 };
    let length = |load: u32| (u64::from(load.min(lanes.scale)) * width as u64 / u64::from(lanes.scale.max(1))) as i32;
    let top = |node: usize| HEAD + node as i32 * lane;
    let bar = |node: usize| rect(x, top(node) + gap, length(loads[node]), lane - 2 * gap);
    let most = busiest(loads, lanes.fair);
    let is_most = |node: usize| ratio(loads, lanes.fair, node) == ratio(loads, lanes.fair, most);
    let (mut bars, mut hot) = (String::new(), String::new());
    for (node, load) in loads.iter().enumerate() {
        let path = if is_most(node) { &mut hot } else { &mut bars };
        path.push_str(&bar(node));
        if *load > lanes.scale {
            path.push_str(&arrow(x + width, top(node) + lane / 2, (lane / 2 - gap).max(20)));
        }
    }
    let mut fair = String::new();
    for (node, share) in lanes.fair.iter().enumerate() {
        let command = if fair.is_empty() { 'M' } else { 'L' };
        let at = tenths(x + length(*share));
        fair.push_str(&format!("{command}{at} {}V{}", tenths(top(node)), tenths(top(node) + lane)));
    }
    ColumnVm { x, bars, busiest: hot, fair }
}

/// The head of an arrow where a bar is cut off.
fn arrow(x: i32, middle: i32, half: i32) -> String {
    let (base, tip) = (tenths(x), tenths(x + 60));
    format!("M{base} {}L{tip} {}L{base} {}z", tenths(middle - half), tenths(middle), tenths(middle + half))
}

fn rect(x: i32, y: i32, width: i32, height: i32) -> String {
    let (width, height) = (tenths(width), tenths(height));
    format!("M{} {}h{width}v{height}h-{width}z", tenths(x), tenths(y))
}

/// A length as it is written.
pub fn tenths(value: i32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    match value.abs() % 10 {
        0 => format!("{sign}{}", value.abs() / 10),
        part => format!("{sign}{}.{part}", value.abs() / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVEN: [u32; 4] = [1_000; 4];

    fn drawn(cells: &[u16], loads: &[u32]) -> LanesVm {
        let fair = vec![1_000; loads.len()];
        lanes(&Lanes { cells, fair: &fair, loads: &[loads], scale: scale(4_000) }, &Layout::WIDE)
    }

    #[test]
    fn neighbours_on_the_same_node_are_one_mark() {
        let n_marks = |cells: &[u16]| drawn(cells, &EVEN).marks.matches('M').count();
        assert_eq!([n_marks(&[0, 0, 1, 1]), n_marks(&[0, 1, 0, 1]), n_marks(&[3; 9])], [2, 4, 1]);
    }

    #[test]
    fn the_last_mark_ends_where_the_keys_end() {
        let vm = drawn(&[0, 1, 2], &EVEN);
        let (start, width) = Layout::WIDE.map;
        let last = vm.marks.rsplit('M').next().unwrap_or_default();
        let x = start + 2 * width / 3;
        assert!(last.starts_with(&format!("{} ", tenths(x))), "{last}");
        assert!(last.contains(&format!("h{}v", tenths(start + width - x))), "{last}");
    }

    #[test]
    fn a_bar_beyond_the_scale_is_cut_off_and_points_on() {
        assert_eq!(scale(64_000), SCALE_MAX);
        let vm = drawn(&[0], &[16_000, 0, 0, 0]);
        assert_eq!(vm.columns[0].busiest.matches('L').count(), 2);
        assert_eq!(drawn(&[0], &[4_000, 0, 0, 0]).columns[0].busiest.matches('L').count(), 0);
    }

    #[test]
    fn the_busiest_is_the_one_above_its_own_share() {
        // Twice as strong and carrying a little more is not busy.
        assert_eq!(busiest(&[1_400, 1_000, 600], &[2_000, 500, 500]), 1);
        assert_eq!(busiest(&[1_000; 3], &[1_000; 3]), 0);
    }

    #[test]
    fn many_nodes_share_the_room_and_only_the_ends_are_named() {
        let names = |n: usize| drawn(&[0], &vec![1_000; n]).names.len();
        assert_eq!([names(1), names(6), names(7), names(64)], [1, 6, 7, 2]);
        assert_eq!([lane_height(6) * 6, lane_height(64) * 64], [660, 960]);
    }
}
