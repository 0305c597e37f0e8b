//! Parts that pages and labs share. Nothing here knows a protocol or a lab.

pub mod challenges;
pub mod choices;
pub mod notice;
pub mod number;
pub mod panel;
pub mod predictions;
pub mod question;
pub mod rich_text;
pub mod search_box;
pub mod setting;
pub mod slider;
pub mod table;
pub mod take;
pub mod text_field;
pub mod theme;
