//! The labs' pictures, rendered natively: golden files, and what holds for every one of them.
//!
//! A golden file has one tag to a line, so that a change of the picture reads well in a review. Look at the page before
//! you write one anew.

use faultline::content;
use faultline::labs::{EXHIBITS, Exhibit};
use faultline::link;
use faultline::prerender::render;
use yew::prelude::*;

use crate::links::good_links;
use crate::markup;
use crate::project;

#[derive(Properties, PartialEq)]
struct PictureProps {
    exhibit: &'static Exhibit,
    query: String,
}

#[component]
fn Picture(props: &PictureProps) -> Html {
    (props.exhibit.picture)(&props.query)
}

fn picture(exhibit: &'static Exhibit, query: &str) -> String {
    render::<Picture>(PictureProps { exhibit, query: query.to_owned() })
}

#[test]
fn pictures_look_as_in_the_golden_files() {
    for exhibit in EXHIBITS {
        let presets =
            content::presets_of(exhibit.lab.id).iter().map(|preset| (preset.id, link::from_readable(preset.scenario)));
        for (name, query) in std::iter::once(("default", String::new())).chain(presets) {
            let path = project::root().join(format!("tests/native/pictures/{}-{name}.svg", exhibit.lab.id));
            let lines = picture(exhibit, &query).replace("><", ">\n<") + "\n";
            expect_test::expect_file![path].assert_eq(&lines);
        }
    }
}

#[test]
fn every_golden_file_belongs_to_a_preset() {
    let expected: Vec<String> = EXHIBITS
        .iter()
        .flat_map(|exhibit| {
            let presets = content::presets_of(exhibit.lab.id).iter().map(|preset| preset.id);
            std::iter::once("default")
                .chain(presets)
                .map(|name| format!("tests/native/pictures/{}-{name}.svg", exhibit.lab.id))
        })
        .collect();
    let files = project::files().into_iter().map(|file| file.path);
    let left: Vec<String> = files.filter(|path| path.starts_with("tests/native/pictures/")).collect();
    let orphans: Vec<_> = left.iter().filter(|path| !expected.contains(path)).collect();
    assert!(orphans.is_empty(), "remove {orphans:?}: no preset has these names any more");
}

#[test]
fn a_picture_is_well_formed_and_has_a_name() {
    for exhibit in EXHIBITS {
        for query in good_links(exhibit) {
            let svg = picture(exhibit, &query);
            let at = format!("{}?{query}", exhibit.lab.id);
            let elements = markup::parse(&svg).unwrap_or_else(|fault| panic!("{at}: {fault}"));
            let root = elements.first().unwrap_or_else(|| panic!("{at}: no picture"));
            assert_eq!((root.name.as_str(), root.get("role")), ("svg", Some("img")), "{at}");
            assert!(root.get("aria-label").is_some_and(|label| label.len() > 10), "{at}: no label on {}", root.tag());
            for element in &elements {
                for (key, value) in &element.attributes {
                    assert_ne!(key, "style", "{at}: {}", element.tag());
                    let is_number = !["NaN", "inf", "undefined"].iter().any(|word| value.contains(word));
                    assert!(is_number || key == "aria-label", "{at}: {}", element.tag());
                }
            }
        }
    }
}

#[test]
fn a_picture_fits_into_its_own_view() {
    for exhibit in EXHIBITS {
        for query in good_links(exhibit) {
            let svg = picture(exhibit, &query);
            let elements = markup::parse(&svg).expect("tested above");
            let view: Vec<f64> = numbers(elements[0].get("viewBox").unwrap_or_default());
            let [left, top, width, height] = view[..] else { panic!("{}?{query}: viewBox {view:?}", exhibit.lab.id) };
            for (at, element) in elements.iter().enumerate().filter(|(_, element)| element.name == "rect") {
                let get = |key| element.get(key).and_then(|value| value.parse::<f64>().ok()).unwrap_or(f64::NAN);
                let moves = markup::ancestors(&elements, at).filter_map(|above| translation(above.get("transform")?));
                let (x, y) = moves.fold((get("x"), get("y")), |(x, y), (dx, dy)| (x + dx, y + dy));
                let is_in_x = left <= x && x + get("width") <= left + width;
                let is_in_y = top <= y && y + get("height") <= top + height;
                assert!(is_in_x && is_in_y, "{}?{query}: {} in {view:?}", exhibit.lab.id, element.tag());
            }
        }
    }
}

/// The numbers of `translate(3 4)`, which is all that pictures use.
fn translation(transform: &str) -> Option<(f64, f64)> {
    let inner = transform.strip_prefix("translate(")?.strip_suffix(')')?;
    let [x, y] = numbers(inner)[..] else { return None };
    Some((x, y))
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(' ').filter_map(|part| part.parse().ok()).collect()
}
