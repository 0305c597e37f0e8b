//! The table `posts` of a replica: rows by id, each with an author, a number of likes and a time.

use std::fmt;

use crate::ids::Word;

/// The rows, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table(Vec<Row>);

/// A post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// From the replica's counter, from 1.
    pub id: u8,
    pub author: Word,
    pub likes: i32,
    /// Milliseconds since the script began.
    pub at: i32,
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Id,
    Author,
    Likes,
    At,
}

/// What stands in a row's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Number(i32),
    Word(Word),
}

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub id: u8,
    /// None where the row is new.
    pub before: Option<Row>,
    /// None where the row is deleted.
    pub after: Option<Row>,
}

impl Table {
    /// The rows, by id.
    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    /// The row of that id.
    pub fn row(&self, id: u8) -> Option<&Row> {
        self.0.iter().find(|row| row.id == id)
    }

    pub(super) fn apply(&mut self, change: &Change) {
        let at = self.0.iter().position(|row| row.id >= change.id).unwrap_or(self.0.len());
        if self.0.get(at).is_some_and(|row| row.id == change.id) {
            self.0.remove(at);
        }
        if let Some(row) = change.after {
            self.0.insert(at, row);
        }
    }
}

impl Row {
    /// What stands in the column.
    pub fn cell(&self, column: Column) -> Cell {
        match column {
            Column::Id => Cell::Number(self.id.into()),
            Column::Author => Cell::Word(self.author),
            Column::Likes => Cell::Number(self.likes),
            Column::At => Cell::Number(self.at),
        }
    }

    /// Puts something into the column. Ids stay, and so does what is not of the column's kind.
    pub(super) fn put(&mut self, column: Column, cell: Cell) {
        match (column, cell) {
            (Column::Author, Cell::Word(word)) => self.author = word,
            (Column::Likes, Cell::Number(number)) => self.likes = number,
            (Column::At, Cell::Number(number)) => self.at = number,
            _ => {}
        }
    }
}

impl Column {
    /// All columns, as they stand in a row.
    pub const ALL: [Column; 4] = [Column::Id, Column::Author, Column::Likes, Column::At];

    /// Its name in a statement.
    pub fn name(self) -> &'static str {
        match self {
            Column::Id => "id",
            Column::Author => "author",
            Column::Likes => "likes",
            Column::At => "at",
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Number(number) => write!(f, "{number}"),
            Cell::Word(word) => write!(f, "{word}"),
        }
    }
}

/// As in a log: `author=ann likes=3 at=2000`.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "author={} likes={} at={}", self.author, self.likes, self.at)
    }
}
