//! The content is true: whatever a card, a doubt, a preset or a text claims of a run is held against that run's report.

use std::sync::LazyLock;

use faultline::app::{App, AppProps};
use faultline::content::{self, Block, Card, Challenge, Evidence, Inline, Kind, Target, plain};
use faultline::labs::{self, Exhibit, Report};
use faultline::link;
use faultline::practice::Asked;
use faultline::prerender::render;
use faultline::program;
use faultline::route::Route;
use faultline::site::{Location, Root};
use faultline_content::words::Words;

use crate::{markup, project};

/// A claim and where it is made, such as ``content/reliability/cards.toml, `nines-of-995` ``.
type Claim = (String, Evidence);

fn claims() -> Vec<Claim> {
    // The evidence of a numeric card has names for what is drawn: `practice` runs it with numbers.
    let cards = all_words().cards().flat_map(|(topic, card)| {
        let place = format!("content/{topic}/cards.toml, `{}`", card.id);
        let own = if matches!(card.kind, Kind::Numeric(_)) { None } else { card.evidence.clone() };
        let refuting = card.distractors.iter().map({
            let place = place.clone();
            move |wrong| (format!("{place}, refuting “{}”", plain(&wrong.text)), wrong.refuted.clone())
        });
        std::iter::once((place, own)).chain(refuting)
    });
    let doubts = all_words().doubts.iter().map(|doubt| {
        let place = format!("content/doubts.toml, `{}`", doubt.id);
        (place, doubt.evidence.clone())
    });
    let presets = authored().topics.iter().flat_map(|entry| {
        entry.presets.iter().map(|preset| {
            let topic = entry.topic.id.get_ref();
            let evidence = Evidence {
                lab: preset.lab.clone().unwrap_or_else(|| entry.topic.labs[0].clone()),
                scenario: preset.scenario.clone(),
                shows: preset.shows.clone(),
                never_shows: preset.never_shows.clone(),
            };
            (format!("content/{topic}/presets.toml, `{}`", preset.id.get_ref()), Some(evidence))
        })
    });
    let all = cards.chain(doubts).chain(presets);
    all.filter_map(|(place, evidence)| Some((place, evidence?))).collect()
}

/// The content as its authors wrote it: what a run must show does not travel with the app.
fn authored() -> &'static faultline_content::Content {
    static CONTENT: LazyLock<faultline_content::Content> =
        LazyLock::new(|| faultline_content::load(&project::root().join("content")).expect("the content is sound"));
    &CONTENT
}

fn all_words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| authored().words());
    &WORDS
}

fn evidence(lab: &str, scenario: &str, shows: &[&str], never_shows: &[&str]) -> Evidence {
    let owned = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect();
    Evidence {
        lab: lab.to_owned(),
        scenario: scenario.to_owned(),
        shows: owned(shows),
        never_shows: owned(never_shows),
    }
}

fn exhibit(id: &str) -> &'static Exhibit {
    labs::exhibit(id).unwrap_or_else(|| panic!("there is no lab `{id}`"))
}

/// The report of an author's query.
fn report(lab_id: &str, scenario: &str) -> Report {
    (exhibit(lab_id).report)(&link::from_readable(scenario))
}

/// What of a claim does not hold.
fn faults(evidence: &Evidence) -> Vec<String> {
    let report = report(&evidence.lab, &evidence.scenario);
    let notes = report.notes.iter().map(|note| format!("its scenario is not understood: {note}"));
    let absent = evidence.shows.iter().filter(|part| !report.text.contains(*part));
    let present = evidence.never_shows.iter().filter(|part| report.text.contains(*part));
    let faults = notes
        .chain(absent.map(|part| format!("does not show `{part}`")))
        .chain(present.map(|part| format!("shows `{part}` and must not")));
    faults.collect()
}

#[test]
fn every_claim_holds() {
    let wrong = claims().into_iter().filter_map(|(place, evidence)| {
        let faults = faults(&evidence);
        let shown = report(&evidence.lab, &evidence.scenario).text;
        (!faults.is_empty()).then(|| {
            format!(
                "{place}: {}\n  {}\nThe report of {:?}:\n{shown}\n",
                evidence.lab,
                faults.join("\n  "),
                evidence.scenario
            )
        })
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} claims do not hold.\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_numeric_cards_ask_is_shown_by_their_runs_under_a_dozen_seeds() {
    for (topic, card) in all_words().cards() {
        // The tests outlive no card, and what is drawn refers to it.
        let card: &'static Card = Box::leak(Box::new(card.clone()));
        let Some(proof) = card.evidence.as_ref().filter(|_| matches!(card.kind, Kind::Numeric(_))) else { continue };
        for seed in 0..12 {
            let asked = Asked::of(card, seed).expect("every template has an answer");
            let evidence = asked.evidence(proof);
            let shown = report(&evidence.lab, &evidence.scenario).text;
            let at = format!("content/{topic}/cards.toml, `{}`, seed {seed}: {}", card.id, asked.working());
            assert_eq!(faults(&evidence), Vec::<String>::new(), "{at}\n{shown}");
        }
    }
}

#[test]
fn a_claim_that_does_not_hold_is_noticed() {
    let claim = |scenario, shows: &[&str], never_shows: &[&str]| {
        faults(&evidence("availability", scenario, shows, never_shows)).len()
    };
    assert_eq!(claim("d=a 99%", &["Availability: 99 %"], &["Availability: 99.9 %"]), 0);
    assert_eq!(claim("d=a 99%", &["Availability: 99.9 %"], &["Availability: 99 %"]), 2);
    assert_eq!(claim("d=a 99% >", &[], &[]), 1);
    assert_eq!(claim("d=a 99%&sede=7", &[], &[]), 1);
}

/// Every running text of the content, with its place.
fn texts() -> Vec<(String, &'static [Inline])> {
    let mut texts: Vec<(String, &[Inline])> = Vec::new();
    for topic in &all_words().topics {
        let concept = topic.concept.iter().flat_map(texts_of);
        texts.extend(concept.map(|text| (format!("content/{}/concept.md", topic.id), text)));
        for card in &topic.cards {
            let parts = [&card.prompt, &card.answer, &card.why].into_iter();
            let parts = parts.chain(card.distractors.iter().map(|distractor| &distractor.text));
            let place = format!("content/{}/cards.toml, `{}`", topic.id, card.id);
            texts.extend(parts.map(|text| (place.clone(), text.as_slice())));
            if let Kind::Order(steps) = &card.kind {
                texts.extend(steps.iter().map(|text| (place.clone(), text.as_slice())));
            }
        }
    }
    let Words { terms, misconceptions, doubts, .. } = all_words();
    texts.extend(terms.iter().map(|it| (format!("content/glossary.toml, `{}`", it.id), it.definition.as_slice())));
    let beliefs = misconceptions.iter();
    texts.extend(beliefs.map(|it| (format!("content/misconceptions.toml, `{}`", it.id), it.explanation.as_slice())));
    texts.extend(doubts.iter().map(|it| (format!("content/doubts.toml, `{}`", it.id), it.holds.as_slice())));
    texts
}

fn texts_of(block: &'static Block) -> Vec<&'static [Inline]> {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Quote(text) => vec![text],
        Block::List { items, .. } => items.iter().map(Vec::as_slice).collect(),
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).map(Vec::as_slice).collect(),
        Block::Code(_) => Vec::new(),
    }
}

/// The links to labs in a text: the lab, the query, the words.
fn lab_links(text: &'static [Inline]) -> Vec<(&'static str, &'static str, String)> {
    let links = text.iter().map(|part| match part {
        Inline::Text(_) | Inline::Code(_) => Vec::new(),
        Inline::Emphasis(text) | Inline::Strong(text) => lab_links(text),
        Inline::Link(Target::Lab(lab, query), words) => vec![(lab.as_str(), query.as_str(), plain(words))],
        Inline::Link(_, words) => lab_links(words),
    });
    links.flatten().collect()
}

/// The percentages that words name, such as `99.9 %`.
fn percentages(words: &str) -> Vec<String> {
    let words = words.replace('\u{a0}', " ");
    let parts: Vec<&str> = words.split(' ').collect();
    let is_number = |part: &str| part.chars().all(|c| c.is_ascii_digit() || c == '.') && !part.is_empty();
    let pairs = parts.windows(2).filter(|pair| is_number(pair[0]) && pair[1].starts_with('%'));
    pairs.map(|pair| format!("{} %", pair[0])).collect()
}

#[test]
fn every_lab_link_in_a_text_opens_as_written_and_shows_the_figure_it_stands_on() {
    let mut n_figures = 0;
    for (place, text) in texts() {
        for (lab, query, words) in lab_links(text) {
            let report = report(lab, query);
            assert_eq!(report.notes, Vec::new(), "{place}: [{words}](lab:{lab}?{query})");
            let shown = report.text.replace('\u{a0}', " ");
            for figure in percentages(&words) {
                n_figures += 1;
                let line = format!("Availability: {figure}");
                assert!(shown.contains(&line), "{place}: [{words}](lab:{lab}?{query}) shows no `{line}`:\n{shown}");
            }
        }
    }
    assert!(n_figures > 0, "no figure in a text is linked to the run that shows it");
}

/// The conditions of a challenge that its lab's page lists at the challenge's start, and whether it is solved there.
fn marked_at_start(challenge: &Challenge) -> (usize, bool) {
    let query = link::from_readable(challenge.start);
    let route = Route::Lab(&exhibit(challenge.lab).lab);
    let program = program::of(&route);
    let page = render::<App>(AppProps { program, root: Root::Relative("../../"), location: Location { route, query } });
    let elements = markup::parse(&page).expect("the page is well-formed");
    let is_title = |text: &str| text.trim() == challenge.title;
    let heading = elements.iter().find(|element| element.name == "h3" && is_title(&element.text));
    let article = heading.and_then(|heading| heading.parent);
    let article = article.unwrap_or_else(|| panic!("the page of {} does not offer `{}`", challenge.lab, challenge.id));
    let is_condition = |at: &usize| elements[*at].name == "li" && markup::is_within(&elements, *at, article);
    let n_conditions = (0..elements.len()).filter(is_condition).count();
    (n_conditions, elements[article].has_class("won"))
}

#[test]
fn every_challenge_starts_unsolved_and_its_lab_knows_its_conditions() {
    let challenges: Vec<_> = labs::LABS.iter().flat_map(|lab| content::challenges_of(lab.id)).collect();
    let n_authored: usize = authored().topics.iter().map(|entry| entry.challenges.len()).sum();
    assert_eq!(challenges.len(), n_authored, "every challenge is that of a lab");
    for challenge in challenges {
        let place = format!("presets.toml of the {} lab, challenge `{}`", challenge.lab, challenge.id);
        assert_eq!(report(challenge.lab, challenge.start).notes, Vec::new(), "{place}");
        let (n_conditions, is_solved) = marked_at_start(challenge);
        assert_eq!(n_conditions, challenge.conditions.len(), "{place}: the lab knows not all of its conditions");
        assert!(n_conditions > 0 && !is_solved, "{place}: is solved at its start");
    }
}

#[test]
fn a_preset_predicts_something_and_two_presets_are_never_the_same_run() {
    for exhibit in labs::EXHIBITS {
        let mut seen: Vec<(&str, String)> = Vec::new();
        for preset in content::presets_of(exhibit.lab.id) {
            let canonical = (exhibit.canonical)(&link::from_readable(preset.scenario));
            let twin = seen.iter().find(|(_, other)| *other == canonical);
            assert!(twin.is_none(), "`{}` runs the same as {twin:?}", preset.id);
            seen.push((preset.id, canonical));
            assert!(preset.question.ends_with('?'), "`{}` asks nothing: {}", preset.id, preset.question);
        }
    }
}
