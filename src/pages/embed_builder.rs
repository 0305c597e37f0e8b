//! The builder of embeds: choose what stands in the frame, look at it, copy what puts it into a page.
//!
//! The link carries all choices, so a colleague can be sent the builder as it stands. The preview is the frame itself.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::browser;
use crate::content::{self, Part};
use crate::embedding::places::{PLACES, Place, Text};
use crate::embedding::snippets::{oembed_address, title};
use crate::embedding::{Embedding, LOOKS, Look, What, goal_of, parse_height};
use crate::hooks::use_state;
use crate::labs::{self, Knob};
use crate::link;
use crate::loading::{use_lessons, use_loading};
use crate::markup::html;
use crate::route::Route;
use crate::settings::choice_word;
use crate::site::{Link, Site, use_site};
use crate::ui::notice::link_notes;
use crate::ui::panel::{nothing, once_running, select};
use crate::ui::text_field::{Given, Read, TextField, sentence};

/// The value of a list's entry for what no other entry names.
const AS_GIVEN: &str = "=";
const CARD: &str = "card";

/// What the choices do, for who reads before choosing.
const CHOICES: [(&str, &str); 6] = [
    (
        "What is shown",
        "a lab as it comes, in the state of a link that you copied from its page, or with a prediction to make first; or \
         a single card.",
    ),
    (
        "What is fixed",
        "settings that readers can see and not change, so that a task stays the task. A fixed setting says so beside its \
         control.",
    ),
    ("What is hidden", "panels that your text does not need. The picture stays."),
    (
        "A goal",
        "the conditions of a challenge, which the frame marks as readers work. Your page can hear of it: the element \
         tells whether the goal is reached.",
    ),
    (
        "Light or dark",
        "as the reader’s system has it, or always the same; for a projector with larger type and more contrast.",
    ),
    (
        "Nothing is kept",
        "a frame loads nothing from anywhere but this site, and knows nothing of the page around it. It keeps nothing in \
         the reader’s browser, unless you let it keep answers.",
    ),
];

/// Changes what is embedded.
type Change = Rc<dyn Fn(&dyn Fn(&mut Embedding))>;

/// The page.
#[component]
pub fn EmbedBuilder() -> Html {
    let site = use_site();
    let (embedding, notes) = Embedding::from_query(&site.location.query);
    let waiting = use_lessons(embedding.lab().map_or(labs::LABS[0].id, |lab| lab.id));
    let parts = if embedding.lab().is_none() { vec![Part::Lists] } else { Vec::new() };
    let _ = use_loading(parts);
    let said = use_state(String::new);
    // Two boxes may be ticked before the page is drawn again.
    let newest = use_mut_ref(|| embedding.clone());
    newest.replace(embedding.clone());
    let change: Change = {
        let (site, said) = (site.clone(), said.setter());
        Rc::new(move |change: &dyn Fn(&mut Embedding)| {
            change(&mut newest.borrow_mut());
            let query = newest.borrow().to_query();
            said.set(String::new());
            site.write_query.emit(query);
        })
    };
    let copy = {
        let said = said.setter();
        move |name: &'static str, text: String| {
            let said = said.clone();
            spawn_local(async move {
                said.set(match browser::copy(&text).await {
                    Ok(()) => format!("{name}: in the clipboard."),
                    Err(()) => "The browser did not let the page copy: select the text and copy it.".to_owned(),
                });
            });
        }
    };
    html! {
        <div class="page builder">
            <h1 tabindex="-1">{ Route::Builder.title() }</h1>
            <p class="lead">{ "Choose what readers see, look at it, and copy it into your page." }</p>
            { link_notes(&notes) }
            { once_running(|| html! {
                <div class="building">
                    <section class="panel choosing-embed" aria-label="What readers see">
                        { choices(&embedding, &change, &waiting) }
                    </section>
                    <section class="panel copying" aria-labelledby="copy-title">
                        { copying(&embedding, &change, &browser::absolute(&site.href(&Route::Home, "")), copy) }
                        <p class="message" role="status">{ &*said }</p>
                    </section>
                    <section class="preview" aria-label="Preview">
                        { preview(&embedding, &site) }
                    </section>
                </div>
            }) }
            <section class="prose">
                <h2>{ "What you can choose" }</h2>
                <ul>{ for CHOICES.iter().map(|(name, what)| html! {
                    <li key={*name}><strong>{ *name }</strong>{ ": " }{ *what }</li>
                }) }</ul>
                <p>
                    { "How each program takes it: " }
                    <Link to={Route::Embedding}>{ Route::Embedding.title() }</Link>
                    { "." }
                </p>
            </section>
        </div>
    }
}

/// All that can be chosen.
fn choices(embedding: &Embedding, change: &Change, waiting: &AttrValue) -> Html {
    let of_what = match &embedding.what {
        What::Lab { .. } => html! { <div class="fields pairs" key="lab">{ opening(embedding, change, waiting) }</div> },
        What::Card { .. } => html! { <div class="fields pairs" key="card">{ which_card(embedding, change) }</div> },
    };
    html! {
        <>
            <div class="fields">{ what(embedding, change) }</div>
            { of_what }
            <div class="fields pairs">
                { look(embedding, change) }
                { height(embedding, change) }
                { checkbox("still", "Nothing moves by itself", embedding.is_still, change, |embedding, is_on| {
                    embedding.is_still = is_on;
                }) }
                { checkbox("kept", "Answers may be kept in the reader’s browser", embedding.is_kept, change,
                    |embedding, is_on| embedding.is_kept = is_on) }
            </div>
            { knobs(embedding, change) }
        </>
    }
}

/// The lab, or a card; and the address of either, to be pasted.
fn what(embedding: &Embedding, change: &Change) -> Html {
    let labs = labs::LABS.iter().map(|lab| (lab.id.to_owned(), lab.title.to_owned()));
    let options = labs.chain([(CARD.to_owned(), "A card".to_owned())]).collect();
    let on_select = {
        let change = change.clone();
        Callback::from(move |id: String| {
            change(&|embedding| {
                let place = embedding.place;
                let first =
                    content::open_topics().find_map(|topic| Some((topic, *content::card_ids(topic.id).first()?)));
                *embedding = match (labs::by_id(&id), first) {
                    (None, Some((topic, id))) => Embedding::of_card(topic, id),
                    (lab, _) => lab.map_or_else(Embedding::default, Embedding::of_lab),
                };
                embedding.place = place;
            });
        })
    };
    let on_give = {
        let change = change.clone();
        Callback::from(move |given: Given| {
            if let Ok(pasted) = Embedding::from_address(&given.text) {
                change(&|embedding| {
                    let (place, height) = (embedding.place, embedding.height);
                    *embedding = Embedding { place, height, ..pasted.clone() };
                });
            }
        })
    };
    let read: Read = Rc::new(|text: &str| match text.trim() {
        "" => Ok(String::new()),
        text => Embedding::from_address(text).map(|_| text.to_owned()).map_err(sentence),
    });
    let chosen = embedding.lab().map_or(CARD, |lab| lab.id);
    html! {
        <>
            { select("In the frame", options, chosen, on_select) }
            <TextField id="address" label="Or paste the link of a lab or a card" value="" {read} {on_give}
                is_live=true chars_max={link::QUERY_MAX as u32} />
        </>
    }
}

/// What the lab opens with, and the goal that it marks.
fn opening(embedding: &Embedding, change: &Change, waiting: &AttrValue) -> Html {
    let What::Lab { lab, preset, scenario } = &embedding.what else { return nothing() };
    let (lab, presets) = (*lab, content::presets_of(lab.id));
    let mut options = vec![(String::new(), "As it comes".to_owned())];
    if !scenario.is_empty() {
        options.push((AS_GIVEN.to_owned(), "The state of the link".to_owned()));
    }
    options.extend(presets.iter().map(|preset| (preset.id.to_owned(), format!("Predict: {}", preset.title))));
    let chosen = match (preset.as_str(), scenario.is_empty()) {
        ("", true) => "",
        ("", false) => AS_GIVEN,
        (preset, _) => preset,
    };
    let on_select = {
        let change = change.clone();
        Callback::from(move |id: String| {
            change(&|embedding| {
                if let What::Lab { preset, scenario, .. } = &mut embedding.what {
                    if id.is_empty() {
                        scenario.clear();
                    }
                    *preset = if id == AS_GIVEN { String::new() } else { id.clone() };
                }
            });
        })
    };
    html! {
        <>
            { select("Opens with", options, chosen, on_select) }
            { goal(embedding, lab.id, change) }
            <p class="hint" role="status" hidden={content::lessons(lab.id).is_some()}>{ waiting }</p>
        </>
    }
}

/// Which challenge the frame marks.
fn goal(embedding: &Embedding, lab: &'static str, change: &Change) -> Html {
    let challenges = content::challenges_of(lab);
    let mut options = vec![(String::new(), "None".to_owned())];
    options.extend(challenges.iter().map(|challenge| (challenge.id.to_owned(), challenge.title.to_owned())));
    let known = challenges.iter().find(|challenge| goal_of(challenge) == embedding.goal);
    let chosen = match known {
        Some(challenge) => challenge.id,
        None if embedding.goal.is_empty() => "",
        None => AS_GIVEN,
    };
    if chosen == AS_GIVEN {
        options.push((AS_GIVEN.to_owned(), link::shortened(&embedding.goal)));
    }
    let change = change.clone();
    let on_select = Callback::from(move |id: String| {
        change(&|embedding| match content::challenges_of(lab).iter().find(|challenge| challenge.id == id) {
            Some(challenge) => embedding.aim_at(challenge),
            None if id.is_empty() => embedding.goal.clear(),
            None => {}
        });
    });
    select("Goal that it marks", options, chosen, on_select)
}

/// The topic and the card.
fn which_card(embedding: &Embedding, change: &Change) -> Html {
    let What::Card { topic, id } = embedding.what else { return nothing() };
    let topics = content::open_topics().filter(|topic| !content::card_ids(topic.id).is_empty());
    let topics = topics.map(|topic| (topic.id.to_owned(), topic.title.to_owned())).collect();
    let prompt = |id: &str| {
        let line = content::prompts().iter().find(|line| line.id == id);
        line.map_or_else(|| id.to_owned(), |line| link::shortened(&line.text))
    };
    let cards = content::card_ids(topic.id).iter().map(|id| ((*id).to_owned(), prompt(id))).collect();
    let on_topic = {
        let change = change.clone();
        Callback::from(move |chosen: String| {
            let first = content::topic(&chosen).zip(content::card_ids(&chosen).first());
            change(&|embedding| {
                if let Some((topic, id)) = first {
                    embedding.what = What::Card { topic, id };
                }
            });
        })
    };
    let on_card = {
        let change = change.clone();
        Callback::from(move |chosen: String| {
            let id = content::card_ids(topic.id).iter().find(|id| **id == chosen);
            change(&|embedding| {
                if let Some(id) = id {
                    embedding.what = What::Card { topic, id };
                }
            });
        })
    };
    html! { <>{ select("Topic", topics, topic.id, on_topic) }{ select("Card", cards, id, on_card) }</> }
}

fn look(embedding: &Embedding, change: &Change) -> Html {
    let name = |look: Look| match look {
        Look::Auto => "As the reader’s system has it",
        Look::Light => "Light",
        Look::Dark => "Dark",
        Look::Projector => "For a projector",
    };
    let options = LOOKS.iter().map(|(word, look)| ((*word).to_owned(), name(*look).to_owned())).collect();
    let change = change.clone();
    let on_select = Callback::from(move |word: String| {
        let look = LOOKS.iter().find(|(known, _)| *known == word).map_or(Look::Auto, |(_, look)| *look);
        change(&|embedding| embedding.look = look);
    });
    select("Light or dark", options, choice_word(embedding.look, LOOKS), on_select)
}

fn height(embedding: &Embedding, change: &Change) -> Html {
    let change = change.clone();
    let on_give = Callback::from(move |given: Given| {
        if let Ok(height) = parse_height(&given.text) {
            change(&|embedding| embedding.height = height);
        }
    });
    let read: Read = Rc::new(|text: &str| parse_height(text).map(|height| height.to_string()).map_err(sentence));
    html! {
        <TextField id="height" label="Height, in pixels" value={embedding.height.to_string()} {read} {on_give}
            hint="A plain frame keeps it, the element grows." chars_max=6 />
    }
}

/// What readers cannot change, and what they do not see.
fn knobs(embedding: &Embedding, change: &Change) -> Html {
    if embedding.lab().is_none() {
        return nothing();
    }
    let (keys, parts) = (embedding.keys().to_vec(), embedding.parts());
    html! {
        <>
            { knob_list("Readers cannot change", keys, &embedding.locked, change, |it| &mut it.locked) }
            { knob_list("Not shown", parts, &embedding.hidden, change, |it| &mut it.hidden) }
        </>
    }
}

/// A box for each, behind how many are ticked.
fn knob_list(
    name: &'static str,
    all: Vec<Knob>,
    chosen: &[&'static str],
    change: &Change,
    list: fn(&mut Embedding) -> &mut Vec<&'static str>,
) -> Html {
    let names: Rc<[&'static str]> = all.iter().map(|(name, _)| *name).collect();
    let one = |(key, label): &Knob| {
        let (key, names) = (*key, names.clone());
        checkbox(key, label, chosen.contains(&key), change, move |embedding, is_on| {
            let list = list(embedding);
            let is_chosen = |other: &&str| if *other == key { is_on } else { list.contains(other) };
            *list = names.iter().copied().filter(is_chosen).collect();
        })
    };
    let n_chosen = if chosen.is_empty() { "nothing".to_owned() } else { chosen.len().to_string() };
    html! {
        <details key={name}>
            <summary>{ name }{ ": " }{ n_chosen }</summary>
            <fieldset>
                <legend class="hidden-name">{ name }</legend>
                { for all.iter().map(one) }
            </fieldset>
        </details>
    }
}

fn checkbox(
    key: &'static str,
    label: &'static str,
    is_on: bool,
    change: &Change,
    set: impl Fn(&mut Embedding, bool) + 'static,
) -> Html {
    let change = change.clone();
    let onchange = Callback::from(move |event: Event| {
        let field: HtmlInputElement = event.target_unchecked_into();
        let is_on = field.checked();
        change(&|embedding| set(embedding, is_on));
    });
    html! { <label {key} class="check"><input type="checkbox" checked={is_on} {onchange} />{ " " }{ label }</label> }
}

/// Where it is to stand, and the texts that put it there.
fn copying(
    embedding: &Embedding,
    change: &Change,
    root: &str,
    copy: impl Fn(&'static str, String) + Clone + 'static,
) -> Html {
    let options = PLACES.iter().map(|(word, place)| ((*word).to_owned(), place.name().to_owned())).collect();
    let change = change.clone();
    let on_select = Callback::from(move |word: String| {
        let place = PLACES.iter().find(|(known, _)| *known == word).map_or(Place::Html, |(_, place)| *place);
        change(&|embedding| embedding.place = place);
    });
    let text = |Text { name, text }: Text| {
        let onclick = {
            let (copy, text) = (copy.clone(), text.clone());
            Callback::from(move |_: MouseEvent| copy(name, text.clone()))
        };
        html! {
            <div class="snippet" key={name}>
                <h3>{ name }</h3>
                <button type="button" class="primary" {onclick} aria-label={format!("Copy: {name}")}>{ "Copy" }</button>
                <pre tabindex="0" aria-label={name}>{ text }</pre>
            </div>
        }
    };
    html! {
        <>
            <h2 id="copy-title">{ "Copy it" }</h2>
            { select("Into", options, choice_word(embedding.place, PLACES), on_select) }
            <ol class="steps-of-place">
                { for embedding.place.steps().iter().map(|step| html! { <li key={*step}>{ *step }</li> }) }
            </ol>
            { for embedding.place.texts(embedding, root).into_iter().chain(oembed(embedding)).map(text) }
        </>
    }
}

/// The address of the lab's oEmbed, for programs that ask for one; only a site that knows its address has it.
fn oembed(embedding: &Embedding) -> Option<Text> {
    let lab = embedding.lab().filter(|_| embedding.place == Place::Elsewhere)?;
    let address = browser::told("og:url")?;
    let site = address.strip_suffix(&Route::Builder.path())?;
    Some(Text { name: "oEmbed, of the lab as it comes", text: format!("{}\n", oembed_address(lab, site)) })
}

/// The frame as readers get it. A new one for each change: another address in the same frame would be a step of the
/// browser's history.
fn preview(embedding: &Embedding, site: &Site) -> Html {
    let has_frames = !site.root.is_one_file();
    let src = site.href(&embedding.route(), &embedding.frame_query());
    let height = embedding.height.to_string();
    html! {
        <>
            <h2>{ "What readers see" }</h2>
            if has_frames {
                <iframe key={src.clone()} {src} title={title(embedding)} width="100%" {height}
                    allow="clipboard-write"></iframe>
            } else {
                <p key="none">{ "The site in one file shows no frames. Readers need a site on a host." }</p>
            }
        </>
    }
}
