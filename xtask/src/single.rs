//! The whole site in one HTML file, for a USB stick, a mail, a machine without a network: `dist/faultline.html`.
//!
//! It is made from the finished site: what its pages name tells the programs, and which page is run by which. Programs
//! and words are gzip in base64, in script elements of a type that no browser runs; the style sheets are there as they
//! are; and esbuild makes one classic script of `static/single.js`, `static/boot.js`, what that one imports when called
//! for, and the glue of all programs. Pages stand behind the number sign. `static/single.js` does what a host would.
//!
//! The policy allows exactly the scripts and styles that are in it, each by its hash, and no request at all. Equal
//! sites give equal bytes: all lists are sorted, and the compressor has no clock.
//!
//! Left out: the prerendered texts. Nobody reads this file without its programs, and they would double its size.

use crate::{
    check::normalised,
    html::{self, Tag},
    load, setup, shell,
    site::{self, references},
};
use anyhow::{Context, Result, bail, ensure};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::Path,
};

/// The file, at the site's root.
pub const FILE: &str = "faultline.html";
/// The page for addresses that lead nowhere, whose program runs them.
const LOST: &str = "404.html";
const PAGE: &str = "index.html";
/// What the addresses of the words begin with: a scheme that nobody answers but the file itself.
const WORDS: &str = "words:/";

/// What the pages of one program need besides the words.
#[derive(Debug, PartialEq)]
struct Program {
    glue: String,
    wasm: String,
    wasm_bytes: String,
    /// In the order in which its pages link them.
    sheets: Vec<String>,
}

/// What the pages of a site say about it; all paths are from the root.
#[derive(Debug, Default)]
struct Plan {
    /// Programs by the path of their glue.
    programs: BTreeMap<String, Program>,
    /// Which program runs a page, by the page's address.
    pages: BTreeMap<String, String>,
    /// The program for addresses that lead nowhere.
    lost: String,
    /// Scripts that run before the first paint.
    early: BTreeSet<String>,
    icon: Option<String>,
    words: Vec<String>,
    /// All style sheets: scripts ask for some that no page links.
    sheets: BTreeSet<String>,
}

/// Writes the file into the finished site. `scripts` is the folder of our own, and `work` one for what comes between,
/// in which both others are.
///
/// # Errors
/// A page that names no program, and a file that cannot be read or that cannot stand in a page.
pub fn write(site: &Path, scripts: &Path, work: &Path) -> Result<()> {
    let plan = planned(site)?;
    let script = bundled(&plan, &beside(site, work)?, &beside(scripts, work)?, &work.join("single"))?;
    let page = page(&plan, &script, &|path| fs::read(site.join(path)).with_context(|| format!("cannot read {path}")))?;
    let file = site.join(FILE);
    fs::write(&file, page).with_context(|| format!("cannot write {}", file.display()))
}

// --- What there is

fn planned(site: &Path) -> Result<Plan> {
    let mut plan = Plan::default();
    for path in site::files(site)? {
        if load::is_words(&path) {
            plan.words.push(path);
            continue;
        }
        if path.starts_with("assets/") && path.ends_with(".css") {
            plan.sheets.insert(path);
            continue;
        }
        let is_page = path == LOST || path.rsplit('/').next() == Some(PAGE);
        if is_page {
            let text = fs::read_to_string(site.join(&path)).with_context(|| format!("cannot read {path}"))?;
            plan.add(&path, &text).with_context(|| format!("in {path}"))?;
        }
    }
    ensure!(!plan.lost.is_empty(), "there is no {LOST}");
    Ok(plan)
}

impl Plan {
    fn add(&mut self, path: &str, text: &str) -> Result<()> {
        let tags = html::tags(text);
        let boot = tags.iter().find(|tag| tag.get("data-wasm").is_some()).context("no script names the program")?;
        // The page for lost visitors stands at the root, and names its files by the path of the host: below the base.
        let own = |tag: &Tag, name: &str| own_path(path, tag.get(name).unwrap_or_default());
        let program = Program {
            glue: own(boot, "data-js")?,
            wasm: own(boot, "data-wasm")?,
            wasm_bytes: boot.get("data-wasm-bytes").unwrap_or_default().to_string(),
            sheets: linked(&tags, "stylesheet").map(|tag| own(tag, "href")).collect::<Result<_>>()?,
        };
        for script in tags.iter().filter(|tag| tag.name == "script" && *tag != boot && tag.get("src").is_some()) {
            self.early.insert(own(script, "src")?);
        }
        if let Some(icon) = linked(&tags, "icon").next() {
            self.icon = Some(own(icon, "href")?);
        }
        let name = program.glue.clone();
        if path == LOST {
            self.lost = name.clone();
        } else {
            self.pages.insert(path.strip_suffix(PAGE).unwrap_or(path).to_string(), name.clone());
        }
        let known = self.programs.entry(name).or_insert_with(|| Program { sheets: program.sheets.clone(), ..program });
        ensure!(known.sheets == program.sheets, "its style sheets differ from those of the program's other pages");
        Ok(())
    }

    /// What is packed, each with the address by which it is asked for.
    fn packed(&self) -> impl Iterator<Item = (String, &String)> {
        let programs = self.programs.values().map(|program| (program.wasm.clone(), &program.wasm));
        let words = self.words.iter().map(|path| (format!("{WORDS}{}", path.rsplit('/').next().unwrap_or(path)), path));
        programs.chain(words)
    }

    /// What the file's script has to know, as JSON: no path holds what would have to be escaped.
    fn json(&self) -> String {
        let list = |items: Vec<String>| items.join(",");
        let pages = self.pages.iter().map(|(path, program)| format!("\"{path}\":\"{program}\""));
        let programs = self.programs.iter().map(|(name, program)| {
            let sheets = program.sheets.iter().map(|sheet| format!("\"{sheet}\"")).collect();
            format!(
                "\"{name}\":{{\"wasm\":\"{}\",\"bytes\":{},\"sheets\":[{}]}}",
                program.wasm,
                program.wasm_bytes,
                list(sheets)
            )
        });
        let (pages, programs) = (list(pages.collect()), list(programs.collect()));
        format!("{{\"lost\":\"{}\",\"pages\":{{{pages}}},\"programs\":{{{programs}}}}}", self.lost)
    }
}

/// The links of a page with that relation.
fn linked<'a>(tags: &'a [Tag<'a>], relation: &'a str) -> impl Iterator<Item = &'a Tag<'a>> {
    tags.iter().filter(move |tag| tag.name == "link" && tag.get("rel") == Some(relation))
}

/// The path from the site's root of an asset that a page names.
fn own_path(page: &str, address: &str) -> Result<String> {
    let path = match address.strip_prefix('/') {
        // Only the page for lost visitors does so, and it does not know here what the base path was.
        Some(_) => address.rfind("/assets/").map(|at| address[at + 1..].to_string()),
        None => normalised(page, address),
    };
    path.filter(|path| path.starts_with("assets/")).with_context(|| format!("`{address}` is no asset"))
}

// --- The script

/// One classic script of ours and the glue of all programs; `site` and `scripts` are as seen from the empty `folder`.
fn bundled(plan: &Plan, site: &str, scripts: &str, folder: &Path) -> Result<String> {
    crate::build::empty(folder)?;
    // What a module imports is run before it: the stage has to be set before the script that starts the program.
    fs::write(folder.join("stage.js"), stage(plan, site, scripts))?;
    fs::write(folder.join("entry.js"), format!("import \"./stage.js\";\nimport \"{scripts}/boot.js\";\n"))?;
    let mut esbuild = setup::esbuild();
    esbuild.current_dir(folder).args(["entry.js", "--bundle", "--minify", "--format=iife", "--outfile=script.js"]);
    // No script is a file of its own here. Whoever asks where it is takes that for the beginning of an address.
    esbuild.args(["--define:import.meta.url=document.baseURI", "--log-level=error"]);
    shell::run_quietly(&mut esbuild, "putting the scripts into one", "esbuild-single")?;
    let script = fs::read_to_string(folder.join("script.js")).context("esbuild made no script")?;
    // Within a string it means the same, and only there it can stand.
    Ok(script.trim_end().replace("</script", "<\\/script"))
}

/// The way to a folder from another one in `work`.
fn beside(folder: &Path, work: &Path) -> Result<String> {
    let name = folder.strip_prefix(work).ok().and_then(Path::to_str);
    Ok(format!("../{}", name.with_context(|| format!("{} is not in {}", folder.display(), work.display()))?))
}

fn stage(plan: &Plan, site: &str, scripts: &str) -> String {
    let glue = plan.programs.keys().map(|glue| format!("  \"{glue}\": () => import(\"{site}/{glue}\"),\n"));
    let glue: String = glue.collect();
    format!("import {{ begin }} from \"{scripts}/single.js\";\nbegin({{\n{glue}}});\n")
}

// --- The page

fn page(plan: &Plan, script: &str, read: &dyn Fn(&str) -> Result<Vec<u8>>) -> Result<String> {
    let text = |path: &str| String::from_utf8(read(path)?).with_context(|| format!("{path} is not UTF-8"));
    let early = plan.early.iter().map(|path| text(path)).collect::<Result<Vec<_>>>()?;
    let sheets = plan.sheets.iter().map(|path| Ok((path, text(path)?))).collect::<Result<Vec<_>>>()?;
    for (path, sheet) in &sheets {
        ensure!(references(path, sheet).is_empty(), "{path} loads another file: write it as a data address");
        check_inside(path, sheet, "</style")?;
    }
    for part in early.iter().map(String::as_str).chain([script]) {
        check_inside("a script", part, "</script")?;
    }
    let hashes = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| format!(" '{}'", hash(text))).collect();
    let scripts: String = hashes(&mut early.iter().map(String::as_str).chain([script]));
    let styles: String = hashes(&mut sheets.iter().map(|(_, sheet)| sheet.as_str()).chain([STYLE]));

    let mut page = head(&scripts, &styles);
    if let Some(icon) = &plan.icon {
        let icon = base64(&read(icon)?);
        page += &format!("<link rel=\"icon\" type=\"image/svg+xml\" href=\"data:image/svg+xml;base64,{icon}\">\n");
    }
    page.extend(early.iter().map(|script| format!("<script>{script}</script>\n")));
    page.extend(
        sheets.iter().map(|(path, sheet)| format!("<style data-file=\"{path}\" media=\"not all\">{sheet}</style>\n")),
    );
    page += &format!("<style>{STYLE}</style>\n");
    page += BODY;
    page += &format!("<script type=\"application/json\" id=\"site\">{}</script>\n", plan.json());
    for (name, path) in plan.packed() {
        let bytes = base64(&gzip(&read(path)?)?);
        page += &format!("<script type=\"text/plain\" data-file=\"{name}\">{bytes}</script>\n");
    }
    page += &format!("<script>{script}</script>\n</body>\n</html>\n");
    Ok(page)
}

/// The file up to its style sheets.
fn head(scripts: &str, styles: &str) -> String {
    let policy = format!(
        "default-src 'none'; script-src 'wasm-unsafe-eval'{scripts}; style-src{styles}; img-src data: blob:; \
         base-uri 'none'; form-action 'none'"
    );
    format!(
        "<!doctype html>\n<html lang=\"en\" data-root=\"#/\" data-words=\"{WORDS}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Faultline</title>\n"
    )
}

/// What has no place in one file: pages in frames, which the policy forbids, and what is beside the pages on a host.
const STYLE: &str = ".on-a-host{display:none}";

/// From the end of the head to what is packed; the places are those of `index.html`.
const BODY: &str = "</head>
<body>
<noscript><p>This copy of Faultline needs JavaScript and WebAssembly.</p></noscript>
<div id=\"app\"></div>
<p id=\"boot\" role=\"status\" hidden><span>Starting …</span> <progress max=\"100\" value=\"0\" \
aria-label=\"Start of the interactive parts\"></progress></p>
";

/// Refuses what would end its element too early or would not be what was hashed.
fn check_inside(name: &str, text: &str, end: &str) -> Result<()> {
    for bad in [end, "<!--", "\r", "\0"] {
        if text.contains(bad) {
            bail!("{name} contains {bad:?}, which cannot stand inside a page");
        }
    }
    Ok(())
}

/// How a policy names a script or a style sheet.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text)))
}

/// Without a name and a time.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish().context("cannot compress")
}

/// The usual alphabet with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, i| bits << 8 | u32::from(group.get(i).copied().unwrap_or(0)));
        for i in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * i)) as usize & 63];
            text.push(if i <= group.len() { letter.into() } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAB: &str = r#"<script src="../assets/theme-1.js"></script><link rel="stylesheet" href="../assets/a-1.css">
        <link rel="stylesheet" href="../assets/b-1.css"><link rel="icon" href="../assets/icon-1.svg">
        <script src="../assets/boot-1.js" data-js="../assets/lab-1.js" data-wasm="../assets/lab_bg-1.wasm"
        data-wasm-bytes="4"></script>"#;
    const HOME: &str = r#"<link rel="stylesheet" href="./assets/a-1.css">
        <script src="./assets/boot-1.js" data-js="./assets/read-1.js" data-wasm="./assets/read_bg-1.wasm"
        data-wasm-bytes="5"></script>"#;

    fn plan() -> Plan {
        let sheets = ["assets/a-1.css", "assets/b-1.css"].map(String::from).into();
        let mut plan = Plan { words: vec!["assets/words-1/x.bin".to_string()], sheets, ..Plan::default() };
        let lost = HOME.replace("\"./", "\"/some/base/");
        for (path, text) in [("index.html", HOME), ("lab/index.html", LAB), (LOST, &lost)] {
            plan.add(path, text).expect("the page is ours");
        }
        plan
    }

    fn file(path: &str) -> Result<Vec<u8>> {
        Ok(match path.rsplit('.').next() {
            Some("css") => format!("/* {path} */"),
            Some("js") => "early();".to_string(),
            _ => format!("the bytes of {path}"),
        }
        .into_bytes())
    }

    #[test]
    fn pages_tell_their_programs_and_what_those_need() {
        assert_eq!(
            plan().json(),
            concat!(
                r#"{"lost":"assets/read-1.js","pages":{"":"assets/read-1.js","lab/":"assets/lab-1.js"},"programs":{"#,
                r#""assets/lab-1.js":{"wasm":"assets/lab_bg-1.wasm","bytes":4,"sheets":["assets/a-1.css","assets/b-1.css"]},"#,
                r#""assets/read-1.js":{"wasm":"assets/read_bg-1.wasm","bytes":5,"sheets":["assets/a-1.css"]}}}"#
            )
        );
        let error = plan().add("x/index.html", "<p>").expect_err("no program");
        assert!(error.to_string().contains("names the program"), "{error}");
        let other = HOME.replace("a-1.css", "b-1.css");
        let error = plan().add("index.html", &other).expect_err("other sheets");
        assert!(error.to_string().contains("style sheets differ"), "{error}");
    }

    #[test]
    fn the_file_holds_everything_and_asks_for_nothing() {
        let page = page(&plan(), "go();", &file).expect("a page");
        let tags = html::tags(&page);
        let outside =
            |tag: &&Tag| ["href", "src"].iter().any(|name| tag.get(name).is_some_and(|url| !url.starts_with("data:")));
        assert_eq!(tags.iter().find(outside), None);
        let files: Vec<&str> = tags.iter().filter_map(|tag| tag.get("data-file")).collect();
        let sheets = ["assets/a-1.css", "assets/b-1.css"];
        assert_eq!(files, [&sheets[..], &["assets/lab_bg-1.wasm", "assets/read_bg-1.wasm", "words:/x.bin"]].concat());
        assert!(page.find("early();") < page.find("<style"), "the theme is there before the first paint");
    }

    #[test]
    fn the_policy_has_the_hash_of_each_script_and_style_and_allows_nothing_else() {
        let page = page(&plan(), "go();", &file).expect("a page");
        let tags = html::tags(&page);
        let policy = tags.iter().find_map(|tag| tag.get("http-equiv").and(tag.get("content"))).expect("a policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'wasm-unsafe-eval' 'sha256-"), "{policy}");
        assert!(
            !["'self'", "unsafe-inline", "http", "connect-src"].iter().any(|word| policy.contains(word)),
            "{policy}"
        );
        for tag in tags.iter().filter(|tag| ["script", "style"].contains(&tag.name) && tag.get("type").is_none()) {
            assert!(policy.contains(&hash(tag.body)), "<{}> on line {}", tag.name, tag.line);
        }
        // `printf 'go();' | openssl dgst -sha256 -binary | base64`
        assert_eq!(hash("go();"), "sha256-bYOqbsii8BMz1hC57p5sZG4K4cMuk6QQDiwupM2aRMM=");
    }

    #[test]
    fn equal_sites_give_equal_bytes_and_what_is_packed_comes_out_again() {
        let made = || page(&plan(), "go();", &file).expect("a page");
        assert_eq!(made(), made());
        let packed = gzip(b"some words, some words, some words").expect("packed");
        assert_eq!(packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255], "no time, no name, no system");
        let mut out = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut out).expect("unpacked");
        assert_eq!(out, b"some words, some words, some words");
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648, section 10.
        for (text, expect) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(text.as_bytes()), expect);
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }

    #[test]
    fn what_cannot_stand_in_a_page_is_refused() {
        let check = |name: &'static str, text: &'static str, expect: &str| {
            let read = move |path: &str| if path == name { Ok(text.into()) } else { file(path) };
            let error = page(&plan(), "go();", &read).expect_err(expect).to_string();
            assert!(error.contains(expect), "{error}");
        };
        check("assets/a-1.css", "p { background: url(./b.svg) }", "loads another file");
        check("assets/a-1.css", "p::after { content: '</style>' }", "cannot stand inside a page");
        check("assets/theme-1.js", "x = '</script>';", "cannot stand inside a page");
    }
}
