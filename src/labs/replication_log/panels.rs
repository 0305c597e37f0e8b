//! The page: the log and the tables first, what makes them beside it.

use std::cell::Cell;

use faultline_model::statements::{Column, Difference, Outcome, Script, Table};
use yew::prelude::*;

use super::config::{FOLLOWERS_MAX, LOGS, LogConfig};
use super::drawing::drawing;
use super::picture::Layout;
use super::{run, words};
use crate::hooks::{use_memo, use_state};
use crate::loading::use_lessons;
use crate::markup::html;
use crate::promise::signed;
use crate::session::{Config, Session, use_session};
use crate::settings::{ours, parse_seed};
use crate::site::use_site;
use crate::ui::narrow::use_room;
use crate::ui::notice::link_notes;
use crate::ui::panel::select;
use crate::ui::predictions::{PICTURE_ID, Predictions};
use crate::ui::setting::{choice, count, on_new_seed, session_tools, setting, text as field, undo_keys};
use crate::ui::slider::Drag;
use crate::ui::table::{Row, head, table, text};
use crate::ui::take::{Said, take, trace_note};
use crate::ui::text_field::TextField;

/// The lab.
#[component]
pub fn ReplicationLogLab() -> Html {
    let session = use_session::<LogConfig>();
    let waiting = use_lessons(super::ID);
    let said = use_state(Said::default);
    let drag = use_memo((), |()| Cell::new(false));
    let site = use_site();
    let room = use_room();
    let outcome = run::outcome(&session.config);
    let query = {
        let config = session.config.clone();
        move || {
            LogConfig { trace: Some(signed(&run::fingerprint(&run::outcome(&config)))), ..config.clone() }.to_query()
        }
    };
    let config = session.config.clone();
    let report = move || words::report(&config, &run::outcome(&config));
    html! {
        <div class="replication-log" onkeydown={undo_keys(&session)}>
            { link_notes(&session.notes) }
            { trace_note(session.config.trace.as_deref(), || run::fingerprint(&outcome)) }
            <div class="bench">
                <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>
                    { drawing(&outcome, if room.is_narrow { Layout::Narrow } else { Layout::Wide }) }
                    { lines(words::differences(&outcome)) }
                </section>
                <Predictions lab={super::ID} {waiting} />
                <section class="panel beside" aria-label={words::SETTINGS}>
                    { settings(&session, &drag) }
                    { take(super::ID, query, report, &site, &said) }
                    <div class="tools">{ session_tools(&session, words::RESET) }</div>
                </section>
            </div>
            <div class="panels">{ twin(&outcome) }</div>
        </div>
    }
}

/// What the picture shows, as lists and tables.
fn twin(outcome: &Outcome) -> Html {
    html! {
        <section class="panel twin" aria-label={words::TWIN}>
            <h2>{ words::TWIN }</h2>
            <div class="log-and-tables">
                { log(outcome) }
                <div class="tables">
                    { table_of(words::LEADER, 0, &outcome.leader, outcome) }
                    { for (1..).zip(&outcome.followers).map(|(n, own)| table_of(&words::follower(n), n, own, outcome)) }
                </div>
            </div>
        </section>
    }
}

fn settings(session: &Session<LogConfig>, drag: &Drag) -> Html {
    let config = &session.config;
    let own = setting(session, parse_lines, show_lines, |config, script| config.statements = script);
    let on_new = on_new_seed(session, |config, seed| config.seed = seed);
    html! {
        <div>
            <div class="fields">
                { named(session) }
                { choice(words::WRITTEN_LABEL, LOGS, config.written, words::written, session,
                    |config, written| config.written = written) }
                { count(("followers", words::FOLLOWERS_LABEL, ""), config.followers.into(), [1, FOLLOWERS_MAX.into()],
                    session, drag, |config, n| config.followers = n as u8) }
            </div>
            <TextField id="statements" label={words::STATEMENTS_LABEL} hint={words::STATEMENTS_NOTATION}
                value={show_lines(&config.statements)} read={own.0} on_give={own.1} is_long=true chars_max=2000 />
            <div class="seed">
                { field(("seed", words::SEED_LABEL, ""), &config.seed, session, parse_seed, ToString::to_string,
                    |config, seed| config.seed = seed) }
                <button type="button" onclick={on_new}>{ words::NEW_SEED }</button>
            </div>
        </div>
    }
}

/// A choice of scripts that each make a point.
fn named(session: &Session<LogConfig>) -> Html {
    let now = session.config.statements.to_string();
    let mut options: Vec<(String, String)> =
        words::SCRIPTS.iter().map(|(name, text)| (ours::<Script>(text).to_string(), (*name).to_owned())).collect();
    if !options.iter().any(|(text, _)| *text == now) {
        options.push((now.clone(), words::OWN_SCRIPT.to_owned()));
    }
    let session = session.clone();
    let on_select = Callback::from(move |text: String| {
        if let Ok(script) = text.parse() {
            session.change(false, move |config| config.statements = script);
        }
    });
    select(words::SCRIPT_LABEL, options, &now, on_select)
}

fn log(outcome: &Outcome) -> Html {
    let lines = outcome.log.iter().enumerate();
    html! {
        <div class="written" role="region" tabindex="0" aria-label={words::WRITTEN}>
            <h3>{ words::WRITTEN }</h3>
            if outcome.log.is_empty() {
                <p>{ words::EMPTY }</p>
            } else {
                <p hidden=true></p>
            }
            <ol>{ for lines.map(|(at, line)| html! { <li key={at}><code>{ words::log_line(line) }</code></li> }) }</ol>
        </div>
    }
}

/// A replica's table; what its leader has otherwise is marked.
fn table_of(name: &str, replica: u8, own: &Table, outcome: &Outcome) -> Html {
    let differs = |row: u8, column: Column| {
        let is_it = |found: &&Difference| (found.replica, found.row, found.column) == (replica, row, column);
        outcome.differences.iter().find(is_it)
    };
    let row = |row: &faultline_model::statements::Row| {
        let cell = |column: Column| {
            let shown = row.cell(column).to_string();
            match differs(row.id, column) {
                Some(_) => html! { <span class="differs">{ "≠ " }{ shown }</span> },
                None => text(shown),
            }
        };
        let [id, rest @ ..] = Column::ALL;
        Row { class: "", name: cell(id), cells: rest.map(cell).to_vec() }
    };
    let columns = head(&Column::ALL.map(Column::name));
    html! { <div key={replica}><h3>{ name }</h3>{ table(name, &columns, own.rows().iter().map(row).collect()) }</div> }
}

fn lines(lines: Vec<String>) -> Html {
    html! {
        <div role="status">
            <ul>{ for lines.into_iter().enumerate().map(|(at, line)| html! { <li key={at}>{ line }</li> }) }</ul>
        </div>
    }
}

fn parse_lines(text: &str) -> Result<Script, String> {
    text.parse().map_err(|error: faultline_model::statements::BadLine| error.to_string())
}

fn show_lines(script: &Script) -> String {
    script.to_string().replace(';', "\n")
}
