//! A slider with its value beside it. A drag is one step to undo.

use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct SliderProps {
    /// Unique on the page.
    pub id: &'static str,
    pub label: &'static str,
    pub min: i32,
    pub max: i32,
    /// The present value as a number; it may lie between two steps.
    pub value: AttrValue,
    /// The present value as it is said.
    pub shown: AttrValue,
    /// Gives the value, and whether it continues a drag.
    pub on_slide: Callback<(i32, bool)>,
}

/// The slider.
#[component]
pub fn Slider(props: &SliderProps) -> Html {
    let is_sliding = use_mut_ref(|| false);
    let oninput = {
        let (on_slide, is_sliding) = (props.on_slide.clone(), is_sliding.clone());
        Callback::from(move |event: InputEvent| {
            let field: HtmlInputElement = event.target_unchecked_into();
            if let Ok(value) = field.value().parse() {
                on_slide.emit((value, is_sliding.replace(true)));
            }
        })
    };
    let onchange = Callback::from(move |_| {
        is_sliding.replace(false);
    });
    let id = props.id;
    html! {
        <div class="field">
            <label for={id}>{ props.label }</label>
            <span class="slider">
                <input {id} type="range" min={props.min.to_string()} max={props.max.to_string()} step="1"
                    value={props.value.clone()} {oninput} {onchange} aria-valuetext={props.shown.clone()} />
                <output for={id}>{ &props.shown }</output>
            </span>
        </div>
    }
}
