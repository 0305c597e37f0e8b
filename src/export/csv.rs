//! Comma-separated values (RFC 4180): a line of names, then a line a card, in plain words without their form.
//!
//! Any spreadsheet opens it. Links and emphasis are left out.

use super::{Deck, choices, number};
use crate::content::{Card, Topic, plain, quoted};

/// The names of the columns; wrong choices and what is wrong with them follow in pairs.
pub const COLUMNS: [&str; 5] = ["id", "topic", "question", "answer", "why"];

pub fn write(deck: &Deck) -> String {
    let n_wrong = deck.cards.iter().map(|(_, card)| card.distractors.len()).max().unwrap_or_default();
    let pairs = (1..=n_wrong).flat_map(|at| [format!("wrong {at}"), format!("why wrong {at}")]);
    let head: Vec<String> = COLUMNS.map(str::to_owned).into_iter().chain(pairs).collect();
    let rows = deck.cards.iter().map(|(topic, card)| row(topic, card, n_wrong));
    std::iter::once(head).chain(rows).map(|row| line(&row)).collect()
}

fn row(topic: &'static Topic, card: &'static Card, n_wrong: usize) -> Vec<String> {
    let (id, title) = (card.id.clone(), topic.title.to_owned());
    let measure = number(card).map_or_else(String::new, |(_, _, measure)| format!(" ({measure})"));
    let mut row = vec![id, title, plain(&card.prompt) + &measure, plain(&card.answer), plain(&card.why)];
    for choice in choices(card).iter().filter(|choice| !choice.is_right) {
        row.push(plain(choice.text));
        row.push(choice.belief.map_or_else(String::new, |(name, why)| quoted(name) + &plain(why)));
    }
    row.resize(COLUMNS.len() + 2 * n_wrong, String::new());
    row
}

fn line(row: &[String]) -> String {
    row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",") + "\r\n"
}

/// A cell, in quotes where it needs them.
pub fn cell(text: &str) -> String {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r' | b'\t' | b'#')) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
