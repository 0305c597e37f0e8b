//! Packages of a small site: whole, alike in every byte, and what their manifests say is so.

use super::*;
use crate::html;
use ::zip::ZipArchive;
use std::{
    io::{Cursor, Read},
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

const LISTING: &str = "topic\tcap\tCAP & <consistency>\tWhat must be given up?\n\
    step\tread\ttopics/cap/\tCAP\nstep\tlab\tlabs/cap/\tCAP lab\nstep\tcards\tcards/cap/\tCards: 100 %\n\
    also\tglossary/\nwords\tcards-cap.bin\ncard\twhat-is-c\tmarked\ncard\twhat-is-a\ttold\n\
    topic\ttraffic\tTraffic\tWho answers?\nstep\tread\ttopics/traffic/\tTraffic\nwords\tcards-traffic.bin\n\
    card\tproxy\ttold\n";

/// The shell's own page, so that the test notices a place that nothing fills.
const PAGE: &str = include_str!("../../../static/course/course.html");

/// A folder that is gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Folder {
        static N: AtomicU32 = AtomicU32::new(0);
        let name = format!("faultline-course-{}-{}", std::process::id(), N.fetch_add(1, Ordering::Relaxed));
        let folder = Folder(std::env::temp_dir().join(name));
        for (path, text) in files {
            let path = folder.0.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn site() -> Folder {
    let page = |style: &str| {
        format!("<link href=\"../../assets/{style}\"><a href=\"../../labs/quorum/\">a page that stays behind</a>")
    };
    let files = [
        ("index.html", "<p>".to_owned()),
        ("topics/cap/index.html", page("a.css")),
        ("topics/traffic/index.html", page("a.css")),
        ("cards/cap/index.html", page("a.css")),
        ("labs/cap/index.html", page("boot.js")),
        ("labs/quorum/index.html", page("lab.css")),
        ("glossary/index.html", "<p>".to_owned()),
        ("assets/a.css", "p { background: url(./b.svg) }".to_owned()),
        ("assets/b.svg", "<svg/>".to_owned()),
        ("assets/lab.css", "p{}".to_owned()),
        ("assets/boot.js", "if (isAsked) import(\"./print.js\");".to_owned()),
        ("assets/print.js", "new URL(\"./lab.css\", here)".to_owned()),
        ("assets/words-1/cards-cap.bin", "words".repeat(100)),
        ("assets/words-1/cards-traffic.bin", "other words".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    Folder::new(&files)
}

fn shell() -> Folder {
    Folder::new(&[("course.html", PAGE), ("course.js", "import \"./lms.js\";"), ("lms.js", ""), ("course.css", "p{}")])
}

/// All packages of the small site, by name.
fn packages() -> BTreeMap<String, Vec<u8>> {
    let (site, shell, listing) = (site(), shell(), Folder::new(&[("courses.txt", LISTING)]));
    write(&site.0, &shell.0, &listing.0.join("courses.txt")).expect("the site can be packed");
    let folder = site.0.join(FOLDER);
    let names = crate::site::files(&folder).expect("the packages can be listed");
    names.into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).expect("a package"))).collect()
}

/// What is in a package: texts by path.
fn entries(package: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(package)).expect("an archive");
    let mut entries = BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("an entry that can be read");
        let name = entry.name().expect("a name").into_owned();
        assert!(entries.insert(name.clone(), text).is_none(), "{name} is there once");
    }
    entries
}

#[test]
fn each_topic_has_a_package_of_each_scorm_and_the_whole_has_one_of_every_standard() {
    let names: Vec<String> = packages().into_keys().collect();
    let expect = [
        "faultline-cmi5.zip",
        "faultline-scorm12-cap.zip",
        "faultline-scorm12-traffic.zip",
        "faultline-scorm12.zip",
        "faultline-scorm2004-cap.zip",
        "faultline-scorm2004-traffic.zip",
        "faultline-scorm2004.zip",
    ];
    assert_eq!(names, expect);
}

#[test]
fn a_package_holds_what_its_topic_needs_and_nothing_else() {
    let packages = packages();
    let paths: Vec<String> = entries(&packages["faultline-scorm12-cap.zip"]).into_keys().collect();
    let expect = [
        "cap.html",
        "course/course.css",
        "course/course.js",
        "course/lms.js",
        "imsmanifest.xml",
        "site/assets/a.css",
        "site/assets/b.svg",
        "site/assets/boot.js",
        "site/assets/lab.css",
        "site/assets/print.js",
        "site/assets/words-1/cards-cap.bin",
        "site/cards/cap/index.html",
        "site/glossary/index.html",
        "site/labs/cap/index.html",
        "site/topics/cap/index.html",
    ];
    assert_eq!(paths, expect);
    let whole = entries(&packages["faultline-scorm12.zip"]);
    assert!(whole.contains_key("cap.html") && whole.contains_key("traffic.html"));
    assert!(!whole.contains_key("site/labs/quorum/index.html"), "no text of a topic leads there");
}

#[test]
fn equal_files_give_equal_packages() {
    assert!(packages() == packages());
}

/// What a manifest lists, by the files' paths.
fn listed(manifest: &roxmltree::Document) -> BTreeSet<String> {
    let of = |name: &'static str| manifest.descendants().filter(move |node| node.tag_name().name() == name);
    let files = of("file").filter_map(|node| node.attribute("href")).map(str::to_owned);
    files.chain(of("url").filter_map(|node| node.text()).map(str::to_owned)).collect()
}

#[test]
fn a_manifest_is_well_formed_and_lists_every_file_and_no_other() {
    for (name, bytes) in packages() {
        let entries = entries(&bytes);
        let file = if name.contains("cmi5") { "cmi5.xml" } else { "imsmanifest.xml" };
        let manifest = roxmltree::Document::parse(&entries[file]).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut expect: BTreeSet<String> = entries.keys().filter(|path| *path != file).cloned().collect();
        if name.contains("cmi5") {
            expect.retain(|path| !path.contains('/')); // it names what is launched, and no files
        }
        assert_eq!(listed(&manifest), expect, "{name}");
    }
}

#[test]
fn what_a_manifest_refers_to_is_declared_in_it() {
    for (name, bytes) in packages().into_iter().filter(|(name, _)| !name.contains("cmi5")) {
        let text = entries(&bytes).remove("imsmanifest.xml").expect("a manifest");
        let manifest = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let all = |attribute: &str| -> Vec<String> {
            manifest.descendants().filter_map(|node| node.attribute(attribute)).map(str::to_owned).collect()
        };
        let declared = all("identifier");
        assert_eq!(declared.iter().collect::<BTreeSet<_>>().len(), declared.len(), "{name}: declared once");
        let used = [all("identifierref"), all("default")].concat();
        assert!(used.len() >= 3 && used.iter().all(|id| declared.contains(id)), "{name}: {used:?}");
        let title =
            manifest.descendants().find(|node| node.has_tag_name_of("item")).and_then(|item| item.first_title());
        assert_eq!(title.as_deref().map(|title| title.starts_with("CAP & <") || title == "Traffic"), Some(true));
    }
}

/// Questions about nodes whatever their namespace.
trait Node {
    fn has_tag_name_of(&self, name: &str) -> bool;
    fn first_title(&self) -> Option<String>;
}

impl Node for roxmltree::Node<'_, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.tag_name().name() == name
    }

    fn first_title(&self) -> Option<String> {
        let title = self.children().find(|node| node.has_tag_name_of("title"))?;
        title.text().map(str::to_owned)
    }
}

#[test]
fn a_launch_page_keeps_the_policy_and_refers_to_what_is_in_the_package() {
    for (name, bytes) in packages() {
        let entries = entries(&bytes);
        for (path, page) in entries.iter().filter(|(path, _)| path.ends_with(".html") && !path.contains('/')) {
            let tags = html::tags(page);
            let policy = tags.iter().find_map(|tag| tag.get("http-equiv").and(tag.get("content"))).expect("a policy");
            assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
            assert_eq!(policy.contains("connect-src 'none'"), !name.contains("cmi5"), "{name}: {policy}");
            for tag in &tags {
                let target = tag.get("src").or_else(|| tag.get("href").filter(|_| tag.name == "link"));
                assert!(target.is_none_or(|target| entries.contains_key(target)), "{path}: {target:?}");
                let is_data = tag.get("type") == Some("application/json");
                assert!(tag.name != "script" || is_data || tag.body.is_empty(), "{path}: an inline script");
                assert!(tag.attributes.iter().all(|(name, _)| *name != "style" && !name.starts_with("on")), "{path}");
            }
        }
    }
}

#[test]
fn the_data_of_the_shell_cannot_end_its_element() {
    let courses = listing::parse(LISTING).expect("a list");
    let text = data(Standard::Scorm12, &courses[0]);
    assert!(!text.contains('<') && !text.contains('%'), "{text}");
    let start =
        r#"{"standard":"scorm12","id":"cap","title":"CAP \u0026 \u003cconsistency\u003e","steps":[{"kind":"read","#;
    assert!(text.starts_with(start), "{text}");
    assert!(text.ends_with(r#""also":["glossary/"],"cards":[["what-is-c",true],["what-is-a",false]]}"#), "{text}");
    assert_eq!(json("a\"\\\n</script>\u{2028}ä"), r#""a\"\\\u000a\u003c/script\u003e\u2028ä""#);
}

#[test]
fn a_list_that_is_none_is_refused_with_its_line() {
    let check = |text: &str, expect: &str| {
        let error = listing::parse(text).expect_err(expect).to_string();
        assert!(error.contains(expect), "{error}");
    };
    check("", "is empty");
    check("card\tx\ttold\n", "line 1");
    check("topic\ta\tA\tA?\nnonsense\n", "line 2: `nonsense`");
}

#[test]
fn a_topic_whose_texts_are_missing_is_not_packed() {
    let (site, shell) = (site(), shell());
    fs::remove_file(site.0.join("assets/words-1/cards-cap.bin")).expect("the file goes");
    let listing = Folder::new(&[("courses.txt", LISTING)]);
    let error = write(&site.0, &shell.0, &listing.0.join("courses.txt")).expect_err("a topic without texts");
    assert!(format!("{error:#}").contains("the site has no texts for cap"), "{error:#}");
}
