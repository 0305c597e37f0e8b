//! What stands in the leader's log, and what a follower makes of it: statements, rows or pages.

use faultline_model::statements::{Column, Difference, Outcome, Script, Table, run};
use yew::prelude::*;

use super::config::{LOGS, LeaderConfig};
use super::words;
use crate::markup::html;
use crate::session::Session;
use crate::settings::ours;
use crate::ui::panel::{hint, panel, select};
use crate::ui::setting::{choice, setting};
use crate::ui::table::{Row, head, table, text};
use crate::ui::text_field::TextField;

/// The panel.
pub fn statements_panel(session: &Session<LeaderConfig>) -> Html {
    let config = &session.config;
    let outcome = run(&config.statements, &config.setting());
    let own = setting(session, parse_lines, show_lines, |config, script| config.statements = script);
    let fields = html! {
        <div class="fields">
            { named(session) }
            { choice(words::WRITTEN_LABEL, LOGS, config.written, words::written, session,
                |config, written| config.written = written) }
        </div>
    };
    let tables = html! {
        <div class="tables">
            { table_of(words::LEADER, 0, &outcome.leader, &outcome) }
            { for (1..).zip(&outcome.followers).map(|(n, own)| table_of(&words::follower(n), n, own, &outcome)) }
        </div>
    };
    let sides = html! {
        <div class="sides">
            <div>
                { fields }
                <TextField id="statements" label={words::STATEMENTS_LABEL} hint={words::STATEMENTS_NOTATION}
                    value={show_lines(&config.statements)} read={own.0} on_give={own.1} is_long=true chars_max=2000 />
            </div>
            <div>
                { log(&outcome) }
                { tables }
                { lines(words::differences(&outcome)) }
            </div>
        </div>
    };
    panel("statements", words::STATEMENTS, vec![hint(words::STATEMENTS_HINT), sides])
}

/// A choice of scripts that each make a point.
fn named(session: &Session<LeaderConfig>) -> Html {
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
