//! Editing the diagram: the toolbar, the line of text, and the fields of the selected block.

use faultline_model::diagram::{Block, Diagram, Edit, Name, NotationError, Part, Spec, Toward};
use faultline_model::maths::chance::Chance;
use faultline_model::maths::rhythm;
use faultline_model::tick::{Period, Tick};
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::config::AvailabilityConfig;
use super::view::Bench;
use super::words;

#[derive(Properties, PartialEq)]
pub struct BenchProps {
    pub bench: Bench,
}

/// What can be done with the selected block.
#[component]
pub fn Toolbar(props: &BenchProps) -> Html {
    let bench = &props.bench;
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
    let button = |(name, edit): (&'static str, Edit)| {
        let is_possible = diagram.apply(&edit).is_ok();
        let on_edit = bench.on_edit.clone();
        let onclick = Callback::from(move |_| on_edit.emit(edit.clone()));
        // Not `disabled`: a button that vanishes under the finger loses the focus. The click says why it cannot be.
        html! { <button key={name} type="button" {onclick} aria-disabled={(!is_possible).to_string()}>{ name }</button> }
    };
    let (undo, redo, reset) = (bench.session.clone(), bench.session.clone(), bench.session.clone());
    html! {
        <div class="toolbar" role="toolbar" aria-label={words::TOOLBAR_LABEL}>
            <span class="tools">{ for edits.into_iter().map(button) }</span>
            <span class="tools">
                <button type="button" onclick={Callback::from(move |_| undo.undo())}
                    aria-disabled={(!bench.session.can_undo).to_string()}>{ words::UNDO }</button>
                <button type="button" onclick={Callback::from(move |_| redo.redo())}
                    aria-disabled={(!bench.session.can_redo).to_string()}>{ words::REDO }</button>
                <button type="button" onclick={Callback::from(move |_| reset.edit(AvailabilityConfig::default()))}>
                    { words::RESET }
                </button>
            </span>
        </div>
    }
}

/// A component that nobody has named yet, as good as most.
fn new_part(diagram: &Diagram) -> Part {
    let stem: Name = "part".parse().expect("a name");
    Part::New(diagram.fresh_name(&stem), "99.9%".parse().expect("a value"))
}

/// The diagram as a line of text. A wrong text keeps the last good diagram and points at the character.
#[component]
pub fn NotationField(props: &BenchProps) -> Html {
    let bench = &props.bench;
    let diagram = &bench.session.config.diagram;
    let draft = use_state(|| diagram.to_string());
    let is_typing = use_mut_ref(|| false);
    {
        let draft = draft.clone();
        use_effect_with(diagram.clone(), move |diagram| {
            if draft.parse::<Diagram>().as_ref() != Ok(diagram) {
                draft.set(diagram.to_string());
            }
        });
    }
    let oninput = {
        let (bench, draft, is_typing) = (bench.clone(), draft.setter(), is_typing.clone());
        Callback::from(move |event: InputEvent| {
            let field: HtmlTextAreaElement = event.target_unchecked_into();
            let text = field.value();
            if let Ok(diagram) = text.parse::<Diagram>()
                && diagram != bench.session.config.diagram
            {
                bench.change(is_typing.replace(true), |config| config.diagram = diagram);
            }
            draft.set(text);
        })
    };
    let onblur = Callback::from(move |_| {
        is_typing.replace(false);
    });
    let fault = draft.parse::<Diagram>().err();
    let hint = if fault.is_some() { "notation-fault" } else { "notation-hint" };
    html! {
        <div class="notation field">
            <label for="notation">{ words::NOTATION_LABEL }</label>
            <textarea id="notation" rows="2" spellcheck="false" autocapitalize="off" autocomplete="off"
                value={(*draft).clone()} {oninput} {onblur} aria-invalid={fault.is_some().to_string()}
                aria-describedby={hint} />
            <div id="notation-fault" class="fault" role="status" hidden={fault.is_none()}>
                { fault.as_ref().map(|fault| pointer(&draft, fault)).unwrap_or_default() }
            </div>
            <p id="notation-hint" class="hint" hidden={fault.is_some()}>{ words::NOTATION_HINT }</p>
        </div>
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
#[component]
pub fn BlockEditor(props: &BenchProps) -> Html {
    let bench = &props.bench;
    let diagram = &bench.session.config.diagram;
    let Some(block) = diagram.block(&bench.selection) else { return html! { <section hidden=true></section> } };
    let fields = match block {
        Block::Component(name) => html! {
            <ComponentFields key={format!("component {name}")} bench={bench.clone()} name={name.clone()} />
        },
        Block::Series(_) => html! { <p key="series">{ words::SERIES_HINT }</p> },
        Block::Parallel(members) => counts(bench, 1, members.len(), false),
        Block::KOfN { k, members } => counts(bench, *k, members.len(), false),
        Block::Replicas { k, n, .. } => counts(bench, *k, usize::from(*n), true),
    };
    html! {
        <section class="panel block-editor" aria-label={words::SELECTED}>
            <h2><span class="kind">{ words::SELECTED }</span>{ " " }{ words::kind_name(block.kind()) }</h2>
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
    let onchange = Callback::from(move |event: Event| {
        let field: HtmlInputElement = event.target_unchecked_into();
        match field.value().parse::<u8>() {
            Ok(number) if range.contains(&number) => on_edit.emit(edit(number)),
            _ => field.set_value(&value.to_string()),
        }
    });
    html! {
        <label class="field">
            <span>{ label }</span>
            <input type="number" {min} {max} value={value.to_string()} {onchange} />
        </label>
    }
}

/// In which way a component's value is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    Percent,
    Nines,
    Down,
    Mtbf,
}

impl Way {
    const ALL: [Way; 4] = [Way::Percent, Way::Nines, Way::Down, Way::Mtbf];

    fn of(spec: &Spec) -> Way {
        match spec {
            Spec::Percent { .. } => Way::Percent,
            Spec::Nines { .. } => Way::Nines,
            Spec::Down { .. } => Way::Down,
            Spec::Mtbf { .. } => Way::Mtbf,
        }
    }

    fn id(self) -> &'static str {
        match self {
            Way::Percent => "percent",
            Way::Nines => "nines",
            Way::Down => "down",
            Way::Mtbf => "mtbf",
        }
    }

    /// The same value said in this way, as text, to the precision that people use.
    fn say(self, spec: &Spec, default_mttr: Tick) -> String {
        let chance = Chance::of(spec);
        let mttr = spec.mttr().unwrap_or(default_mttr);
        let own = spec.mttr().map(|mttr| format!(" mttr {}", mttr.compact())).unwrap_or_default();
        match self {
            Way::Percent => format!("{}%{own}", chance.percent()),
            Way::Nines => format!("{:.2} nines{own}", chance.nines().min(18.0)),
            Way::Down => format!("down {}/year{own}", rounded(chance.downtime(Period::Year)).compact()),
            Way::Mtbf => {
                let mtbf = rhythm::at_repair_time(chance, mttr).map_or(Tick::MAX_TYPED, |rhythm| rhythm.mtbf);
                format!("mtbf {} mttr {}", rounded(mtbf).compact(), mttr.compact())
            }
        }
    }
}

/// To a millisecond below a minute, to a second above: nobody types microseconds.
fn rounded(tick: Tick) -> Tick {
    let unit = if tick < Tick::MINUTE { Tick::MILLISECOND } else { Tick::SECOND };
    Tick((tick.0 + unit.0 / 2) / unit.0 * unit.0).max(Tick::MILLISECOND)
}

#[derive(Properties, PartialEq)]
struct ComponentFieldsProps {
    bench: Bench,
    name: Name,
}

/// A component's name, its value in one of four ways, and whether it is the same as another one.
#[component]
fn ComponentFields(props: &ComponentFieldsProps) -> Html {
    let (bench, name) = (&props.bench, &props.name);
    let diagram = &bench.session.config.diagram;
    let Some(spec) = diagram.spec(name) else { return html! { <p></p> } };
    let mttr = bench.session.config.mttr;
    let way = Way::of(spec);
    let on_way = {
        let (bench, name, spec) = (bench.clone(), name.clone(), spec.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let way = Way::ALL.into_iter().find(|way| way.id() == select.value());
            if let Some(Ok(spec)) = way.map(|way| way.say(&spec, mttr).parse::<Spec>()) {
                bench.on_edit.emit(Edit::SetSpec { name: name.clone(), spec });
            }
        })
    };
    html! {
        <div class="fields">
            <NameField bench={bench.clone()} name={name.clone()} />
            <label class="field">
                <span>{ words::SAID_AS }</span>
                <select onchange={on_way}>
                    { for Way::ALL.into_iter().map(|each| html! {
                        <option key={each.id()} value={each.id()} selected={each == way}>{ words::way(each) }</option>
                    }) }
                </select>
            </label>
            <ValueField key={way.id()} bench={bench.clone()} name={name.clone()} spec={spec.clone()} />
            <p class="hint">{ words::same_as(spec, mttr) }</p>
            { same_component(bench, diagram, name) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct NameFieldProps {
    bench: Bench,
    name: Name,
}

#[component]
fn NameField(props: &NameFieldProps) -> Html {
    let fault = use_state(String::new);
    let onchange = {
        let (bench, from, fault) = (props.bench.clone(), props.name.clone(), fault.setter());
        Callback::from(move |event: Event| {
            let field: HtmlInputElement = event.target_unchecked_into();
            let text = field.value();
            let renamed = text.trim().parse::<Name>().map_err(|error| error.to_string()).and_then(|to| {
                let edit = Edit::Rename { from: from.clone(), to };
                bench.session.config.diagram.apply(&edit).map(|_| edit).map_err(|error| error.to_string())
            });
            match renamed {
                Ok(edit) => bench.on_edit.emit(edit),
                Err(why) => fault.set(why),
            }
        })
    };
    html! {
        <label class="field">
            <span>{ words::NAME }</span>
            <input type="text" value={props.name.to_string()} maxlength="24" spellcheck="false" autocapitalize="off"
                {onchange} aria-invalid={(!fault.is_empty()).to_string()} />
            <span class="fault" role="status">{ &*fault }</span>
        </label>
    }
}

#[derive(Properties, PartialEq)]
struct ValueFieldProps {
    bench: Bench,
    name: Name,
    spec: Spec,
}

/// The value, as in the notation; a wrong one is named and the last good one stays.
#[component]
fn ValueField(props: &ValueFieldProps) -> Html {
    let draft = use_state(|| props.spec.to_string());
    let is_typing = use_mut_ref(|| false);
    {
        let draft = draft.clone();
        use_effect_with(props.spec.clone(), move |spec| {
            if draft.parse::<Spec>().as_ref() != Ok(spec) {
                draft.set(spec.to_string());
            }
        });
    }
    let oninput = {
        let (bench, name, draft) = (props.bench.clone(), props.name.clone(), draft.setter());
        let is_typing = is_typing.clone();
        Callback::from(move |event: InputEvent| {
            let field: HtmlInputElement = event.target_unchecked_into();
            let text = field.value();
            if let Ok(spec) = text.parse::<Spec>() {
                let edit = Edit::SetSpec { name: name.clone(), spec };
                if let Ok(edited) = bench.session.config.diagram.apply(&edit) {
                    bench.change(is_typing.replace(true), |config| config.diagram = edited.diagram);
                }
            }
            draft.set(text);
        })
    };
    let onblur = Callback::from(move |_| {
        is_typing.replace(false);
    });
    let fault = draft.parse::<Spec>().err().map(|error| error.to_string());
    let way = Way::of(&props.spec);
    html! {
        <label class="field">
            <span>{ words::VALUE }</span>
            <input type="text" value={(*draft).clone()} {oninput} {onblur} spellcheck="false" autocapitalize="off"
                maxlength="60" aria-invalid={fault.is_some().to_string()} aria-description={words::way_hint(way)} />
            <span class="fault" role="status">{ fault.unwrap_or_default() }</span>
            <span class="hint">{ words::way_hint(way) }</span>
        </label>
    }
}

/// Puts another component in this place: the way to say that one thing stands twice.
fn same_component(bench: &Bench, diagram: &Diagram, name: &Name) -> Html {
    let others: Vec<Name> = diagram.names().into_iter().filter(|other| other != name).collect();
    let onchange = {
        let (bench, others) = (bench.clone(), others.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            if let Some(other) = others.iter().find(|other| other.as_str() == select.value()) {
                let edit = Edit::Replace { path: bench.selection.clone(), with: Part::Existing(other.clone()) };
                bench.on_edit.emit(edit);
            }
            select.set_value("");
        })
    };
    html! {
        <label class="field" hidden={others.is_empty()}>
            <span>{ words::SAME_COMPONENT }</span>
            <select {onchange}>
                <option value="">{ words::NO_OTHER }</option>
                { for others.iter().map(|other| html! {
                    <option key={other.to_string()} value={other.to_string()}>{ other.to_string() }</option>
                }) }
            </select>
        </label>
    }
}
