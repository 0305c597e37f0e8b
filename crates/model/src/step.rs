//! What a student does to a cluster, and when: the steps of a scenario, in one notation.
//!
//! ```text
//! 12.5 crash r2                  at 12.5 ms
//! 20 restart r2
//! 0 slow r1 30                   every message to r1 takes 30 ms longer; 0 ends it
//! 0 skew r1 -50                  the clock of r1 is 50 ms behind
//! 5 partition r0 r1 c0 | r2 c1   no message between the groups, either way
//! 5 partition r0 > r2            no message from left to right
//! 9 heal                         every cut; `heal r0 > r2` and `heal r0 | r2` these links only
//! 3 hold r0 > r2                 messages wait at their destination's door; also `|`, and `hold m12` for one message
//! 8 release                      all that wait; `release r0 > r2`, `release m12` these only
//! 4 drop m12
//! 4 duplicate m12
//! 1 write c0 r0 x=7              client c0 asks replica r0; without a client c0, without a replica the client's own
//! 1 write x                      without a value: one that no other write has
//! 2 read c1 x
//! 2 add c0 cart=milk             to a set
//! 2 withdraw c0 balance=80       from a number, not below zero
//! 2 increment c0 likes=1         a number
//! 0..200/25 read c1 x            at 0, 25, … up to 200 ms
//! ```
//!
//! Steps stand on lines of their own, or between semicolons. Steps at the same time happen in the order they stand.

use std::fmt;
use std::str::FromStr;

use crate::decimal::{Decimal, fixed};
use crate::history::{Action, Value};
use crate::ids::{Endpoint, IdError, MessageId, Word};
use crate::tick::{Tick, split_at_dots};

/// The most steps of a scenario.
pub const STEPS_MAX: usize = 200;
/// The latest time of a step: a minute.
pub const AT_MAX: Tick = Tick::MINUTE;
/// The most times that one step is repeated.
pub const REPEATS_MAX: u64 = 500;

/// Something that happens to the cluster at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When, or when for the first time.
    pub at: Tick,
    /// Again and again, if set.
    pub repeat: Option<Repeat>,
    pub deed: Deed,
}

/// How a step is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// No repetition is later.
    pub until: Tick,
    /// The time between two.
    pub every: Tick,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The replica stops and forgets what is not durable.
    Crash(u8),
    /// It starts again, with what is durable.
    Restart(u8),
    /// Every message to the replica takes this much longer.
    Slow(u8, Tick),
    /// The replica's clock is off by so many microseconds.
    Skew(u8, i64),
    /// Links lose everything.
    Partition(Links),
    /// Links work again; all of them where none are named.
    Heal(Option<Links>),
    /// What arrives waits.
    Hold(Wait),
    /// What waits arrives; everything where nothing is named.
    Release(Option<Wait>),
    /// A message in flight is lost.
    Drop(MessageId),
    /// A message in flight arrives a second time, later.
    Duplicate(MessageId),
    /// A client asks for something.
    Ask(Ask),
}

/// Directed links between endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Links {
    /// All links between members of different groups, both ways.
    Between(Vec<Vec<Endpoint>>),
    /// From each of the first to each of the second.
    From(Vec<Endpoint>, Vec<Endpoint>),
}

/// What is held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    Links(Links),
    Message(MessageId),
}

/// A client's operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub client: u8,
    /// The replica that coordinates, if it is not the client's own.
    pub replica: Option<u8>,
    pub key: Word,
    /// For a write without a value: none. The run gives it one of its own.
    pub action: Option<Action>,
}

/// Why a text is no step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepError {
    /// No time at the start; holds the text that stands there.
    Time(String),
    /// Later than [`AT_MAX`], or repeated more often than [`REPEATS_MAX`] times.
    Limit(String),
    /// No deed of that name.
    Deed(String),
    /// A deed without what it needs, or with more; holds an example of the deed.
    Shape(&'static str),
    /// A name that is none.
    Id(IdError),
    /// More than [`STEPS_MAX`] steps.
    TooMany,
}

/// A line that is no step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadStep {
    /// Counted from 1.
    pub line: usize,
    pub text: String,
    pub error: StepError,
}

impl Step {
    /// A step that happens once.
    pub fn once(at: Tick, deed: Deed) -> Step {
        Step { at, repeat: None, deed }
    }

    /// When it happens the next time, after it has happened.
    pub fn next(&self, now: Tick) -> Option<Tick> {
        let repeat = self.repeat?;
        Some(Tick(now.0 + repeat.every.0.max(1))).filter(|next| *next <= repeat.until)
    }

    /// All times at which it happens, first to last.
    pub fn times(&self) -> impl Iterator<Item = Tick> {
        std::iter::successors(Some(self.at), |now| self.next(*now))
    }
}

/// Reads steps on lines or between semicolons. Lines that are none are left out and told; empty ones are nothing.
pub fn parse_steps(text: &str) -> (Vec<Step>, Vec<BadStep>) {
    let (mut steps, mut bad) = (Vec::new(), Vec::new());
    for (i, line) in text.split(['\n', ';']).enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let parsed = if steps.len() < STEPS_MAX { line.parse() } else { Err(StepError::TooMany) };
        match parsed {
            Ok(step) => steps.push(step),
            Err(error) => bad.push(BadStep { line: i + 1, text: line.into(), error }),
        }
    }
    (steps, bad)
}

/// The steps as one line, for links: `0 crash r2;1 write c0 x=7`.
pub fn write_steps(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(&step.to_string());
    }
    text
}

impl FromStr for Step {
    type Err = StepError;

    fn from_str(text: &str) -> Result<Step, StepError> {
        let (time, deed) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let (at, repeat) = parse_time(time)?;
        Ok(Step { at, repeat, deed: deed.trim().parse()? })
    }
}

/// Reads `12.5` or `0..200/25`.
fn parse_time(text: &str) -> Result<(Tick, Option<Repeat>), StepError> {
    let Some((from, rest)) = split_at_dots(text) else { return Ok((parse_ms(text)?, None)) };
    let (until, every) = rest.split_once('/').ok_or_else(|| StepError::Time(text.into()))?;
    let (at, until, every) = (parse_ms(from)?, parse_ms(until)?, parse_ms(every)?);
    if every == Tick::ZERO || until < at {
        return Err(StepError::Time(text.into()));
    }
    if (until.0 - at.0) / every.0 >= REPEATS_MAX {
        return Err(StepError::Limit(text.into()));
    }
    Ok((at, Some(Repeat { until, every })))
}

/// Reads milliseconds with up to three decimals.
fn parse_ms(text: &str) -> Result<Tick, StepError> {
    let number: Decimal = text.parse().map_err(|_| StepError::Time(text.into()))?;
    let us = u128::from(number.digits()) * 1_000;
    if us % number.unit() != 0 {
        return Err(StepError::Time(text.into()));
    }
    match u64::try_from(us / number.unit()) {
        Ok(us) if us <= AT_MAX.0 => Ok(Tick(us)),
        _ => Err(StepError::Limit(text.into())),
    }
}

impl FromStr for Deed {
    type Err = StepError;

    fn from_str(text: &str) -> Result<Deed, StepError> {
        let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        Ok(match name {
            "crash" => Deed::Crash(parse_replica(rest, "crash r2")?),
            "restart" => Deed::Restart(parse_replica(rest, "restart r2")?),
            "slow" => {
                let (replica, by) = rest.split_once(' ').ok_or(StepError::Shape("slow r1 30"))?;
                Deed::Slow(parse_replica(replica, "slow r1 30")?, parse_ms(by.trim())?)
            }
            "skew" => {
                let (replica, by) = rest.split_once(' ').ok_or(StepError::Shape("skew r1 -50"))?;
                let by = by.trim();
                let size = i64::try_from(parse_ms(by.trim_start_matches(['-', '+']))?.0).unwrap_or_default();
                Deed::Skew(parse_replica(replica, "skew r1 -50")?, if by.starts_with('-') { -size } else { size })
            }
            "partition" => Deed::Partition(parse_links(rest, "partition r0 r1 | r2")?),
            "heal" if rest.is_empty() => Deed::Heal(None),
            "heal" => Deed::Heal(Some(parse_links(rest, "heal r0 r1 | r2")?)),
            "hold" => Deed::Hold(parse_wait(rest, "hold r0 > r2")?),
            "release" if rest.is_empty() => Deed::Release(None),
            "release" => Deed::Release(Some(parse_wait(rest, "release r0 > r2")?)),
            "drop" => Deed::Drop(rest.parse().map_err(StepError::Id)?),
            "duplicate" => Deed::Duplicate(rest.parse().map_err(StepError::Id)?),
            "read" | "write" | "add" | "withdraw" | "increment" => Deed::Ask(parse_ask(name, rest)?),
            _ => return Err(StepError::Deed(name.into())),
        })
    }
}

fn parse_endpoint(text: &str) -> Result<Endpoint, StepError> {
    text.parse().map_err(StepError::Id)
}

fn parse_replica(text: &str, example: &'static str) -> Result<u8, StepError> {
    match parse_endpoint(text.trim())? {
        Endpoint::Replica(replica) => Ok(replica),
        Endpoint::Client(_) => Err(StepError::Shape(example)),
    }
}

fn parse_links(text: &str, example: &'static str) -> Result<Links, StepError> {
    let group = |text: &str| text.split_whitespace().map(parse_endpoint).collect::<Result<Vec<_>, _>>();
    let is_one_way = text.contains('>');
    let groups = text.split(['>', '|']).map(group).collect::<Result<Vec<_>, _>>()?;
    let mut all: Vec<_> = groups.iter().flatten().collect();
    let is_twice = (1..all.len()).any(|i| all[..i].contains(&all[i]));
    let is_mixed = is_one_way && (text.contains('|') || groups.len() != 2);
    all.clear();
    if groups.len() < 2 || is_twice || is_mixed || groups.iter().any(Vec::is_empty) {
        return Err(StepError::Shape(example));
    }
    let mut groups = groups;
    match (is_one_way, groups.pop()) {
        (true, Some(to)) => Ok(Links::From(groups.concat(), to)),
        (_, last) => {
            groups.extend(last);
            Ok(Links::Between(groups))
        }
    }
}

fn parse_wait(text: &str, example: &'static str) -> Result<Wait, StepError> {
    if text.starts_with('m') {
        return Ok(Wait::Message(text.parse().map_err(StepError::Id)?));
    }
    Ok(Wait::Links(parse_links(text, example)?))
}

/// Reads what follows the name of an operation: `[c0] [r0] x=7`.
fn parse_ask(name: &str, text: &str) -> Result<Ask, StepError> {
    let example = match name {
        "read" => "read c0 r1 x",
        "write" => "write c0 r1 x=7",
        "add" => "add c0 cart=milk",
        "increment" => "increment c0 likes=1",
        _ => "withdraw c0 balance=80",
    };
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let what = words.pop().ok_or(StepError::Shape(example))?;
    let (mut client, mut replica) = (None, None);
    for word in words {
        match parse_endpoint(word)? {
            Endpoint::Client(c) if client.is_none() && replica.is_none() => client = Some(c),
            Endpoint::Replica(r) if replica.is_none() => replica = Some(r),
            _ => return Err(StepError::Shape(example)),
        }
    }
    let (key, value) = what.split_once('=').map_or((what, None), |(key, value)| (key, Some(value)));
    let word = |text: &str| text.parse::<Word>().map_err(StepError::Id);
    let amount = |text: &str| text.parse().map_err(|_| StepError::Shape(example));
    let action = match (name, value) {
        ("read", None) => Some(Action::Read),
        ("write", None) => None,
        ("write", Some(value)) => Some(Action::Write(parse_value(value)?)),
        ("add", Some(value)) => Some(Action::Add(word(value)?)),
        ("withdraw", Some(value)) => Some(Action::Withdraw(amount(value)?)),
        ("increment", Some(value)) => Some(Action::Increment(amount(value)?)),
        _ => return Err(StepError::Shape(example)),
    };
    Ok(Ask { client: client.unwrap_or(0), replica, key: word(key)?, action })
}

/// A number where it is one that reads back as it stands, a word otherwise.
fn parse_value(text: &str) -> Result<Value, StepError> {
    match text.parse::<i64>() {
        Ok(number) if number.to_string() == text => Ok(Value::Number(number)),
        _ => text.parse().map(Value::Word).map_err(StepError::Id),
    }
}

/// Milliseconds as in the notation: `12.5`.
pub fn ms(tick: Tick) -> String {
    fixed(tick.0, 3)
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ms(self.at))?;
        if let Some(repeat) = self.repeat {
            write!(f, "..{}/{}", ms(repeat.until), ms(repeat.every))?;
        }
        write!(f, " {}", self.deed)
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Deed::Crash(replica) => write!(f, "crash r{replica}"),
            Deed::Restart(replica) => write!(f, "restart r{replica}"),
            Deed::Slow(replica, by) => write!(f, "slow r{replica} {}", ms(*by)),
            Deed::Skew(replica, by) => {
                write!(f, "skew r{replica} {}{}", if *by < 0 { "-" } else { "" }, ms(Tick(by.unsigned_abs())))
            }
            Deed::Partition(links) => write!(f, "partition {links}"),
            Deed::Heal(None) => f.write_str("heal"),
            Deed::Heal(Some(links)) => write!(f, "heal {links}"),
            Deed::Hold(wait) => write!(f, "hold {wait}"),
            Deed::Release(None) => f.write_str("release"),
            Deed::Release(Some(wait)) => write!(f, "release {wait}"),
            Deed::Drop(message) => write!(f, "drop {message}"),
            Deed::Duplicate(message) => write!(f, "duplicate {message}"),
            Deed::Ask(ask) => write!(f, "{ask}"),
        }
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match &self.action {
            Some(Action::Read) => "read",
            Some(Action::Write(_)) | None => "write",
            Some(Action::Add(_)) => "add",
            Some(Action::Withdraw(_)) => "withdraw",
            Some(Action::Increment(_)) => "increment",
        };
        write!(f, "{name} c{}", self.client)?;
        if let Some(replica) = self.replica {
            write!(f, " r{replica}")?;
        }
        write!(f, " {}", self.key)?;
        match &self.action {
            Some(Action::Read) | None => Ok(()),
            Some(Action::Write(value)) => write!(f, "={value}"),
            Some(Action::Add(word)) => write!(f, "={word}"),
            Some(Action::Withdraw(amount) | Action::Increment(amount)) => write!(f, "={amount}"),
        }
    }
}

impl fmt::Display for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = |group: &[Endpoint]| {
            let mut text = String::new();
            for endpoint in group {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&endpoint.to_string());
            }
            text
        };
        match self {
            Links::From(from, to) => write!(f, "{} > {}", group(from), group(to)),
            Links::Between(groups) => {
                let groups: Vec<String> = groups.iter().map(|members| group(members)).collect();
                f.write_str(&groups.join(" | "))
            }
        }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wait::Links(links) => write!(f, "{links}"),
            Wait::Message(message) => write!(f, "{message}"),
        }
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StepError::Time(text) => write!(
                f,
                "expected a time in milliseconds such as `12.5`, or a repetition such as `0..200/25`, not `{text}`"
            ),
            StepError::Limit(text) => {
                write!(
                    f,
                    "`{text}` is too much: a step is at most at 60000 ms, and happens at most {REPEATS_MAX} times"
                )
            }
            StepError::Deed(text) => write!(
                f,
                "expected a deed such as `crash r2`, not `{text}`; there are crash, restart, slow, skew, partition, heal, \
                 hold, release, drop, duplicate, read, write, add, withdraw, increment"
            ),
            StepError::Shape(example) => write!(f, "expected something like `{example}`"),
            StepError::Id(error) => write!(f, "{error}"),
            StepError::TooMany => write!(f, "there are more than {STEPS_MAX} steps"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(text: &str, expect: Expect) {
        let (steps, bad) = parse_steps(text);
        let bad = bad.iter().map(|bad| format!("{}: {}", bad.line, bad.error));
        let lines: Vec<String> = steps.iter().map(Step::to_string).chain(bad).collect();
        expect.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn every_step_of_the_notation_reads_as_it_is_written() {
        let all = "12.5 crash r2;20 restart r2;0 slow r1 30;0 skew r1 -50;5 partition r0 r1 c0 | r2 c1;\
                   5 partition r0 > r2;9 heal;9 heal r0 > r2;3 hold r0 > r2;3 hold m12;8 release;8 release m12;\
                   8 release r0 | r1;4 drop m12;4 duplicate m12;1 write c0 r0 x=7;1 write c0 x;2 read c1 x;\
                   2 add c0 cart=milk;2 withdraw c0 balance=80;2 increment c0 likes=1;0..200/25 read c1 x";
        let (steps, bad) = parse_steps(all);
        assert_eq!(bad, []);
        assert_eq!(write_steps(&steps), all);
    }

    #[test]
    fn what_is_left_out_is_filled_in() {
        check(
            "1 write x=7\n\n  2   read   r1  x ",
            expect![[r#"
            1 write c0 x=7
            2 read c0 r1 x"#]],
        );
    }

    #[test]
    fn what_is_no_step_is_named_and_the_rest_kept() {
        check(
            "soon crash r2; 1 explode r2; 1 crash c1; 1 crash r99; 1 partition r0; 1 partition r0 r1 | r1; 2 read x=7; \
             1e9 heal; 99999999 heal; 0..60000/1 heal; 1 write x=Seven; 1 heal; 1 withdraw b=-1; 1 increment b",
            expect![[r#"
                1 heal
                1: expected a time in milliseconds such as `12.5`, or a repetition such as `0..200/25`, not `soon`
                2: expected a deed such as `crash r2`, not `explode`; there are crash, restart, slow, skew, partition, heal, hold, release, drop, duplicate, read, write, add, withdraw, increment
                3: expected something like `crash r2`
                4: expected a replica such as `r0` or a client such as `c0`, not `r99`
                5: expected something like `partition r0 r1 | r2`
                6: expected something like `partition r0 r1 | r2`
                7: expected something like `read c0 r1 x`
                8: expected a time in milliseconds such as `12.5`, or a repetition such as `0..200/25`, not `1e9`
                9: `99999999` is too much: a step is at most at 60000 ms, and happens at most 500 times
                10: `0..60000/1` is too much: a step is at most at 60000 ms, and happens at most 500 times
                11: expected 1 to 8 small letters, digits or hyphens, such as `x` or `milk`, not `Seven`
                13: expected something like `withdraw c0 balance=80`
                14: expected something like `increment c0 likes=1`"#]],
        );
    }

    #[test]
    fn a_repetition_ends_in_time() {
        let step: Step = "10..60/25 read x".parse().unwrap();
        assert_eq!(step.times().map(|at| at.0).collect::<Vec<_>>(), [10_000, 35_000, 60_000]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic_and_steps_survive(
            text in "[0-9.]{1,4}(\\.\\.[0-9]{1,3}/[0-9]{1,2})? [a-z]{4,9}( [rcm>|0-9x=-]{1,4}){0,6}"
        ) {
            let (steps, _) = parse_steps(&text);
            prop_assert_eq!(parse_steps(&write_steps(&steps)).0, steps);
        }

        #[test]
        fn any_characters_are_read_without_a_panic(text in ".*") {
            parse_steps(&text);
        }
    }
}
