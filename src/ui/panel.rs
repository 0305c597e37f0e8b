//! The small parts that pages and labs are made of: a panel with a title, a hint, a button, a choice from a list.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::markup::{classes, html};

/// A titled box; `class` names it for the style sheet.
pub fn panel(class: &'static str, title: &'static str, parts: Vec<Html>) -> Html {
    html! {
        <section class={classes!("panel", class)} aria-label={title}>
            <h2>{ title }</h2>
            { for parts }
        </section>
    }
}

/// A paragraph.
pub fn paragraph(text: impl Into<AttrValue>) -> Html {
    let text: AttrValue = text.into();
    html! { <p>{ text }</p> }
}

/// A paragraph that explains, in smaller type.
pub fn hint(text: impl Into<AttrValue>) -> Html {
    let text: AttrValue = text.into();
    html! { <p class="hint">{ text }</p> }
}

/// A result that is read out when it changes.
pub fn status(text: impl Into<AttrValue>) -> Html {
    let text: AttrValue = text.into();
    html! { <p role="status">{ text }</p> }
}

/// What is wrong, read out when it appears.
pub fn fault(text: impl Into<AttrValue>) -> Html {
    let text: AttrValue = text.into();
    html! { <p class="fault" role="status">{ text }</p> }
}

/// Nothing to show: Yew wants an element where another rendering has one.
pub fn nothing() -> Html {
    html! { <div hidden=true></div> }
}

/// A part that is of no use before the program runs: another rendering of the run, or controls. The prerendered page is
/// complete without, and much smaller.
pub fn once_running(part: impl FnOnce() -> Html) -> Html {
    if cfg!(target_arch = "wasm32") { part() } else { nothing() }
}

/// A button.
pub fn button(name: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! { <button key={name} type="button" {onclick}>{ name }</button> }
}

/// A button that stays where it is, and reachable, while it can do nothing.
pub fn tool(name: &'static str, is_possible: bool, onclick: Callback<MouseEvent>) -> Html {
    let is_disabled = (!is_possible).to_string();
    html! { <button key={name} type="button" {onclick} aria-disabled={is_disabled}>{ name }</button> }
}

/// A choice from a list of values, each with how it is shown.
pub fn select(
    label: &'static str,
    options: Vec<(String, String)>,
    selected: &str,
    on_select: Callback<String>,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        on_select.emit(select.value());
    });
    // By place: where only a value changes, the browser need not make the list anew.
    let option = |(at, (value, shown)): (usize, (String, String))| {
        let is_selected = value == selected;
        html! { <option key={at} {value} selected={is_selected}>{ shown }</option> }
    };
    html! {
        <label class="field">
            <span>{ label }</span>
            <select {onchange}>{ for options.into_iter().enumerate().map(option) }</select>
        </label>
    }
}
