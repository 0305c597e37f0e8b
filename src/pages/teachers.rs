//! For teachers: a selection of cards as a file for Anki, Moodle and others, or as a sheet to print.
//!
//! The link carries the selection (`?topics=cap,quorums&kinds=choices&answers=yes`).

use yew::prelude::*;

use super::packages::{one_file, packages};
use super::topic_boxes::{checkbox, toggled, topic_boxes};
use crate::browser;
use crate::content::{self, Card, Inline, Part, Topic};
use crate::exam::{take_topics, topics_pair};
use crate::export::{self, Deck, Format};
use crate::hooks::use_state;
use crate::link::{self, Fields, Note};
use crate::loading::{Loading, use_loading};
use crate::markup::html;
use crate::own::{Status, use_deck_keeper};
use crate::practice::Asked;
use crate::route::Route;
use crate::settings::{Choices, choice_word, take_choice};
use crate::site::{Link, use_site};
use crate::ui::choices::shuffled;
use crate::ui::notice::link_notes;
use crate::ui::panel::{once_running, select};
use crate::ui::rich_text::definition;

/// Which cards a selection takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinds {
    All,
    /// Those with choices.
    Choices,
    /// Those without.
    Recall,
}

const KINDS: Choices<Kinds> = &[("all", Kinds::All), ("choices", Kinds::Choices), ("recall", Kinds::Recall)];

/// What each file does, for who has not seen one.
const WHAT_THEY_ARE: [(&str, &str); 5] = [
    (
        "Anki",
        "a text file for File, Import. Every note keeps its id, so importing a later one updates the notes that are \
         there and leaves their schedules alone.",
    ),
    (
        "Moodle",
        "an XML file for the question bank, with a category a topic. Cards with choices become multiple-choice \
         questions in which each wrong choice says what is wrong with it; cards without become essays, with the answer \
         for whoever marks them.",
    ),
    ("GIFT", "the same as plain text, which Moodle and other systems read, and which is easily edited by hand."),
    ("Spreadsheet", "a table of plain words, a line a card."),
    ("Paper", "the questions below, with or without their answers. Links in the files lead back to this site."),
];

/// What the link says.
#[derive(Debug, Clone, PartialEq)]
struct Selection {
    topics: Vec<&'static Topic>,
    kinds: Kinds,
    /// Whether the sheet has the answers.
    has_answers: bool,
}

impl Selection {
    /// Reads a link; `known` are the topics that it can name.
    fn from_query(query: &str, known: &[&'static Topic]) -> (Selection, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let ours: Vec<&'static Topic> = content::open_topics().collect();
        let topics = take_topics(&mut fields, known, &ours);
        let kinds = take_choice(&mut fields, "kinds", Kinds::All, KINDS);
        let has_answers = take_choice(&mut fields, "answers", false, &[("no", false), ("yes", true)]);
        (Selection { topics, kinds, has_answers }, fields.finish(&["topics", "kinds", "answers"]))
    }

    fn to_query(&self) -> String {
        let mut pairs: Vec<(&str, String)> = topics_pair(&self.topics).into_iter().collect();
        if self.kinds != Kinds::All {
            pairs.push(("kinds", choice_word(self.kinds, KINDS).to_owned()));
        }
        if self.has_answers {
            pairs.push(("answers", "yes".to_owned()));
        }
        link::write(&pairs)
    }

    /// The cards of it whose texts are there.
    fn cards(&self) -> Vec<(&'static Topic, &'static Card)> {
        let of = |topic: &&'static Topic| {
            let (topic, texts) = (*topic, Part::Cards(topic).texts());
            texts.map_or(&[][..], |texts| &texts.cards).iter().map(move |card| (topic, card))
        };
        let is_wanted = |(_, card): &(&Topic, &Card)| match self.kinds {
            Kinds::All => true,
            Kinds::Choices => !card.distractors.is_empty(),
            Kinds::Recall => card.distractors.is_empty(),
        };
        self.topics.iter().flat_map(of).filter(is_wanted).collect()
    }
}

/// The page.
#[component]
pub fn TeachersPage() -> Html {
    let site = use_site();
    let decks = use_deck_keeper();
    let known = decks.all_topics();
    let (selection, notes) = Selection::from_query(&site.location.query, &known);
    let notes = if decks.status == Status::Unread { Vec::new() } else { notes };
    let loading = use_loading(selection.topics.iter().map(|topic| Part::Cards(topic)).collect());
    let message = use_state(String::new);
    // Two boxes may be ticked before the page is drawn again.
    let newest = use_mut_ref(|| selection.clone());
    newest.replace(selection.clone());
    let change = {
        let site = site.clone();
        move |change: &dyn Fn(&mut Selection)| {
            change(&mut newest.borrow_mut());
            let query = newest.borrow().to_query();
            site.write_query.emit(query);
        }
    };
    let cards = selection.cards();
    let is_whole = selection.topics.iter().all(|topic| Part::Cards(topic).texts().is_some());
    let root = site.href(&Route::Home, "");
    let save = {
        let (cards, message, root) = (cards.clone(), message.setter(), root.clone());
        move |format: Format| {
            let deck = Deck { cards: cards.clone(), root: browser::absolute(&root) };
            let (name, kind) = format.file();
            message.set(match browser::save_file(name, kind, &format.write(&deck)) {
                Ok(()) => format!("{} saved as {name}.", counted(deck.cards.len())),
                Err(_) => "The browser did not let the page save a file.".to_owned(),
            });
        }
    };
    html! {
        <div class="page teachers">
            <h1 tabindex="-1">{ "For teachers" }</h1>
            <p class="lead">
                { "Take the cards into your own course: as a file for Anki, Moodle or a spreadsheet, or on paper." }
            </p>
            <p>
                { "Labs and cards also stand in pages of your own: " }
                <Link to={Route::Builder}>{ "make an embed" }</Link>
                { ", or see " }
                <Link to={Route::Embedding}>{ "where it goes, step by step" }</Link>
                { "." }
            </p>
            { packages(&root) }
            { one_file(&root) }
            <h2>{ "Cards for other programs" }</h2>
            { link_notes(&notes) }
            <ul>{ for WHAT_THEY_ARE.iter().map(|(name, what)| html! {
                <li key={*name}><strong>{ *name }</strong>{ ": " }{ *what }</li>
            }) }</ul>
            { once_running(|| html! {
                <>
                    { choosing(&selection, &known, change) }
                    <p role="status">{ format!("{} chosen.", counted(cards.len())) }</p>
                    { formats(is_whole && !cards.is_empty(), save) }
                    <p class="message" role="status">{ &*message }</p>
                    { sheet(&cards, &selection, is_whole, &loading) }
                </>
            }) }
        </div>
    }
}

fn counted(n: usize) -> String {
    if n == 1 { "1 card".to_owned() } else { format!("{n} cards") }
}

/// Topics, kinds of card, and whether the sheet has the answers.
fn choosing(
    selection: &Selection,
    known: &[&'static Topic],
    change: impl Fn(&dyn Fn(&mut Selection)) + Clone + 'static,
) -> Html {
    let topics = {
        let (change, all) = (change.clone(), known.to_vec());
        topic_boxes(known, &selection.topics, move |topic, is_on| {
            change(&|selection| selection.topics = toggled(&all, &selection.topics, topic, is_on));
        })
    };
    let kinds = {
        let change = change.clone();
        let options = [("all", "All"), ("choices", "With choices"), ("recall", "Without choices")];
        let options = options.map(|(word, name)| (word.to_owned(), name.to_owned())).to_vec();
        let on_select = Callback::from(move |word: String| {
            let chosen = KINDS.iter().find(|(known, _)| *known == word).map_or(Kinds::All, |(_, kinds)| *kinds);
            change(&|selection| selection.kinds = chosen);
        });
        select("Cards", options, choice_word(selection.kinds, KINDS), on_select)
    };
    let answers = checkbox("answers", "Answers on the sheet".to_owned(), selection.has_answers, move |is_on| {
        change(&|selection| selection.has_answers = is_on);
    });
    html! {
        <div class="choosing">
            { topics }
            <div class="fields">{ kinds }{ answers }</div>
        </div>
    }
}

/// A file of each format, and the printer.
fn formats(is_possible: bool, save: impl Fn(Format) + Clone + 'static) -> Html {
    let file = |format: Format| {
        let save = save.clone();
        let onclick = Callback::from(move |_: MouseEvent| save(format));
        let name = match format {
            Format::Anki => "Anki (text)",
            Format::Moodle => "Moodle (XML)",
            Format::Gift => "GIFT",
            Format::Csv => "Spreadsheet (CSV)",
        };
        html! { <button key={name} type="button" {onclick} disabled={!is_possible}>{ name }</button> }
    };
    let print = Callback::from(|_: MouseEvent| browser::print());
    html! {
        <div class="transfer">
            { for Format::ALL.into_iter().map(file) }
            <button type="button" onclick={print} disabled={!is_possible}>{ "Print the sheet" }</button>
        </div>
    }
}

/// The questions as they are printed.
fn sheet(cards: &[(&'static Topic, &'static Card)], selection: &Selection, is_whole: bool, loading: &Loading) -> Html {
    if !is_whole {
        return loading.view();
    }
    let of = |topic: &&'static Topic| {
        let own = cards.iter().filter(|(of, _)| of == topic);
        let entries: Vec<Html> = own.map(|(_, card)| entry(card, selection.has_answers)).collect();
        html! {
            <section key={topic.id} hidden={entries.is_empty()}>
                <h2>{ topic.title }</h2>
                <ol>{ for entries }</ol>
            </section>
        }
    };
    html! { <div class="sheet">{ for selection.topics.iter().map(of) }</div> }
}

fn entry(card: &'static Card, has_answers: bool) -> Html {
    let order = if card.distractors.is_empty() { Vec::new() } else { shuffled(card.distractors.len() + 1, &card.id) };
    let choice = |at: &usize| {
        let text = if *at == 0 { &card.answer } else { &card.distractors[*at - 1].text };
        let mark = if has_answers && *at == 0 { "✓ " } else { "" };
        html! { <li key={*at}>{ mark }{ definition(text) }</li> }
    };
    // Paper draws no numbers: it has those of the files.
    let asked = Asked::of(card, export::SEED);
    let shown = |text: &[Inline]| match &asked {
        Some(asked) => definition(&asked.text(text)),
        None => definition(text),
    };
    let steps = export::steps(card);
    let step = |(_, text): &(usize, &'static [Inline])| html! { <li>{ definition(text) }</li> };
    html! {
        <li key={card.id.clone()}>
            <p>{ shown(&card.prompt) }</p>
            <ol type="A" hidden={order.is_empty()}>{ for order.iter().map(choice) }</ol>
            <ul hidden={steps.is_empty()}>{ for steps.iter().map(step) }</ul>
            <p class="answer" hidden={!has_answers || !order.is_empty()}>{ shown(&card.answer) }</p>
            <p class="why" hidden={!has_answers || card.why.is_empty()}>{ shown(&card.why) }</p>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> (Selection, Vec<Note>) {
        Selection::from_query(query, &content::open_topics().collect::<Vec<_>>())
    }

    #[test]
    fn a_selection_survives_its_link() {
        for query in ["", "topics=cap,quorums", "topics=cap&kinds=choices", "answers=yes", "topics="] {
            let (selection, notes) = read(query);
            assert!(notes.is_empty(), "{query}: {notes:?}");
            assert_eq!(read(&selection.to_query()).0, selection, "{query}");
        }
    }

    #[test]
    fn what_a_link_cannot_choose_is_named() {
        let (selection, notes) = read("topics=cap,nonsense&kinds=all&colour=red&answers=maybe");
        assert_eq!(selection.topics.len(), 1);
        let notes: Vec<String> = notes.iter().map(Note::to_string).collect();
        assert!(notes[0].contains("there is no topic `nonsense`"), "{notes:?}");
        assert!(notes[1].contains("expected no, yes, not `maybe`"), "{notes:?}");
        assert!(notes[2].starts_with("colour"), "{notes:?}");
    }

    #[test]
    fn kinds_part_the_cards() {
        let n = |query| read(query).0.cards().len();
        assert_eq!(n("kinds=choices") + n("kinds=recall"), n(""));
        assert_eq!(n("topics="), 0);
    }
}
