//! What an author reads after a slip: file, line, the fault and the fix.
//!
//! Each test takes a small folder without fault, spoils one file, and shows what the compiler of the words says.

use expect_test::{Expect, expect};

use crate::project::TemporaryFolder;

/// A content folder without fault: one topic, one card, one preset.
const SOUND: &[(&str, &str)] = &[
    (
        "topics.toml",
        r#"[[topic]]
id = "reliability"
title = "Reliability"
question = "How often?"
summary = "A summary."
state = "open"
labs = ["availability"]
pillars = ["availability"]
"#,
    ),
    ("pillars.toml", "[[pillar]]\nid = \"availability\"\ntitle = \"Availability\"\nline = \"It answers.\"\n"),
    ("glossary.toml", "[[term]]\nid = \"mtbf\"\ntitle = \"MTBF\"\ndefinition = \"A mean time.\"\n"),
    (
        "misconceptions.toml",
        "[[misconception]]\nid = \"nines-are-linear\"\nname = \"Nines are linear\"\nexplanation = \"They are logarithms.\"\n",
    ),
    ("doubts.toml", ""),
    ("syllabus.toml", "[[entry]]\nid = \"rp-nines\"\nsource = \"a-note\"\nprompt = \"What are nines?\"\n"),
    ("reliability/concept.md", "## Nines {#nines covers=rp-nines}\n\nThe [MTBF](term:mtbf) is a mean.\n"),
    ("reliability/cards.toml", CARD),
    (
        "reliability/presets.toml",
        r#"[[presets]]
id = "pair"
title = "A pair"
claim = "Two are better."
scenario = "d=a 99% | b 99%"
question = "Better?"
choices = ["Yes", "No"]
correct = 0
shows = ["99.99 %"]
"#,
    ),
];

const CARD: &str = r#"[[cards]]
id = "nines"
syllabus = ["rp-nines"]
prompt = "How many nines has 99.9 %?"
answer = "Three"
distractors = [{ text = "Two and a half", misconception = "nines-are-linear" }]
evidence = { lab = "availability", scenario = "d=a 99.9%", shows = ["Nines: 3.00"] }
"#;

/// Loads the sound folder with one file replaced, and compares what is said of it.
fn check(file: &str, text: &str, expect: Expect) {
    let folder = TemporaryFolder::new("content");
    for (sound, text) in SOUND {
        folder.write(sound, text);
    }
    folder.write(file, text);
    let said = match faultline_content::load(folder.path()) {
        Ok(_) => "no fault".to_owned(),
        Err(problems) => problems.iter().map(|problem| format!("{problem}\n")).collect(),
    };
    expect.assert_eq(&said);
}

fn check_card(from: &str, to: &str, expect: Expect) {
    assert!(CARD.contains(from), "the card has no `{from}` to spoil");
    check("reliability/cards.toml", &CARD.replace(from, to), expect);
}

#[test]
fn a_sound_folder_has_no_fault() {
    check("reliability/cards.toml", CARD, expect!["no fault"]);
}

#[test]
fn a_misspelt_key() {
    check_card(
        "distractors =",
        "distractor =",
        expect![[r#"
        content/reliability/cards.toml:6: unknown field `distractor`, expected one of `id`, `syllabus`, `prompt`, `answer`, `why`, `distractors`, `evidence`
    "#]],
    );
}

#[test]
fn a_misspelt_key_of_evidence() {
    check_card(
        "shows = [\"Nines: 3.00\"]",
        "shows = [\"Nines: 3.00\"], never_show = [\"Nines: 4\"]",
        expect![[r#"
        content/reliability/cards.toml:7: unknown field `never_show`, expected one of `lab`, `scenario`, `shows`, `never_shows`
    "#]],
    );
}

#[test]
fn a_forgotten_key() {
    check_card(
        "answer = \"Three\"\n",
        "",
        expect![[r#"
        content/reliability/cards.toml:1: missing field `answer`
    "#]],
    );
}

#[test]
fn toml_that_is_none() {
    check_card(
        "\"Three\"",
        "Three",
        expect![[r#"
        content/reliability/cards.toml:5: invalid boolean, expected `true`
    "#]],
    );
}

#[test]
fn an_id_that_stands_twice() {
    check(
        "reliability/cards.toml",
        &format!("{CARD}\n{CARD}"),
        expect![[r#"
        content/reliability/cards.toml:10: `nines` is the id of a card of `reliability` already; ids are unique over all topics
    "#]],
    );
    let term = "[[term]]\nid = \"mtbf\"\ntitle = \"MTBF\"\ndefinition = \"A mean time.\"\n";
    check(
        "glossary.toml",
        &format!("{term}\n{term}"),
        expect![[r#"
        content/glossary.toml:7: `mtbf` stands twice in this file
    "#]],
    );
}

#[test]
fn an_id_that_cannot_be_an_address() {
    check_card(
        "id = \"nines\"",
        "id = \"The Nines\"",
        expect![[r#"
        content/reliability/cards.toml:2: `The Nines` is not an id; use small letters, digits and hyphens, such as `two-in-parallel`
    "#]],
    );
}

#[test]
fn a_link_to_an_unknown_term() {
    check_card(
        "\"Three\"",
        "\"Three, see [MTBF](term:mtfb)\"",
        expect![[r#"
        content/reliability/cards.toml:2: `nines` names the term `mtfb`, which does not exist; the nearest is `mtbf`
    "#]],
    );
}

#[test]
fn a_link_without_a_scheme() {
    check(
        "reliability/concept.md",
        "## Nines {#nines}\n\n[here](../lab)\n",
        expect![[r#"
        content/reliability/concept.md:3: a link leads to term:, topic:, lab:, cards:, doubt: or https:, such as `term:mtbf`, not to `../lab`
    "#]],
    );
}

#[test]
fn a_belief_that_nobody_named_gives_the_nearest_name() {
    check_card(
        "misconception = \"nines-are-linear\"",
        "misconception = \"nines-are-liner\"",
        expect![[r#"
        content/reliability/cards.toml:2: `nines` names the misconception `nines-are-liner`, which does not exist; the nearest is `nines-are-linear`
    "#]],
    );
}

#[test]
fn an_unknown_syllabus_entry() {
    check_card(
        "[\"rp-nines\"]",
        "[\"rp-nine\"]",
        expect![[r#"
        content/reliability/cards.toml:2: `nines` names the syllabus entry `rp-nine`, which does not exist; the nearest is `rp-nines`
    "#]],
    );
    check(
        "reliability/concept.md",
        "## Nines {#nines covers=rp-ninez}\n",
        expect![[r#"
        content/reliability/concept.md:1: names the syllabus entry `rp-ninez`, which does not exist; the nearest is `rp-nines`
    "#]],
    );
}

#[test]
fn a_card_without_an_entry_of_the_syllabus() {
    check_card(
        "[\"rp-nines\"]",
        "[]",
        expect![[r#"
        content/reliability/cards.toml:2: `nines` needs at least one syllabus entry
    "#]],
    );
}

#[test]
fn an_unknown_lab() {
    check_card(
        "lab = \"availability\"",
        "lab = \"availabilty\"",
        expect![[r#"
        content/reliability/cards.toml:2: `nines` names the lab `availabilty`, which does not exist; the nearest is `availability`
    "#]],
    );
}

#[test]
fn evidence_that_could_not_fail() {
    check_card(
        ", shows = [\"Nines: 3.00\"]",
        "",
        expect![[r#"
        content/reliability/cards.toml:2: `nines` has evidence that could not fail: add `shows` or `never_shows`
    "#]],
    );
}

#[test]
fn a_heading_without_an_anchor() {
    check(
        "reliability/concept.md",
        "## Nines\n\nText.\n",
        expect![[r#"
        content/reliability/concept.md:1: a heading needs an anchor, such as `## The nines {#nines}`
    "#]],
    );
}

#[test]
fn an_anchor_that_stands_twice() {
    check(
        "reliability/concept.md",
        "## Nines {#nines}\n\n## More {#nines}\n",
        expect![[r#"
        content/reliability/concept.md:3: the anchor `nines` stands twice on this page
    "#]],
    );
}

#[test]
fn a_heading_of_the_wrong_level() {
    check(
        "reliability/concept.md",
        "# Nines {#nines}\n",
        expect![[r#"
        content/reliability/concept.md:1: a heading starts with ## or ###: the page's title is the topic's
    "#]],
    );
}

#[test]
fn an_image_in_a_text() {
    check(
        "reliability/concept.md",
        "## Nines {#nines}\n\n![a picture](nines.png)\n",
        expect![[r#"
        content/reliability/concept.md:3: an image cannot stand in running text
        content/reliability/concept.md:3: this cannot stand in running text
    "#]],
    );
}

#[test]
fn a_list_in_a_card() {
    check_card(
        "\"Three\"",
        "\"- Three\"",
        expect![[r#"
            content/reliability/cards.toml:2: `nines` only running text is possible here: one paragraph, no list, table or heading
        "#]],
    );
}

#[test]
fn a_preset_whose_right_answer_is_not_there() {
    let (_, preset) = SOUND[SOUND.len() - 1];
    check(
        "reliability/presets.toml",
        &preset.replace("correct = 0", "correct = 2"),
        expect![[r#"
        content/reliability/presets.toml:2: `pair` needs two to four choices, and `correct` is the index of one of them, from 0
    "#]],
    );
    check(
        "reliability/presets.toml",
        &preset.replace("shows = [\"99.99 %\"]\n", ""),
        expect![[r#"
        content/reliability/presets.toml:2: `pair` claims something but says not how it shows: add `shows` or `never_shows`
    "#]],
    );
}

#[test]
fn a_topic_that_is_open_without_a_folder() {
    let (_, topics) = SOUND[0];
    let second = topics.replace("id = \"reliability\"", "id = \"quorums\"");
    check(
        "topics.toml",
        &format!("{topics}\n{second}"),
        expect![[r#"
        content/quorums/cards.toml:0: cannot be read: No such file or directory (os error 2)
        content/quorums/concept.md:0: cannot be read: No such file or directory (os error 2)
        content/quorums/presets.toml:0: cannot be read: No such file or directory (os error 2)
    "#]],
    );
}
