//! Editing the diagram: the toolbar, the line of text, and the fields of the selected block.

use std::rc::Rc;

use faultline_model::diagram::{Block, Diagram, Edit, Name, NotationError, Part, Spec, Toward};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::bench::Bench;
use super::way::Way;
use super::words;
use crate::markup::html;
use crate::settings::ours;
use crate::ui::panel::{hint, nothing, select, tool};
use crate::ui::setting::session_tools;
use crate::ui::text_field::{Given, Read, TextField, sentence};

/// What can be done with the selected block.
pub fn toolbar(bench: &Bench) -> Html {
    let diagram = &bench.session.config.diagram;
    let path = bench.selection.clone();
    let part = || new_part(diagram);
    let replicate = match diagram.block(&path) {
        Some(Block::Replicas { k, n, .. }) => Edit::Replicate { path: path.clone(), k: *k, n: n.saturating_add(1) },
        _ => Edit::Replicate { path: path.clone(), k: 1, n: 2 },
    };
    let edits = [
        (words::ADD_AFTER, Edit::InsertAfter { path: path.clone(), part: part() }),
        (words::ADD_BESIDE, Edit::AddBeside { path: path.clone(), part: part() }),
        (words::REPLICATE, replicate),
        (words::UNWRAP, Edit::Unwrap { path: path.clone() }),
        (words::EARLIER, Edit::Move { path: path.clone(), toward: Toward::Start }),
        (words::LATER, Edit::Move { path: path.clone(), toward: Toward::End }),
        (words::REMOVE, Edit::Remove { path }),
    ];
    let edit_tool = |(name, edit): (&'static str, Edit)| {
        let is_possible = diagram.apply(&edit).is_ok();
        let on_edit = bench.on_edit.clone();
        tool(name, is_possible, Callback::from(move |_| on_edit.emit(edit.clone())))
    };
    html! {
        <div class="toolbar" role="group" aria-label={words::TOOLBAR_LABEL}>
            <span class="tools">{ for edits.into_iter().map(edit_tool) }</span>
            <span class="tools">
                { session_tools(&bench.session, words::RESET) }
            </span>
        </div>
    }
}

/// A component that nobody has named yet, as good as most.
fn new_part(diagram: &Diagram) -> Part {
    let stem: Name = ours("part");
    Part::New(diagram.fresh_name(&stem), ours("99.9%"))
}

/// The diagram as a line of text. A wrong text keeps the last good diagram and points at the character.
pub fn notation_field(bench: &Bench) -> Html {
    let read: Read = Rc::new(|text| match text.parse::<Diagram>() {
        Ok(diagram) => Ok(diagram.to_string()),
        Err(fault) => Err(pointer(text, &fault)),
    });
    let on_give = {
        let bench = bench.clone();
        Callback::from(move |given: Given| {
            if let Ok(diagram) = given.text.parse() {
                bench.change(given.is_gesture, move |config| config.diagram = diagram);
            }
        })
    };
    let value = bench.session.config.diagram.to_string();
    html! {
        <TextField id="notation" label={words::NOTATION_LABEL} hint={words::NOTATION_HINT} {value} {read} {on_give}
            is_live=true is_long=true />
    }
}

/// The place in the text, marked, and what would be right there.
fn pointer(text: &str, fault: &NotationError) -> Html {
    const AROUND: usize = 24;
    let chars: Vec<char> = text.chars().collect();
    let (from, to) = (fault.at.start.min(chars.len()), fault.at.end.min(chars.len()));
    let (first, last) = (from.saturating_sub(AROUND), (to + AROUND).min(chars.len()));
    let part = |range: std::ops::Range<usize>| chars[range].iter().collect::<String>().replace('\n', " ");
    let before = if first > 0 { "… " } else { "" };
    let after = if last < chars.len() { " …" } else { "" };
    let marked = if from == to { "▯".to_owned() } else { part(from..to) };
    html! {
        <>
            <code class="excerpt">
                { format!("{before}{}", part(first..from)) }<mark>{ marked }</mark>{ format!("{}{after}", part(to..last)) }
            </code>
            <span>{ words::notation_fault(from, fault) }</span>
        </>
    }
}

/// The fields of the selected block.
pub fn block_editor(bench: &Bench) -> Html {
    let diagram = &bench.session.config.diagram;
    let Some(block) = diagram.block(&bench.selection) else { return html! { <section hidden=true></section> } };
    let fields = match block {
        Block::Component(name) => component_fields(bench, name),
        Block::Series(_) => html! { <p key="series">{ words::SERIES_HINT }</p> },
        Block::Parallel(members) => counts(bench, 1, members.len(), false),
        Block::KOfN { k, members } => counts(bench, *k, members.len(), false),
        Block::Replicas { k, n, .. } => counts(bench, *k, usize::from(*n), true),
    };
    html! {
        <section class="panel block-editor" aria-label={words::SELECTED}>
            <h2><span class="kind">{ words::SELECTED }</span>{ " " }{ words::kind_name(block) }</h2>
            { fields }
        </section>
    }
}

/// How many of how many are needed.
fn counts(bench: &Bench, k: u8, n: usize, has_replicas: bool) -> Html {
    let path = bench.selection.clone();
    let n = u8::try_from(n).unwrap_or(u8::MAX);
    let edit = move |k: u8, n: u8| match has_replicas {
        true => Edit::Replicate { path: path.clone(), k: k.min(n), n },
        false => Edit::SetK { path: path.clone(), k },
    };
    let edit_k = edit.clone();
    html! {
        <div key="counts" class="fields">
            { number_field(bench, words::NEEDED, k, 1..=n, move |k| edit_k(k, n)) }
            if has_replicas {
                { number_field(bench, words::N_REPLICAS, n, 2..=64, move |n| edit(k, n)) }
            } else {
                <p class="hint">{ words::of_members(n) }</p>
            }
        </div>
    }
}

fn number_field(
    bench: &Bench,
    label: &'static str,
    value: u8,
    range: std::ops::RangeInclusive<u8>,
    edit: impl Fn(u8) -> Edit + 'static,
) -> Html {
    let on_edit = bench.on_edit.clone();
    let (min, max) = (range.start().to_string(), range.end().to_string());
    let read = move |field: &HtmlInputElement| field.value().parse::<u8>().ok().filter(|n| range.contains(n));
    let onchange = {
        let read = read.clone();
        Callback::from(move |event: Event| {
            let field: HtmlInputElement = event.target_unchecked_into();
            if read(&field).is_none() {
                field.set_value(&value.to_string());
            }
        })
    };
    // With each key and not when the field is left: a rendering in between would put the old number back.
    let oninput = Callback::from(move |event: InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        if let Some(number) = read(&field) {
            on_edit.emit(edit(number));
        }
    });
    html! {
        <label class="field">
            <span>{ label }</span>
            <input type="number" {min} {max} value={value.to_string()} {oninput} {onchange} />
        </label>
    }
}

/// A component's name, its value in one of four ways, and whether it is the same as another one.
fn component_fields(bench: &Bench, name: &Name) -> Html {
    let diagram = &bench.session.config.diagram;
    let Some(spec) = diagram.spec(name) else { return html! { <p></p> } };
    let mttr = bench.session.config.mttr;
    let way = Way::of(spec);
    let on_way = {
        let (bench, name, spec) = (bench.clone(), name.clone(), spec.clone());
        Callback::from(move |id: String| {
            let way = Way::ALL.into_iter().find(|way| way.id() == id);
            if let Some(Ok(spec)) = way.map(|way| way.say(&spec, mttr).parse::<Spec>()) {
                bench.on_edit.emit(Edit::SetSpec { name: name.clone(), spec });
            }
        })
    };
    let ways = Way::ALL.map(|way| (way.id().to_owned(), words::way(way).to_owned())).to_vec();
    html! {
        <div key={format!("component {name}")} class="fields">
            { name_field(bench, name) }
            { select(words::SAID_AS, ways, way.id(), on_way) }
            { value_field(bench, name, spec) }
            { hint(words::same_as(spec, mttr)) }
            { same_component(bench, diagram, name) }
        </div>
    }
}

fn name_field(bench: &Bench, name: &Name) -> Html {
    let rename = {
        let (diagram, from) = (bench.session.config.diagram.clone(), name.clone());
        move |text: &str| -> Result<Edit, String> {
            let to = text.trim().parse::<Name>().map_err(|error| error.to_string())?;
            let edit = Edit::Rename { from: from.clone(), to };
            match text.trim() == from.as_str() {
                true => Ok(edit),
                false => diagram.apply(&edit).map(|_| edit).map_err(|error| error.to_string()),
            }
        }
    };
    let read: Read = {
        let rename = rename.clone();
        Rc::new(move |text| rename(text).map(|_| text.trim().to_owned()).map_err(sentence))
    };
    let on_edit = bench.on_edit.clone();
    let on_give =
        Callback::from(move |given: Given| rename(&given.text).into_iter().for_each(|edit| on_edit.emit(edit)));
    html! {
        <TextField id="block-name" label={words::NAME} value={name.to_string()} {read} {on_give} chars_max=24 />
    }
}

/// The value, as in the notation; a wrong one is named and the last good one stays.
fn value_field(bench: &Bench, name: &Name, spec: &Spec) -> Html {
    let read: Read = Rc::new(|text| text.parse::<Spec>().map(|spec| spec.to_string()).map_err(sentence));
    let on_give = {
        let (bench, name) = (bench.clone(), name.clone());
        Callback::from(move |given: Given| {
            let spec = given.text.parse().ok();
            let edit = spec.map(|spec| Edit::SetSpec { name: name.clone(), spec });
            let edited = edit.and_then(|edit| bench.session.config.diagram.apply(&edit).ok());
            if let Some(edited) = edited {
                bench.change(given.is_gesture, move |config| config.diagram = edited.diagram);
            }
        })
    };
    let hint = words::way_hint(Way::of(spec));
    html! {
        <TextField id="block-value" label={words::VALUE} {hint} value={spec.to_string()} {read} {on_give} is_live=true />
    }
}

/// Puts another component in this place: the way to say that one thing stands twice.
fn same_component(bench: &Bench, diagram: &Diagram, name: &Name) -> Html {
    let others: Vec<Name> = diagram.names().into_iter().filter(|other| other != name).collect();
    if others.is_empty() {
        return nothing();
    }
    let names = others.iter().map(|other| (other.to_string(), other.to_string()));
    let options = std::iter::once((String::new(), words::NO_OTHER.to_owned())).chain(names).collect();
    let on_select = {
        let (bench, others) = (bench.clone(), others.clone());
        Callback::from(move |value: String| {
            if let Some(other) = others.iter().find(|other| other.as_str() == value) {
                let edit = Edit::Replace { path: bench.selection.clone(), with: Part::Existing(other.clone()) };
                bench.on_edit.emit(edit);
            }
        })
    };
    select(words::SAME_COMPONENT, options, "", on_select)
}
