//! Anki's text file (Anki manual, *Text files*): a head that says what the columns are, then a line a note.
//!
//! ```text
//! #separator:tab
//! #html:true
//! #guid column:1
//! …
//! faultline-nines-week ⇥ Faultline::Reliability ⇥ <p>How much …</p> ⇥ <p>10 min 4.8 s</p> ⇥ faultline reliability
//! ```
//!
//! The first column is the note's own id: where Anki has it already, the import updates that note and keeps its
//! schedule. The note type is *Basic*, which every collection has, if under another name in other languages.

use super::csv::cell;
use super::{COLLECTION, Choice, Deck, choices, number, rich, steps};
use crate::content::{Card, Inline, Topic};

const HEAD: &str = "#separator:tab\n#html:true\n#notetype:Basic\n#guid column:1\n#deck column:2\n#tags column:5\n";

pub fn write(deck: &Deck) -> String {
    let notes = deck.cards.iter().map(|(topic, card)| note(deck, topic, card));
    HEAD.to_owned() + &notes.collect::<String>()
}

fn note(deck: &Deck, topic: &'static Topic, card: &'static Card) -> String {
    let choices = choices(card);
    let list = |items: String| if choices.is_empty() { String::new() } else { format!("<ol type=\"A\">{items}</ol>") };
    let offered =
        list(choices.iter().map(|choice| format!("<li>{}</li>", rich::html(choice.text, &deck.root))).collect());
    let wrong = list(choices.iter().map(|choice| format!("<li>{}</li>", said_of(deck, choice))).collect());
    let measure = number(card).map_or_else(String::new, |(_, _, measure)| format!(" ({measure})"));
    let step = |(_, text): &(usize, &'static [Inline])| format!("<li>{}</li>", rich::html(text, &deck.root));
    let steps: String = steps(card).iter().map(step).collect();
    let steps = if steps.is_empty() { steps } else { format!("<ul>{steps}</ul>") };
    let front = format!("<p>{}{measure}</p>{offered}{steps}", rich::html(&card.prompt, &deck.root));
    let back = format!("<p>{}</p>{}{wrong}", rich::html(&card.answer, &deck.root), deck.after(card));
    let tags = format!("faultline {}", topic.id);
    let columns = [format!("faultline-{}", card.id), format!("{COLLECTION}::{}", topic.title), front, back, tags];
    columns.map(|column| cell(&column)).join("\t") + "\n"
}

/// Whether a choice is right, or what is wrong with it.
fn said_of(deck: &Deck, choice: &Choice) -> String {
    match choice.fault(&deck.root) {
        _ if choice.is_right => "✓".to_owned(),
        Some(fault) => format!("✗ {fault}"),
        None => "✗".to_owned(),
    }
}
