//! Keys that people bring: pasted, opened as a file, or dropped here. They stay in the page and are sent nowhere.
//!
//! A text is read a piece at a time, from a file as from the field, so fifty megabytes freeze nothing, and reading can
//! be stopped. What is wrong with rows is told by [`account`], from what was read, wherever that is kept.

use std::cell::Cell;
use std::rc::Rc;

use faultline_model::placement::keys::BYTES_MAX;
use faultline_model::placement::own::{BadRow, Format, Own, Reader};
use web_sys::{Blob, HtmlInputElement, HtmlTextAreaElement};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::number::grouped;
use super::panel::{hint, nothing};
use super::table::{head, row, table};
use super::words::{self, own as said};
use crate::browser;
use crate::hooks::{Setter, use_effect_with, use_memo, use_state};
use crate::markup::html;

/// How much is read at a time, in bytes: some milliseconds' worth, also on a slow phone.
const PIECE_BYTES: usize = 1 << 17;
/// How often the page says how far it is, in milliseconds.
const NEWS_MS: f64 = 150.0;

/// What was read.
#[derive(Clone)]
pub struct Taken {
    pub own: Own,
    /// What it was read from, if that is short.
    pub text: Option<String>,
}

#[derive(Properties)]
pub struct OwnFileProps {
    /// The longest text that is given back, in bytes.
    pub text_max: usize,
    /// What stands in the field at first.
    #[prop_or_default]
    pub text: AttrValue,
    pub on_take: Callback<Taken>,
}

/// `on_take` is made anew with each rendering, as is what it does.
impl PartialEq for OwnFileProps {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// What is going on.
#[derive(Clone, PartialEq)]
enum Stage {
    Idle,
    /// Of so many bytes, so many are read.
    Reading {
        n_bytes: usize,
        n_read: usize,
    },
    Stopped,
    /// The browser could not read it.
    Failed,
}

/// The field, the file, and how far they are read.
#[component]
pub fn OwnFile(props: &OwnFileProps) -> Html {
    let stage = use_state(|| Stage::Idle);
    let field = use_node_ref();
    // Which reading is wanted: those of other numbers stop.
    let wanted = use_memo((), |()| Cell::new(0_u32));
    {
        let wanted = wanted.clone();
        use_effect_with((), move |()| move || wanted.set(u32::MAX));
    }
    let reading = Reading { wanted, stage: stage.setter(), text_max: props.text_max, on_take: props.on_take.clone() };
    let on_paste = {
        let (reading, field) = (reading.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            let text = field.cast::<HtmlTextAreaElement>().map(|field| field.value()).unwrap_or_default();
            reading.begin(browser::blob_of(&text));
        })
    };
    let on_open = {
        let reading = reading.clone();
        Callback::from(move |event: Event| {
            let field: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = field.files().and_then(|files| files.get(0)) {
                reading.begin(Some(file.into()));
            }
            field.set_value("");
        })
    };
    let on_drop = {
        let reading = reading.clone();
        Callback::from(move |event: DragEvent| {
            let file = event.data_transfer().and_then(|data| data.files()?.get(0));
            if let Some(file) = file {
                event.prevent_default();
                reading.begin(Some(file.into()));
            }
        })
    };
    let on_over = Callback::from(|event: DragEvent| event.prevent_default());
    html! {
        <div class="own-file" ondragover={on_over} ondrop={on_drop}>
            <div class="field">
                <label for="own-text">{ said::FIELD }</label>
                <textarea ref={field} id="own-text" rows="4" spellcheck="false" autocapitalize="off" autocomplete="off"
                    value={props.text.clone()} aria-describedby="own-hint" />
                <p id="own-hint" class="hint">{ said::FIELD_HINT }</p>
            </div>
            <div class="tools">
                <button type="button" onclick={on_paste}>{ said::USE }</button>
                <label class="button file">
                    <span>{ said::OPEN }</span>
                    <input type="file" accept=".csv,.tsv,.txt,text/*" onchange={on_open} />
                </label>
            </div>
            { progress(&stage, reading) }
            { hint(said::STAYS) }
        </div>
    }
}

/// How far it is, and the way to stop it. There from the beginning, so that it is read out.
fn progress(stage: &Stage, reading: Reading) -> Html {
    let (text, bar) = match stage {
        Stage::Idle => ("", nothing()),
        Stage::Stopped => (said::STOPPED, nothing()),
        Stage::Failed => (said::FAILED, nothing()),
        Stage::Reading { n_bytes, n_read } => {
            let onclick = Callback::from(move |_: MouseEvent| reading.stop());
            let (max, value) = (n_bytes.to_string(), n_read.to_string());
            let bar = html! {
                <span class="work">
                    <progress {max} {value} aria-label={said::READING} />
                    <button type="button" {onclick}>{ words::CANCEL }</button>
                </span>
            };
            (said::READING, bar)
        }
    };
    html! { <div class="work"><span role="status">{ text }</span>{ bar }</div> }
}

/// A reading that goes on while it is the one that is wanted.
#[derive(Clone)]
struct Reading {
    wanted: Rc<Cell<u32>>,
    stage: Setter<Stage>,
    text_max: usize,
    on_take: Callback<Taken>,
}

impl Reading {
    /// Begins with another text; what was being read is given up.
    fn begin(&self, blob: Option<Blob>) {
        let number = self.wanted.get().wrapping_add(1);
        self.wanted.set(number);
        let Some(blob) = blob else { return self.stage.set(Stage::Failed) };
        let reading = self.clone();
        spawn_local(async move {
            let taken = reading.read(&blob, number).await;
            if reading.wanted.get() != number {
                return;
            }
            match taken {
                Some(taken) => {
                    reading.stage.set(Stage::Idle);
                    reading.on_take.emit(taken);
                }
                None => reading.stage.set(Stage::Failed),
            }
        });
    }

    fn stop(&self) {
        self.wanted.set(self.wanted.get().wrapping_add(1));
        self.stage.set(Stage::Stopped);
    }

    /// All of a text; none if the browser cannot read it, or it is not wanted any more.
    async fn read(&self, blob: &Blob, number: u32) -> Option<Taken> {
        // One byte more than is read, so that the reader knows of it.
        let n_bytes = (blob.size() as usize).min(BYTES_MAX + 1);
        let mut reader = Reader::new(n_bytes);
        let mut whole = Vec::new();
        let (mut n_read, mut told_ms) = (0, browser::clock_ms());
        while n_read < n_bytes {
            let end = (n_read + PIECE_BYTES).min(n_bytes);
            let piece = browser::piece_of(blob, n_read, end).await?;
            if self.wanted.get() != number {
                return None;
            }
            reader.take(&piece);
            if n_bytes <= self.text_max {
                whole.extend_from_slice(&piece);
            }
            n_read = end;
            if browser::clock_ms() - told_ms > NEWS_MS {
                told_ms = browser::clock_ms();
                self.stage.set(Stage::Reading { n_bytes, n_read });
            }
        }
        let text = if n_bytes <= self.text_max { String::from_utf8(whole).ok() } else { None };
        Some(Taken { own: reader.finish(), text })
    }
}

/// What was read, in a sentence, and the first rows that could not be used, each with its fix. `n_keys` may have been
/// taken out of it.
pub fn account(own: &Own, n_keys: usize) -> Html {
    let bad_row = |bad: &BadRow| row(bad.line.to_string(), vec![bad.text.clone(), bad.fault.to_string()]);
    let n_more = own.n_bad as usize - own.bad.len();
    html! {
        <div class="own-account">
            <p role="status">{ sentence(own, n_keys) }</p>
            if !own.bad.is_empty() {
                { table(said::BAD, &head(&said::BAD_HEAD), own.bad.iter().map(bad_row).collect()) }
                if n_more > 0 {
                    <p class="hint">{ words::more_faults(n_more) }</p>
                }
            }
        </div>
    }
}

/// What was read: `1,200 keys from 1,204 rows of a table; 3 rows could not be used, 1 key came again.`
pub fn sentence(own: &Own, n_keys: usize) -> String {
    let format = match own.format {
        None => return said::NOTHING.to_owned(),
        Some(Format::Lines) => "one a line",
        Some(Format::Table) => "a table without a header",
        Some(Format::TableWithHeader) => "a table with a header",
    };
    let rows = |n: u32| format!("{} {}", grouped(n.into()), if n == 1 { "row" } else { "rows" });
    let keys = if n_keys == 1 { "key" } else { "keys" };
    let mut text = format!("{} {keys} from {} ({format})", grouped(n_keys as u64), rows(own.n_rows));
    if own.n_bad > 0 {
        text.push_str(&format!("; {} could not be used", rows(own.n_bad)));
    }
    if own.n_duplicates > 0 {
        text.push_str(&format!("; {} had a key that came before", rows(own.n_duplicates)));
    }
    text.push('.');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let mut reader = Reader::new(text.len());
        reader.take(text.as_bytes());
        let own = reader.finish();
        assert_eq!(sentence(&own, own.keys.len()), expect, "{text:?}");
    }

    #[test]
    fn what_was_read_is_said_with_what_was_not() {
        check("ann\nbob\nann\n", "2 keys from 3 rows (one a line); 1 row had a key that came before.");
        check(
            "key,reads\nann,5\nbob,many\ncy,1,2\n",
            "1 key from 3 rows (a table with a header); 2 rows could not be used.",
        );
        check("ann,5\n", "1 key from 1 row (a table without a header).");
        check(" \n", said::NOTHING);
    }
}
