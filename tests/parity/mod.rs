//! What the native tests and the tests in a browser must agree on, to the last letter: `reports.txt`, the report and
//! the fingerprint of every lab's default, presets and promised links.
//!
//! The native test writes the file anew with `UPDATE_EXPECT=1`; the test in the browser only ever reads it.

use std::fmt::Write;

use faultline::content;
use faultline::labs::EXHIBITS;
use faultline::link;

/// The text that `reports.txt` must hold.
pub fn reports() -> String {
    let mut text = String::new();
    for exhibit in EXHIBITS {
        let presets = content::presets_of(exhibit.lab.id).iter().map(|preset| link::from_readable(preset.scenario));
        let promised = exhibit.promised.iter().map(|(query, _)| (*query).to_owned());
        let mut queries: Vec<String> = std::iter::once(String::new()).chain(presets).chain(promised).collect();
        queries.dedup();
        for query in queries {
            let report = (exhibit.report)(&query);
            writeln!(text, "--- {}?{query}\n{}\nTrace: {}\n", exhibit.lab.id, report.text, report.fingerprint)
                .expect("writing to a string");
        }
    }
    text
}
