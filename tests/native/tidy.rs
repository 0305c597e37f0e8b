//! The house rules that can be read off the sources. Each is a row of [`RULES`] or a test of its own, and each is shown
//! to bite.

use expect_test::{Expect, expect};

use crate::project::{self, File};

/// Words that may not stand in some files.
struct Rule {
    /// The rule, as a sentence.
    name: &'static str,
    applies: fn(path: &str) -> bool,
    words: &'static [&'static str],
}

const RULES: &[Rule] = &[
    Rule {
        name: "the model knows no browser, clock, entropy or unordered map",
        applies: is_model,
        words: &[
            "web_sys",
            "js_sys",
            "wasm_bindgen",
            "gloo",
            "yew",
            "getrandom",
            "std::time",
            "std::thread",
            "std::env",
            "std::fs",
            "HashMap",
            "HashSet",
            "rand::rng",
            "thread_rng",
            "SmallRng",
            "StdRng",
        ],
    },
    Rule {
        name: "floats live in maths only",
        applies: |path| is_model(path) && !path.starts_with("crates/model/src/maths/"),
        words: &["f32", "f64"],
    },
    Rule { name: "order never depends on chance: use a BTreeMap", applies: is_code, words: &["HashMap", "HashSet"] },
    Rule {
        name: "a view-model knows no Yew",
        applies: |path| path.starts_with("src/labs/") && path.ends_with("/picture.rs"),
        words: &["yew", "html!", "Html", "web_sys"],
    },
    Rule {
        name: "styles stand in style sheets: the content security policy blocks inline ones",
        applies: |path| path.starts_with("src/"),
        words: &["style=", "style={"],
    },
    Rule {
        name: "lints are mended, not silenced",
        applies: is_code,
        words: &["allow(clippy::all)", "allow(warnings)"],
    },
];

fn is_code(path: &str) -> bool {
    let is_ours = ["src/", "crates/", "xtask/"].iter().any(|folder| path.starts_with(folder)) || path == "build.rs";
    is_ours && path.ends_with(".rs")
}

fn is_model(path: &str) -> bool {
    path.starts_with("crates/model/src/") && path.ends_with(".rs")
}

/// The longest line in characters, without its string literals: those may be sentences for the screen.
const LINE_MAX: usize = 120;

/// Everything that is wrong with a file, in the order of its lines.
fn faults(File { path, text }: &File) -> String {
    let mut faults = foreign(text);
    if path.ends_with(".rs") {
        let code = skim(text, false);
        faults.extend(RULES.iter().filter(|rule| (rule.applies)(path)).flat_map(|rule| broken(rule, &code)));
        faults.extend(neighbours(path, &code));
        faults.extend(form(text));
    }
    faults.sort();
    faults.into_iter().map(|(line, what)| format!("{path}:{line}: {what}\n")).collect()
}

/// A line, from 1, and what is wrong there.
type Fault = (usize, String);

/// What a test of each line finds.
fn each_line(text: &str, fault: impl Fn(&str) -> Option<String>) -> Vec<Fault> {
    text.lines().enumerate().filter_map(|(at, line)| Some((at + 1, fault(line)?))).collect()
}

fn foreign(text: &str) -> Vec<Fault> {
    let words = foreign_words();
    each_line(text, |line| {
        let word = words.iter().find(|word| line.contains(*word))?;
        Some(format!("`{word}`: the project speaks of itself alone"))
    })
}

fn broken(rule: &Rule, code: &str) -> Vec<Fault> {
    each_line(code, |line| {
        let word = rule.words.iter().find(|word| has_word(line, word))?;
        Some(format!("`{word}`: {}", rule.name))
    })
}

fn form(text: &str) -> Vec<Fault> {
    let mut faults = each_line(&skim(text, true), |line| {
        let length = line.chars().count();
        let is_ragged = line.contains('\t') || line.ends_with(' ');
        let long = (length > LINE_MAX).then(|| format!("{length} characters, the limit is {LINE_MAX}"));
        long.or_else(|| is_ragged.then(|| "a tab, or a space at the end of the line".to_owned()))
    });
    if !text.starts_with("//! ") {
        faults.push((1, "a file opens with its chapter, `//! …`".to_owned()));
    }
    faults
}

/// Names of places outside the project. Put together here, so that this file does not contain them.
fn foreign_words() -> [String; 2] {
    [["/wo", "rk/"].concat(), ["../sha", "red"].concat()]
}

/// Labs do not know each other, and the shared parts know no lab.
fn neighbours(path: &str, code: &str) -> Vec<Fault> {
    let own = path.strip_prefix("src/labs/").and_then(|rest| rest.split_once('/')).map(|(lab, _)| lab);
    if own.is_none() && !path.starts_with("src/ui/") {
        return Vec::new();
    }
    let others = lab_modules().into_iter().filter(|lab| own != Some(lab.as_str()));
    let words: Vec<String> = others.flat_map(|lab| [format!("labs::{lab}"), format!("super::super::{lab}")]).collect();
    let why = if own.is_some() { "labs do not import each other" } else { "a shared part knows no lab" };
    each_line(code, |line| Some(format!("`{}`: {why}", words.iter().find(|word| has_word(line, word))?)))
}

/// The folders of labs; one that is not there stands for every later one.
fn lab_modules() -> Vec<String> {
    let folders = std::fs::read_dir(project::root().join("src/labs")).expect("the labs can be listed");
    let names =
        folders.filter_map(|entry| entry.ok().filter(|entry| entry.path().is_dir())?.file_name().into_string().ok());
    names.chain(["another_lab".to_owned()]).collect()
}

/// Whether a word stands in a line as a whole word.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let joins_before = line[..at].ends_with(is_part) && word.starts_with(is_part);
        let joins_after = line[at + word.len()..].starts_with(is_part) && word.ends_with(is_part);
        !joins_before && !joins_after
    })
}

/// The source without what its string literals contain and, unless they are kept, without comments. Lines stay lines.
fn skim(source: &str, keep_comments: bool) -> String {
    let mut code = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => {
                let end = rest.find('\n').unwrap_or(rest.len());
                code.push_str(if keep_comments { &rest[..end] } else { "" });
                end
            }
            '"' => literal(&mut code, &rest[..string_length(rest)]),
            'r' if !code.ends_with(|c: char| c.is_alphanumeric()) && raw_string_length(rest).is_some() => {
                literal(&mut code, &rest[..raw_string_length(rest).unwrap_or(1)])
            }
            '\'' if char_length(rest).is_some() => literal(&mut code, &rest[..char_length(rest).unwrap_or(1)]),
            c => {
                code.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    code
}

/// Puts empty quotes and the line breaks for a literal.
fn literal(code: &mut String, text: &str) -> usize {
    code.push_str("\"\"");
    code.extend(text.chars().filter(|c| *c == '\n'));
    text.len()
}

fn string_length(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_string_length(text: &str) -> Option<usize> {
    let hashes = text[1..].chars().take_while(|c| *c == '#').count();
    let start = 1 + hashes;
    let end = format!("\"{}", "#".repeat(hashes));
    let body = text[start..].strip_prefix('"')?;
    Some(start + 1 + body.find(&end)? + end.len())
}

/// The length of a character literal; a lifetime is none.
fn char_length(text: &str) -> Option<usize> {
    if text.starts_with("'\\") {
        return Some(3 + text.get(3..)?.find('\'')? + 1);
    }
    let (end, _) = text.char_indices().nth(2).filter(|(_, c)| *c == '\'')?;
    Some(end + 1)
}

#[test]
fn the_house_keeps_its_rules() {
    let said: String = project::files().iter().map(faults).collect();
    assert!(said.is_empty(), "{} faults\n{said}", said.lines().count());
}

#[test]
fn entropy_is_asked_for_in_one_place() {
    let files = project::files();
    let sources = files.iter().filter(|file| file.path.starts_with("src/") && file.path.ends_with(".rs"));
    let uses = sources.flat_map(|file| {
        let code = skim(&file.text, false);
        let n = code.lines().filter(|line| has_word(line, "getrandom")).count();
        std::iter::repeat_n(file.path.clone(), n)
    });
    assert_eq!(uses.collect::<Vec<_>>(), ["src/browser.rs"], "only the button for a new seed draws one");
}

fn check(path: &str, text: &str, expect: Expect) {
    expect.assert_eq(&faults(&File { path: path.to_owned(), text: text.to_owned() }));
}

#[test]
fn every_rule_bites() {
    check(
        "crates/model/src/world.rs",
        "//! The world.\n//! No `f64`, no `HashMap` here.\nuse std::time::Instant;\nlet yews = f64::MAX; // f32\n",
        expect![[r#"
            crates/model/src/world.rs:3: `std::time`: the model knows no browser, clock, entropy or unordered map
            crates/model/src/world.rs:4: `f64`: floats live in maths only
        "#]],
    );
    check("crates/model/src/maths/chance.rs", "//! A chance.\npub struct Chance(f64);\n", expect![[""]]);
    check(
        "src/labs/another_lab/picture.rs",
        "use yew::prelude::*;\nuse crate::labs::availability::run;\nuse super::super::availability;\n",
        expect![[r#"
            src/labs/another_lab/picture.rs:1: `yew`: a view-model knows no Yew
            src/labs/another_lab/picture.rs:1: a file opens with its chapter, `//! …`
            src/labs/another_lab/picture.rs:2: `labs::availability`: labs do not import each other
            src/labs/another_lab/picture.rs:3: `super::super::availability`: labs do not import each other
        "#]],
    );
    check(
        "src/ui/chart.rs",
        "//! A chart.\nuse crate::labs::another_lab;\nhtml! { <p style=\"x\">{ \"style=\" }</p> }\nuse crate::labs;\n",
        expect![[r#"
            src/ui/chart.rs:2: `labs::another_lab`: a shared part knows no lab
            src/ui/chart.rs:3: `style=`: styles stand in style sheets: the content security policy blocks inline ones
        "#]],
    );
    check(
        "xtask/src/x.rs",
        &format!("//! {}\n//! {}\nlet x = 1; \n", "ä".repeat(116), "ä".repeat(117)),
        expect![[r#"
            xtask/src/x.rs:2: 121 characters, the limit is 120
            xtask/src/x.rs:3: a tab, or a space at the end of the line
        "#]],
    );
    let foreign = File { path: "README.md".to_owned(), text: foreign_words().join("\n") };
    assert_eq!(faults(&foreign).lines().count(), foreign_words().len());
}

#[test]
fn literals_and_comments_are_told_from_code() {
    fn check(source: &str, code: &str) {
        assert_eq!(skim(source, false), code, "{source}");
    }
    check("a \"f64 \\\" // x\" b // c", "a \"\" b ");
    check("a r#\"f64 \" // x\"# b", "a \"\" b");
    check("a '\"' b '\\'' c '\\\\' d '\\u{1f}' &'static str", "a \"\" b \"\" c \"\" d \"\" &'static str");
    check("\"a\nb\" c", "\"\"\n c");
    check("for\"x\"", "for\"\"");
}
