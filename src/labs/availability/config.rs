//! What a run of the lab depends on, and its link.

use faultline_model::decimal::Decimal;
use faultline_model::diagram::{Diagram, Name};
use faultline_model::tick::{Tick, parse_duration};

use crate::link::{self, Fields, Note};
use crate::session::Config;
use crate::settings::{Typed, ours, parse_count, parse_percent, parse_seed};

/// The parameters of the lab's links, in their order.
const KEYS: [&str; 8] = ["d", "beta", "mttr", "target", "part", "need", "seed", "trace"];
/// The greatest number of replicas that a service can need, when counting how many reach the target.
pub const NEEDED_MAX: u8 = 5;
const DIAGRAM: &str = "lb 99.99% > 2 of 3 app 99.9% > (db1 99.95% | db2 99.95%)";

/// The lab's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct AvailabilityConfig {
    pub diagram: Diagram,
    /// The share of each redundant component's unavailability that strikes all its siblings at once, in percent.
    pub beta: Decimal,
    /// The mean time to repair of components that do not say their own.
    pub mttr: Tick,
    /// The availability to reach, in percent.
    pub target: Decimal,
    /// The component whose replicas are counted.
    pub part: Option<Name>,
    /// How many of its replicas are needed, from 1 to [`NEEDED_MAX`].
    pub needed: u8,
    pub seed: u64,
    /// The fingerprint of the trace that whoever shared the link saw.
    pub trace: Option<String>,
}

impl Default for AvailabilityConfig {
    fn default() -> Self {
        AvailabilityConfig {
            diagram: ours(DIAGRAM),
            beta: decimal(0, 0),
            mttr: Tick::HOUR,
            target: decimal(9999, 2),
            part: None,
            needed: 1,
            seed: 1,
            trace: None,
        }
    }
}

fn decimal(digits: u64, scale: u8) -> Decimal {
    Decimal::new(digits, scale).expect("few digits")
}

impl Config for AvailabilityConfig {
    fn from_query(query: &str) -> (Self, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let default = Self::default();
        let diagram = fields.take("d", default.diagram, |text| text.parse().map_err(|error| format!("{error}")));
        let part = fields.take_text("part").and_then(|text| {
            let part = diagram.names().into_iter().find(|name| name.as_str() == text);
            if part.is_none() {
                let text = link::shortened(&text);
                fields.note("part", format!("the diagram has no component `{text}`; used the first one instead"));
            }
            part
        });
        let config = AvailabilityConfig {
            diagram,
            beta: fields.take("beta", default.beta, parse_percent),
            mttr: fields.take("mttr", Typed(default.mttr), |text| parse_mttr(text).map(Typed)).0,
            target: fields.take("target", default.target, parse_percent),
            part,
            needed: fields.take("need", default.needed, parse_needed),
            seed: fields.take("seed", default.seed, parse_seed),
            trace: fields.take_text("trace").filter(|trace| !trace.is_empty()),
        };
        (config, fields.finish(&KEYS))
    }

    fn to_query(&self) -> String {
        let default = Self::default();
        let mut pairs = vec![("d", self.diagram.to_string())];
        let mut add = |key, value: String, is_default: bool| {
            if !is_default {
                pairs.push((key, value));
            }
        };
        add("beta", self.beta.to_string(), self.beta == default.beta);
        add("mttr", self.mttr.compact(), self.mttr == default.mttr);
        add("target", self.target.to_string(), self.target == default.target);
        add("part", self.part.as_ref().map(Name::to_string).unwrap_or_default(), self.part.is_none());
        add("need", self.needed.to_string(), self.needed == default.needed);
        add("seed", self.seed.to_string(), self.seed == default.seed);
        add("trace", self.trace.clone().unwrap_or_default(), self.trace.is_none());
        link::write(&pairs)
    }

    fn forget_trace(&mut self) {
        self.trace = None;
    }
}

/// Reads a mean time to repair.
pub fn parse_mttr(text: &str) -> Result<Tick, String> {
    match parse_duration(text) {
        Ok(Tick::ZERO) => Err("a repair takes longer than nothing, such as 1h or 30m".to_owned()),
        Ok(mttr) => Ok(mttr),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads how many replicas are needed.
pub fn parse_needed(text: &str) -> Result<u8, String> {
    parse_count(text, 1, NEEDED_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::testing;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(query: &str, expect: Expect) {
        testing::check::<AvailabilityConfig>(query, expect);
    }

    #[test]
    fn a_link_says_only_what_differs_from_the_default() {
        check(
            "d=a 99% | b 99%&seed=1&beta=5&mttr=60m",
            expect![[r#"
                d=a+99%25+|+b+99%25&beta=5
            "#]],
        );
    }

    #[test]
    fn bad_values_are_named_with_what_was_used_instead() {
        check(
            "d=a 99% >&beta=200&mttr=0s&target=x&part=nobody&seed=-1&color=red",
            expect![[r#"
                d=lb+99.99%25+%3E+2+of+3+app+99.9%25+%3E+(db1+99.95%25+|+db2+99.95%25)
                d: expected a component such as `app 99.9%`, a group in parentheses, or `2 of 3 app 99.9%`, but the text ends here; used lb 99.99% > 2 of 3 app 99.9% > (db1 99.95% | db2 99.95%) instead
                part: the diagram has no component `nobody`; used the first one instead
                beta: expected a percentage from 0 to 100, such as 99.9, not `200`; used 0 instead
                mttr: a repair takes longer than nothing, such as 1h or 30m; used 1h instead
                target: expected a number such as `99.95`, not `x`; used 99.99 instead
                seed: expected a whole number such as 7, not `-1`; used 1 instead
                color: this page has no such setting and ignored it; it knows d, beta, mttr, target, part, need, seed, trace"#]],
        );
    }

    proptest! {
        #[test]
        fn any_query_gives_a_configuration_that_survives_its_link(query in "((d|beta|mttr|target|part|need|seed|trace)=[a-z0-9%|>+. ()]{0,12}&?){0,5}") {
            testing::survives_its_link::<AvailabilityConfig>(&query)?;
        }
    }
}
