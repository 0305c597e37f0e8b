//! Tells the page around a frame how a card was answered; nobody is told where a page stands by itself.

use wasm_bindgen::JsValue;

use crate::content;
use crate::embed;
use crate::store::{How, Rating};

/// An answer to a card, for whoever embeds it. Texts are plain.
pub struct Answered<'a> {
    pub card: &'a str,
    pub how: How,
    /// Whether it was right; none where the student says how well it was known.
    pub is_right: Option<bool>,
    pub rating: Rating,
    /// What the student answered; empty where that was in their head.
    pub given: &'a str,
    /// What would be right.
    pub expected: &'a str,
}

impl Answered<'_> {
    /// Tells it, as the message `answer`.
    pub fn tell(&self) {
        if !embed::is_on() {
            return;
        }
        let text = JsValue::from_str;
        let topic = content::topic_of_card(self.card).map_or("", |topic| topic.id);
        embed::tell(
            "answer",
            &[
                ("card", text(self.card)),
                ("topic", text(topic)),
                ("kind", text(self.how.word())),
                ("correct", self.is_right.map_or(JsValue::NULL, JsValue::from_bool)),
                ("rating", text(self.rating.word())),
                ("given", text(self.given)),
                ("expected", text(self.expected)),
            ],
        );
    }
}
