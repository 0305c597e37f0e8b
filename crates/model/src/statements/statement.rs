//! A statement on the table `posts`, in a notation close to SQL.
//!
//! ```text
//! insert author=ann likes=3 at=NOW()         the id comes from the replica's counter; likes and at are 0 if left out
//! update likes=likes+1 where likes<10        also `-` and `*`; without a condition: all rows
//! update author=bob where id=1
//! delete where likes>5
//! ```
//!
//! Numbers may be `NOW()` (the replica's clock, in milliseconds), `RANDOM()` (0 to 99) or `COUNT()` (of the rows that
//! the statement finds). Spaces around operators and commas between columns are as good as none.

use std::fmt;

use super::execute::Given;
use super::table::{Cell, Column};
use crate::ids::Word;

/// The greatest number of the notation; likes stop there and at its negative.
pub const NUMBER_MAX: i32 = 999_999;

/// What a client asks of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// A row by that author, with these other columns.
    Insert(Word, Vec<Set>),
    Update(Vec<Set>, Option<Condition>),
    Delete(Option<Condition>),
}

/// What a column is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set {
    pub column: Column,
    pub to: Term,
}

/// Something that comes to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    Cell(Cell),
    /// The column's own value, plus so much.
    Plus(i32),
    /// The column's own value, times so much.
    Times(i32),
    Now,
    Random,
    Count,
}

/// Which rows are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    pub column: Column,
    pub operator: Operator,
    pub cell: Cell,
}

/// How a column is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
    NotEqual,
}

/// Why a text is no line of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementError {
    /// It does not begin with insert, update, delete, commit or rollback; holds the text that stands there.
    Verb(String),
    /// Something else stands where this was expected.
    Shape { expected: &'static str, found: String },
    /// No column of that name.
    Column(String),
    /// Not a value of that column.
    Value { column: Column, found: String },
    /// The column stands twice.
    Twice(Column),
    /// An insert without an author.
    NoAuthor,
    /// Not the name of a transaction; holds the text.
    Transaction(String),
    /// Ends a transaction that has not begun.
    NotBegun(u8),
    /// More than [`LINES_MAX`](super::LINES_MAX) lines.
    TooMany,
}

impl Operator {
    /// Longer signs first, since shorter ones are their beginnings.
    const ALL: [(&'static str, Operator); 6] = [
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("!=", Operator::NotEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
        ("=", Operator::Equal),
    ];
}

impl std::str::FromStr for Statement {
    type Err = StatementError;

    fn from_str(text: &str) -> Result<Statement, StatementError> {
        let text = squeezed(text);
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let verb = if words.is_empty() { "" } else { words.remove(0) };
        if !matches!(verb, "insert" | "update" | "delete") {
            return Err(StatementError::Verb(shortened(verb)));
        }
        let at = words.iter().position(|word| *word == "where");
        let after = at.map(|at| words.split_off(at));
        let condition = after.map(|words| parse_condition(&words[1..])).transpose()?;
        let is_insert = verb == "insert";
        let mut sets = words.iter().map(|word| parse_set(word, is_insert)).collect::<Result<Vec<_>, _>>()?;
        for (i, set) in sets.iter().enumerate() {
            if sets[..i].iter().any(|other| other.column == set.column) {
                return Err(StatementError::Twice(set.column));
            }
        }
        match verb {
            "insert" if condition.is_some() => Err(shape("`insert` without a condition", "where")),
            "insert" => {
                let at = sets.iter().position(|set| set.column == Column::Author);
                match at.map(|at| sets.remove(at).to) {
                    Some(Term::Cell(Cell::Word(author))) => Ok(Statement::Insert(author, sets)),
                    _ => Err(StatementError::NoAuthor),
                }
            }
            "update" if sets.is_empty() => Err(shape("what to change, such as `likes=likes+1`", &words.concat())),
            "update" => Ok(Statement::Update(sets, condition)),
            _ if !sets.is_empty() => Err(shape("`delete` or `delete where likes>5`", words[0])),
            _ => Ok(Statement::Delete(condition)),
        }
    }
}

/// Without commas and without spaces around operators.
fn squeezed(text: &str) -> String {
    let is_operator = |c: char| "=<>!+*-".contains(c);
    let mut squeezed = String::new();
    let mut has_space = false;
    for c in text.chars() {
        if c.is_whitespace() || c == ',' {
            has_space = true;
            continue;
        }
        if has_space && !is_operator(c) && !squeezed.ends_with(is_operator) {
            squeezed.push(' ');
        }
        has_space = false;
        squeezed.push(c);
    }
    squeezed
}

fn parse_column(text: &str) -> Result<Column, StatementError> {
    let column = Column::ALL.into_iter().find(|column| column.name() == text);
    column.ok_or_else(|| StatementError::Column(shortened(text)))
}

fn parse_number(text: &str) -> Option<i32> {
    text.parse().ok().filter(|number: &i32| number.unsigned_abs() <= NUMBER_MAX as u32 && !text.starts_with('+'))
}

/// Reads `likes<10`: where it stands, there must be nothing else.
fn parse_condition(words: &[&str]) -> Result<Condition, StatementError> {
    const EXPECTED: &str = "one condition such as `likes<10`";
    let [word] = words else { return Err(shape(EXPECTED, &words.join(" "))) };
    let at = word.find(['<', '>', '=', '!']).ok_or_else(|| shape(EXPECTED, word))?;
    let (name, rest) = word.split_at(at);
    let column = parse_column(name)?;
    let (sign, operator) =
        Operator::ALL.into_iter().find(|(sign, _)| rest.starts_with(sign)).ok_or_else(|| shape(EXPECTED, word))?;
    let is_order = !matches!(operator, Operator::Equal | Operator::NotEqual);
    let cell = parse_cell(column, &rest[sign.len()..])?;
    if is_order && column == Column::Author {
        return Err(shape("`author=` or `author!=`", word));
    }
    Ok(Condition { column, operator, cell })
}

fn parse_cell(column: Column, text: &str) -> Result<Cell, StatementError> {
    let cell = match column {
        Column::Author => text.parse().ok().map(Cell::Word),
        Column::Id | Column::Likes | Column::At => parse_number(text).map(Cell::Number),
    };
    cell.ok_or_else(|| StatementError::Value { column, found: shortened(text) })
}

/// Reads `likes=likes+1`. A row that is only being made has no value yet to start from.
fn parse_set(word: &str, is_insert: bool) -> Result<Set, StatementError> {
    let (name, text) = word.split_once('=').ok_or_else(|| shape("a column and its value such as `likes=3`", word))?;
    let column = parse_column(name)?;
    let bad = || StatementError::Value { column, found: shortened(text) };
    match column {
        Column::Id => return Err(shape("author, likes or at (ids come from the counter)", word)),
        Column::Author => return Ok(Set { column, to: Term::Cell(parse_cell(column, text)?) }),
        Column::Likes | Column::At => {}
    }
    let calls = [("now()", Term::Now), ("random()", Term::Random), ("count()", Term::Count)];
    let call = calls.into_iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
    let to = match (call, text.strip_prefix(name)) {
        (Some((_, call)), _) => call,
        (None, None) => Term::Cell(parse_cell(column, text)?),
        (None, Some(_)) if is_insert => return Err(bad()),
        (None, Some(rest)) => {
            let (sign, number) = rest.split_at_checked(1).ok_or_else(bad)?;
            let number = parse_number(number).filter(|_| !number.starts_with('-')).ok_or_else(bad)?;
            match sign {
                "+" => Term::Plus(number),
                "-" => Term::Plus(-number),
                "*" => Term::Times(number),
                _ => return Err(bad()),
            }
        }
    };
    Ok(Set { column, to })
}

fn shape(expected: &'static str, found: &str) -> StatementError {
    StatementError::Shape { expected, found: shortened(found) }
}

/// A text cut to a length fit for a message.
pub(super) fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 30;
    match text.chars().count() {
        n if n > CHARS_MAX => text.chars().take(CHARS_MAX).chain(['…']).collect(),
        _ => text.into(),
    }
}

impl Statement {
    /// The statement as a log has it, with what is given in the place of calls, and the id.
    pub(super) fn with(&self, given: &Given) -> String {
        let mut text = String::new();
        let (sets, condition) = match self {
            Statement::Insert(author, sets) => {
                text.push_str("insert");
                if let Some(id) = given.id {
                    text.push_str(&format!(" id={id}"));
                }
                text.push_str(&format!(" author={author}"));
                (sets.as_slice(), None)
            }
            Statement::Update(sets, condition) => {
                text.push_str("update");
                (sets.as_slice(), condition.as_ref())
            }
            Statement::Delete(condition) => {
                text.push_str("delete");
                ([].as_slice(), condition.as_ref())
            }
        };
        for set in sets {
            let value = match (set.to, given.now, given.random) {
                (Term::Now, Some(now), _) => now.to_string(),
                (Term::Random, _, Some(random)) => random.to_string(),
                (to, ..) => to.of(set.column),
            };
            text.push_str(&format!(" {}={value}", set.column.name()));
        }
        if let Some(condition) = condition {
            text.push_str(&format!(" where {condition}"));
        }
        text
    }

    /// Whether the statement calls this.
    pub(super) fn calls(&self, call: Term) -> bool {
        self.sets().iter().any(|set| set.to == call)
    }

    /// What columns are to become, but for the author of a new row.
    pub(super) fn sets(&self) -> &[Set] {
        match self {
            Statement::Insert(_, sets) | Statement::Update(sets, _) => sets,
            Statement::Delete(_) => &[],
        }
    }
}

impl Term {
    fn of(self, column: Column) -> String {
        let column = column.name();
        match self {
            Term::Cell(cell) => cell.to_string(),
            Term::Plus(number) if number < 0 => format!("{column}{number}"),
            Term::Plus(number) => format!("{column}+{number}"),
            Term::Times(number) => format!("{column}*{number}"),
            Term::Now => "NOW()".into(),
            Term::Random => "RANDOM()".into(),
            Term::Count => "COUNT()".into(),
        }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with(&Given::default()))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = Operator::ALL.iter().find(|(_, operator)| *operator == self.operator).map_or("", |(sign, _)| sign);
        write!(f, "{}{sign}{}", self.column.name(), self.cell)
    }
}

impl fmt::Display for StatementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StatementError::Verb(found) => write!(
                f,
                "expected a statement such as `insert author=ann`, `T1: update likes=likes+1 where likes<10`, \
                 `delete where likes>5` or `commit T1`, not `{found}`"
            ),
            StatementError::Shape { expected, found } if found.is_empty() => write!(f, "expected {expected}"),
            StatementError::Shape { expected, found } => write!(f, "expected {expected}, not `{found}`"),
            StatementError::Column(found) => write!(f, "expected id, author, likes or at, not `{found}`"),
            StatementError::Value { column: Column::Author, found } => {
                write!(f, "expected 1 to 8 small letters, digits or hyphens for author, such as `ann`, not `{found}`")
            }
            StatementError::Value { column: Column::Id, found } => {
                write!(f, "expected a number for id, such as `1`, not `{found}`")
            }
            StatementError::Value { column, found } => {
                let name = column.name();
                write!(
                    f,
                    "expected a number up to {NUMBER_MAX} for {name}, `NOW()`, `RANDOM()` or `COUNT()`, or in an update \
                     `{name}+1`, `{name}-1` or `{name}*2`, not `{found}`"
                )
            }
            StatementError::Twice(column) => write!(f, "`{}` stands twice: leave one out", column.name()),
            StatementError::NoAuthor => f.write_str("an insert needs an author, such as `insert author=ann`"),
            StatementError::Transaction(found) => write!(f, "expected a transaction from `T1` to `T9`, not `{found}`"),
            StatementError::NotBegun(number) => {
                write!(f, "T{number} has nothing to end here: begin it with a line such as `T{number}: delete`")
            }
            StatementError::TooMany => write!(f, "there are more than {} lines", super::LINES_MAX),
        }
    }
}

impl std::error::Error for StatementError {}
