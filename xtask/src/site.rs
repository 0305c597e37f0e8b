//! From Trunk's output to a site whose files carry the hash of their final bytes in their names.
//!
//! Each program of the site comes from a Trunk run of its own. The files of all are put together: those that several
//! have (style sheets, scripts, icons) exist once, and each program's page is the template of the pages that it runs.
//!
//! A file's bytes contain the names of the files it refers to, and those names contain hashes; so files are named in
//! order of dependency, leaves first. Only what a template reaches is published. A name with a hash never changes its
//! content, so hosts and browsers may keep it for ever, and two builds of one source give the same names.
//!
//! Files in `static/root/` keep their names and go to the site's root: for what the world looks up by name.
//!
//! References are found as `"./path"` in a template, as `url(path)` and `@import "path"` in style sheets, and as
//! string literals that name a file in scripts. Left out: references put together at run time. There are none, and the
//! end-to-end tests count requests that fail.

use crate::check::normalised;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

/// Where hashed files go, from the site's root.
const ASSETS: &str = "assets";
/// Files in here keep their names.
const ROOT_FILES: &str = "static/root/";
/// The shell of the course packages, which is no part of the site itself.
const COURSE_FILES: &str = "static/course/";
/// The page that Trunk makes.
const PAGE: &str = "index.html";
/// What follows the program's name in the name of its template, among the files of all programs.
const TEMPLATE: &str = ".template.html";
/// Where the size of the wasm file belongs.
const WASM_BYTES: &str = "data-wasm-bytes=\"0\"";

/// The files of all programs by path, each program's page under the name of its template.
type Sources = BTreeMap<String, Vec<u8>>;

/// A site before its pages are prerendered.
#[derive(Debug, Default)]
pub struct Site {
    /// The templates with final names, by program.
    pub templates: BTreeMap<String, String>,
    /// Contents by final path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What nothing refers to, and is left out.
    pub unused: Vec<String>,
}

/// Names all files in the folders, Trunk's outputs by program.
///
/// # Errors
/// A reference to a file that is not there, files that refer to each other in a circle, files of two programs that have
/// one name and differ, and files that cannot be read.
pub fn read(folders: &BTreeMap<&str, PathBuf>) -> Result<Site> {
    let mut sources = Sources::new();
    for (program, folder) in folders {
        for path in files(folder)? {
            let bytes = fs::read(folder.join(&path)).with_context(|| format!("cannot read {path}"))?;
            add(&mut sources, program, path, bytes)?;
        }
    }
    assemble(&sources)
}

/// Adds one file of a program to those of all.
fn add(sources: &mut Sources, program: &str, path: String, bytes: Vec<u8>) -> Result<()> {
    let path = if path == PAGE { format!("{program}{TEMPLATE}") } else { path };
    if sources.get(&path).is_some_and(|other| *other != bytes) {
        bail!("{path} of the program {program} differs from that of another program: give one of them another name");
    }
    sources.insert(path, bytes);
    Ok(())
}

/// Writes the files, not the templates, into `folder`.
pub fn write(site: &Site, folder: &Path) -> Result<()> {
    for (path, bytes) in &site.files {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// All files below a folder, as paths with `/` from there.
pub fn files(folder: &Path) -> Result<BTreeSet<String>> {
    fn walk(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) -> Result<()> {
        let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                walk(&entry.path(), &format!("{path}/"), found)?;
            } else {
                found.insert(path);
            }
        }
        Ok(())
    }
    let mut found = BTreeSet::new();
    walk(folder, "", &mut found)?;
    Ok(found)
}

fn assemble(sources: &Sources) -> Result<Site> {
    let mut namer = Namer { sources, names: BTreeMap::new(), open: Vec::new(), files: BTreeMap::new() };
    let mut templates = BTreeMap::new();
    for path in sources.keys() {
        if let Some(program) = path.strip_suffix(TEMPLATE) {
            let text = String::from_utf8(namer.rewritten(path)?);
            let text = text.with_context(|| format!("the template of the program {program} is not UTF-8"))?;
            templates.insert(program.to_string(), with_wasm_size(&text, &namer.files));
        }
    }
    let mut files = namer.files;
    let mut unused = Vec::new();
    for (path, bytes) in sources {
        if let Some(name) = path.strip_prefix(ROOT_FILES) {
            files.insert(name.to_string(), bytes.clone());
        } else if !namer.names.contains_key(path) && !path.ends_with(TEMPLATE) && !path.starts_with(COURSE_FILES) {
            unused.push(path.clone());
        }
    }
    Ok(Site { templates, files, unused })
}

/// The progress bar needs the size before compression, which the browser cannot know.
fn with_wasm_size(template: &str, files: &BTreeMap<String, Vec<u8>>) -> String {
    let targets = references(TEMPLATE, template).into_iter().filter_map(|found| normalised("", &template[found.range]));
    let wasm = targets.filter(|target| target.ends_with(".wasm")).find_map(|target| files.get(&target));
    template.replace(WASM_BYTES, &format!("data-wasm-bytes=\"{}\"", wasm.map_or(0, Vec::len)))
}

/// Names files, leaves first.
struct Namer<'a> {
    sources: &'a Sources,
    /// Final file names by source path.
    names: BTreeMap<String, String>,
    /// The files being named, to notice a circle.
    open: Vec<String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Namer<'_> {
    /// The final file name of a source, in the folder of assets.
    fn name(&mut self, path: &str) -> Result<String> {
        if let Some(name) = self.names.get(path) {
            return Ok(name.clone());
        }
        if self.open.iter().any(|open| open == path) {
            bail!("{} refer to each other in a circle: neither can be named first", self.open.join(" and "));
        }
        self.open.push(path.to_string());
        let bytes = self.rewritten(path)?;
        self.open.pop();
        let name = hashed_name(path, &bytes);
        self.names.insert(path.to_string(), name.clone());
        self.files.insert(format!("{ASSETS}/{name}"), bytes);
        Ok(name)
    }

    /// The bytes of a source with all references replaced by final names.
    fn rewritten(&mut self, path: &str) -> Result<Vec<u8>> {
        let bytes = self.sources.get(path).with_context(|| format!("Trunk made no {path}"))?;
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Ok(bytes.clone());
        };
        let mut result = String::new();
        let mut copied = 0;
        for reference in references(path, text) {
            let target = normalised(path, &text[reference.range.clone()]);
            let Some(target) = target.filter(|target| self.sources.contains_key(target)) else {
                reference.check_missing(path, text)?;
                continue;
            };
            if target == path || target.starts_with(ROOT_FILES) {
                continue;
            }
            let prefix = if path.ends_with(TEMPLATE) { "./assets/" } else { "./" };
            let name = self.name(&target)?;
            result += &text[copied..reference.range.start];
            result += prefix;
            result += &name;
            copied = reference.range.end;
        }
        result += &text[copied..];
        Ok(result.into_bytes())
    }
}

/// A place in a text that holds the path of a file.
pub struct Reference {
    /// Where the path begins and ends.
    pub range: Range<usize>,
    /// Whether it can be nothing but a path to a file of ours.
    is_sure: bool,
    /// Whether a script asks for the file only when something calls for it: `import("./file.js")`, or
    /// `new URL("./file.js", …)` where that is no module.
    pub is_lazy: bool,
}

impl Reference {
    fn check_missing(&self, path: &str, text: &str) -> Result<()> {
        if self.is_sure {
            let line = text[..self.range.start].matches('\n').count() + 1;
            bail!("{path}:{line}: there is no `{}`", &text[self.range.clone()]);
        }
        Ok(())
    }
}

/// The references in a text, in order; which kind of text it is shows the path.
pub fn references(path: &str, text: &str) -> Vec<Reference> {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => quoted(text, &['"'], |before, value| before.ends_with('=') && value.starts_with('.')),
        Some("js") => quoted(text, &['"', '\''], |_, value| value.contains('.') && value.chars().all(is_of_path)),
        Some("css") => style_references(text),
        _ => Vec::new(),
    }
}

/// What paths of ours are made of; code between two strings has other letters.
fn is_of_path(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "._-/".contains(letter)
}

/// Strings in quotes that satisfy `is_path(text before, value)`.
fn quoted(text: &str, quotes: &[char], is_path: fn(&str, &str) -> bool) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find(quotes).map(|i| at + i) {
        let quote = if text[open..].starts_with('"') { '"' } else { '\'' };
        let start = open + 1;
        let line = text[start..].split('\n').next().unwrap_or("");
        let Some(length) = line.find(quote) else {
            at = start; // an apostrophe in a comment
            continue;
        };
        let range = start..start + length;
        if is_path(&text[..open], &text[range.clone()]) {
            at = range.end + 1;
            let before = text[..open].trim_end();
            let is_lazy = ["import(", "new URL("].iter().any(|call| before.ends_with(call));
            found.push(Reference { range, is_sure: false, is_lazy });
        } else {
            // It may have been the end of one string and the start of the next.
            at = start;
        }
    }
    found
}

/// `url(path)` and `@import "path"`.
fn style_references(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    for (mark, ends) in [("url(", ")"), ("@import ", ";")] {
        for (at, _) in text.match_indices(mark) {
            let start = at + mark.len();
            let end = text[start..].find(ends).map_or(text.len(), |i| start + i);
            let value = text[start..end].trim();
            let path = value.trim_matches(['"', '\'']);
            let is_ours = !path.is_empty() && !path.starts_with(['#', '/']) && !path.contains([':', '(', ' ']);
            if is_ours {
                let start = start + text[start..end].find(path).unwrap_or(0);
                found.push(Reference { range: start..start + path.len(), is_sure: true, is_lazy: false });
            }
        }
    }
    found.sort_by_key(|reference| reference.range.start);
    found
}

/// `static/css/app.css` becomes `app-0123456789abcdef.css`.
fn hashed_name(path: &str, bytes: &[u8]) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let hash: String = Sha256::digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{stem}-{hash}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files of one program.
    fn sources(files: &[(&str, &str)]) -> Sources {
        let mut sources = Sources::new();
        for (path, text) in files {
            add(&mut sources, "app", path.to_string(), text.as_bytes().to_vec())
                .expect("one program agrees with itself");
        }
        sources
    }

    /// The site's texts with each hash shown as `#`.
    fn shown(files: &[(&str, &str)]) -> String {
        let site = assemble(&sources(files)).expect("the site can be assembled");
        let mut text = format!("{}\n", site.templates["app"]);
        for (path, bytes) in &site.files {
            text += &format!("{path}: {}\n", String::from_utf8_lossy(bytes));
        }
        for path in site.files.keys() {
            if let Some(at) = path.rfind('-') {
                text = text.replace(&path[at + 1..at + 17], "#");
            }
        }
        text
    }

    #[test]
    fn references_follow_the_names_through_all_kinds_of_files() {
        let files = [
            (
                "index.html",
                r#"<link href="./static/css/a.css"><script src="./static/boot.js" data-wasm="./app.wasm" data-wasm-bytes="0">"#,
            ),
            ("static/css/a.css", "@import './more.css'; p { background: url(\"../dot.svg\") url(#mask) url(data:x) }"),
            ("static/css/more.css", "b { src: url(../dot.svg) }"),
            ("static/dot.svg", "<svg/>"),
            ("static/boot.js", "a(\"b\").c(\"1\");import \"../glue.js\"; // it's './boot.js' itself"),
            ("glue.js", "new URL('app.wasm', import.meta.url); x = 'no.such';"),
            ("app.wasm", "wasm"),
        ];
        assert_eq!(
            shown(&files),
            r##"<link href="./assets/a-#.css"><script src="./assets/boot-#.js" data-wasm="./assets/app-#.wasm" data-wasm-bytes="4">
assets/a-#.css: @import './more-#.css'; p { background: url("./dot-#.svg") url(#mask) url(data:x) }
assets/app-#.wasm: wasm
assets/boot-#.js: a("b").c("1");import "./glue-#.js"; // it's './boot.js' itself
assets/dot-#.svg: <svg/>
assets/glue-#.js: new URL('./app-#.wasm', import.meta.url); x = 'no.such';
assets/more-#.css: b { src: url(./dot-#.svg) }
"##
        );
    }

    #[test]
    fn a_name_changes_with_the_bytes_and_with_those_of_what_they_refer_to() {
        let names = |svg: &str, other: &str| -> Vec<String> {
            let files = [
                ("index.html", r#"<link href="./a.css"><link href="./b.css">"#),
                ("a.css", "url(dot.svg)"),
                ("b.css", other),
                ("dot.svg", svg),
            ];
            let site = assemble(&sources(&files)).expect("the site can be assembled");
            site.files.into_keys().collect()
        };
        let (old, new) = (names("<svg/>", "p{}"), names("<svg />", "p{}"));
        assert_ne!(old[0], new[0], "a.css refers to dot.svg");
        assert_eq!(old[1], new[1], "b.css does not");
        assert_ne!(old[2], new[2]);
        assert_eq!(old, names("<svg/>", "p{}"));
    }

    #[test]
    fn programs_share_equal_files_and_keep_their_own_templates() {
        let mut sources = Sources::new();
        for (program, wasm) in [("one", "123"), ("two", "12345")] {
            let page = format!(r#"<link href="./a.css"><script data-wasm="./{program}.wasm" data-wasm-bytes="0">"#);
            let files =
                [(PAGE.to_string(), page), ("a.css".into(), "p{}".into()), (format!("{program}.wasm"), wasm.into())];
            for (path, text) in files {
                add(&mut sources, program, path, text.into_bytes()).expect("the programs agree");
            }
        }
        let site = assemble(&sources).expect("the site can be assembled");
        let kinds: Vec<&str> = site.files.keys().filter_map(|path| path.split('-').next()).collect();
        assert_eq!(kinds, ["assets/a", "assets/one", "assets/two"]);
        assert!(site.templates["one"].contains(r#"data-wasm-bytes="3""#), "{}", site.templates["one"]);
        assert!(site.templates["two"].contains(r#"data-wasm-bytes="5""#), "{}", site.templates["two"]);

        let error =
            add(&mut sources, "two", "a.css".into(), b"q{}".to_vec()).expect_err("two style sheets of one name");
        assert!(error.to_string().contains("a.css of the program two differs"), "{error}");
    }

    #[test]
    fn what_nothing_refers_to_is_left_out_and_root_files_keep_their_names() {
        let files = [("index.html", "<p>"), ("static/old.svg", "<svg/>"), ("static/root/robots.txt", "User-agent: *")];
        let site = assemble(&sources(&files)).expect("the site can be assembled");
        assert_eq!(site.unused, ["static/old.svg"]);
        assert_eq!(site.files.into_keys().collect::<Vec<_>>(), ["robots.txt"]);
    }

    #[test]
    fn faults_name_the_file_and_the_place() {
        let check = |files: &[(&str, &str)], expect: &str| {
            let error = assemble(&sources(files)).expect_err(expect).to_string();
            assert!(error.contains(expect), "{error}");
        };
        let page = ("index.html", r#"<link href="./a.css">"#);
        check(&[page, ("a.css", "p{}\nq{src:url(dot.svg)}")], "a.css:2: there is no `dot.svg`");
        check(&[page, ("a.css", "@import 'b.css';"), ("b.css", "@import 'a.css';")], "circle");
    }
}
