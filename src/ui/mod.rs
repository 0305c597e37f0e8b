//! Parts that pages and labs share. Nothing here knows a protocol or a lab.

pub mod axis;
pub mod challenges;
pub mod chart;
pub mod choices;
pub mod cluster;
pub mod cluster_layout;
pub mod cluster_state;
pub mod desk;
pub mod event_log;
pub mod film;
pub mod links;
pub mod marks;
pub mod narrow;
pub mod notice;
pub mod number;
pub mod panel;
pub mod play;
pub mod predictions;
pub mod question;
pub mod replica_table;
pub mod rich_text;
pub mod search_box;
pub mod setting;
pub mod slider;
pub mod space_time;
pub mod space_time_layout;
pub mod steps;
pub mod still;
pub mod table;
pub mod take;
pub mod text_field;
pub mod theme;
pub mod timeline;
#[cfg(test)]
mod told_by_hand;
pub mod verdicts;
pub mod words;
