//! Where the blocks of a diagram stand: pure geometry, no Yew.
//!
//! A diagram runs along its *main* axis (series) and widens across it (parallel). On a narrow page the same layout is
//! turned, so that it runs downwards. Everything is computed as (main, cross) and turned into (x, y) at the end.

use faultline_model::diagram::{Block, BlockPath, Diagram};

/// In which direction a series runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// From left to right, for wide pages.
    Across,
    /// From top to bottom, for narrow ones.
    Down,
}

const BOX_WIDTH: i32 = 124;
const BOX_HEIGHT: i32 = 56;
/// Between neighbours in a series: room for the wire.
const GAP: i32 = 28;
/// Between neighbours in parallel.
const CROSS_GAP: i32 = 14;
/// From a group's terminal to its members: room for the fork.
const FORK: i32 = 24;
/// Between a group's frame and what is in it.
const PAD: i32 = 10;
/// The height of a group's label.
const LABEL: i32 = 22;
/// How far the outermost frame stands off.
const CLEAR: i32 = 8;
/// Around everything, along the main axis: room for the terminals.
const MARGIN: i32 = 26;
/// Around everything, across it: room for the outermost frame and the edge of its copies.
const CROSS_MARGIN: i32 = CLEAR + 6;

/// A picture of a diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureVm {
    pub width: i32,
    pub height: i32,
    /// All wires as the data of one path.
    pub wires: String,
    /// The two ends of the diagram.
    pub ends: [(i32, i32); 2],
    /// All blocks, a group before its members.
    pub blocks: Vec<BoxVm>,
}

/// A block as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct BoxVm {
    pub path: BlockPath,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub face: Face,
    /// From 1: how deep it stands, its place among its siblings, and how many they are; for screen readers.
    pub level: usize,
    pub place: usize,
    pub n_siblings: usize,
}

/// What a block looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Face {
    /// A box with a name.
    Component(String),
    /// A frame; series and plain parallel groups need no label.
    Group(String),
    /// A frame with copies behind it.
    Replicas(String),
}

/// A size or a place along the two axes.
#[derive(Debug, Clone, Copy)]
struct Axes {
    main: i32,
    cross: i32,
}

struct Layout {
    run: Run,
    boxes: Vec<BoxVm>,
    wires: Vec<[Axes; 2]>,
}

/// Lays a diagram out.
pub fn picture(diagram: &Diagram, run: Run) -> PictureVm {
    let mut layout = Layout { run, boxes: Vec::new(), wires: Vec::new() };
    let size = layout.size(diagram.root());
    let origin = Axes { main: MARGIN, cross: CROSS_MARGIN };
    layout.place(diagram.root(), BlockPath::default(), origin, size, (1, 1));
    let middle = origin.cross + size.cross / 2;
    let (start, end) = (Axes { main: 8, cross: middle }, Axes { main: size.main + 2 * MARGIN - 8, cross: middle });
    layout.wire(start, Axes { main: origin.main, cross: middle });
    layout.wire(Axes { main: origin.main + size.main, cross: middle }, end);
    let whole = Axes { main: size.main + 2 * MARGIN, cross: size.cross + 2 * CROSS_MARGIN };
    let (width, height) = layout.turned(whole);
    PictureVm {
        width,
        height,
        wires: layout.wire_data(),
        ends: [layout.turned(start), layout.turned(end)],
        blocks: layout.boxes,
    }
}

impl Layout {
    /// (x, y) of a place or (width, height) of a size.
    fn turned(&self, axes: Axes) -> (i32, i32) {
        match self.run {
            Run::Across => (axes.main, axes.cross),
            Run::Down => (axes.cross, axes.main),
        }
    }

    fn size(&self, block: &Block) -> Axes {
        match block {
            Block::Component(_) => match self.run {
                Run::Across => Axes { main: BOX_WIDTH, cross: BOX_HEIGHT },
                Run::Down => Axes { main: BOX_HEIGHT, cross: BOX_WIDTH },
            },
            Block::Series(members) => {
                let sizes = members.iter().map(|member| self.size(member));
                let gaps = GAP * (members.len() as i32 - 1);
                sizes.fold(Axes { main: gaps, cross: 0 }, |sum, size| Axes {
                    main: sum.main + size.main,
                    cross: sum.cross.max(size.cross),
                })
            }
            Block::Parallel(members) | Block::KOfN { members, .. } => {
                let sizes = members.iter().map(|member| self.size(member));
                let gaps = CROSS_GAP * (members.len() as i32 - 1);
                let inner = sizes.fold(Axes { main: 0, cross: gaps }, |sum, size| Axes {
                    main: sum.main.max(size.main),
                    cross: sum.cross + size.cross,
                });
                self.framed(block, Axes { main: inner.main + 2 * FORK, cross: inner.cross })
            }
            Block::Replicas { of, .. } => {
                let inner = self.size(of);
                self.framed(block, Axes { main: inner.main + 2 * PAD, cross: inner.cross })
            }
        }
    }

    /// The size of a frame around something: padding across, and room for the label at the top.
    fn framed(&self, block: &Block, inner: Axes) -> Axes {
        let label = label_height(block);
        match self.run {
            Run::Across => Axes { main: inner.main, cross: inner.cross + 2 * PAD + 2 * label },
            Run::Down => Axes { main: inner.main + 2 * label, cross: inner.cross + 2 * PAD },
        }
    }

    fn wire(&mut self, from: Axes, to: Axes) {
        self.wires.push([from, to]);
    }

    /// Wires along the main axis, with the turn in the middle where the ends stand at different heights.
    fn wire_data(&self) -> String {
        let point = |axes: Axes| {
            let (x, y) = self.turned(axes);
            format!("{x} {y}")
        };
        let line = |[from, to]: &[Axes; 2]| {
            let bend = (from.main + to.main) / 2;
            let (first, second) = (Axes { main: bend, ..*from }, Axes { main: bend, ..*to });
            match from.cross == to.cross {
                true => format!("M{}L{}", point(*from), point(*to)),
                false => format!("M{}L{}L{}L{}", point(*from), point(first), point(second), point(*to)),
            }
        };
        self.wires.iter().map(line).collect()
    }

    /// Puts a block at a place, centred across the size that it is given.
    fn place(&mut self, block: &Block, path: BlockPath, at: Axes, size: Axes, (place, n_siblings): (usize, usize)) {
        let (x, y) = self.turned(at);
        let (width, height) = self.turned(size);
        let level = path.depth() + 1;
        let face = face(block);
        let is_frame = !matches!(face, Face::Component(_));
        // The frame around everything stands clear of what is in it; other groups bring their own padding.
        let out = if level == 1 && is_frame { CLEAR } else { 0 };
        self.boxes.push(BoxVm {
            path: path.clone(),
            x: x - out,
            y: y - out,
            width: width + 2 * out,
            height: height + 2 * out,
            face,
            level,
            place,
            n_siblings,
        });
        match block {
            Block::Component(_) => {}
            Block::Series(members) => self.place_series(members, &path, at, size),
            Block::Parallel(members) | Block::KOfN { members, .. } => {
                self.place_parallel(block, members, &path, at, size);
            }
            Block::Replicas { of, .. } => self.place_replicas(of, &path, at, size),
        }
    }

    fn place_series(&mut self, members: &[Block], path: &BlockPath, at: Axes, size: Axes) {
        let middle = at.cross + size.cross / 2;
        let mut main = at.main;
        for (i, member) in members.iter().enumerate() {
            let own = self.size(member);
            if i > 0 {
                self.wire(Axes { main: main - GAP, cross: middle }, Axes { main, cross: middle });
            }
            let place = Axes { main, cross: middle - own.cross / 2 };
            self.place(member, path.child(i), place, own, (i + 1, members.len()));
            main += own.main + GAP;
        }
    }

    fn place_parallel(&mut self, block: &Block, members: &[Block], path: &BlockPath, at: Axes, size: Axes) {
        let middle = at.cross + size.cross / 2;
        let label = label_height(block);
        let (label_main, label_cross) = match self.run {
            Run::Across => (0, label),
            Run::Down => (label, 0),
        };
        let (start, end) = (at.main, at.main + size.main);
        let widest = members.iter().map(|member| self.size(member).main).max().unwrap_or_default();
        let mut cross = at.cross + PAD + label_cross;
        for (i, member) in members.iter().enumerate() {
            let own = self.size(member);
            let main = start + FORK + label_main + (widest - own.main) / 2;
            let center = cross + own.cross / 2;
            // The fork bends close to the group's ends, whatever the member's own length.
            let (near, far) = (start + FORK + label_main, end - FORK - label_main);
            self.wire(Axes { main: start, cross: middle }, Axes { main: near, cross: center });
            self.wire(Axes { main: near, cross: center }, Axes { main, cross: center });
            self.wire(Axes { main: main + own.main, cross: center }, Axes { main: far, cross: center });
            self.wire(Axes { main: far, cross: center }, Axes { main: end, cross: middle });
            self.place(member, path.child(i), Axes { main, cross }, own, (i + 1, members.len()));
            cross += own.cross + CROSS_GAP;
        }
    }

    fn place_replicas(&mut self, of: &Block, path: &BlockPath, at: Axes, size: Axes) {
        let own = self.size(of);
        let middle = at.cross + size.cross / 2;
        let main = at.main + (size.main - own.main) / 2;
        self.wire(Axes { main: at.main, cross: middle }, Axes { main, cross: middle });
        let end = at.main + size.main;
        self.wire(Axes { main: main + own.main, cross: middle }, Axes { main: end, cross: middle });
        self.place(of, path.child(0), Axes { main, cross: middle - own.cross / 2 }, own, (1, 1));
    }
}

/// The label stands at the top; the same room at the bottom keeps the wires in the middle.
fn label_height(block: &Block) -> i32 {
    match face(block) {
        Face::Group(label) if label.is_empty() => 0,
        Face::Component(_) => 0,
        Face::Group(_) | Face::Replicas(_) => LABEL,
    }
}

fn face(block: &Block) -> Face {
    match block {
        Block::Component(name) => Face::Component(name.to_string()),
        Block::Series(_) | Block::Parallel(_) => Face::Group(String::new()),
        Block::KOfN { k, members } => Face::Group(format!("{k} of {}", members.len())),
        Block::Replicas { k, n, .. } => Face::Replicas(format!("{k} of {n} replicas")),
    }
}
