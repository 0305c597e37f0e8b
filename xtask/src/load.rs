//! What a visitor downloads before a page is interactive.
//!
//! The pages that one program runs load the same files but for their HTML, so one page stands for its kind. The words
//! (the texts of topics, cards and terms) are a file of their own: a page that shows texts waits for it, the others
//! fetch it once idle, when it is no part of the first load any more.

use crate::{
    check::normalised,
    site,
    sizes::{self, Size},
};
use anyhow::{Context, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Where the file of the words stands, up to the hash in its name.
const WORDS: &str = "assets/words-";

/// A page that stands for all pages of its kind.
#[derive(Debug)]
pub struct Kind {
    /// What it is called in tables.
    pub name: &'static str,
    /// Its address from the site's root; empty or with a slash at the end.
    pub address: &'static str,
    /// Whether it waits for the words.
    with_words: bool,
}

/// The kinds of pages.
pub const KINDS: &[Kind] = &[
    Kind { name: "home", address: "", with_words: false },
    Kind { name: "labs/availability", address: "labs/availability/", with_words: false },
    Kind { name: "topics/reliability", address: "topics/reliability/", with_words: true },
];

/// What one page loads before it is interactive.
#[derive(Debug)]
pub struct Load {
    /// The name of its kind.
    pub name: &'static str,
    /// The files by path from the root of the site, the page among them.
    pub files: BTreeMap<String, Size>,
}

impl Load {
    /// All files together.
    pub fn total(&self) -> Size {
        self.of("")
    }

    /// The files whose names end so.
    pub fn of(&self, ending: &str) -> Size {
        self.files.iter().filter(|(path, _)| path.ends_with(ending)).map(|(_, size)| *size).sum()
    }
}

impl Kind {
    /// What its page loads; `sizes` are those of all files of the site.
    pub fn load(&self, site: &Path, sizes: &BTreeMap<String, Size>) -> Result<Load> {
        let mut files = sizes.clone();
        let reached = reached(site, &format!("{}index.html", self.address))?;
        files.retain(|path, _| reached.contains(path) && (self.with_words || !is_words(path)));
        Ok(Load { name: self.name, files })
    }
}

/// What the pages of all kinds load.
pub fn loads(site: &Path, sizes: &BTreeMap<String, Size>) -> Result<Vec<Load>> {
    KINDS.iter().map(|kind| kind.load(site, sizes)).collect()
}

/// Whether a file of the site, by its path from the root, is that of the words.
pub fn is_words(path: &str) -> bool {
    path.starts_with(WORDS)
}

/// The sizes of all files of a site, by path.
pub fn sizes(site: &Path) -> Result<BTreeMap<String, Size>> {
    let files = site::files(site)?;
    let sizes = sizes::measure(site, &files)?;
    Ok(files.into_iter().zip(sizes).collect())
}

/// A page and all that it refers to, directly or not, except other pages.
fn reached(site: &Path, page: &str) -> Result<BTreeSet<String>> {
    let all = site::files(site)?;
    let mut open = vec![page.to_string()];
    let mut reached = BTreeSet::new();
    while let Some(path) = open.pop() {
        let bytes = fs::read(site.join(&path)).with_context(|| format!("cannot read {path}"))?;
        let text = String::from_utf8(bytes).unwrap_or_default();
        open.extend(site::references(&path, &text).into_iter().filter_map(|reference| {
            let target = normalised(&path, &text[reference.range])?;
            let is_new = !target.ends_with(".html") && all.contains(&target) && !reached.contains(&target);
            is_new.then_some(target)
        }));
        reached.insert(path);
    }
    Ok(reached)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::env;

    #[test]
    fn a_page_loads_what_it_refers_to_and_the_words_only_if_it_shows_texts() {
        let site = env::temp_dir().join(format!("faultline-load-{}", std::process::id()));
        let page = |root: &str| {
            format!(
                r#"<html data-words="{root}assets/words-1.bin"><link href="{root}assets/a.css"><a href="{root}"></a>"#
            )
        };
        let files = [
            ("index.html", page("./")),
            ("topics/reliability/index.html", page("../../")),
            ("assets/a.css", "p { background: url(./b.svg) }".into()),
            ("assets/b.svg", "<svg/>".into()),
            ("assets/other.css", "p {}".into()),
            ("assets/words-1.bin", "words".into()),
        ];
        for (path, text) in &files {
            let path = site.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let sizes = files.iter().map(|(path, _)| (path.to_string(), Size { raw: 1, gzip: 2, brotli: 3 })).collect();
        let check = |name: &str, expect: &[&str]| {
            let kind = KINDS.iter().find(|kind| kind.name == name).expect(name);
            let load = kind.load(&site, &sizes).expect("all files can be read");
            assert_eq!(load.files.keys().collect::<Vec<_>>(), expect, "{name}");
            assert_eq!(load.total().gzip, 2 * expect.len() as u64);
            assert_eq!(load.of(".css").raw, 1);
        };
        check("home", &["assets/a.css", "assets/b.svg", "index.html"]);
        let with_words = ["assets/a.css", "assets/b.svg", "assets/words-1.bin", "topics/reliability/index.html"];
        check("topics/reliability", &with_words);
        fs::remove_dir_all(site).expect("the folder goes");
    }
}
