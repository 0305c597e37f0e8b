//! What each lab asks its visitors: the presets and challenges of all topics, by lab, as lines of text.
//!
//! ```text
//! preset     id  title  claim  question  correct  belief  scenario  choice  choice …
//! challenge  id  title  goal   start     name=value  name=value …
//! ```
//!
//! Fields are apart by a tab. A lab's program reads this with a few splits: what reads the packed words would be ten
//! kilobytes in it.

use crate::files::{Challenge, Preset};
use crate::load::{Content, TopicContent};

/// The lessons of every lab: its id, and the lines.
pub fn lessons(content: &Content) -> Vec<(String, String)> {
    let labs = content.topics.iter().flat_map(|entry| &entry.topic.labs);
    labs.map(|lab| (lab.clone(), of_lab(lab, content))).collect()
}

fn of_lab(lab: &str, content: &Content) -> String {
    let is_own = |other: &Option<String>, entry: &TopicContent| lab_or_first(other, entry) == lab;
    let mut lines = String::new();
    for entry in &content.topics {
        for preset in entry.presets.iter().filter(|preset| is_own(&preset.lab, entry)) {
            lines += &line(&preset_fields(preset, content));
        }
        for challenge in entry.challenges.iter().filter(|challenge| is_own(&challenge.lab, entry)) {
            lines += &line(&challenge_fields(challenge));
        }
    }
    lines
}

/// Fields on a line; what would end one is a space.
fn line(fields: &[String]) -> String {
    let plain = |field: &String| field.split_whitespace().collect::<Vec<_>>().join(" ");
    fields.iter().map(plain).collect::<Vec<_>>().join("\t") + "\n"
}

fn preset_fields(preset: &Preset, content: &Content) -> Vec<String> {
    let mut fields = vec![
        "preset".to_owned(),
        preset.id.get_ref().clone(),
        preset.title.clone(),
        preset.claim.clone(),
        preset.question.clone(),
        preset.correct.to_string(),
        preset.belief.as_deref().and_then(|id| belief(id, content)).unwrap_or_default(),
        preset.scenario.clone(),
    ];
    fields.extend(preset.choices.clone());
    fields
}

/// The sentence that a preset breaks.
fn belief(id: &str, content: &Content) -> Option<String> {
    let doubt = content.doubts.iter().find(|doubt| doubt.id.get_ref() == id);
    let misconception = content.misconceptions.iter().find(|misconception| misconception.id.get_ref() == id);
    let doubt = doubt.map(|doubt| format!("The notes say: {}", doubt.says));
    doubt.or_else(|| misconception.map(|misconception| format!("It breaks the belief “{}”.", misconception.name)))
}

fn challenge_fields(challenge: &Challenge) -> Vec<String> {
    let mut fields = vec![
        "challenge".to_owned(),
        challenge.id.get_ref().clone(),
        challenge.title.clone(),
        challenge.goal.clone(),
        challenge.start.clone(),
    ];
    fields.extend(challenge.conditions.iter().map(|(name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{name}={value}")
    }));
    fields
}

fn lab_or_first<'a>(lab: &'a Option<String>, entry: &'a TopicContent) -> &'a str {
    lab.as_deref().or(entry.topic.labs.first().map(String::as_str)).unwrap_or_default()
}
