//! A slider with its value beside it. A drag is one step to undo.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::markup::html;

/// Whether a slider of the page is being dragged: its next value belongs to the same gesture.
pub type Drag = Rc<Cell<bool>>;

/// What a slider shows.
#[derive(Debug)]
pub struct Slider {
    /// Unique on the page.
    pub id: &'static str,
    pub label: &'static str,
    pub min: i32,
    pub max: i32,
    /// The present value as a number; it may lie between two steps.
    pub value: String,
    /// The present value as it is said.
    pub shown: String,
}

/// The slider. `on_slide` takes the value, and whether it continues a drag.
pub fn slider(slider: Slider, drag: &Drag, on_slide: Callback<(i32, bool)>) -> Html {
    let oninput = {
        let drag = drag.clone();
        Callback::from(move |event: InputEvent| {
            let field: HtmlInputElement = event.target_unchecked_into();
            if let Ok(value) = field.value().parse() {
                on_slide.emit((value, drag.replace(true)));
            }
        })
    };
    let onchange = {
        let drag = drag.clone();
        Callback::from(move |_| drag.set(false))
    };
    let Slider { id, label, min, max, value, shown } = slider;
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <span class="slider">
                <input {id} type="range" min={min.to_string()} max={max.to_string()} step="1" {value} {oninput}
                    {onchange} aria-valuetext={shown.clone()} />
                <output for={id}>{ shown }</output>
            </span>
        </div>
    }
}
