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
        content/reliability/cards.toml:6: unknown field `distractor`, expected one of `id`, `syllabus`, `prompt`, `answer`, `why`, `distractors`, `numeric`, `order`, `predict`, `evidence`
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
        content/reliability/cards.toml:2: `nines` needs an answer, such as `answer = "Three"`
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

/// A card of another kind in the place of the sound one.
fn check_kind(rest: &str, expect: Expect) {
    let head = "[[cards]]\nid = \"nines\"\nsyllabus = [\"rp-nines\"]\n";
    check("reliability/cards.toml", &format!("{head}{rest}"), expect);
}

const NUMERIC: &str = r#"prompt = "Up {availability} %: how long down a year?"
answer = "{answer}: {working}"
numeric = { model = "downtime", draw = { availability = ["99", "99.9"], period = ["year"] }, unit = "duration", tolerance = "1%" }
evidence = { lab = "availability", scenario = "d=a {availability}%", shows = ["Downtime per year: {answer}"] }
"#;
const ORDER: &str = "prompt = \"In which order?\"\norder = [\"First\", \"second\", \"third\"]\n";
const PREDICT: &str = r#"prompt = "Two of 99 %: what do they reach?"
[cards.predict]
lab = "availability"
scenario = "d=a 99% | b 99%"
choices = [
  { text = "99.99 %", shows = "Availability: 99.99 %" },
  { text = "98.01 %", shows = "Availability: 98.01 %", misconception = "nines-are-linear" },
]
"#;

#[test]
fn cards_of_every_kind_without_fault() {
    for card in [NUMERIC, ORDER, PREDICT] {
        check_kind(card, expect!["no fault"]);
    }
}

#[test]
fn a_number_that_no_model_answers() {
    check_kind(
        &NUMERIC.replace("\"downtime\"", "\"dwntime\""),
        expect![[r#"
            content/reliability/cards.toml:2: `nines` names the model `dwntime`, which does not exist; the nearest is `downtime`
        "#]],
    );
    check_kind(
        &NUMERIC.replace(", period = [\"year\"]", ""),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` draws no `period`, which the model `downtime` needs
    "#]],
    );
    check_kind(
        &NUMERIC.replace("\"duration\"", "\"percent\""),
        expect![[r#"
            content/reliability/cards.toml:2: `nines` has the unit `percent`; what the model `downtime` gives is in duration or ms
        "#]],
    );
    check_kind(
        &NUMERIC.replace("\"duration\"", "\"minutes\""),
        expect![[r#"
            content/reliability/cards.toml:2: `nines` has the unit `minutes`; there are duration, percent, count, share, ms
        "#]],
    );
}

#[test]
fn a_number_whose_question_does_not_say_what_is_given() {
    check_kind(
        &NUMERIC.replace("Up {availability} %", "Up {uptime} %"),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` does not say `{availability}` in its prompt
        content/reliability/cards.toml:2: `nines` uses `{uptime}` in its prompt, which is not drawn
    "#]],
    );
    check_kind(
        &NUMERIC.replace("{working}", "{wrking}"),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` uses `{wrking}` in its answer, which is not drawn
    "#]],
    );
}

#[test]
fn values_and_tolerances_that_are_none() {
    check_kind(
        &NUMERIC.replace("[\"99\", \"99.9\"]", "[99, 99.9]"),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` draws `availability` from [99, 99.9]; write at most 1000 values as ["99", "99.9"] or "3..9" (both ends count)
    "#]],
    );
    check_kind(
        &NUMERIC.replace("[\"99\", \"99.9\"]", "\"9..1\""),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` draws `availability` from "9..1"; write at most 1000 values as ["99", "99.9"] or "3..9" (both ends count)
    "#]],
    );
    check_kind(
        &NUMERIC.replace("\"1%\"", "\"about\""),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` has the tolerance `about`; write `1%` or `30 s`
    "#]],
    );
}

#[test]
fn steps_that_cannot_be_put_in_order() {
    check_kind(
        &ORDER.replace(", \"third\"", ""),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` puts 2 steps in order; three to seven can be kept in mind
    "#]],
    );
    check_kind(
        &ORDER.replace("third", "second"),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` has the same step twice: say what makes them different
    "#]],
    );
    check_kind(
        &format!("{ORDER}answer = \"So\"\n"),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` needs no answer: that is the order, or the first choice of the prediction
    "#]],
    );
}

#[test]
fn a_prediction_that_does_not_tell_its_choices_apart() {
    check_kind(
        &PREDICT.replace("Availability: 98.01 %", "Availability: 99.99 %"),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` offers “98.01 %” twice, or by the same line of the report
    "#]],
    );
    check_kind(
        &PREDICT.replace("shows = \"Availability: 98.01 %\"", "shows = \"\""),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` does not say by which line of the report “98.01 %” would show: add `shows`
    "#]],
    );
    check_kind(
        &PREDICT.replace("nines-are-linear", "nines-are-round"),
        expect![[r#"
        content/reliability/cards.toml:2: `nines` names the misconception `nines-are-round`, which does not exist; the nearest is `nines-are-linear`
    "#]],
    );
}

#[test]
fn a_card_that_asks_for_two_things() {
    check_kind(
        &format!("{ORDER}answer = \"So\"\n{}", &CARD[CARD.find("distractors").expect("it has")..]),
        expect![[r#"
            content/reliability/cards.toml:2: `nines` asks for several things: a card has distractors, `numeric`, `order` or `predict`
            content/reliability/cards.toml:2: `nines` needs no answer: that is the order, or the first choice of the prediction
        "#]],
    );
}

#[test]
fn a_choice_that_is_refuted_by_nothing() {
    let refuted = "\"nines-are-linear\", refuted = { scenario = \"d=a 99%\" } }";
    check_card(
        "\"nines-are-linear\" }",
        refuted,
        expect![[r#"
        content/reliability/cards.toml:2: `nines` refutes a choice by a run that could not fail: add `shows` or `never_shows`
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
