//! The map: what this is, the topics in teaching order, how far the student is.

use yew::prelude::*;

use crate::content::{self, Pillar, Topic};
use crate::labs::{self, Lab};
use crate::markup::{classes, html};
use crate::route::Route;
use crate::site::Link;
use crate::store::{Counts, use_progress};

/// The home page.
#[component]
pub fn Home() -> Html {
    let progress = use_progress().progress;
    let all = progress.count(content::TOPICS.iter().flat_map(|topic| content::card_ids(topic.id).iter().copied()));
    html! {
        <div class="page home">
            <h1 tabindex="-1">{ "Predict it. Run it. Break it. See why." }</h1>
            <p class="lead">
                { "Faultline is a playground for reliable distributed systems: \
                   test the sentences everybody repeats against a model that computes what really happens." }
            </p>
            <p class="actions">
                { for labs::LABS.iter().map(open_lab) }
                <Link to={Route::Study} class="button">{ "Study the cards" }</Link>
            </p>
            { progress_line(all) }
            <h2 id="map">{ "The map" }</h2>
            <ol class="map">{ for content::TOPICS.iter().map(|topic| {
                let counts = progress.count(content::card_ids(topic.id).iter().copied());
                map_entry(topic, counts)
            }) }</ol>
            <h2 id="pillars">{ "Ten pillars, and where they are taught" }</h2>
            <ol class="pillars">{ for content::PILLARS.iter().map(pillar) }</ol>
        </div>
    }
}

fn open_lab(lab: &'static Lab) -> Html {
    let name = format!("Open the {} lab", lab.title.to_ascii_lowercase());
    html! { <Link key={lab.id} to={Route::Lab(lab)} class="button primary">{ name }</Link> }
}

fn progress_line(counts: Counts) -> Html {
    let Counts { n_cards, n_answered, n_right } = counts;
    html! {
        <p class="progress-line">
            <progress max={n_cards.to_string()} value={n_right.to_string()} aria-label="Cards known" />
            <span>
                { format!("{n_right} of {n_cards} cards known, {n_answered} tried") }
                { " · " }
                <Link to={Route::Progress}>{ "Your progress" }</Link>
            </span>
        </p>
    }
}

fn map_entry(topic: &'static Topic, counts: Counts) -> Html {
    let labs = topic.labs.iter().filter_map(|id| labs::by_id(id));
    html! {
        <li key={topic.id} class={classes!("map-entry", (!topic.is_open).then_some("planned"))}>
            <h3>
                if topic.is_open {
                    <Link to={Route::Topic(topic)}>{ topic.title }</Link>
                } else {
                    <span>{ topic.title }</span>
                }
            </h3>
            <p class="question">{ content::outline(topic).question }</p>
            if topic.is_open {
                <p class="meta">
                    { for labs.map(|lab| html! {
                        <span key={lab.id}><Link to={Route::Lab(lab)}>{ format!("{} lab", lab.title) }</Link>{ " · " }</span>
                    }) }
                    <Link to={Route::TopicCards(topic)}>{ format!("{} cards", counts.n_cards) }</Link>
                    { format!(", {} known", counts.n_right) }
                </p>
            } else {
                <p class="meta">{ "Planned" }</p>
            }
        </li>
    }
}

fn pillar(pillar: &'static Pillar) -> Html {
    let topics = content::TOPICS.iter().filter(|topic| content::outline(topic).pillars.contains(&pillar.id));
    let names = topics.map(|topic| match topic.is_open {
        true => html! { <Link key={topic.id} to={Route::Topic(topic)}>{ topic.title }</Link> },
        false => html! { <span key={topic.id}>{ topic.title }</span> },
    });
    html! {
        <li key={pillar.id}>
            <strong>{ pillar.title }</strong>
            <span>{ pillar.line }</span>
            <span class="taught">{ for names }</span>
        </li>
    }
}
