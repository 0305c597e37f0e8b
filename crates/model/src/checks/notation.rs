//! Histories as tables, for the tests of the checks.
//!
//! An operation stands as in a step, then its invocation and answer in whole milliseconds and its outcome:
//! `c0 write x=1 @1..3 done; c1 read x @2..4 1; c2 write x=2 @3..`. Outcomes are `done`, what was seen (`1`,
//! `1 and {a,b}`, `nothing`), both (`done 1`), `declined 1`, `refused`, `failed`, `timed out`; without an answer it is
//! pending. A value that was seen is that of the last write of it, or of the operation that stands behind it: `7:o3`.
//!
//! What replicas hold stands between bars: `x=1 y=2 | down x=1 and 2 | hint x=1`.

use super::{Finding, Past, Verdict};
use crate::history::{Action, History, Operation, Outcome, Seen, Value};
use crate::ids::{OpId, Word};
use crate::protocol::Holding;
use crate::step::{Ask, Deed, Step, ms};
use crate::tick::Tick;

/// Reads a history.
pub(super) fn history(text: &str) -> History {
    let lines = text.split([';', '\n']).map(str::trim).filter(|line| !line.is_empty());
    let mut history: History = lines.clone().zip(0..).map(|(line, id)| asked(line, OpId(id))).collect();
    for (line, place) in lines.zip(0..) {
        let told = line.split_once("..").expect(line).1.split_once(' ').map_or("", |(_, told)| told);
        let outcome = outcome(&history, history[place].key, told);
        history[place].outcome = if history[place].returned.is_some() { outcome } else { Outcome::Pending };
    }
    for place in 0..history.len() {
        history[place].after = after(&history, &history[place]);
    }
    history
}

/// What each replica holds, and whether it is up.
pub(super) fn holdings(past: &Past<'_>, text: &str) -> Vec<(Vec<Holding>, bool)> {
    let replica = |text: &str| {
        let (text, is_up) = text.trim().strip_prefix("down").map_or((text, true), |text| (text, false));
        let (mut held, mut is_hint, mut key) = (Vec::new(), false, None);
        for word in text.split_whitespace().filter(|word| *word != "and") {
            let (name, value) = word.split_once('=').unwrap_or((key.unwrap_or_default(), word));
            if word == "hint" {
                is_hint = true;
                continue;
            }
            key = Some(name);
            let name: Word = name.parse().expect(word);
            let Seen { value, write } = seen(past.operations, name, value);
            held.push(Holding { key: name, value, write, about: String::new(), is_hint });
            is_hint = false;
        }
        (held, is_up)
    };
    text.split('|').map(replica).collect()
}

/// The violations of a history, a line each: when, the witnesses, and the sentence; then how much was judged.
pub(super) fn violations(text: &str, judge: impl Fn(&Past<'_>) -> Verdict) -> String {
    let operations = history(text);
    let verdict = judge(&Past::of(&operations));
    let mut lines = Vec::new();
    for violation in &verdict.violations {
        let names: Vec<String> = violation.operations.iter().map(OpId::to_string).collect();
        lines.push(format!("{} [{}] {}", ms(violation.at), names.join(" "), violation.sentence(&operations)));
    }
    assert_eq!(verdict.is_violated(), !lines.is_empty());
    let undecided = if verdict.finding == Finding::Undecided { ", undecided" } else { "" };
    lines.push(format!("{} judged{undecided}", verdict.n_judged));
    lines.join("\n")
}

fn asked(line: &str, id: OpId) -> Operation {
    let (asked, told) = line.split_once(" @").expect(line);
    let (client, deed) = asked.split_once(' ').expect(line);
    let (verb, rest) = deed.split_once(' ').expect(line);
    let step: Step = format!("0 {verb} {client} {rest}").parse().expect(line);
    let Deed::Ask(Ask { client, key, action: Some(action), .. }) = step.deed else { panic!("no operation: {line}") };
    let (invoked, end) = told.split_once("..").expect(line);
    let tick = |text: &str| text.parse().map(|ms: u64| Tick(ms * 1_000));
    let returned = end.split(' ').next().and_then(|end| tick(end).ok());
    let invoked = tick(invoked).expect(line);
    let outcome = Outcome::Pending;
    let after = Vec::new();
    Operation { id, client, replica: client, key, action, invoked, received: None, returned, outcome, after }
}

fn outcome(history: &[Operation], key: Word, told: &str) -> Outcome {
    let all = |text: &str| match text {
        "nothing" => Vec::new(),
        _ => text.split(" and ").map(|text| seen(history, key, text)).collect(),
    };
    let (first, rest) = told.split_once(' ').unwrap_or((told, "nothing"));
    match first {
        "" => Outcome::Pending,
        "done" => Outcome::Done(all(rest)),
        "declined" => Outcome::Declined(all(rest)),
        "refused" => Outcome::Refused { n_answers: 1, n_needed: 2 },
        "failed" => Outcome::Failed { n_answers: 1, n_needed: 2 },
        "timed" => Outcome::TimedOut,
        _ => Outcome::Done(all(told)),
    }
}

fn seen(history: &[Operation], key: Word, text: &str) -> Seen {
    let (text, write) = text.split_once(':').map_or((text, None), |(text, write)| (text, Some(&write[1..])));
    let value = match (text.strip_prefix('{').and_then(|text| text.strip_suffix('}')), text.parse()) {
        (Some(words), _) => {
            let words: Vec<Word> = words.split(',').map(|word| word.parse().expect(text)).collect();
            Value::union(&[], &words)
        }
        (None, Ok(number)) => Value::Number(number),
        (None, Err(_)) => Value::Word(text.parse().expect(text)),
    };
    let is_source = |other: &&Operation| other.key == key && other.action == Action::Write(value.clone());
    let source = || history.iter().rev().find(is_source).expect(text).id;
    let write = write.map_or_else(source, |write| OpId(write.parse().expect(text)));
    Seen { value, write }
}

/// The writes that the client of an operation had read or made, as a run notes them.
fn after(history: &[Operation], operation: &Operation) -> Vec<OpId> {
    let is_earlier =
        |other: &&Operation| other.id < operation.id && other.client == operation.client && other.key == operation.key;
    let mut after = Vec::new();
    for other in history.iter().filter(is_earlier).filter(|_| operation.action.is_write()) {
        let own = (other.action.is_write() && other.outcome.is_done()).then_some(other.id);
        after.extend(other.outcome.seen().iter().map(|seen| seen.write).chain(own));
    }
    after
}
