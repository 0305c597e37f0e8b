//! The site as packages that a learning management system runs and marks: SCORM 1.2, SCORM 2004 and cmi5.
//!
//! ```text
//! imsmanifest.xml      what is in it (cmi5.xml in a cmi5 package)
//! cap.html             what the system opens for a topic: the shell, with what it must know inside
//! course/…             the shell's scripts and style sheet
//! site/…               pages of the site with all that they refer to, as they are
//! ```
//!
//! A package of one topic has the pages of that topic and the labs that its texts lead to; the one of the whole course
//! has those of all topics, a launch page each, so that a system reports on each by itself.
//!
//! Equal files give equal packages, byte for byte: names are sorted, times are fixed, and a file is compressed once for
//! all packages that hold it.
//!
//! Left out: the schema files (`.xsd`) that the SCORM tests of conformance want beside the manifest. No system reads
//! them, and they are not ours to give away.

mod listing;
mod manifest;
mod zip;

use crate::{
    load::{self, Scope},
    sizes::kilobytes,
};
use anyhow::{Context, Result, ensure};
use listing::Course;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};
use zip::Pool;

/// Where the packages go, from the site's root.
pub const FOLDER: &str = "packages";
/// The page of the shell, a template.
const PAGE: &str = "course.html";
/// Where the shell's other files go in a package.
const SHELL: &str = "course/";
/// Where the site goes in a package.
const SITE: &str = "site/";

/// How a system and a package talk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standard {
    /// SCORM 1.2.
    Scorm12,
    /// SCORM 2004, 4th edition.
    Scorm2004,
    /// cmi5, a profile of xAPI.
    Cmi5,
}

impl Standard {
    const ALL: [Standard; 3] = [Standard::Scorm12, Standard::Scorm2004, Standard::Cmi5];

    /// In names of packages and for the shell.
    fn word(self) -> &'static str {
        match self {
            Standard::Scorm12 => "scorm12",
            Standard::Scorm2004 => "scorm2004",
            Standard::Cmi5 => "cmi5",
        }
    }

    /// Whether each topic has a package of its own: of a cmi5 course every part can be assigned alone.
    fn has_parts(self) -> bool {
        self != Standard::Cmi5
    }

    /// Where the shell may send to: SCORM goes through an object in a window, xAPI over the network to wherever the
    /// launch says.
    fn connections(self) -> &'static str {
        match self {
            Standard::Scorm12 | Standard::Scorm2004 => "'none'",
            Standard::Cmi5 => "https: http:",
        }
    }
}

/// Writes all packages into `site`, which is otherwise complete.
///
/// `shell` is the folder of the shell's files, `listing` the file that the app wrote on its topics.
pub fn write(site: &Path, shell: &Path, listing: &Path) -> Result<()> {
    println!("packing the courses");
    let text = fs::read_to_string(listing).with_context(|| format!("cannot read {}", listing.display()))?;
    let courses = listing::parse(&text)?;
    let mut maker = Maker::new(site, shell)?;
    let folder = site.join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let (mut n_packages, mut n_bytes) = (0, 0);
    for standard in Standard::ALL {
        let wholes = [(format!("faultline-{}.zip", standard.word()), &courses[..])];
        let parts = courses
            .iter()
            .filter(|_| standard.has_parts())
            .map(|course| (format!("faultline-{}-{}.zip", standard.word(), course.id), std::slice::from_ref(course)));
        for (name, courses) in wholes.into_iter().chain(parts) {
            let bytes = maker.package(standard, courses).with_context(|| format!("cannot pack {name}"))?;
            (n_packages, n_bytes) = (n_packages + 1, n_bytes + bytes.len() as u64);
            fs::write(folder.join(&name), bytes).with_context(|| format!("cannot write {name}"))?;
        }
    }
    println!("  {n_packages} packages, {} in all", kilobytes(n_bytes));
    Ok(())
}

/// What all packages are made from.
struct Maker<'a> {
    site: &'a Path,
    /// The shell's page.
    page: String,
    /// The shell's other files, by path in a package.
    shell: Vec<String>,
    pool: Pool,
}

impl Maker<'_> {
    fn new<'a>(site: &'a Path, shell: &Path) -> Result<Maker<'a>> {
        let mut pool = Pool::default();
        let mut paths = Vec::new();
        let page = fs::read_to_string(shell.join(PAGE)).with_context(|| format!("cannot read {PAGE}"))?;
        for name in crate::site::files(shell)?.into_iter().filter(|name| name != PAGE) {
            let path = format!("{SHELL}{name}");
            pool.add(&path, &fs::read(shell.join(&name)).with_context(|| format!("cannot read {name}"))?)?;
            paths.push(path);
        }
        Ok(Maker { site, page, shell: paths, pool })
    }

    /// The bytes of a package with these topics.
    fn package(&mut self, standard: Standard, courses: &[Course]) -> Result<Vec<u8>> {
        let mut own: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut fresh: Vec<(String, Vec<u8>)> = Vec::new();
        for course in courses {
            own.insert(course.id.clone(), self.site_files(course)?);
            fresh.push((course.launch(), self.launch_page(standard, course)?.into_bytes()));
        }
        let shared: BTreeSet<String> = self.shell.iter().cloned().chain(own.values().flatten().cloned()).collect();
        let (name, text) = manifest::write(standard, courses, &shared);
        fresh.insert(0, (name.to_owned(), text.into_bytes()));
        self.pool.archive(&fresh, &shared)
    }

    /// The files of the site that a topic needs, by path in a package; they are in the pool then.
    fn site_files(&mut self, course: &Course) -> Result<BTreeSet<String>> {
        let mut paths = BTreeSet::new();
        for page in course.pages() {
            paths.extend(load::reached(self.site, &format!("{page}index.html"), Scope::Ever)?);
        }
        let words = crate::site::files(self.site)?.into_iter().filter(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            load::is_words(path) && course.words.iter().any(|word| word == name)
        });
        let n_before = paths.iter().filter(|path| !load::is_words(path)).count();
        paths.extend(words);
        let n_words = paths.len() - n_before;
        ensure!(n_words >= course.words.len(), "the site has no texts for {}: see `words` in its listing", course.id);
        let mut packed = BTreeSet::new();
        for path in paths {
            let bytes = fs::read(self.site.join(&path)).with_context(|| format!("cannot read {path}"))?;
            let path = format!("{SITE}{path}");
            self.pool.add(&path, &bytes)?;
            packed.insert(path);
        }
        Ok(packed)
    }

    /// What a system opens for a topic.
    fn launch_page(&self, standard: Standard, course: &Course) -> Result<String> {
        let page = self
            .page
            .replace("%CONNECT%", standard.connections())
            .replace("%TITLE%", &manifest::escape(&course.title))
            .replace("%DATA%", &data(standard, course));
        ensure!(!page.contains('%'), "{PAGE} has a place that nothing fills");
        Ok(page)
    }
}

/// What the shell must know of its topic, as JSON within HTML.
fn data(standard: Standard, course: &Course) -> String {
    let list = |items: Vec<String>| format!("[{}]", items.join(","));
    let steps = course.steps.iter().map(|step| {
        let (kind, path, title) = (json(&step.kind), json(&step.path), json(&step.title));
        format!("{{\"kind\":{kind},\"path\":{path},\"title\":{title}}}")
    });
    let cards = course.cards.iter().map(|card| format!("[{},{}]", json(&card.id), card.is_marked));
    let mut text = String::from("{");
    let fields = [
        ("standard", json(standard.word())),
        ("id", json(&course.id)),
        ("title", json(&course.title)),
        ("steps", list(steps.collect())),
        ("also", list(course.also.iter().map(|path| json(path)).collect())),
        ("cards", list(cards.collect())),
    ];
    for (at, (name, value)) in fields.iter().enumerate() {
        let _ = write!(text, "{}\"{name}\":{value}", if at > 0 { "," } else { "" });
    }
    text + "}"
}

/// A string of JSON that can stand inside a script element, where `</` would end it; a per cent sign would look like a
/// place to fill.
fn json(text: &str) -> String {
    let mut result = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => result.extend(['\\', c]),
            '<' | '>' | '&' | '%' | '\u{0}'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(result, "\\u{:04x}", u32::from(c));
            }
            c => result.push(c),
        }
    }
    result + "\""
}

#[cfg(test)]
mod tests;
