//! The diagram as a line of text: `lb 99.99% > 2 of 3 app 99.9% > (db1 99.95% | db2 99.95%)`.
//!
//! ```text
//! parallel = series { "|" series }            at least one is up
//! series   = item { ">" item }                all are up; binds tighter than "|"
//! item     = component | "(" parallel ")"
//!          | K "of" N replicated              N replicas, of which K must be up
//!          | K "of" "(" parallel ")"          of the members between "|", K must be up
//! replicated = component | "(" parallel ")"
//! component  = name [ value ]
//! value    = number "%" [repair] | number "nines" [repair] | "down" duration "/" period [repair]
//!          | "mtbf" duration "mttr" duration
//! repair   = "mttr" duration
//! period   = "year" | "month" | "week" | "day"
//! ```
//!
//! A component's value stands at one of its mentions (Display writes it at the first) and may be repeated where it is
//! the same. Display is canonical: it parses to an equal diagram.
//!
//! Errors point at characters, not bytes, so that a page can underline them.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::name::{is_name_part, is_name_start, is_reserved};
use super::{
    Block, DEPTH_MAX, Diagram, DiagramError, Name, NameError, REPLICAS_MAX, Spec, SpecError, Specs, TEXT_CHARS_MAX,
};
use crate::decimal::{Decimal, DecimalError};
use crate::tick::{DurationError, Period, Tick, parse_duration};

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotationError {
    /// The characters at fault (not bytes); empty at the text's end if something is missing there.
    pub at: Range<usize>,
    /// What is wrong.
    pub kind: NotationErrorKind,
}

/// The kinds of [`NotationError`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotationErrorKind {
    /// Something else stands here than the notation allows; `found` is `None` at the end of the text.
    Expected {
        /// What the notation allows here, with an example.
        expected: &'static str,
        /// What stands here.
        found: Option<String>,
    },
    /// A name that cannot be.
    Name(NameError),
    /// A number that cannot be.
    Decimal(DecimalError),
    /// A duration that cannot be.
    Duration(DurationError),
    /// A value out of its range.
    Spec(SpecError),
    /// The component's value was given before and was another; holds that.
    OtherSpec(Name, Spec),
    /// The whole is no diagram.
    Diagram(DiagramError),
}

/// Reads a value alone: `99.9% mttr 30m`.
///
/// # Errors
/// Points at the first character that cannot be.
pub fn parse_spec(text: &str) -> Result<Spec, NotationError> {
    spec_alone(text).map_err(|error| *error)
}

fn spec_alone(text: &str) -> Parsed<Spec> {
    let mut parser = Parser::new(text)?;
    parser.space();
    let start = parser.pos;
    match parser.spec()? {
        Some(spec) => parser.end("the end").map(|()| spec),
        None => {
            Err(parser.expected_at(start, "a value such as `99.9%`, `3 nines`, `down 5m/year` or `mtbf 1000h mttr 4h`"))
        }
    }
}

impl FromStr for Diagram {
    type Err = NotationError;

    fn from_str(text: &str) -> Result<Diagram, NotationError> {
        diagram(text).map_err(|error| *error)
    }
}

fn diagram(text: &str) -> Parsed<Diagram> {
    let mut parser = Parser::new(text)?;
    let root = parser.parallel(0)?;
    parser.end("`>`, `|` or the end")?;
    let root = super::edit::normal_form(root).map_err(|error| parser.whole(error))?;
    if let Some((i, name)) = super::structure::shared_mention(&root) {
        let at = parser.mentions.get(i).map_or(parser.all(), |mention| mention.1.clone());
        return Err(fault(at, DiagramError::SharedWithReplicas(name).into()));
    }
    for (name, at) in &parser.mentions {
        if !parser.specs.contains_key(name) {
            return Err(fault(at.clone(), DiagramError::NoSpec(name.clone()).into()));
        }
    }
    let specs = std::mem::take(&mut parser.specs);
    Diagram::of(root, specs).map_err(|error| parser.whole(error))
}

/// Reads characters from the left; recursion is bounded by the depth of parentheses.
struct Parser {
    chars: Vec<char>,
    pos: usize,
    specs: Specs,
    mentions: Vec<(Name, Range<usize>)>,
}

/// In a box, because each rule hands the error on to the next.
type Parsed<T> = Result<T, Box<NotationError>>;

fn fault(at: Range<usize>, kind: NotationErrorKind) -> Box<NotationError> {
    Box::new(NotationError { at, kind })
}

impl Parser {
    fn new(text: &str) -> Parsed<Parser> {
        let chars: Vec<char> = text.chars().take(TEXT_CHARS_MAX + 1).collect();
        if chars.len() > TEXT_CHARS_MAX {
            let n = text.chars().count();
            return Err(fault(TEXT_CHARS_MAX..n, DiagramError::TooLong(n).into()));
        }
        Ok(Parser { chars, pos: 0, specs: Specs::new(), mentions: Vec::new() })
    }

    fn parallel(&mut self, depth: usize) -> Parsed<Block> {
        let members = self.alternatives(depth)?;
        Ok(Block::Parallel(members))
    }

    fn alternatives(&mut self, depth: usize) -> Parsed<Vec<Block>> {
        let mut members = vec![self.series(depth)?];
        while self.eat('|') {
            members.push(self.series(depth)?);
        }
        Ok(members)
    }

    fn series(&mut self, depth: usize) -> Parsed<Block> {
        let mut members = vec![self.item(depth)?];
        while self.eat('>') {
            members.push(self.item(depth)?);
        }
        Ok(Block::Series(members))
    }

    fn item(&mut self, depth: usize) -> Parsed<Block> {
        match self.peek() {
            Some(c) if c.is_ascii_digit() => self.k_of(depth),
            _ => self.simple(depth, "a component such as `app 99.9%`, a group in parentheses, or `2 of 3 app 99.9%`"),
        }
    }

    /// A component or parentheses.
    fn simple(&mut self, depth: usize, expected: &'static str) -> Parsed<Block> {
        match self.peek() {
            Some('(') => self.parentheses(depth).map(Block::Parallel),
            Some(c) if is_name_start(c) => self.component(),
            _ => Err(self.expected_here(expected)),
        }
    }

    fn parentheses(&mut self, depth: usize) -> Parsed<Vec<Block>> {
        let open = self.pos;
        self.pos += 1;
        if depth == DEPTH_MAX {
            return Err(fault(open..open + 1, DiagramError::TooDeep.into()));
        }
        let members = self.alternatives(depth + 1)?;
        match self.eat(')') {
            true => Ok(members),
            false => Err(self.expected_here("`>`, `|` or the closing `)`")),
        }
    }

    fn k_of(&mut self, depth: usize) -> Parsed<Block> {
        let start = self.pos;
        let k = self.whole_number("a whole number such as the 2 in `2 of 3 app`")?;
        if !self.eat_word("of") {
            return Err(self.expected_here("`of` after the number, such as `2 of 3 app`"));
        }
        let is_list = self.peek() == Some('(');
        if is_list {
            let members = self.parentheses(depth)?;
            let k = self.checked_k(start, k, members.len() as u64)?;
            return Ok(Block::KOfN { k, members });
        }
        if !self.peek().is_some_and(|c| c.is_ascii_digit()) {
            return Err(
                self.expected_here("the number of replicas such as `3 app`, or members such as `(a 99% | b 99%)`")
            );
        }
        let n_start = self.pos;
        let n = self.whole_number("a whole number such as the 3 in `2 of 3 app`")?;
        let k = self.checked_k(start, k, n)?;
        if n > REPLICAS_MAX.into() {
            return Err(fault(n_start..self.pos, DiagramError::TooManyReplicas(n).into()));
        }
        self.space();
        let of =
            self.simple(depth, "what is replicated: a component such as `app 99.9%`, or a group in parentheses")?;
        Ok(Block::Replicas { k, n: n as u8, of: Box::new(of) })
    }

    fn checked_k(&self, start: usize, k: u64, n: u64) -> Parsed<u8> {
        match u8::try_from(k) {
            Ok(small) if k >= 1 && k <= n => Ok(small),
            _ => Err(fault(start..self.pos, DiagramError::BadK(k, n).into())),
        }
    }

    fn component(&mut self) -> Parsed<Block> {
        let (start, word) = (self.pos, self.name_word());
        let at = start..self.pos;
        let name: Name = word.parse().map_err(|error| fault(at.clone(), NotationErrorKind::Name(error)))?;
        self.mentions.push((name.clone(), at));
        self.space();
        let start = self.pos;
        if let Some(spec) = self.spec()? {
            match self.specs.get(&name) {
                Some(first) if *first != spec => {
                    let kind = NotationErrorKind::OtherSpec(name, first.clone());
                    return Err(fault(start..self.pos, kind));
                }
                _ => self.specs.insert(name.clone(), spec),
            }
        } else if self.peek().is_some_and(|c| !matches!(c, '>' | '|' | ')')) {
            return Err(self.expected_here("a value such as `99.9%`, or `>`, `|` or the end"));
        }
        Ok(Block::Component(name))
    }

    /// A value, or nothing if none starts here.
    fn spec(&mut self) -> Parsed<Option<Spec>> {
        self.space();
        let start = self.pos;
        let spec = if self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.share()?
        } else if self.eat_word("down") {
            let down = self.duration()?;
            let per = self.period()?;
            Spec::Down { down, per, mttr: self.repair()? }
        } else if self.eat_word("mtbf") {
            let mtbf = self.duration()?;
            let missing = self.missing_here("`mttr` with the time to repair, such as `mttr 4h`");
            Spec::Mtbf { mtbf, mttr: self.repair()?.ok_or(missing)? }
        } else {
            return Ok(None);
        };
        let end = self.pos;
        spec.check().map_err(|error| fault(start..end, NotationErrorKind::Spec(error)))?;
        Ok(Some(spec))
    }

    /// A percentage or a count of nines.
    fn share(&mut self) -> Parsed<Spec> {
        let start = self.pos;
        let text = self.take_while(is_number_part);
        let number: Decimal =
            text.parse().map_err(|error| fault(start..self.pos, NotationErrorKind::Decimal(error)))?;
        if self.eat('%') {
            Ok(Spec::Percent { up: number, mttr: self.repair()? })
        } else if self.eat_word("nines") {
            Ok(Spec::Nines { nines: number, mttr: self.repair()? })
        } else if self.peek() == Some(',') {
            Err(self.expected_here("a decimal point, such as the one in `99.9%`"))
        } else {
            Err(self.expected_here("`%` or `nines` after the number, such as `99.9%` or `3 nines`"))
        }
    }

    fn repair(&mut self) -> Parsed<Option<Tick>> {
        match self.eat_word("mttr") {
            true => self.duration().map(Some),
            false => Ok(None),
        }
    }

    fn period(&mut self) -> Parsed<Period> {
        const EXPECTED: &str = "a period: `/year`, `/month`, `/week` or `/day`";
        if !self.eat('/') {
            return Err(self.expected_here(EXPECTED));
        }
        self.space();
        for period in Period::ALL {
            if self.eat_word(period.word()) {
                return Ok(period);
            }
        }
        Err(self.expected_here(EXPECTED))
    }

    /// Numbers each followed by a unit, with spaces where people put them.
    fn duration(&mut self) -> Parsed<Tick> {
        self.space();
        let (start, mut end) = (self.pos, self.pos);
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.take_while(is_number_part);
            end = self.pos;
            self.space();
            if !is_reserved(&self.peek_word()) && self.peek().is_some_and(char::is_alphabetic) {
                self.take_while(char::is_alphabetic);
                end = self.pos;
            }
            self.space();
        }
        if start == end {
            return Err(self.expected_at(start, "a duration such as `8h45m` or `1.5h`"));
        }
        let text: String = self.chars[start..end].iter().collect();
        parse_duration(&text).map_err(|error| fault(start..end, NotationErrorKind::Duration(error)))
    }

    fn whole_number(&mut self, expected: &'static str) -> Parsed<u64> {
        let start = self.pos;
        let digits = self.take_while(is_number_part);
        match digits.parse() {
            Ok(number) => Ok(number),
            Err(_) => {
                let kind = NotationErrorKind::Expected { expected, found: Some(shortened(&digits)) };
                Err(fault(start..self.pos, kind))
            }
        }
    }

    fn end(&mut self, expected: &'static str) -> Parsed<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.expected_here(expected)),
        }
    }

    /// The next character after spaces.
    fn peek(&mut self) -> Option<char> {
        self.space();
        self.chars.get(self.pos).copied()
    }

    fn eat(&mut self, symbol: char) -> bool {
        let is_here = self.peek() == Some(symbol);
        self.pos += usize::from(is_here);
        is_here
    }

    /// Takes the word if it stands here, in whatever case, with the spaces before it.
    fn eat_word(&mut self, word: &str) -> bool {
        let before = self.pos;
        self.space();
        let is_here = self.peek_word().eq_ignore_ascii_case(word);
        self.pos = if is_here { self.pos + word.len() } else { before };
        is_here
    }

    fn peek_word(&self) -> String {
        self.ahead(char::is_alphabetic).iter().collect()
    }

    fn name_word(&mut self) -> String {
        self.take_while(is_name_part)
    }

    fn take_while(&mut self, accepts: fn(char) -> bool) -> String {
        let taken = self.ahead(accepts);
        let (n, text) = (taken.len(), taken.iter().collect());
        self.pos += n;
        text
    }

    fn space(&mut self) {
        self.pos += self.ahead(char::is_whitespace).len();
    }

    /// The characters from here on that are accepted.
    fn ahead(&self, accepts: fn(char) -> bool) -> &[char] {
        let rest = &self.chars[self.pos..];
        let n = rest.iter().position(|&c| !accepts(c)).unwrap_or(rest.len());
        &rest[..n]
    }

    fn all(&self) -> Range<usize> {
        0..self.chars.len()
    }

    fn whole(&self, error: DiagramError) -> Box<NotationError> {
        fault(self.all(), error.into())
    }

    fn expected_here(&mut self, expected: &'static str) -> Box<NotationError> {
        self.space();
        self.expected_at(self.pos, expected)
    }

    /// As [`Parser::expected_here`], without moving: for an error that may not come to pass.
    fn missing_here(&self, expected: &'static str) -> Box<NotationError> {
        self.expected_at(self.pos + self.ahead(char::is_whitespace).len(), expected)
    }

    fn expected_at(&self, start: usize, expected: &'static str) -> Box<NotationError> {
        let rest = &self.chars[start.min(self.chars.len())..];
        let n_word = rest.iter().take_while(|&&c| is_name_part(c)).count();
        let found: String = rest.iter().take(n_word.max(1)).collect();
        let at = start..start + found.chars().count();
        let found = (!found.is_empty()).then(|| shortened(&found));
        fault(at, NotationErrorKind::Expected { expected, found })
    }
}

fn is_number_part(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// A text cut to a length fit for a message.
fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 30;
    match text.chars().count() {
        n if n > CHARS_MAX => text.chars().take(CHARS_MAX).chain(['…']).collect(),
        _ => text.into(),
    }
}

impl fmt::Display for Diagram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = Writer { specs: Some(self.specs()), given: Vec::new() };
        writer.write(f, self.root())
    }
}

/// The notation without values.
impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Writer { specs: None, given: Vec::new() }.write(f, self)
    }
}

/// Writes blocks, each component's value once.
struct Writer<'a> {
    specs: Option<&'a Specs>,
    /// The values written so far: these very ones, as others may be equal.
    given: Vec<&'a Spec>,
}

impl<'a> Writer<'a> {
    fn write(&mut self, f: &mut fmt::Formatter<'_>, block: &'a Block) -> fmt::Result {
        match block {
            Block::Component(name) => self.component(f, name),
            Block::Series(members) => self.list(f, members, " > "),
            Block::Parallel(members) => self.list(f, members, " | "),
            Block::KOfN { k, members } => {
                write!(f, "{k} of (")?;
                self.list(f, members, " | ")?;
                f.write_str(")")
            }
            Block::Replicas { k, n, of } => {
                write!(f, "{k} of {n} ")?;
                self.grouped(f, of, !matches!(**of, Block::Component(_)))
            }
        }
    }

    fn list(&mut self, f: &mut fmt::Formatter<'_>, members: &'a [Block], separator: &str) -> fmt::Result {
        for (i, member) in members.iter().enumerate() {
            if i > 0 {
                f.write_str(separator)?;
            }
            // A series inside a parallel needs none, as it binds tighter.
            self.grouped(f, member, matches!(member, Block::Parallel(_)))?;
        }
        Ok(())
    }

    fn grouped(&mut self, f: &mut fmt::Formatter<'_>, block: &'a Block, has_parentheses: bool) -> fmt::Result {
        if !has_parentheses {
            return self.write(f, block);
        }
        f.write_str("(")?;
        self.write(f, block)?;
        f.write_str(")")
    }

    fn component(&mut self, f: &mut fmt::Formatter<'_>, name: &'a Name) -> fmt::Result {
        write!(f, "{name}")?;
        match self.specs.and_then(|specs| specs.get(name)) {
            Some(spec) if !self.given.iter().any(|given| std::ptr::eq(*given, spec)) => {
                self.given.push(spec);
                write!(f, " {spec}")
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for NotationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            NotationErrorKind::Expected { expected, found: Some(found) } => {
                write!(f, "expected {expected}, not `{found}`")
            }
            NotationErrorKind::Expected { expected, found: None } => {
                write!(f, "expected {expected}, but the text ends here")
            }
            NotationErrorKind::Name(error) => error.fmt(f),
            NotationErrorKind::Decimal(error) => error.fmt(f),
            NotationErrorKind::Duration(error) => error.fmt(f),
            NotationErrorKind::Spec(error) => error.fmt(f),
            NotationErrorKind::OtherSpec(name, first) => write!(
                f,
                "`{name}` is already given as `{first}`, and the same name is the same component: leave the value out here, \
                 or give this one another name"
            ),
            NotationErrorKind::Diagram(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NotationError {}

impl From<DiagramError> for NotationErrorKind {
    fn from(error: DiagramError) -> NotationErrorKind {
        NotationErrorKind::Diagram(error)
    }
}
