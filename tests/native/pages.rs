//! The written site, page by page: as a visitor without script, a search engine or a screen reader finds it.
//!
//! The site is written once into a temporary folder, from the template that Trunk would fill in. Only what the finished
//! assets add (hashed names, the script) is not tested here but end to end.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use faultline::app::{App, AppProps};
use faultline::content::{self, Part};
use faultline::labs;
use faultline::prerender::{Options, render};
use faultline::program;
use faultline::route::Route;
use faultline::site::{Location, Root};

use crate::markup::{self, Element};
use crate::project::{self, TemporaryFolder};

struct Page {
    /// From the site's root: `topics/reliability/index.html`.
    path: String,
    elements: Vec<Element>,
}

impl Page {
    fn ids(&self) -> impl Iterator<Item = &str> {
        self.elements.iter().filter_map(|element| element.get("id"))
    }

    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |element| element.name == name)
    }
}

static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let out = TemporaryFolder::new("site");
    let template = project::root().join("index.html");
    let templates = program::all()
        .flat_map(|program| ["--template".to_owned(), format!("{}={}", program.name, template.display())]);
    let arguments: Vec<String> = templates.chain(["--out".to_owned(), out.path().display().to_string()]).collect();
    let n_pages = Options::parse(&arguments).and_then(|options| options.write_site()).expect("the site can be written");
    let routes = Route::all().into_iter().map(|route| format!("{}index.html", route.path()));
    let paths: Vec<String> = routes.chain(["404.html".to_owned()]).collect();
    assert_eq!(n_pages, paths.len());
    let page = |path: String| {
        let html = fs::read_to_string(out.path().join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let elements = markup::parse(&html).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        let words = elements.iter().find_map(|element| element.get("data-words")).expect("a folder of the words");
        for part in Part::all() {
            let (file, _) = resolve(&path, &format!("{words}{}.bin", part.name())).expect("a file of the site");
            assert!(out.path().join(&file).is_file(), "{path} does not lead to {file}");
        }
        Page { path, elements }
    };
    paths.into_iter().map(page).collect()
});

/// Fails with every fault of every page.
fn check(faults: impl Fn(&Page) -> Vec<String>) {
    let all: Vec<String> =
        PAGES.iter().flat_map(|page| faults(page).into_iter().map(|fault| format!("{}: {fault}", page.path))).collect();
    assert!(all.is_empty(), "{} faults\n{}", all.len(), all.join("\n"));
}

#[test]
fn every_page_has_one_title_one_main_part_and_a_language() {
    check(|page| {
        let mut faults = Vec::new();
        for name in ["h1", "main", "title"] {
            // The parts of a picture may have titles of their own.
            let is_in_picture = |at| markup::ancestors(&page.elements, at).any(|above| above.name == "svg");
            let n = (0..page.elements.len()).filter(|&at| page.elements[at].name == name && !is_in_picture(at)).count();
            if n != 1 {
                faults.push(format!("has {n} <{name}>"));
            }
        }
        if page.elements[0].get("lang") != Some("en") {
            faults.push("does not say its language".to_owned());
        }
        let description = page.named("meta").find(|meta| meta.get("name") == Some("description"));
        let text = description.and_then(|meta| meta.get("content")).unwrap_or_default();
        if text.len() < 20 || text.contains('%') && !text.contains(" %") {
            faults.push(format!("describes itself as `{text}`"));
        }
        faults
    });
}

#[test]
fn no_two_pages_have_the_same_title_or_heading() {
    for name in ["title", "h1"] {
        let mut seen = BTreeSet::new();
        check(|page| page.named(name).filter(|it| it.text.trim().is_empty()).map(Element::tag).collect());
        for page in PAGES.iter() {
            let text = page.named(name).map(|element| element.text.trim()).collect::<String>();
            assert!(seen.insert((name, text.clone())), "{}: <{name}> `{text}` is that of another page", page.path);
        }
    }
}

#[test]
fn ids_are_unique_on_each_page() {
    check(|page| {
        let mut seen = BTreeSet::new();
        page.ids().filter(|id| !seen.insert(*id)).map(|id| format!("the id `{id}` stands twice")).collect()
    });
}

#[test]
fn headings_do_not_skip_levels() {
    check(|page| {
        let level = |element: &Element| match element.name.as_bytes() {
            [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
            _ => None,
        };
        let headings: Vec<(u8, &Element)> =
            page.elements.iter().filter_map(|element| Some((level(element)?, element))).collect();
        let before = std::iter::once(0).chain(headings.iter().map(|(level, _)| *level));
        let skips = headings.iter().zip(before).filter(|((level, _), before)| *level > before + 1);
        skips.map(|((level, it), before)| format!("h{before} is followed by h{level} `{}`", it.text)).collect()
    });
}

/// Where a link on a page leads: the file from the site's root, and the fragment.
fn resolve(page: &str, href: &str) -> Result<(String, Option<String>), String> {
    let (address, fragment) = match href.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment.to_owned())),
        None => (href, None),
    };
    let path = address.split('?').next().unwrap_or_default();
    if path.is_empty() && !address.starts_with('?') && fragment.is_some() {
        return Ok((page.to_owned(), fragment));
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    if path.starts_with('/') {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop().ok_or_else(|| format!("`{href}` leaves the site"))?),
            name => parts.push(name),
        }
    }
    let is_folder = path.is_empty() || path.ends_with('/');
    let file = if is_folder { parts.into_iter().chain(["index.html"]).collect() } else { parts };
    Ok((file.join("/"), fragment))
}

#[test]
fn relative_addresses_resolve_as_in_a_browser() {
    fn check(page: &str, href: &str, expected: Result<(&str, Option<&str>), &str>) {
        let expected = expected.map(|(file, fragment)| (file.to_owned(), fragment.map(str::to_owned)));
        assert_eq!(resolve(page, href), expected.map_err(str::to_owned), "{href} on {page}");
    }
    check("topics/a/index.html", "../../cards/?x=1#y", Ok(("cards/index.html", Some("y"))));
    check("topics/a/index.html", "#y", Ok(("topics/a/index.html", Some("y"))));
    check("index.html", "./", Ok(("index.html", None)));
    check("404.html", "/static/icon.svg", Ok(("static/icon.svg", None)));
    check("cards/index.html", "../../x", Err("`../../x` leaves the site"));
}

/// Whether the build makes a course package of that name, or the site in one file; that it is there is checked when the
/// site is built.
fn is_package(file: &str) -> bool {
    if file == "faultline.html" {
        return true;
    }
    let name = file.strip_prefix("packages/faultline-").and_then(|name| name.strip_suffix(".zip"));
    let Some((standard, topic)) = name.map(|name| name.split_once('-').unwrap_or((name, ""))) else { return false };
    match standard {
        "scorm12" | "scorm2004" => topic.is_empty() || content::topic(topic).is_some_and(|topic| topic.is_open),
        "cmi5" => topic.is_empty(),
        _ => false,
    }
}

/// What is wrong with one address on a page.
fn address_fault(page: &Page, element: &Element, href: &str) -> Option<String> {
    if href.starts_with("https://") {
        return (element.get("rel") != Some("external")).then(|| format!("`{href}` is not marked as external"));
    }
    let (file, fragment) = match resolve(&page.path, href) {
        Ok(target) => target,
        Err(fault) => return Some(fault),
    };
    let Some(target) = PAGES.iter().find(|page| page.path == file) else {
        let is_words = element.get("rel") == Some("preload") && file.starts_with("assets/words-");
        // What lies in `static/root/` stands at the site's root.
        let is_file = ["", "static/root/"].iter().any(|folder| project::root().join(folder).join(&file).is_file());
        let is_asset = element.name != "a" && (is_words || is_file);
        return (!is_asset && !is_package(&file)).then(|| format!("`{href}` leads nowhere"));
    };
    let is_there = fragment.as_deref().is_none_or(|fragment| target.ids().any(|id| id == fragment));
    (!is_there).then(|| format!("`{href}`: there is no such id on {file}"))
}

#[test]
fn every_address_leads_somewhere() {
    check(|page| {
        // What Trunk takes out of the template.
        let elements = page.elements.iter().filter(|element| element.get("data-trunk").is_none());
        let addresses = elements.flat_map(|element| {
            let addresses = [element.get("href"), element.get("src")].into_iter().flatten();
            addresses.map(move |address| (element, address))
        });
        addresses.filter_map(|(element, address)| address_fault(page, element, address)).collect()
    });
}

#[test]
fn every_link_to_a_lab_is_understood_by_it() {
    check(|page| {
        let links = page.named("a").filter_map(|link| link.get("href"));
        let to_labs = links.filter_map(|href| {
            let (path, query) = href.split_once('?')?;
            let id = path.trim_end_matches('/').rsplit_once("labs/")?.1;
            Some((labs::exhibit(id)?, query))
        });
        let notes =
            to_labs.flat_map(|(lab, query)| (lab.report)(query).notes.into_iter().map(move |note| (query, note)));
        notes.map(|(query, note)| format!("{query}: {note}")).collect()
    });
}

#[test]
fn whatever_refers_to_an_id_finds_it_on_its_page() {
    const REFERENCES: &[&str] = &[
        "for",
        "list",
        "popovertarget",
        "aria-activedescendant",
        "aria-controls",
        "aria-describedby",
        "aria-details",
        "aria-labelledby",
        "aria-owns",
    ];
    check(|page| {
        let ids: BTreeSet<&str> = page.ids().collect();
        let references = page.elements.iter().flat_map(|element| {
            let own = element.attributes.iter().filter(|(key, _)| REFERENCES.contains(&key.as_str()));
            own.flat_map(move |(key, value)| value.split(' ').map(move |id| (element, key, id)))
        });
        let lost = references.filter(|(_, _, id)| !ids.contains(id));
        lost.map(|(element, key, id)| format!("{key}={id:?} of <{}> is not on the page", element.name)).collect()
    });
}

#[test]
fn nothing_that_the_content_security_policy_forbids_stands_on_a_page() {
    check(|page| {
        let mut faults = Vec::new();
        for element in &page.elements {
            let has = |forbidden: fn(&str) -> bool| element.attributes.iter().any(|(key, _)| forbidden(key));
            if has(|key| key == "style" || key.starts_with("on")) || element.name == "style" {
                faults.push(format!("{} is inline", element.tag()));
            }
            if element.name == "script" && (element.get("src").is_none() || !element.text.trim().is_empty()) {
                faults.push(format!("{} is inline", element.tag()));
            }
            if element.attributes.iter().any(|(_, value)| value.trim_start().starts_with("javascript:")) {
                faults.push(format!("{} runs a script", element.tag()));
            }
        }
        faults
    });
}

/// Whether an element has a name of its own for a screen reader.
fn has_name(element: &Element) -> bool {
    let is_given = |key| element.get(key).is_some_and(|name| !name.trim().is_empty());
    is_given("aria-label") || is_given("aria-labelledby")
}

#[test]
fn every_picture_has_a_name_or_is_hidden() {
    check(|page| {
        let is_named = |at: usize| {
            let element = &page.elements[at];
            element.get("role").is_some() && has_name(element)
        };
        let pictures = (0..page.elements.len()).filter(|at| matches!(page.elements[*at].name.as_str(), "svg" | "img"));
        let nameless = pictures.filter(|&at| {
            let picture = &page.elements[at];
            let has_named_part =
                || (0..page.elements.len()).any(|part| markup::is_within(&page.elements, part, at) && is_named(part));
            let is_hidden = picture.get("aria-hidden") == Some("true");
            // A window within a picture is a part of it.
            let is_part = markup::ancestors(&page.elements, at).any(|above| above.name == "svg");
            !is_hidden && !is_part && picture.get("alt").is_none() && !is_named(at) && !has_named_part()
        });
        nameless.map(|at| format!("{} has no name", page.elements[at].tag())).collect()
    });
}

#[test]
fn every_role_of_a_picture_has_a_name() {
    check(|page| {
        let nameless = page.elements.iter().filter(|it| matches!(it.get("role"), Some("img" | "tree" | "region")));
        nameless.filter(|it| !has_name(it)).map(|it| format!("{} has no name", it.tag())).collect()
    });
}

#[test]
fn whatever_can_be_operated_has_a_name() {
    check(|page| {
        let labels: BTreeSet<&str> = page.named("label").filter_map(|label| label.get("for")).collect();
        let is_in_label = |at: usize| {
            let labels = (0..page.elements.len()).filter(|label| page.elements[*label].name == "label");
            labels.into_iter().any(|label| markup::is_within(&page.elements, at, label))
        };
        let nameless = (0..page.elements.len()).filter(|&at| {
            let element = &page.elements[at];
            match element.name.as_str() {
                "a" | "button" | "summary" => element.text.trim().is_empty() && !has_name(element),
                "input" | "select" | "textarea" => {
                    let is_labelled = element.get("id").is_some_and(|id| labels.contains(id));
                    element.get("type") != Some("hidden") && !is_labelled && !has_name(element) && !is_in_label(at)
                }
                _ => false,
            }
        });
        nameless.map(|at| format!("{} has no name", page.elements[at].tag())).collect()
    });
}

#[test]
fn nothing_operable_stands_inside_something_operable() {
    check(|page| {
        let is_operable = |at: &usize| matches!(page.elements[*at].name.as_str(), "a" | "button");
        let all: Vec<usize> = (0..page.elements.len()).filter(is_operable).collect();
        let nested =
            all.iter().filter(|inner| all.iter().any(|outer| markup::is_within(&page.elements, **inner, *outer)));
        nested.map(|at| format!("{} stands inside a link or a button", page.elements[*at].tag())).collect()
    });
}

#[test]
fn every_page_is_shown_by_its_program_and_by_no_other() {
    for route in Route::all().into_iter().filter(|route| !matches!(route, Route::Lab(_))) {
        for program in
            [&program::READING, &program::STUDYING, &program::EXAMINING, &program::OWN_DECKS, &program::TEACHING]
        {
            let location = Location { route: route.clone(), query: String::new() };
            let page = render::<App>(AppProps { program, root: Root::Relative("./"), location });
            assert_eq!(page.contains("<h1"), route.program() == program.name, "{} by {}", route.path(), program.name);
        }
    }
}

#[test]
fn every_lab_has_a_binary_that_runs_it_and_no_other() {
    let bins = fs::read_dir(project::root().join("src/bin")).expect("the binaries can be listed");
    let names = bins.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let found: BTreeSet<String> = names.filter(|name| name.starts_with("lab_")).collect();
    assert_eq!(found, labs::LABS.iter().map(|lab| format!("lab_{}.rs", lab.id)).collect());
    for lab in labs::LABS {
        let source = fs::read_to_string(project::root().join(format!("src/bin/lab_{}.rs", lab.id))).expect("a source");
        assert!(source.contains(&format!("labs::program::{}()", lab.id)), "{} runs another lab:\n{source}", lab.id);
    }
}
