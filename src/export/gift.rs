//! GIFT (Moodle documentation, *GIFT format*): questions as text, with feedback for each choice.
//!
//! ```text
//! ::nines-week::[html]<p>How much …</p> {
//!   =<p>10 min 4.8 s</p>
//!   ~<p>1 min 5 s</p>#<p>“…” …</p>
//!   ####<p>…</p>
//! }
//! ```
//!
//! A number is asked with its tolerance (`#43.8:0.4`), and of an order each step is matched with its place. A card
//! that has nothing to mark becomes an essay, with the answer as the feedback that everybody sees afterwards.

use super::{COLLECTION, Choice, Deck, choices, number, rich, steps};
use crate::content::{Card, Inline, plain};

pub fn write(deck: &Deck) -> String {
    let mut text = String::new();
    let mut category = "";
    for (topic, card) in &deck.cards {
        if category != topic.id {
            category = topic.id;
            text += &format!("$CATEGORY: $course$/top/{COLLECTION}/{}\n\n", topic.title.replace('/', "//"));
        }
        text += &question(deck, card);
    }
    text
}

fn question(deck: &Deck, card: &'static Card) -> String {
    let number = number(card);
    let answers: String = match &number {
        Some((number, off, _)) => format!("  #{number}:{off}\n"),
        None => {
            let place = |(at, text): &(usize, &'static [Inline])| format!("  ={} -> {at}\n", escaped(&plain(text)));
            let places: String = steps(card).iter().map(place).collect();
            places + &choices(card).iter().map(|choice| answer(deck, choice)).collect::<String>()
        }
    };
    let after = deck.after(card);
    let after = match answers.is_empty() || number.is_some() {
        true => format!("<p>{}</p>{after}", rich::html(&card.answer, &deck.root)),
        false => after,
    };
    let feedback = if after.is_empty() { String::new() } else { format!("  ####{}\n", escaped(&after)) };
    let measure = number.map_or_else(String::new, |(_, _, measure)| format!(" ({measure})"));
    let prompt = escaped(&(rich::html(&card.prompt, &deck.root) + &measure));
    format!("// question: {id}  name: {id}\n::{id}::[html]<p>{prompt}</p> {{\n{answers}{feedback}}}\n\n", id = card.id)
}

fn answer(deck: &Deck, choice: &Choice) -> String {
    let text = escaped(&rich::html(choice.text, &deck.root));
    match choice.fault(&deck.root) {
        _ if choice.is_right => format!("  ={text}\n"),
        Some(fault) => format!("  ~{text}#{}\n", escaped(&format!("<p>{fault}</p>"))),
        None => format!("  ~{text}\n"),
    }
}

/// What has a meaning of its own in GIFT is escaped.
fn escaped(html: &str) -> String {
    let mut text = String::new();
    for letter in html.chars() {
        if matches!(letter, '~' | '=' | '#' | '{' | '}' | ':' | '\\') {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}
