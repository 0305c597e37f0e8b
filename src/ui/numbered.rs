//! A question for a number: a field, how what was typed is read, and the working.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::rich_text::rich_text;
use crate::content::{Card, Unit};
use crate::markup::html;
use crate::practice::{Asked, Value, Verdict, answer};

/// An answer that was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// As it was typed.
    pub typed: String,
    /// As it was read.
    pub read: String,
    pub verdict: Verdict,
}

impl Checked {
    /// Reads and judges what was typed.
    ///
    /// # Errors
    /// What cannot be read, and what could.
    pub fn of(typed: &str, asked: &Asked, unit: Unit) -> Result<Checked, String> {
        let (value, verdict): (Value, Verdict) = asked.check(typed)?;
        Ok(Checked { typed: typed.trim().to_owned(), read: value.shown(unit), verdict })
    }
}

/// The field, while one thinks; `fault` is what was wrong with the last text.
pub fn number_field(typed: &str, fault: &str, unit: Unit, on_type: Callback<String>, on_check: &Callback<()>) -> Html {
    let oninput = Callback::from(move |event: InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        on_type.emit(field.value());
    });
    let on_check = on_check.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        on_check.emit(());
    });
    html! {
        <form class="number-answer" {onsubmit}>
            <label for="number-answer">{ "Your answer" }</label>
            <p class="hint" id="number-hint">{ format!("Write {}.", answer::example(unit)) }</p>
            <div class="number-line">
                <input id="number-answer" type="text" inputmode="decimal" autocomplete="off" spellcheck="false"
                    maxlength="60" value={typed.to_owned()} {oninput} aria-describedby="number-hint number-fault"
                    aria-invalid={(!fault.is_empty()).to_string()} />
                <button type="submit" class="primary">{ "Check" }</button>
            </div>
            <p id="number-fault" class="fault" role="status">{ fault }</p>
        </form>
    }
}

/// What came of it: right, near or not, beside the model's answer and how it is worked out.
pub fn number_result(checked: &Checked, card: &Card, asked: &Asked) -> Html {
    let (class, sign) = match checked.verdict {
        Verdict::Right => ("right", "✓ Right"),
        Verdict::Near => ("wrong", "✗ Close, but not within the tolerance"),
        Verdict::Wrong => ("wrong", "✗ Not so"),
    };
    let read = if checked.read == checked.typed { String::new() } else { format!(", read as {}", checked.read) };
    html! {
        <div role="status">
            <p class={format!("checked {class}")}>
                <strong>{ sign }</strong>{ format!(": you wrote {}{read}.", checked.typed) }
            </p>
            <div class="answer">
                <p>{ rich_text(&asked.text(&card.answer)) }</p>
                <p class="working">{ asked.working() }</p>
            </div>
        </div>
    }
}
