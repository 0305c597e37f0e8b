//! What each lab asks its visitors: the presets and challenges of all topics, by lab.

use crate::files::{Challenge, Preset};
use crate::load::{Content, TopicContent};
use crate::words::{self, Lessons};

/// The lessons of every lab, in the order of the topics.
pub fn lessons(content: &Content) -> Vec<Lessons> {
    let labs = content.topics.iter().flat_map(|entry| &entry.topic.labs);
    labs.map(|lab| of_lab(lab, content)).collect()
}

fn of_lab(lab: &str, content: &Content) -> Lessons {
    let is_own = |other: &Option<String>, entry: &TopicContent| lab_or_first(other, entry) == lab;
    let mut lessons = Lessons { lab: lab.to_owned(), ..Lessons::default() };
    for entry in &content.topics {
        let presets = entry.presets.iter().filter(|preset| is_own(&preset.lab, entry));
        lessons.presets.extend(presets.map(|preset| self::preset(preset, lab, content)));
        let challenges = entry.challenges.iter().filter(|challenge| is_own(&challenge.lab, entry));
        lessons.challenges.extend(challenges.map(|challenge| self::challenge(challenge, lab)));
    }
    lessons
}

fn preset(preset: &Preset, lab: &str, content: &Content) -> words::Preset {
    words::Preset {
        id: preset.id.get_ref().clone(),
        lab: lab.to_owned(),
        title: preset.title.clone(),
        claim: preset.claim.clone(),
        question: preset.question.clone(),
        choices: preset.choices.clone(),
        correct: preset.correct as u8,
        belief: preset.belief.as_deref().and_then(|id| belief(id, content)),
        scenario: preset.scenario.clone(),
    }
}

/// The sentence that a preset breaks.
fn belief(id: &str, content: &Content) -> Option<String> {
    let doubt = content.doubts.iter().find(|doubt| doubt.id.get_ref() == id);
    let misconception = content.misconceptions.iter().find(|misconception| misconception.id.get_ref() == id);
    let doubt = doubt.map(|doubt| format!("The notes say: {}", doubt.says));
    doubt.or_else(|| misconception.map(|misconception| format!("It breaks the belief “{}”.", misconception.name)))
}

fn challenge(challenge: &Challenge, lab: &str) -> words::Challenge {
    let conditions = challenge.conditions.iter().map(|(name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (name.clone(), value)
    });
    words::Challenge {
        id: challenge.id.get_ref().clone(),
        lab: lab.to_owned(),
        title: challenge.title.clone(),
        goal: challenge.goal.clone(),
        start: challenge.start.clone(),
        conditions: conditions.collect(),
    }
}

fn lab_or_first<'a>(lab: &'a Option<String>, entry: &'a TopicContent) -> &'a str {
    lab.as_deref().or(entry.topic.labs.first().map(String::as_str)).unwrap_or_default()
}
