//! What a visitor downloads before a page is interactive: the page, and all that it refers to, directly or not.
//!
//! The texts that a page waits for are among that, because it asks the browser to fetch them with the program. Those
//! that it fetches once it is idle, for the next page, are no part of its first load; nor are the scripts that another
//! one imports when something calls for them, and the manifest and icons, which only who installs the site needs.

use crate::{
    check::normalised,
    course, site,
    sizes::{self, Size},
};
use anyhow::{Context, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// What the path of every file of the words begins with.
const WORDS: &str = "assets/words-";
const PAGE: &str = "index.html";
/// Where pictures are that a page names for other sites.
pub const PREVIEWS: &str = "pictures/";
/// Where pictures are that a page names for whoever installs it.
const ICONS: &str = "icons/";

/// What one page loads before it is interactive.
#[derive(Debug)]
pub struct Load {
    /// The address of the page from the site's root; empty or with a slash at the end.
    pub address: String,
    /// The files by path from the root of the site, the page among them.
    pub files: BTreeMap<String, Size>,
}

impl Load {
    /// What the page is called in tables.
    pub fn name(&self) -> &str {
        if self.address.is_empty() { "home" } else { self.address.trim_end_matches('/') }
    }

    /// All files together.
    pub fn total(&self) -> Size {
        self.of("")
    }

    /// The files whose names end so.
    pub fn of(&self, ending: &str) -> Size {
        self.files.iter().filter(|(path, _)| path.ends_with(ending)).map(|(_, size)| *size).sum()
    }
}

/// What each page of the site loads, home first; `sizes` are those of all files.
pub fn loads(site: &Path, sizes: &BTreeMap<String, Size>) -> Result<Vec<Load>> {
    let mut addresses: Vec<&str> = sizes.keys().filter_map(|path| path.strip_suffix(PAGE)).collect();
    addresses.sort();
    let load = |address: &str| {
        let mut files = sizes.clone();
        let reached = reached(site, &format!("{address}{PAGE}"), Scope::AtOnce)?;
        files.retain(|path, _| reached.contains(path));
        Ok(Load { address: address.to_string(), files })
    };
    addresses.into_iter().map(load).collect()
}

/// Whether a file of the site, by its path from the root, holds words.
pub fn is_words(path: &str) -> bool {
    path.starts_with(WORDS)
}

/// The sizes of all files of a site, by path; packages are for course systems, and no visitor's page loads them.
pub fn sizes(site: &Path) -> Result<BTreeMap<String, Size>> {
    let mut files = site::files(site)?;
    files.retain(|path| ![course::FOLDER, PREVIEWS].iter().any(|folder| path.starts_with(folder)));
    let sizes = sizes::measure(site, &files)?;
    Ok(files.into_iter().zip(sizes).collect())
}

/// What of a page's files is meant.
#[derive(Clone, Copy, PartialEq)]
pub enum Scope {
    /// What every visit loads.
    AtOnce,
    /// And what some visits load later.
    Ever,
}

/// A page and all that it refers to, directly or not, except other pages.
pub fn reached(site: &Path, page: &str, scope: Scope) -> Result<BTreeSet<String>> {
    let all = site::files(site)?;
    let mut open = vec![page.to_string()];
    let mut reached = BTreeSet::new();
    while let Some(path) = open.pop() {
        let bytes = fs::read(site.join(&path)).with_context(|| format!("cannot read {path}"))?;
        let text = String::from_utf8(bytes).unwrap_or_default();
        let is_meant = |reference: &site::Reference| scope == Scope::Ever || !reference.is_lazy;
        open.extend(site::references(&path, &text).into_iter().filter(is_meant).filter_map(|reference| {
            let target = normalised(&path, &text[reference.range])?;
            let is_later = [".html", ".webmanifest"].iter().any(|end| target.ends_with(end))
                || [ICONS, PREVIEWS].iter().any(|folder| target.starts_with(folder));
            let is_new = !is_later && all.contains(&target) && !reached.contains(&target);
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
    fn a_page_loads_what_it_refers_to_and_no_other_pages_texts() {
        let site = env::temp_dir().join(format!("faultline-load-{}", std::process::id()));
        let page = |root: &str, head: &str| {
            let words = format!(r#"data-words="{root}assets/words-1/""#);
            let icon = format!(r#"<link rel="apple-touch-icon" href="{root}icons/a.png">"#);
            let script = format!(r#"{icon}<script src="{root}assets/boot.js"></script>"#);
            format!(r#"<html {words}>{head}<link href="{root}assets/a.css">{script}<a href="{root}"></a>"#)
        };
        let preload = r#"<link rel="preload" href="../../assets/words-1/concept-a.bin" as="fetch">
            <meta property="og:image" content="../../pictures/topics-a.png">"#;
        let files = [
            ("index.html", page("./", "")),
            ("topics/a/index.html", page("../../", preload)),
            ("404.html", page("/", "")),
            ("assets/a.css", "p { background: url(./b.svg) }".into()),
            ("assets/b.svg", "<svg/>".into()),
            (
                "assets/boot.js",
                r#"import "./now.js"; if (asked) import("./later.js"); new URL("./other.css", here)"#.into(),
            ),
            ("assets/later.js", "".into()),
            ("assets/now.js", "".into()),
            ("assets/other.css", "p {}".into()),
            ("assets/words-1/concept-a.bin", "words".into()),
            ("assets/words-1/concept-b.bin", "words".into()),
            ("icons/a.png", "".into()),
            ("pictures/topics-a.png", "".into()),
        ];
        for (path, text) in &files {
            let path = site.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let sizes = files.iter().map(|(path, _)| (path.to_string(), Size { raw: 1, gzip: 2, brotli: 3 })).collect();
        let loads = loads(&site, &sizes).expect("all files can be read");
        let check = |load: &Load, name: &str, expect: &[&str]| {
            assert_eq!(load.name(), name);
            assert_eq!(load.files.keys().collect::<Vec<_>>(), expect, "{name}");
            assert_eq!(load.total().gzip, 2 * expect.len() as u64);
            assert_eq!(load.of(".css").raw, 1);
        };
        assert_eq!(loads.len(), 2);
        let loads_of_all = ["assets/a.css", "assets/b.svg", "assets/boot.js", "assets/now.js"];
        check(&loads[0], "home", &[&loads_of_all[..], &["index.html"]].concat());
        let with_words = ["assets/words-1/concept-a.bin", "topics/a/index.html"];
        check(&loads[1], "topics/a", &[&loads_of_all[..], &with_words].concat());
        fs::remove_dir_all(site).expect("the folder goes");
    }
}
