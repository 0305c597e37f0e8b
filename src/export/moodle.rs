//! Moodle's XML of questions (Moodle documentation, *Moodle XML format*): a category a topic, a question a card.
//!
//! A number is a numerical question with its tolerance; an order is a matching question, each step with its place.
//! A card with choices is a multiple-choice question with one right answer, and each wrong one says why it is; a card
//! without is an essay, whose answer stands in the notes for whoever marks it. The card's id is the question's number
//! in the question bank.

use super::{COLLECTION, Choice, Deck, choices, number, rich, steps};
use crate::content::{Card, Inline, Topic};

pub fn write(deck: &Deck) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
    let mut category = "";
    for (topic, card) in &deck.cards {
        if category != topic.id {
            category = topic.id;
            xml += &in_category(topic);
        }
        xml += &question(deck, topic, card);
    }
    xml + "</quiz>\n"
}

fn in_category(topic: &Topic) -> String {
    let path = format!("$course$/top/{COLLECTION}/{}", topic.title.replace('/', "//"));
    format!("<question type=\"category\">{}</question>\n", element("category", &plain_text(&path)))
}

fn question(deck: &Deck, topic: &Topic, card: &'static Card) -> String {
    let choices = choices(card);
    let (number, steps) = (number(card), steps(card));
    let measure = number.as_ref().map_or_else(String::new, |(_, _, measure)| format!(" ({measure})"));
    let (kind, answers) = match number {
        Some((number, off, _)) => ("numerical", numerical(&number, &off)),
        None if !steps.is_empty() => ("matching", matching(deck, &steps)),
        None if choices.is_empty() => ("essay", essay(deck, card)),
        None => ("multichoice", multiple_choice(deck, &choices)),
    };
    let prompt = format!("<p>{}{measure}</p>", rich::html(&card.prompt, &deck.root));
    let parts = [
        element("name", &plain_text(&card.id)),
        formatted("questiontext", &prompt),
        formatted("generalfeedback", &deck.after(card)),
        "<defaultgrade>1</defaultgrade>\n<hidden>0</hidden>\n".to_owned(),
        element("idnumber", &rich::escaped(&card.id)),
        answers,
        element("tags", &element("tag", &plain_text(topic.id))),
    ];
    format!("<question type=\"{kind}\">\n{}</question>\n", parts.concat())
}

fn numerical(number: &str, off: &str) -> String {
    let tolerance = element("tolerance", off);
    format!("<answer fraction=\"100\" format=\"moodle_auto_format\">\n<text>{number}</text>{tolerance}</answer>\n")
}

/// Each step and its place.
fn matching(deck: &Deck, steps: &[(usize, &'static [Inline])]) -> String {
    let step = |(at, text): &(usize, &'static [Inline])| {
        let place = element("answer", &plain_text(&at.to_string()));
        format!("<subquestion format=\"html\">{}{place}</subquestion>\n", plain_text(&rich::html(text, &deck.root)))
    };
    "<shuffleanswers>true</shuffleanswers>\n".to_owned() + &steps.iter().map(step).collect::<String>()
}

fn essay(deck: &Deck, card: &Card) -> String {
    let answer = format!("<p>{}</p>", rich::html(&card.answer, &deck.root));
    let shape = "<responseformat>editor</responseformat>\n<responserequired>1</responserequired>\n\
                 <responsefieldlines>5</responsefieldlines>\n<attachments>0</attachments>\n";
    shape.to_owned() + &formatted("graderinfo", &answer)
}

fn multiple_choice(deck: &Deck, choices: &[Choice]) -> String {
    let shape = "<penalty>0.3333333</penalty>\n<single>true</single>\n<shuffleanswers>true</shuffleanswers>\n\
                 <answernumbering>ABCD</answernumbering>\n";
    let answer = |choice: &Choice| {
        let fraction = if choice.is_right { 100 } else { 0 };
        let why = choice.fault(&deck.root).map_or_else(String::new, |fault| format!("<p>{fault}</p>"));
        let text = rich::html(choice.text, &deck.root);
        let (text, feedback) = (plain_text(&text), formatted("feedback", &why));
        format!("<answer fraction=\"{fraction}\" format=\"html\">\n{text}{feedback}</answer>\n")
    };
    shape.to_owned() + &choices.iter().map(answer).collect::<String>()
}

fn element(name: &str, content: &str) -> String {
    format!("<{name}>{content}</{name}>\n")
}

/// An element with a text in HTML.
fn formatted(name: &str, html: &str) -> String {
    format!("<{name} format=\"html\">{}</{name}>\n", plain_text(html))
}

fn plain_text(text: &str) -> String {
    format!("<text>{}</text>", rich::escaped(text))
}
