//! An exam: its settings, the questions against the clock, the report.
//!
//! What is asked stands in the link; what was answered is kept by `keeper`. One visit shows one of three: the settings,
//! the desk with a question, or the report. An exam of another link that is under way is not lost by opening a link.

mod desk;
mod keeper;
mod report;

use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use self::keeper::{SittingHandle, use_sitting};
use super::topic_boxes::{toggled, topic_boxes};
use crate::browser;
use crate::content::{Part, Topic};
use crate::embed;
use crate::exam::{Paper, Report, Said, Settings, Sitting, of_time};
use crate::hooks::{Setter, use_effect_with, use_memo, use_state};
use crate::link::Note;
use crate::loading::use_loading;
use crate::markup::html;
use crate::own::{Status, use_deck_keeper};
use crate::route::Route;
use crate::settings::parse_seed;
use crate::site::{Link, Site, use_site};
use crate::store::{self, use_progress};
use crate::ui::notice::{link_notes, notice};
use crate::ui::panel::{nothing, once_running, select, status};

const N_QUESTIONS: [u8; 8] = [5, 10, 15, 20, 30, 40, 60, 100];
const MINUTES: [u8; 9] = [5, 10, 15, 20, 30, 45, 60, 90, 120];

/// The page.
#[component]
pub fn ExamPage() -> Html {
    let site = use_site();
    let decks = use_deck_keeper();
    let known = decks.all_topics();
    let (settings, notes) = Settings::from_query(&site.location.query, &known);
    let is_read = decks.status != Status::Unread;
    let loading = use_loading(settings.topics.iter().map(|topic| Part::Cards(topic)).collect());
    let is_whole = is_read && settings.topics.iter().all(|topic| Part::Cards(topic).texts().is_some());
    // What own decks hold may change while the page is open: the shelf is part of what a paper is made of.
    let paper: Rc<Option<Paper>> =
        use_memo((settings.clone(), is_whole, decks.shelf.clone()), |(settings, is_whole, _)| {
            is_whole.then(|| Paper::new(settings))
        });
    let sitting = use_sitting(&settings, paper.clone());
    use_reviews(&settings, &paper, &sitting);
    use_focus(&sitting);
    let present = (*sitting.present).as_ref().zip(paper.as_ref().as_ref());
    let class = if present.is_some() { "page exam under-way" } else { "page exam" };
    html! {
        <div {class}>
            <h1 tabindex="-1">{ "Exam" }</h1>
            {
                match present {
                    None => {
                        let start = Start { site, settings, known, sitting: sitting.clone(), paper };
                        start.view(if is_read { &notes } else { &[] }, loading.view())
                    }
                    Some((present, paper)) if present.handed_in.is_some() => {
                        report::report(&site, &Report::new(&settings, paper, present), &sitting)
                    }
                    Some((present, paper)) => desk::desk(&settings, paper, present, &sitting),
                }
            }
        </div>
    }
}

/// The answers are reviews as soon as they are handed in, and only then; the same ones change nothing.
#[hook]
fn use_reviews(settings: &Settings, paper: &Rc<Option<Paper>>, sitting: &SittingHandle) {
    let handle = use_progress();
    let handed_in = sitting.present.as_ref().as_ref().and_then(|sitting| sitting.handed_in);
    let is_read = *handle.status != store::Status::Unread;
    let (settings, present) = (settings.clone(), sitting.present.clone());
    use_effect_with((handed_in, paper.clone(), is_read), move |(handed_in, paper, is_read)| {
        if let (true, Some(_), Some(paper), Some(sitting)) = (*is_read, handed_in, &**paper, &*present) {
            let report = Report::new(&settings, paper, sitting);
            if handle.record_all(&report.reviews(browser::moment().zone_min)) {
                tell(&report);
            }
        }
    });
}

/// Each question leads the focus to itself once it stands, and so does the report.
#[hook]
fn use_focus(sitting: &SittingHandle) {
    let present = sitting.present.as_ref().as_ref();
    let place = present.map(|sitting| (sitting.handed_in.is_some(), sitting.at));
    let seen = use_mut_ref(|| None);
    use_effect_with(place, move |place| {
        if seen.replace(*place) != *place {
            browser::focus(if matches!(place, Some((false, _))) { ".prompt" } else { "h1" });
        }
    });
}

/// Tells a page around this one each answer of an exam that was handed in.
fn tell(report: &Report) {
    for (item, mark) in report.items() {
        let given = mark.given.as_ref().map(Said::plain);
        let texts = [
            ("card", Some(item.card.id.clone())),
            ("kind", Some(item.ask.word().to_owned())),
            ("topic", Some(item.topic.id.to_owned())),
            ("rating", given.is_some().then(|| if mark.is_right { "good" } else { "again" }.to_owned())),
            ("given", given),
            ("expected", Some(mark.right.plain())),
        ];
        let texts = texts.map(|(name, text)| (name, text.map_or(JsValue::NULL, JsValue::from)));
        let values: Vec<(&str, JsValue)> = texts.into_iter().chain([("correct", mark.is_right.into())]).collect();
        embed::tell("answer", &values);
    }
}

/// The settings, and what leads on from them.
#[derive(Clone)]
struct Start {
    site: Site,
    settings: Settings,
    known: Vec<&'static Topic>,
    sitting: SittingHandle,
    paper: Rc<Option<Paper>>,
}

impl Start {
    fn view(&self, notes: &[Note], loading: Html) -> Html {
        html! {
            <div>
                <p class="lead">
                    { "The same questions for everybody with the link, against the clock. Nothing is marked before the end." }
                </p>
                { link_notes(notes) }
                { self.other() }
                { once_running(|| html! { <ExamForm start={self.clone()} {loading} /> }) }
                <ul class="prose">
                    <li>
                        { "Choose topics, how many questions and how long it may take. The seed decides which cards are asked, \
                           their order and that of their choices: who has the link has the same exam, whatever they have \
                           studied before." }
                    </li>
                    <li>
                        { "Move freely between the questions and mark those you want to come back to. Only cards that the page \
                           can mark are asked. The clock goes on while the page is closed, and what you have answered is \
                           kept in this browser." }
                    </li>
                    <li>
                        { "When you hand in, or the time is up, you see the score, each answer beside the right one, and why. \
                           Your answers then count as reviews. The report can be printed, or copied as text for a teacher, \
                           with a short name that tells which questions they were." }
                    </li>
                </ul>
            </div>
        }
    }

    /// What to say of an exam of another link, if one is under way.
    fn other(&self) -> Html {
        let Some(other) = &*self.sitting.other else { return nothing() };
        let what = match other.handed_in {
            Some(_) => "The report of your last exam is still here. ",
            None => "An exam is under way, and its clock goes on. ",
        };
        let name = if other.handed_in.is_some() { "Look at it" } else { "Go on with it" };
        let content = html! {
            <p>{ what }<Link to={Route::Exam} query={other.query.clone()}>{ name }</Link>{ "." }</p>
        };
        notice("Another exam", content)
    }

    fn write(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings.clone();
        change(&mut settings);
        self.site.write_query.emit(settings.to_query());
    }

    fn numbers(&self) -> Html {
        let choose = |label, values: &[u8], present: u8, unit: &'static str, set: fn(&mut Settings, u8)| {
            let start = self.clone();
            let on_select = Callback::from(move |text: String| {
                if let Ok(value) = text.parse() {
                    start.write(|settings| set(settings, value));
                }
            });
            // A link may say what is none of the usual values.
            let own = (!values.contains(&present)).then_some(present);
            let options = values.iter().copied().chain(own).map(|value| (value.to_string(), format!("{value}{unit}")));
            select(label, options.collect(), &present.to_string(), on_select)
        };
        html! {
            <div class="fields">
                { choose("Questions", &N_QUESTIONS, self.settings.n, "", |settings, n| settings.n = n) }
                { choose("Time", &MINUTES, self.settings.minutes, " min", |settings, to| settings.minutes = to) }
            </div>
        }
    }
}

impl PartialEq for Start {
    fn eq(&self, other: &Self) -> bool {
        self.site == other.site
            && self.known == other.known
            && self.sitting == other.sitting
            && self.paper == other.paper
    }
}

#[derive(Properties, PartialEq)]
struct ExamFormProps {
    start: Start,
    /// What stands in the place of cards that are not there yet.
    loading: Html,
}

#[component]
fn ExamForm(props: &ExamFormProps) -> Html {
    let start = &props.start;
    let message = use_state(String::new);
    // Two boxes may be ticked before the page is drawn again.
    let newest = use_mut_ref(|| start.settings.clone());
    newest.replace(start.settings.clone());
    let on_toggle = {
        let (start, newest) = (start.clone(), newest.clone());
        move |topic: &'static Topic, is_on: bool| {
            let topics = toggled(&start.known, &newest.borrow().topics, topic, is_on);
            newest.borrow_mut().topics = topics;
            start.site.write_query.emit(newest.borrow().to_query());
        }
    };
    let n = start.paper.as_ref().as_ref().map(|paper| paper.items.len());
    let on_begin = {
        let start = start.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(paper) = &*start.paper {
                let query = start.settings.to_query();
                start.site.write_query.emit(query.clone());
                start.sitting.begin(Sitting::begin(paper, query, browser::moment().at));
            }
        })
    };
    html! {
        <div>
            <div class="choosing">
                { topic_boxes(&start.known, &start.settings.topics, on_toggle) }
                <div>
                    { start.numbers() }
                    { seed_field(start) }
                </div>
            </div>
            { match n {
                None => props.loading.clone(),
                Some(n) => status(said_of(n, &start.settings)),
            } }
            <p class="transfer">
                <button type="button" class="primary" onclick={on_begin} disabled={n.unwrap_or(0) == 0}>
                    { "Begin" }
                </button>
                { copy_link(start, &message.setter()) }
            </p>
            <p class="message" role="status">{ &*message }</p>
        </div>
    }
}

fn said_of(n: usize, settings: &Settings) -> String {
    let n_askable = Paper::n_askable(&settings.topics);
    match n {
        0 => "Choose a topic with cards that a page can mark.".to_owned(),
        n if n < settings.n.into() => format!("{n} questions in {} min: these topics have no more.", settings.minutes),
        n => format!("{n} of {n_askable} questions, in {} min.", settings.minutes),
    }
}

fn seed_field(start: &Start) -> Html {
    let (typed, drawn) = (start.clone(), start.clone());
    let onchange = Callback::from(move |event: Event| {
        let field: HtmlInputElement = event.target_unchecked_into();
        match parse_seed(&field.value()) {
            Ok(seed) => typed.write(|settings| settings.seed = seed),
            Err(_) => field.set_value(&typed.settings.seed.to_string()),
        }
    });
    let on_draw = Callback::from(move |_: MouseEvent| {
        if let Some(seed) = browser::new_seed() {
            drawn.write(|settings| settings.seed = seed);
        }
    });
    html! {
        <div class="seed">
            <label class="field">
                <span>{ "Seed" }</span>
                <input type="text" inputmode="numeric" autocomplete="off" maxlength="16" value={start.settings.seed.to_string()}
                    {onchange} />
            </label>
            <button type="button" onclick={on_draw}>{ "Other questions" }</button>
        </div>
    }
}

fn copy_link(start: &Start, message: &Setter<String>) -> Html {
    let (start, message) = (start.clone(), message.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        let link = browser::absolute(&start.site.href(&Route::Exam, &start.settings.to_query()));
        let message = message.clone();
        spawn_local(async move {
            message.set(match browser::copy(&link).await {
                Ok(()) => "The link is copied: everybody who opens it has this exam.".to_owned(),
                Err(()) => format!("The browser did not let the page copy. The link: {link}"),
            });
        });
    });
    html! { <button type="button" {onclick}>{ "Copy the link for a class" }</button> }
}

/// How much time is left, as it is seen: `12:05`.
fn clock_face(left_ms: u64) -> String {
    let seconds = left_ms.div_ceil(1_000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What a screen reader says of the time: at five minutes and at one, where the exam is longer than that.
fn warning(left_ms: u64, minutes: u8) -> String {
    let passed = [1_u8, 5].into_iter().find(|mark| *mark < minutes && left_ms <= u64::from(*mark) * 60_000);
    passed.map_or_else(String::new, |mark| format!("{} left", of_time(u64::from(mark) * 60_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_shows_what_is_left() {
        for (left_ms, face) in [(0, "0:00"), (1, "0:01"), (59_001, "1:00"), (725_000, "12:05"), (7_200_000, "120:00")] {
            assert_eq!(clock_face(left_ms), face);
        }
    }

    #[test]
    fn the_time_is_said_twice_and_not_before_it_is_short() {
        for (left_ms, minutes, said) in [
            (900_000, 20, ""),
            (300_001, 20, ""),
            (300_000, 20, "5 min left"),
            (60_001, 20, "5 min left"),
            (60_000, 20, "1 min left"),
            (240_000, 4, ""),
            (300_000, 5, ""),
            (60_000, 1, ""),
        ] {
            assert_eq!(warning(left_ms, minutes), said, "{left_ms} of {minutes}");
        }
    }
}
