//! The student's answers: how far they are, what was done and is to come, how to study, as a file and from a file, and
//! how well the browser keeps them.

use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::cards::cards_of;
use crate::browser::{self, storage::StorageError};
use crate::content::{self, Line, Part, Topic};
use crate::hooks::{Setter, use_state};
use crate::loading::use_loading;
use crate::markup::html;
use crate::own::use_deck_keeper;
use crate::site::Link;
use crate::store::{Progress, ProgressHandle, Settings, Status, use_progress};
use crate::study::deck::reviews_a_day;
use crate::study::{Deck, Mastery, Moment};
use crate::ui::bars::bars;
use crate::ui::calendar::{calendar, days_of_weeks};
use crate::ui::notice::notice;
use crate::ui::number::fixed;
use crate::ui::panel::{hint, nothing, select};
use crate::ui::table::{Row, head, table, text};

const FILE_NAME: &str = "faultline-progress.csv";
const FILE_KIND: &str = "text/csv";
const N_WEEKS: usize = 26;
const N_DAYS_AHEAD: usize = 30;
const RETENTIONS: [u16; 6] = [80, 85, 90, 92, 95, 97];
const NEW_A_DAY: [u16; 8] = [0, 5, 10, 15, 20, 30, 50, 100];

/// The progress page.
#[component]
pub fn ProgressPage() -> Html {
    let handle = use_progress();
    let message = use_state(String::new);
    // Renders anew when the names of the beliefs are there.
    let has_beliefs = handle.progress.reviews().iter().any(|review| review.misconception.is_some());
    let _ = use_loading(if has_beliefs { vec![Part::Lists] } else { Vec::new() });
    let now = use_state(|| None::<Moment>);
    {
        let now = now.setter();
        use_effect_with((), move |()| now.set(Some(browser::moment())));
    }
    let topics = use_deck_keeper().all_topics();
    let deck = now.map(|now| {
        let cards = topics.iter().flat_map(|topic| content::card_ids(topic.id).iter().copied());
        Deck::new(cards, &handle.progress, now)
    });
    let transfer = use_transfer(&handle, &message.setter());
    html! {
        <div class="page progress">
            <h1 tabindex="-1">{ "Your progress" }</h1>
            <p class="lead">{ "Your answers are kept in this browser and nowhere else." }</p>
            { status_notice(&handle.status) }
            { topics_table(&handle.progress, deck.as_ref(), &topics) }
            { misconceptions(&handle.progress) }
            { days(&handle.progress, deck.as_ref().zip(*now)) }
            { settings(&handle) }
            <h2>{ "Take it with you" }</h2>
            { transfer }
            <p class="message" role="status">{ &*message }</p>
        </div>
    }
}

/// What the student should know about how the answers are kept.
fn status_notice(status: &Status) -> Html {
    let save_damaged = |text: &str| {
        let text = text.to_owned();
        let onclick = Callback::from(move |_| {
            let _ = browser::save_file("faultline-progress-damaged.csv", FILE_KIND, &text);
        });
        html! { <button type="button" {onclick}>{ "Save the damaged text as a file" }</button> }
    };
    match status {
        Status::Unread | Status::Kept => html! { <div hidden=true></div> },
        Status::OnlyThisPage(StorageError::Blocked) => notice(
            "This browser keeps nothing here",
            html! { <>
                <p>{ "It blocks storage for this page, so your answers last until you close it. Export them to keep them." }</p>
            </> },
        ),
        Status::OnlyThisPage(StorageError::Full) => notice(
            "The browser's storage is full",
            html! { <>
                <p>{ "New answers last until you close the page. Export them, then free some room." }</p>
            </> },
        ),
        Status::SetAside { why, key, text } => notice(
            "Your saved answers could not be read",
            html! { <>
                <p>{ format!("The text was set aside as {key} and is not lost: {why}.") }</p>
                <p>{ save_damaged(text) }</p>
            </> },
        ),
        Status::LeftAlone { why, text } => notice(
            "Your saved answers could not be read",
            html! { <>
                <p>
                    { format!("The text was left as it is, and nothing new is kept over it: {why}. ") }
                    { "Save it as a file; then “Forget everything” makes room." }
                </p>
                <p>{ save_damaged(text) }</p>
            </> },
        ),
    }
}

fn topics_table(progress: &Progress, deck: Option<&Deck>, topics: &[&'static Topic]) -> Html {
    let topic_row = |topic: &'static Topic| {
        let ids = content::card_ids(topic.id);
        let counts = progress.count(ids.iter().copied());
        let mastery = deck.and_then(|deck| deck.mastery(|id| content::is_of(topic, id)));
        let recall = mastery.map_or("–".to_owned(), |Mastery { recall, n_seen }| {
            format!("{} % (n = {n_seen})", fixed(f64::from(recall) * 100.0, 0))
        });
        let [cards, tried, known] = [counts.n_cards, counts.n_answered, counts.n_right].map(|n| n.to_string());
        let numbers = [cards, tried, known, recall].map(text);
        let (route, query) = cards_of(topic);
        let name = html! { <Link to={route} {query}>{ topic.title }</Link> };
        Row { name, cells: numbers.to_vec(), ..Row::default() }
    };
    let columns = head(&["Topic", "Cards", "Tried", "Known", "Recall today"]);
    html! {
        <>
            { table("Cards by topic", &columns, topics.iter().map(|topic| topic_row(topic)).collect()) }
            { hint("Known: right at the last try. Recall today: the chance that you would know a card if it were asked now, \
                    as a mean over the n cards you have tried. A model of memory (FSRS, fitted to many learners) predicts \
                    it from your reviews; it is no measurement.") }
        </>
    }
}

/// What was done in the last half year and what is to come in the next month.
fn days(progress: &Progress, at: Option<(&Deck, Moment)>) -> Html {
    let Some((deck, now)) = at else { return nothing() };
    let reviews = reviews_a_day(progress, now, days_of_weeks(N_WEEKS, deck.today));
    html! {
        <section>
            <h2>{ "Reviews in the last six months" }</h2>
            { calendar("Reviews a day", &reviews, deck.today) }
            <h2>{ "Due in the next 30 days" }</h2>
            { bars("cards due", &deck.forecast(N_DAYS_AHEAD), deck.today) }
            { hint("Of the cards you have tried, if you answer none until then; new ones come on top.") }
        </section>
    }
}

/// How to study.
fn settings(handle: &ProgressHandle) -> Html {
    let present = handle.progress.settings;
    let choose = |label, values: &[u16], present: u16, unit: &'static str, set: fn(&mut Settings, u16)| {
        let handle = handle.clone();
        let on_select = Callback::from(move |text: String| {
            if let Ok(value) = text.parse() {
                let mut settings = handle.progress.settings;
                set(&mut settings, value);
                settings.at = browser::moment().at.max(settings.at + 1);
                handle.set(settings);
            }
        });
        // An imported file may say what is none of the usual values.
        let own = (!values.contains(&present)).then_some(present);
        let options = values.iter().copied().chain(own).map(|value| (value.to_string(), format!("{value}{unit}")));
        select(label, options.collect(), &present.to_string(), on_select)
    };
    html! {
        <section>
            <h2 id="settings">{ "How to study" }</h2>
            <div class="transfer">
                { choose("Cards to be known when they are due", &RETENTIONS, present.retention_percent.into(), " %", |settings, to| {
                    settings.retention_percent = to as u8;
                }) }
                { choose("New cards a day", &NEW_A_DAY, present.new_a_day, "", |settings, to| settings.new_a_day = to) }
            </div>
            { hint("To know more of them, each is asked sooner: for 95 % after two fifths of the time that 90 % takes. \
                    A day starts at four in the morning.") }
        </section>
    }
}

/// The beliefs behind the latest wrong choices, most frequent first.
fn misconceptions(progress: &Progress) -> Html {
    let cards = content::open_topics().flat_map(|topic| content::card_ids(topic.id));
    let answers = cards.filter_map(|card| progress.latest(card));
    let wrong: Vec<&str> = answers.filter_map(|answer| answer.misconception.as_deref()).collect();
    let count = |belief: &Line| wrong.iter().filter(|id| **id == belief.id).count();
    let mut counted: Vec<(usize, &'static Line)> = Vec::new();
    for belief in content::beliefs().iter().filter(|belief| count(belief) > 0) {
        let place = counted.partition_point(|(before, _)| *before >= count(belief));
        counted.insert(place, (count(belief), belief));
    }
    html! {
        <section hidden={counted.is_empty()}>
            <h2>{ "Beliefs to look at again" }</h2>
            <ul>{ for counted.into_iter().map(|(count, belief)| html! {
                <li key={belief.id.clone()}>{ format!("“{}” ({count})", belief.text) }</li>
            }) }</ul>
        </section>
    }
}

/// Export, import, forget.
#[hook]
fn use_transfer(handle: &ProgressHandle, message: &Setter<String>) -> Html {
    let is_sure = use_state(|| false);
    let export = {
        let (handle, message) = (handle.clone(), message.clone());
        Callback::from(move |_| {
            message.set(match browser::save_file(FILE_NAME, FILE_KIND, &handle.progress.to_text()) {
                Ok(()) => match handle.progress.reviews().len() {
                    1 => format!("1 answer saved as {FILE_NAME}."),
                    n => format!("{n} answers saved as {FILE_NAME}."),
                },
                Err(_) => "The browser did not let the page save a file.".to_owned(),
            });
        })
    };
    let import = {
        let (handle, message) = (handle.clone(), message.clone());
        Callback::from(move |event: Event| {
            let field: HtmlInputElement = event.target_unchecked_into();
            let Some(file) = field.files().and_then(|files| files.get(0)) else { return };
            let (handle, message) = (handle.clone(), message.clone());
            spawn_local(async move {
                message.set(match browser::read_file(&file).await {
                    Some(text) => import_message(&file.name(), &handle, &text),
                    None => format!("{} could not be read.", file.name()),
                });
            });
            field.set_value("");
        })
    };
    let forget = {
        let (handle, message, is_sure) = (handle.clone(), message.clone(), is_sure.clone());
        Callback::from(move |_| {
            if *is_sure {
                handle.forget();
                message.set("Every answer is forgotten.".to_owned());
            }
            is_sure.set(!*is_sure);
        })
    };
    let keep = {
        let is_sure = is_sure.setter();
        Callback::from(move |_| is_sure.set(false))
    };
    html! {
        <div class="transfer">
            <button type="button" onclick={export}>{ "Export" }</button>
            <label class="button file">
                <span>{ "Import" }</span>
                <input type="file" accept=".csv,text/csv" onchange={import} />
            </label>
            <button type="button" class={if *is_sure { "danger" } else { "" }} onclick={forget}>
                { if *is_sure { "Yes, forget every answer" } else { "Forget everything" } }
            </button>
            <button type="button" onclick={keep} hidden={!*is_sure}>{ "Keep them" }</button>
        </div>
    }
}

fn import_message(name: &str, handle: &ProgressHandle, text: &str) -> String {
    match handle.import(text) {
        Ok(imported) => {
            format!("{} answers added from {name}; {} were there already.", imported.n_added, imported.n_known)
        }
        Err(why) => format!("{name} was not imported: {why}. Your answers are as they were."),
    }
}
