//! Decks of the reader's own: opened from a file, kept in this browser, studied beside the cards of the site.

use web_sys::{File, HtmlInputElement};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::browser::{self, storage::StorageError};
use crate::content::{self, Part};
use crate::hooks::{Setter, use_state};
use crate::link;
use crate::loading::{Loading, use_loading};
use crate::markup::html;
use crate::own::{BYTES_MAX, Deck, DecksHandle, Fault, Read, Status, csv, deck_of, toml, use_deck_keeper};
use crate::route::Route;
use crate::site::Link;
use crate::ui::notice::notice;
use crate::ui::number::grouped;
use crate::ui::panel::{hint, nothing, once_running, select};
use crate::ui::table::{head, row, table};

const TOML_KIND: &str = "application/toml";
const CSV_KIND: &str = "text/csv";
/// A deck to write one's own over, with a card of each kind.
const TEMPLATE_TOML: &str = include_str!("../own/template.toml");
const TEMPLATE_CSV: &str = include_str!("../own/template.csv");

/// What came of the last file.
#[derive(Debug, Clone, PartialEq, Default)]
struct Opened {
    said: String,
    faults: Vec<Fault>,
    n_faults: usize,
}

/// The page.
#[component]
pub fn DecksPage() -> Html {
    let decks = use_deck_keeper();
    let opened = use_state(Opened::default);
    // Which deck would be removed by a second press.
    let doomed = use_state(|| None::<String>);
    let chosen = use_state(|| content::open_topics().next());
    let loading = use_loading(chosen.iter().map(|topic| Part::Cards(topic)).collect());
    let on_drop = {
        let (decks, opened) = (decks.clone(), opened.setter());
        Callback::from(move |event: DragEvent| {
            if let Some(file) = event.data_transfer().and_then(|data| data.files()?.get(0)) {
                event.prevent_default();
                open(file, decks.clone(), opened.clone());
            }
        })
    };
    let on_over = Callback::from(|event: DragEvent| event.prevent_default());
    html! {
        <div class="page decks" ondragover={on_over} ondrop={on_drop}>
            <h1 tabindex="-1">{ "Your own decks" }</h1>
            <p class="lead">
                { "Questions that you or your teacher wrote, from a file, beside those of the site: to study, to sit an exam, \
                   to export. They stay in this browser and are sent nowhere." }
            </p>
            { once_running(|| html! {
                <div>
                    { status_notice(&decks.status) }
                    { opening(&decks, &opened.setter()) }
                    { account(&opened) }
                    { shelf(&decks, &doomed, &doomed.setter()) }
                </div>
            }) }
            <h2>{ "Write a deck" }</h2>
            { how_to() }
            { once_running(|| templates(*chosen, &chosen.setter(), &loading)) }
        </div>
    }
}

/// What the reader should know about how the decks are kept.
fn status_notice(status: &Status) -> Html {
    match status {
        Status::Unread | Status::Kept => nothing(),
        Status::OnlyThisPage(StorageError::Blocked) => notice(
            "This browser keeps nothing here",
            html! { <p>{ "It blocks storage for this page, so a deck lasts until you close it. Keep its file." }</p> },
        ),
        Status::OnlyThisPage(StorageError::Full) => notice(
            "The browser's storage is full",
            html! { <p>{ "What you opened last lasts until you close the page. Remove a deck to make room; keep the files." }</p> },
        ),
        Status::Damaged(n) => notice(
            "Some of what was kept is damaged",
            html! { <p>{ format!("{n} cards or decks could not be read, and the others are here. Open their file again.") }</p> },
        ),
        Status::TooNew(version) => notice(
            "Your decks were kept by a later Faultline",
            html! { <p>{ format!("They are of version {version} and were left as they are. Reload the page to get that one.") }</p> },
        ),
    }
}

/// Reads a file and takes its deck in.
fn open(file: File, decks: DecksHandle, opened: Setter<Opened>) {
    spawn_local(async move {
        let name = file.name();
        if file.size() > BYTES_MAX as f64 {
            let size = grouped(file.size() as u64);
            let said =
                format!("{name} has {size} bytes, and at most {} are read; split it.", grouped(BYTES_MAX as u64));
            return opened.set(Opened { said, ..Opened::default() });
        }
        let outcome = match browser::read_file(&file).await {
            None => Opened { said: format!("{name} could not be read."), ..Opened::default() },
            Some(text) => take(&name, &text, &decks),
        };
        opened.set(outcome);
    });
}

/// Takes a file's deck in, if it has a card.
fn take(name: &str, text: &str, decks: &DecksHandle) -> Opened {
    let read = read_as(name, text);
    let (faults, n_faults, n) = (read.faults.clone(), read.n_faults, read.cards.len());
    let has_title = read.title.is_some();
    let mut deck = read.into_deck(name, browser::moment().at);
    let known = decks.shelf.deck(&deck.id);
    if let (Some(known), false) = (known, has_title) {
        // A table has no room for a title.
        deck.title.clone_from(&known.title);
    }
    let verb = if known.is_some() { "replaced, with what you know of its cards" } else { "opened" };
    let said = match n {
        0 => format!("{name} has no card that could be read; nothing has changed."),
        1 => format!("“{}” {verb}: 1 card.", deck.title),
        n => format!("“{}” {verb}: {n} cards.", deck.title),
    };
    if n > 0 {
        decks.put(deck);
    }
    Opened { said, faults, n_faults }
}

/// Reads a text as what the file's name says, or as what it looks like.
fn read_as(name: &str, text: &str) -> Read {
    let has_ending = |endings: &[&str]| {
        name.rsplit_once('.').is_some_and(|(_, end)| endings.iter().any(|known| end.eq_ignore_ascii_case(known)))
    };
    let is_toml = has_ending(&["toml"]) || (!has_ending(&["csv", "tsv", "txt"]) && text.contains("[[cards]]"));
    if is_toml { toml::read(text) } else { csv::read(text) }
}

fn opening(decks: &DecksHandle, opened: &Setter<Opened>) -> Html {
    let (decks, opened) = (decks.clone(), opened.clone());
    let onchange = Callback::from(move |event: Event| {
        let field: HtmlInputElement = event.target_unchecked_into();
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            open(file, decks.clone(), opened.clone());
        }
        field.set_value("");
    });
    html! {
        <div class="transfer">
            <label class="button file primary">
                <span>{ "Open a file" }</span>
                <input type="file" accept=".toml,.csv,.tsv,.txt,text/csv" {onchange} />
            </label>
            { hint("TOML or CSV, up to 1 MB and 2,000 cards; or drop it on this page.") }
        </div>
    }
}

/// What came of the last file, with what is wrong in it.
fn account(opened: &Opened) -> Html {
    let fault = |fault: &Fault| {
        let place = format!("{}:{}", fault.place.line, fault.place.column);
        row(place, vec![fault.what.clone()])
    };
    let n_more = opened.n_faults - opened.faults.len();
    html! {
        <div>
            <p class="message" role="status">{ &opened.said }{ match opened.n_faults {
                0 => String::new(),
                1 => " One thing could not be used as it stands.".to_owned(),
                n => format!(" {n} things could not be used as they stand."),
            } }</p>
            if opened.faults.is_empty() {
                { nothing() }
            } else {
                { table("What could not be used", &head(&["Line:column", "What, and what would be right"]),
                    opened.faults.iter().map(fault).collect()) }
            }
            { if n_more > 0 { hint(format!("and {n_more} more")) } else { nothing() } }
        </div>
    }
}

/// The decks that are there.
fn shelf(decks: &DecksHandle, doomed: &Option<String>, doom: &Setter<Option<String>>) -> Html {
    if decks.shelf.decks().is_empty() {
        return html! { <p>{ "There is no deck of yours in this browser yet." }</p> };
    }
    let entry = |deck: &Deck| html! { <li key={deck.id.clone()}>{ deck_view(deck, decks, doomed, doom) }</li> };
    html! { <ul class="shelf">{ for decks.shelf.decks().iter().map(entry) }</ul> }
}

fn deck_view(deck: &Deck, decks: &DecksHandle, doomed: &Option<String>, doom: &Setter<Option<String>>) -> Html {
    let save = |ending: &'static str, kind: &'static str, write: fn(&Deck) -> String| {
        let name = format!("Save “{}” as {}", deck.title, ending.to_ascii_uppercase());
        let deck = deck.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            let _ = browser::save_file(&format!("{}.{ending}", deck.id), kind, &write(&deck));
        });
        html! { <button type="button" {onclick} aria-label={name}>{ ending.to_ascii_uppercase() }</button> }
    };
    let is_doomed = doomed.as_ref() == Some(&deck.id);
    let on_remove = {
        let (decks, doom, id) = (decks.clone(), doom.clone(), deck.id.clone());
        Callback::from(move |_: MouseEvent| {
            if is_doomed {
                decks.remove(&id);
                browser::focus("h1");
            }
            doom.set((!is_doomed).then(|| id.clone()));
        })
    };
    let query = |key: &str| link::write(&[(key, deck.topic())]);
    let n = deck.cards.len();
    html! {
        <section aria-label={deck.title.clone()}>
            <h2>{ &deck.title }</h2>
            <p class="soft">{ if n == 1 { "1 card".to_owned() } else { format!("{} cards", grouped(n as u64)) } }</p>
            <p class="transfer">
                <Link to={Route::Study} query={query("topic")}>{ "Study" }</Link>
                <Link to={Route::Cards} query={link::write(&[("deck", deck.id.clone())])}>{ "All its cards" }</Link>
                <Link to={Route::Exam} query={query("topics")}>{ "Exam" }</Link>
                <Link to={Route::Teachers} query={query("topics")}>{ "Anki, Moodle, paper" }</Link>
                { save("toml", TOML_KIND, toml::write) }
                { save("csv", CSV_KIND, |deck| csv::write(&deck.cards)) }
                <button type="button" class={if is_doomed { "danger" } else { "" }} onclick={on_remove}>
                    { if is_doomed { "Yes, remove it" } else { "Remove" } }
                </button>
            </p>
        </section>
    }
}

fn how_to() -> Html {
    let column = |name: &'static str, what: &'static str| row(name, vec![what.to_owned()]);
    html! {
        <div class="prose">
            <p>
                { "A file opened again under the same name, or with the same " }<code>{ "id" }</code>
                { ", replaces the deck; cards that keep their ids keep what you know of them. A card with a fault is left out \
                   and named, and the others are read." }
            </p>
            <p>
                { "In texts " }<code>{ "*emphasis*" }</code>{ ", " }<code>{ "**strong**" }</code>{ " and " }
                <code>{ "`code`" }</code>{ " are understood; HTML is shown as it is written. Addresses stand as text." }
            </p>
            { table("Columns of a CSV file, and keys of TOML", &head(&["CSV", "TOML and meaning"]), vec![
                column("question", "prompt: what is asked. Must be there."),
                column("answer", "answer: what is right. Must be there, but for an order."),
                column("id", "id: small letters, digits, hyphens; without it the question's words are the card's name."),
                column("why", "why: shown with the answer."),
                column("wrong 1, wrong 2 …", "distractors = [{ text = … }]: wrong choices, up to eight."),
                column("why wrong 1 …", "wrong_because: what is wrong with it."),
                column("belief 1 …", "belief: the belief behind it, as a sentence."),
                column("step 1, step 2 …", "order = [ … ]: three to seven steps in their right order."),
                column("unit", "numeric = { unit = … }: the answer is a number in duration, percent, count, share or ms."),
                column("tolerance", "numeric = { tolerance = … }: 1%, exact, or as much in the unit itself."),
                column("lab, scenario", "evidence = { lab = …, scenario = … }: opens a lab at that state."),
            ]) }
        </div>
    }
}

/// Files to start from.
fn templates(
    chosen: Option<&'static content::Topic>,
    choose: &Setter<Option<&'static content::Topic>>,
    loading: &Loading,
) -> Html {
    let save = |name: &'static str, file: &'static str, kind: &'static str, text: &'static str| {
        let onclick = Callback::from(move |_: MouseEvent| {
            let _ = browser::save_file(file, kind, text);
        });
        html! { <button type="button" {onclick}>{ name }</button> }
    };
    let options = content::open_topics().map(|topic| (topic.id.to_owned(), topic.title.to_owned()));
    let on_select = {
        let choose = choose.clone();
        Callback::from(move |id: String| choose.set(content::topic(&id)))
    };
    let texts = chosen.and_then(|topic| Some((topic, Part::Cards(topic).texts()?)));
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some((topic, texts)) = texts {
            let _ = browser::save_file(&format!("{}.toml", topic.id), TOML_KIND, &toml::write(&deck_of(topic, texts)));
        }
    });
    html! {
        <div>
            <p class="transfer">
                { save("A template in TOML", "deck.toml", TOML_KIND, TEMPLATE_TOML) }
                { save("A template in CSV", "deck.csv", CSV_KIND, TEMPLATE_CSV) }
            </p>
            <div class="transfer">
                { select("Or the cards of", options.collect(), chosen.map_or("", |topic| topic.id), on_select) }
                <button type="button" {onclick} disabled={texts.is_none()}>{ "Save them as TOML" }</button>
            </div>
            { if texts.is_none() { loading.view() } else { nothing() } }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_decks_without_a_fault() {
        for (name, text) in [("deck.toml", TEMPLATE_TOML), ("deck.csv", TEMPLATE_CSV)] {
            let read = read_as(name, text);
            assert_eq!(read.faults, [], "{name}");
            assert!(read.cards.len() >= 3, "{name}");
        }
    }

    #[test]
    fn a_file_is_read_as_its_name_says_or_as_it_looks() {
        let toml = "[[cards]]\nprompt = \"a\"\nanswer = \"b\"\n";
        let n = |name, text| read_as(name, text).cards.len();
        assert_eq!((n("x.toml", toml), n("x.TOML", toml), n("x", toml), n("x.csv", toml)), (1, 1, 1, 0));
        assert_eq!((n("x.csv", "question,answer\na,b\n"), n("x", "question,answer\na,b\n")), (1, 1));
    }
}
