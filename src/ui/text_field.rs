//! A field for a text in some notation: a wrong text is named, and the last good value stays.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state};
use crate::markup::html;

/// Reads a text: its canonical form, or what is wrong with it and what would be right.
pub type Read = Rc<dyn Fn(&str) -> Result<String, Html>>;

/// A value that the field gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// In canonical form.
    pub text: String,
    /// Whether it continues a run of typing, which is one step to undo.
    pub is_gesture: bool,
}

#[derive(Properties)]
pub struct TextFieldProps {
    /// Unique on the page.
    pub id: &'static str,
    pub label: &'static str,
    #[prop_or_default]
    pub hint: AttrValue,
    /// The present value, in canonical form.
    pub value: AttrValue,
    pub read: Read,
    pub on_give: Callback<Given>,
    /// Whether to give a value with each key, and not only when the field is left.
    #[prop_or_default]
    pub is_live: bool,
    /// Whether the text may have several lines.
    #[prop_or_default]
    pub is_long: bool,
    #[prop_or(60)]
    pub chars_max: u32,
}

/// `read` and `on_give` are made anew with each rendering, as is what they do.
impl PartialEq for TextFieldProps {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// The field.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let draft = use_state(|| props.value.to_string());
    // In a prerendered page nobody listens yet: what is typed there would be lost.
    let is_listening = use_state(|| false);
    {
        let is_listening = is_listening.setter();
        use_effect_with((), move |()| is_listening.set(true));
    }
    let readonly = !*is_listening;
    let is_typing = use_mut_ref(|| false);
    {
        let (draft, read) = (draft.clone(), props.read.clone());
        use_effect_with(props.value.clone(), move |value| {
            // What is being typed may be spaced otherwise than the canonical form and mean the same.
            if read(&draft).ok().as_deref() != Some(value.as_str()) {
                draft.set(value.to_string());
            }
        });
    }
    let give = {
        let (read, value, on_give) = (props.read.clone(), props.value.clone(), props.on_give.clone());
        let is_typing = is_typing.clone();
        move |text: &str| {
            if let Ok(text) = read(text)
                && text != value.as_str()
            {
                on_give.emit(Given { text, is_gesture: is_typing.replace(true) });
            }
        }
    };
    let oninput = {
        let (draft, give, is_live) = (draft.setter(), give.clone(), props.is_live);
        Callback::from(move |event: InputEvent| {
            let text = text_of(&event);
            if is_live {
                give(&text);
            }
            draft.set(text);
        })
    };
    let onchange = Callback::from(move |event: Event| {
        give(&text_of(&event));
        is_typing.replace(false);
    });
    let fault = (props.read)(&draft).err();
    let (hint_id, fault_id) = (format!("{}-hint", props.id), format!("{}-fault", props.id));
    let described_by = if fault.is_some() { fault_id.clone() } else { hint_id.clone() };
    let (id, value, is_invalid) = (props.id, (*draft).clone(), fault.is_some().to_string());
    let chars_max = props.chars_max.to_string();
    html! {
        <div class="field">
            <label for={id}>{ props.label }</label>
            if props.is_long {
                <textarea {id} rows="2" spellcheck="false" autocapitalize="off" autocomplete="off" {value} {readonly} {oninput}
                    {onchange} aria-invalid={is_invalid} aria-describedby={described_by} />
            } else {
                <input {id} type="text" spellcheck="false" autocapitalize="off" autocomplete="off" maxlength={chars_max}
                    {value} {readonly} {oninput} {onchange} aria-invalid={is_invalid} aria-describedby={described_by} />
            }
            <div id={fault_id} class="fault" role="status">{ fault.clone().unwrap_or_default() }</div>
            <p id={hint_id} class="hint" hidden={fault.is_some() || props.hint.is_empty()}>{ &props.hint }</p>
        </div>
    }
}

fn text_of(event: &Event) -> String {
    match event.target_dyn_into::<HtmlInputElement>() {
        Some(field) => field.value(),
        None => event.target_dyn_into::<HtmlTextAreaElement>().map(|field| field.value()).unwrap_or_default(),
    }
}

/// A fault that is one sentence.
pub fn sentence<E: std::fmt::Display>(fault: E) -> Html {
    html! { { fault.to_string() } }
}
