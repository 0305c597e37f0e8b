//! The last look at a built site: every page keeps the Content-Security-Policy and refers only to what is there.
//!
//! A page from a wrong template would otherwise be noticed by the first visitor: the browser blocks inline scripts and
//! styles without a word on screen, and a path that works at the root of a host is missing in a sub-folder of another.

use crate::{
    html::{self, Tag},
    single,
};
use anyhow::{Context, Result, bail};
use std::{fs, path::Path};

/// How many faults are shown.
const SHOWN_MAX: usize = 20;

/// Fails with the faults of all pages below `site`.
///
/// `base_path` is where 404.html, the one page with absolute paths, expects the site. `absent` are folders and files at
/// the root that this build leaves out, and that pages may link to. The site in one file is no page of it.
pub fn check(site: &Path, base_path: &str, absent: &[&str]) -> Result<()> {
    let files = crate::site::files(site)?;
    let is_absent = |path: &str| absent.iter().any(|name| path.split('/').next() == Some(name));
    let exists = |path: &str| files.contains(path) || is_absent(path);
    let mut faults = Vec::new();
    for page in files.iter().filter(|path| path.ends_with(".html") && *path != single::FILE) {
        let text = fs::read_to_string(site.join(page)).with_context(|| format!("cannot read {page}"))?;
        let found = page_faults(page, &text, base_path, &exists);
        faults.extend(found.into_iter().map(|(line, fault)| format!("{page}:{line}: {fault}")));
    }
    if faults.is_empty() {
        return Ok(());
    }
    let more = faults.len().saturating_sub(SHOWN_MAX);
    faults.truncate(SHOWN_MAX);
    if more > 0 {
        faults.push(format!("and {more} more"));
    }
    bail!("the site is not fit to publish:\n  {}", faults.join("\n  "))
}

/// The faults of one page with their lines.
fn page_faults(page: &str, text: &str, base_path: &str, exists: &dyn Fn(&str) -> bool) -> Vec<(usize, String)> {
    let tags = html::tags(text);
    let policy = |tag: &Tag| tag.get("http-equiv") == Some("Content-Security-Policy");
    let mut faults = Vec::new();
    if !tags.iter().any(policy) {
        faults.push((1, "no Content-Security-Policy: take it over from the template".to_string()));
    }
    for tag in &tags {
        let found = inline_faults(tag).into_iter().chain(references(tag).filter_map(|(attribute, url)| {
            let fault = reference_fault(page, url, tag.name, base_path, exists)?;
            Some(format!("{attribute}=\"{url}\" {fault}"))
        }));
        faults.extend(found.map(|fault| (tag.line, fault)));
    }
    faults
}

/// What the Content-Security-Policy would block without a word.
fn inline_faults(tag: &Tag) -> Vec<String> {
    let mut faults = Vec::new();
    let is_data = matches!(tag.get("type"), Some("application/json" | "application/ld+json"));
    if tag.name == "script" && !is_data && (tag.get("src").is_none() || !tag.body.trim().is_empty()) {
        faults.push("an inline script is blocked: move it to a file in static/".to_string());
    }
    if tag.name == "style" {
        faults.push("an inline style sheet is blocked: move it to static/css/".to_string());
    }
    for (name, _) in &tag.attributes {
        if *name == "style" {
            faults.push(format!("a style attribute on <{}> is blocked: use a class", tag.name));
        } else if name.starts_with("on") {
            faults.push(format!("{name} on <{}> is blocked: add the listener in code", tag.name));
        }
    }
    faults
}

/// The attributes of a tag that hold addresses.
fn references<'a>(tag: &'a Tag) -> impl Iterator<Item = (&'a str, &'a str)> {
    const ATTRIBUTES: &[&str] = &["href", "src", "data-js", "data-wasm", "poster", "xlink:href"];
    // Told to other sites, and never fetched by the page.
    let is_told = tag.name == "link" && tag.get("rel") == Some("alternate");
    let all = tag.attributes.iter().copied();
    all.filter(move |(name, _)| ATTRIBUTES.contains(name) && !is_told)
}

/// What is wrong with an address, if anything.
fn reference_fault(page: &str, url: &str, tag: &str, base_path: &str, exists: &dyn Fn(&str) -> bool) -> Option<String> {
    if url.starts_with("//") || url.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':')) {
        let is_free = matches!(tag, "a") && !url.starts_with("javascript:");
        return (!is_free && !url.starts_with("data:")).then(|| "lies outside the site: the policy blocks it".into());
    }
    let path = url.split(['?', '#']).next().unwrap_or(url);
    if path.is_empty() {
        return None; // within the page
    }
    let resolved = match path.strip_prefix('/') {
        Some(_) if page != "404.html" => {
            return Some("is absolute: it breaks where the site is in a sub-folder".into());
        }
        Some(_) => match path.strip_prefix(base_path) {
            Some(path) => normalised("", path),
            None => return Some(format!("does not start with the base path {base_path}")),
        },
        None => normalised(page, path),
    };
    match resolved {
        None => Some("leads out of the site".into()),
        Some(file) if exists(&file) => None,
        Some(file) if exists(&format!("{file}/index.html")) => Some("needs a slash at the end".into()),
        Some(file) => Some(format!("is missing: there is no {file}")),
    }
}

/// A path relative to the file `from`, as a path from the root; a folder stands for its `index.html`. `None` above the
/// root.
pub fn normalised(from: &str, path: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    if matches!(path.rsplit('/').next(), Some("" | "." | "..")) {
        parts.push("index.html");
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\">";

    fn check(page: &str, body: &str, expect: &[&str]) {
        let files = ["index.html", "404.html", "cards/index.html", "cards/mixed/index.html", "assets/app-1.css"];
        let faults = page_faults(page, &format!("{POLICY}{body}"), "/base/", &|path| files.contains(&path));
        let faults: Vec<&str> = faults.iter().map(|(_, fault)| fault.as_str()).collect();
        assert_eq!(faults.len(), expect.len(), "{body}: {faults:?}");
        for (fault, part) in faults.iter().zip(expect) {
            assert!(fault.contains(part), "{body}: {fault}");
        }
    }

    #[test]
    fn inline_code_and_style_are_faults() {
        check("index.html", "<script>go()</script>", &["inline script"]);
        check("index.html", "<script src=\"assets/app-1.css\">go()</script>", &["inline script"]);
        check("index.html", "<script type=\"application/json\">{}</script>", &[]);
        check("index.html", "<style>p{}</style>", &["inline style sheet"]);
        check("index.html", "<p style=\"color:red\">", &["style attribute on <p>"]);
        check("index.html", "<p onclick=\"go()\">", &["onclick on <p>"]);
    }

    #[test]
    fn a_page_without_policy_is_a_fault() {
        let faults = page_faults("index.html", "\n<p>", "/", &|_| true);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].1.contains("Content-Security-Policy"));
    }

    #[test]
    fn references_must_lead_to_a_file() {
        check("cards/index.html", "<a href=\"../\"><a href=\"mixed/?x=1#y\"><a href=\"#here\"><a href=\"?q=/x\">", &[]);
        check("cards/index.html", "<link href=\"../assets/app-1.css\">", &[]);
        check("cards/index.html", "<link href=\"./assets/app-1.css\">", &["no cards/assets/app-1.css"]);
        check("cards/index.html", "<a href=\"mixed\">", &["needs a slash"]);
        check("index.html", "<a href=\"../other/\">", &["leads out of the site"]);
        check("index.html", "<a href=\"/cards/\">", &["is absolute"]);
        check("index.html", "<script data-wasm=\"./a.wasm\" src=\"assets/app-1.css\">", &["no a.wasm"]);
    }

    #[test]
    fn only_the_error_page_is_absolute_and_starts_with_the_base_path() {
        check("404.html", "<a href=\"/base/cards/\">", &[]);
        check("404.html", "<a href=\"/cards/\">", &["base path /base/"]);
    }

    #[test]
    fn what_is_told_to_other_sites_may_be_a_whole_address() {
        check("index.html", "<link rel=\"alternate\" href=\"https://example.org/oembed/cap.json\">", &[]);
        check(
            "index.html",
            "<link rel=\"stylesheet\" href=\"https://example.org/a.css\">",
            &["href=\"https://example.org/a.css\" lies outside the site: the policy blocks it"],
        );
    }

    #[test]
    fn other_sites_may_be_linked_but_not_loaded_from() {
        check("index.html", "<a href=\"https://example.org/\"><img src=\"data:image/png;base64,\">", &[]);
        check("index.html", "<script src=\"https://example.org/x.js\">", &["outside the site"]);
        check("index.html", "<img src=\"//example.org/x.png\">", &["outside the site"]);
        check("index.html", "<a href=\"javascript:go()\">", &["outside the site"]);
    }
}
