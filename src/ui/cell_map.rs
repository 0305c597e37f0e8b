//! Shards or keys as cells, a row for each node that holds them: what came from another node stands out in its row.
//!
//! A cell looks like the node that it was on before, and stands in the row of the one that it is on now; where nothing
//! moved a row has one look. What moved is framed and carries the number of the node that it came from. With more nodes
//! than rows the cells stand in their own order instead and look like the node that they are on now.

use yew::prelude::*;

use super::ring_layout::{N_LOOKS, look};
use crate::markup::html;

/// With more nodes than this there are no rows.
pub const ROWS_MAX: usize = 16;
/// The most cells that are drawn; who has more picks some.
pub const CELLS_MAX: usize = 360;
const WIDTH: i32 = 420;
const HEIGHT: i32 = 420;
const NAME_WIDTH: i32 = 40;
const CELL_MAX: i32 = 30;
const ROW_MAX: i32 = 44;
/// A smaller cell has no room for a number.
const NUMBERED: i32 = 13;

/// Where a cell was and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// None for one that was not there.
    pub before: Option<u16>,
    pub after: u16,
}

impl Cell {
    /// Whether it was elsewhere.
    pub fn is_moved(self) -> bool {
        self.before.is_some_and(|before| before != self.after)
    }
}

/// A name or a number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Text {
    x: i32,
    y: i32,
    text: String,
}

/// Cells as they are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellMapVm {
    height: i32,
    /// The cells of each look as one path.
    fills: Vec<(usize, String)>,
    moved: String,
    selected: String,
    names: Vec<Text>,
    numbers: Vec<Text>,
}

/// Lays cells out. `nodes` are all that had cells or have some, in order; at most [`CELLS_MAX`] cells are drawn.
pub fn cell_map(cells: &[Cell], nodes: &[u16], selected: Option<usize>) -> CellMapVm {
    let cells = &cells[..cells.len().min(CELLS_MAX)];
    let has_rows = nodes.len() <= ROWS_MAX;
    let places = if has_rows { in_rows(cells, nodes) } else { in_order(cells) };
    let mut fills = vec![String::new(); N_LOOKS];
    let (mut moved, mut numbers) = (String::new(), Vec::new());
    for (cell, place) in cells.iter().zip(&places) {
        let node = if has_rows { cell.before.unwrap_or(cell.after) } else { cell.after };
        fills[look(node)].push_str(&place.path(1));
        if cell.is_moved() {
            moved.push_str(&place.path(1));
            let is_numbered = has_rows && place.width >= NUMBERED && place.height >= NUMBERED;
            numbers.extend(is_numbered.then(|| place.middle(node.to_string())));
        }
    }
    let names = nodes.iter().enumerate().filter(|_| has_rows);
    let row = row_height(nodes.len());
    let height = places.iter().map(|place| place.y + place.height + 3).max().unwrap_or(HEIGHT);
    CellMapVm {
        height: if has_rows { row * nodes.len() as i32 } else { height },
        fills: fills.into_iter().enumerate().filter(|(_, path)| !path.is_empty()).collect(),
        moved,
        selected: selected.and_then(|at| places.get(at)).map(|place| place.path(0)).unwrap_or_default(),
        names: names.map(|(at, node)| name(row, at, *node)).collect(),
        numbers,
    }
}

#[derive(Debug, Clone, Copy)]
struct Place {
    x: i32,
    y: i32,
    width: i32,
    height: i32,
}

impl Place {
    /// Its outline, so far within its edge.
    fn path(self, within: i32) -> String {
        let (width, height) = ((self.width - 2 * within).max(1), (self.height - 2 * within).max(1));
        format!("M{} {}h{width}v{height}h-{width}z", self.x + within, self.y + within)
    }

    fn middle(self, text: String) -> Text {
        Text { x: self.x + self.width / 2, y: self.y + self.height / 2 + 4, text }
    }
}

fn row_height(n_rows: usize) -> i32 {
    (HEIGHT / n_rows.max(1) as i32).min(ROW_MAX)
}

fn name(row: i32, at: usize, node: u16) -> Text {
    Text { x: NAME_WIDTH - 8, y: row * at as i32 + row / 2 + 4, text: format!("n{node}") }
}

/// A row for each node.
fn in_rows(cells: &[Cell], nodes: &[u16]) -> Vec<Place> {
    let mut counts = vec![0; nodes.len()];
    let spots: Vec<(usize, i32)> = cells
        .iter()
        .map(|cell| {
            let row = nodes.iter().position(|node| *node == cell.after).unwrap_or_default();
            counts[row] += 1;
            (row, counts[row] - 1)
        })
        .collect();
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let (width, row) = (((WIDTH - NAME_WIDTH) / most).clamp(1, CELL_MAX), row_height(nodes.len()));
    let height = row - 5;
    let place = |(at, nth): (usize, i32)| Place {
        x: NAME_WIDTH + nth * width,
        y: at as i32 * row + (row - height) / 2,
        width,
        height,
    };
    spots.into_iter().map(place).collect()
}

/// Line by line, as a square.
fn in_order(cells: &[Cell]) -> Vec<Place> {
    let n_columns = (1..).find(|n| n * n >= cells.len()).unwrap_or(1).max(1) as i32;
    let size = (WIDTH / n_columns).min(CELL_MAX);
    let place = |at: i32| Place { x: at % n_columns * size, y: at / n_columns * size, width: size, height: size };
    (0..cells.len() as i32).map(place).collect()
}

/// The picture; `label` says it in a sentence.
pub fn picture(vm: &CellMapVm, label: String) -> Html {
    let fill = |(at, (look, path)): (usize, &(usize, String))| {
        html! { <path key={at} class={format!("cell look-{look}")} d={path.clone()} /> }
    };
    let texts = |class: &'static str, texts: &[Text]| -> Html {
        let text = |(at, it): (usize, &Text)| {
            html! { <text key={at} x={it.x.to_string()} y={it.y.to_string()}>{ &it.text }</text> }
        };
        html! { <g {class}>{ for texts.iter().enumerate().map(text) }</g> }
    };
    html! {
        <svg class="cell-map" role="img" aria-label={label} viewBox={format!("0 0 {WIDTH} {}", vm.height)}>
            <g>{ for vm.fills.iter().enumerate().map(fill) }</g>
            <path class="moved" d={vm.moved.clone()} />
            <path class="selected" d={vm.selected.clone()} />
            { texts("names", &vm.names) }
            { texts("numbers", &vm.numbers) }
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(before: u16, after: u16) -> Cell {
        Cell { before: Some(before), after }
    }

    #[test]
    fn a_cell_stands_in_the_row_of_its_node_and_looks_like_the_one_it_came_from() {
        let vm = cell_map(&[cell(0, 0), cell(0, 1), cell(1, 1)], &[0, 1], None);
        let looks: Vec<usize> = vm.fills.iter().map(|(look, _)| *look).collect();
        assert_eq!(looks, [0, 1]);
        assert_eq!(vm.numbers.iter().map(|number| number.text.as_str()).collect::<Vec<_>>(), ["0"]);
        assert_eq!(vm.moved.matches('M').count(), 1);
        assert_eq!(vm.names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>(), ["n0", "n1"]);
    }

    #[test]
    fn more_nodes_than_rows_are_drawn_in_order() {
        let nodes: Vec<u16> = (0..40).collect();
        let cells: Vec<Cell> = nodes.iter().map(|node| cell(*node, (*node + 1) % 40)).collect();
        let vm = cell_map(&cells, &nodes, Some(0));
        assert!(vm.names.is_empty() && vm.numbers.is_empty() && vm.fills.len() == N_LOOKS && !vm.selected.is_empty());
    }

    #[test]
    fn no_cell_leaves_the_picture() {
        for n in [1_usize, 7, 100, CELLS_MAX + 9] {
            for n_nodes in [1_u16, 5, 16, 17] {
                let nodes: Vec<u16> = (0..n_nodes).collect();
                let cells: Vec<Cell> = (0..n).map(|at| cell(0, at as u16 % n_nodes)).collect();
                let shown = &cells[..n.min(CELLS_MAX)];
                let places = if nodes.len() <= ROWS_MAX { in_rows(shown, &nodes) } else { in_order(shown) };
                let is_within = |p: &Place| p.x >= 0 && p.x + p.width <= WIDTH && p.y >= 0 && p.y + p.height <= HEIGHT;
                assert!(places.iter().all(is_within), "{n} cells on {n_nodes} nodes");
            }
        }
    }
}
