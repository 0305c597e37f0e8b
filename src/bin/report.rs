//! Says what a scenario comes to, for authors: `cargo run --bin report -- quorum "n=3&r=1&w=1&do=0 crash r2"`.
//!
//! The query is written as in `content/`; what it prints is what evidence is held against.
//!
//! `cargo run --bin report -- --corpus` keeps what all links of the content and of the labs come to, in the file
//! `tests/links/v<version>.txt` of the present version: it adds what is not there and changes nothing that is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::exit;

use faultline::content::{self, Block, Inline, Kind, Part, Target};
use faultline::labs::{self, EXHIBITS};
use faultline::link;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--corpus"] => keep_links(),
        [lab, query] => report(lab, query),
        _ => {
            eprintln!("usage: cargo run --bin report -- <lab> \"<query>\"\n       cargo run --bin report -- --corpus");
            exit(2);
        }
    }
}

fn report(lab: &str, query: &str) {
    let Some(exhibit) = labs::exhibit(lab) else {
        eprintln!("there is no lab `{lab}`");
        exit(2);
    };
    let report = (exhibit.report)(&link::from_readable(query));
    for note in &report.notes {
        eprintln!("note: {note}");
    }
    println!("{}\nFingerprint: {}", report.text, report.fingerprint);
}

/// Adds the links that the present version's file has not yet.
fn keep_links() {
    let name = format!("tests/links/v{}.txt", faultline_model::VERSION);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let is_kept = |link: &str| kept.lines().any(|line| line.split_once(' ').is_some_and(|(it, _)| it == link));
    let mut text = kept.clone();
    for (lab, query) in known_links() {
        let link = format!("{lab}?{query}");
        if !is_kept(&link) {
            let exhibit = labs::exhibit(&lab).expect("the content names labs that there are");
            text += &format!("{link} {}\n", (exhibit.report)(&query).fingerprint);
        }
    }
    println!("{name}: {} links, {} of them new", text.lines().count(), text.lines().count() - kept.lines().count());
    fs::write(&path, text).expect("the file can be written");
}

/// Every link to a lab that the labs or the content hold, as it stands in an address.
fn known_links() -> BTreeSet<(String, String)> {
    let mut links = BTreeSet::new();
    for exhibit in EXHIBITS {
        let id = exhibit.lab.id;
        let presets = content::presets_of(id).iter().map(|preset| preset.scenario);
        let challenges = content::challenges_of(id).iter().map(|challenge| challenge.start);
        links.extend(presets.chain(challenges).map(|readable| (id.to_owned(), link::from_readable(readable))));
        links.extend(exhibit.promised.iter().map(|(query, _)| (id.to_owned(), (*query).to_owned())));
    }
    for texts in Part::all().into_iter().filter_map(Part::texts) {
        // What is drawn has no link before it is drawn.
        let cards = texts.cards.iter().filter(|card| !matches!(card.kind, Kind::Numeric(_)));
        let proofs = cards.clone().map(|card| &card.evidence);
        let refuting = cards.flat_map(|card| card.distractors.iter().map(|distractor| &distractor.refuted));
        let doubts = texts.doubts.iter().map(|doubt| &doubt.evidence);
        let evidence = proofs.chain(refuting).chain(doubts).flatten();
        links.extend(evidence.map(|it| (it.lab.clone(), link::from_readable(&it.scenario))));
        texts.concept.iter().for_each(|block| add_links_of(block, &mut links));
    }
    links
}

fn add_links_of(block: &Block, links: &mut BTreeSet<(String, String)>) {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Quote(text) => add_links_in(text, links),
        Block::List { items, .. } => items.iter().for_each(|item| add_links_in(item, links)),
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).for_each(|it| add_links_in(it, links)),
        Block::Code(_) => {}
    }
}

fn add_links_in(text: &[Inline], links: &mut BTreeSet<(String, String)>) {
    for part in text {
        match part {
            Inline::Text(_) | Inline::Code(_) => {}
            Inline::Emphasis(text) | Inline::Strong(text) => add_links_in(text, links),
            Inline::Link(Target::Lab(lab, query), _) => {
                links.insert((lab.clone(), link::from_readable(query)));
            }
            Inline::Link(_, words) => add_links_in(words, links),
        }
    }
}
