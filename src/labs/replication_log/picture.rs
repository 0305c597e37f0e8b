//! Where everything stands in the picture: the leader's table, the log that it ships, its followers' tables.
//!
//! Pure geometry, in the picture's own units. On a narrow page the three stand below each other.

use faultline_model::statements::{Column, Difference, Outcome, Row, Table};

use super::words;

/// The widths of a table's columns.
const COLUMNS: [i32; 4] = [28, 58, 58, 66];
/// Of all of them.
pub const TABLE: i32 = 210;
/// From one row to the next, and from one entry to the next.
const ROW: i32 = 22;
/// Room for a title, and for the names of columns.
const HEAD: i32 = 44;
/// Between the parts.
const GAP: i32 = 36;
/// The most rows and entries that are drawn; the lists beside have all.
const ROWS_MAX: usize = 8;
const ENTRIES_MAX: usize = 12;
/// As many letters fit into a cell.
const CELL_LETTERS: usize = 8;
/// A letter of the log is so wide, in tenths.
const LETTER_TENTHS: i32 = 68;

/// How the parts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Leader, log, followers from left to right.
    Wide,
    /// From top to bottom.
    Narrow,
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct LogVm {
    pub width: i32,
    pub height: i32,
    pub leader: TableVm,
    pub followers: Vec<TableVm>,
    /// Where the log stands, and how wide and high it is.
    pub log: [i32; 4],
    /// Each with its baseline.
    pub entries: Vec<(String, i32)>,
    /// How many entries are not drawn.
    pub n_more: usize,
    /// From the leader into the log, and from the log to each follower.
    pub arrows: Vec<[i32; 4]>,
    /// Whether the followers stop before the first entry.
    pub is_broken: bool,
}

/// A replica's table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableVm {
    pub title: String,
    pub place: (i32, i32),
    pub height: i32,
    pub rows: Vec<Vec<CellVm>>,
    pub n_more: usize,
}

/// A cell: its middle and baseline, from the table's corner.
#[derive(Debug, Clone, PartialEq)]
pub struct CellVm {
    pub text: String,
    pub at: (i32, i32),
    /// Where its ground begins, and how wide that is.
    pub ground: (i32, i32),
    /// Whether the leader has something else there.
    pub differs: bool,
}

/// The picture of an outcome.
pub fn picture(outcome: &Outcome, layout: Layout) -> LogVm {
    let is_wide = layout == Layout::Wide;
    let (width, log_width) = if is_wide { (830, 830 - 2 * (TABLE + GAP)) } else { (340, 340) };
    let n_entries = outcome.log.len().min(ENTRIES_MAX);
    let n_more = outcome.log.len() - n_entries;
    let log_height = 26 + ROW * (n_entries + usize::from(n_more > 0)).max(1) as i32;
    let leader = table(words::LEADER.to_owned(), 0, &outcome.leader, outcome, (0, 0));
    let log = if is_wide { [TABLE + GAP, 0] } else { [0, leader.height + GAP] };
    let mut followers: Vec<TableVm> = Vec::new();
    for (n, own) in (1..).zip(&outcome.followers) {
        let below = followers.last().map(|above| above.place.1 + above.height + GAP / 2);
        let first = if is_wide { 0 } else { log[1] + log_height + GAP };
        let x = if is_wide { width - TABLE } else { 0 };
        followers.push(table(words::follower(n), n, own, outcome, (x, below.unwrap_or(first))));
    }
    let ends = followers.iter().map(|table| table.place.1 + table.height);
    let height = ends.chain([leader.height, log[1] + log_height]).max().unwrap_or_default();
    let letters = ((log_width - 40) * 10 / LETTER_TENTHS) as usize;
    let entry = |(at, line)| (shortened(&words::log_line(line), letters), log[1] + 41 + ROW * at);
    LogVm {
        width,
        height: height + 2,
        arrows: arrows(&leader, [log[0], log[1], log_width, log_height], &followers, is_wide),
        log: [log[0], log[1], log_width, log_height],
        entries: (0..).zip(outcome.log.iter().take(n_entries)).map(entry).collect(),
        n_more,
        leader,
        followers,
        is_broken: outcome.is_unreadable,
    }
}

fn arrows(leader: &TableVm, log: [i32; 4], followers: &[TableVm], is_wide: bool) -> Vec<[i32; 4]> {
    let [x, y, width, height] = log;
    if !is_wide {
        let into = [TABLE / 2, leader.height + 4, TABLE / 2, y - 4];
        let onward = followers.first().map(|first| [TABLE / 2, y + height + 4, TABLE / 2, first.place.1 - 4]);
        return std::iter::once(into).chain(onward).collect();
    }
    let middle = |table: &TableVm| table.place.1 + 32;
    let into = [TABLE + 4, middle(leader), x - 4, middle(leader)];
    let onward = |table: &TableVm| {
        let from = middle(table).min(y + height - 8);
        [x + width + 4, from, table.place.0 - 4, middle(table)]
    };
    std::iter::once(into).chain(followers.iter().map(onward)).collect()
}

fn table(title: String, replica: u8, own: &Table, outcome: &Outcome, place: (i32, i32)) -> TableVm {
    let rows = own.rows();
    let n_shown = rows.len().min(ROWS_MAX);
    let n_more = rows.len() - n_shown;
    let lines = n_shown + usize::from(n_more > 0);
    let row = |(at, row): (i32, &Row)| cells(replica, row, outcome, HEAD + at * ROW);
    TableVm {
        title,
        place,
        height: HEAD + ROW * lines.max(1) as i32,
        rows: (0..).zip(&rows[..n_shown]).map(row).collect(),
        n_more,
    }
}

fn cells(replica: u8, row: &Row, outcome: &Outcome, top: i32) -> Vec<CellVm> {
    let mut left = 0;
    let cell = |(column, width): (Column, i32)| {
        let is_it = |found: &&Difference| (found.replica, found.row, found.column) == (replica, row.id, column);
        let (from, middle) = (left, left + width / 2);
        left += width;
        CellVm {
            text: shortened(&row.cell(column).to_string(), CELL_LETTERS),
            at: (middle, top + 16),
            ground: (from, width),
            differs: outcome.differences.iter().any(|found| is_it(&found)),
        }
    };
    Column::ALL.into_iter().zip(COLUMNS).map(cell).collect()
}

/// The names of the columns with the middle of each.
pub fn column_names() -> Vec<(&'static str, i32)> {
    let mut left = 0;
    let name = |(column, width): (Column, i32)| {
        left += width;
        (column.name(), left - width / 2)
    };
    Column::ALL.into_iter().zip(COLUMNS).map(name).collect()
}

fn shortened(text: &str, letters: usize) -> String {
    match text.chars().count() > letters {
        true => text.chars().take(letters - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}
