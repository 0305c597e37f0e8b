//! Puts a configuration to the model.

use faultline_model::prng::{Fnv1a, short_name};
use faultline_model::statements::{Column, Outcome, Row, run};

use super::config::LogConfig;

/// The log, and what everybody's table comes to.
pub fn outcome(config: &LogConfig) -> Outcome {
    run(&config.statements, &config.setting())
}

/// A short name of all that came of a script: the log, and every cell of every table.
pub fn fingerprint(outcome: &Outcome) -> String {
    let mut hash = Fnv1a::default();
    let mut line = |text: &str| {
        hash.bytes(text.as_bytes());
        hash.bytes(b"\n");
    };
    outcome.log.iter().for_each(|entry| line(&entry.text));
    for table in std::iter::once(&outcome.leader).chain(&outcome.followers) {
        line("");
        table.rows().iter().for_each(|row| line(&cells(row)));
    }
    short_name(hash.value())
}

fn cells(row: &Row) -> String {
    Column::ALL.map(|column| row.cell(column).to_string()).join(" ")
}
