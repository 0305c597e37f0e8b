//! The student's answers: how far they are, as a file and from a file, and how well the browser keeps them.

use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::browser::{self, storage::StorageError};
use crate::content::{self, Line, Topic};
use crate::hooks::{Setter, use_state};
use crate::markup::html;
use crate::route::Route;
use crate::site::Link;
use crate::store::{Progress, ProgressHandle, Status, use_progress};
use crate::ui::notice::notice;
use crate::ui::table::{Row, head, table, text};

const FILE_NAME: &str = "faultline-progress.csv";
const FILE_KIND: &str = "text/csv";

/// The progress page.
#[component]
pub fn ProgressPage() -> Html {
    let handle = use_progress();
    let message = use_state(String::new);
    let transfer = use_transfer(&handle, &message.setter());
    html! {
        <div class="page progress">
            <h1 tabindex="-1">{ "Your progress" }</h1>
            <p class="lead">{ "Your answers are kept in this browser and nowhere else." }</p>
            { status_notice(&handle.status) }
            { topics_table(&handle.progress) }
            { misconceptions(&handle.progress) }
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

fn topics_table(progress: &Progress) -> Html {
    let topic_row = |topic: &'static Topic| {
        let counts = progress.count(content::card_ids(topic.id).iter().copied());
        let numbers = [counts.n_cards, counts.n_answered, counts.n_right].map(|n| text(n.to_string()));
        let name = html! { <Link to={Route::TopicCards(topic)}>{ topic.title }</Link> };
        Row { name, cells: numbers.to_vec(), ..Row::default() }
    };
    let columns = head(&["Topic", "Cards", "Tried", "Known"]);
    table("Cards by topic", &columns, content::open_topics().map(topic_row).collect())
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
