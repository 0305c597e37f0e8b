//! What the lab's log depends on, and its link.

use faultline_model::statements::{self, LogKind, STORAGE_VERSION, Setting, Substitutes, parse_script};

use crate::link::{self, Fields, Note, shortened};
use crate::session::Config;
use crate::settings::{Choices, choice_word, ours, parse_count, parse_seed, take_choice};

/// The parameters of the lab's links, in their order.
const KEYS: [&str; 5] = ["followers", "log", "script", "seed", "trace"];
/// The most followers: a third table shows nothing that two do not.
pub const FOLLOWERS_MAX: u8 = 2;
/// The statements of a link that says none.
pub const STATEMENTS: &str = "insert author=ann at=NOW();insert author=bob;update likes=likes+1 where author=ann";

pub const LOGS: Choices<Written> = &[
    ("statement", Written::Statement),
    ("values", Written::Values),
    ("ids", Written::ValuesAndIds),
    ("row", Written::Row),
    ("wal", Written::WriteAhead),
    ("upgrade", Written::WriteAheadUpgrade),
];

/// What the leader writes into its log, and who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Statement,
    /// Statements, with what `NOW()` and `RANDOM()` came to.
    Values,
    /// These, and the ids.
    ValuesAndIds,
    Row,
    WriteAhead,
    /// The same, and the followers store their pages in a later version.
    WriteAheadUpgrade,
}

/// The lab's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct LogConfig {
    /// 1 or 2.
    pub followers: u8,
    pub written: Written,
    pub statements: statements::Script,
    /// Of each replica's clock and chances.
    pub seed: u64,
    /// The fingerprint of what whoever shared the link saw.
    pub trace: Option<String>,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self::from_query("").0
    }
}

impl LogConfig {
    /// How the statements are run.
    pub fn setting(&self) -> Setting {
        let kind = match self.written {
            Written::Statement => LogKind::Statement(Substitutes::Nothing),
            Written::Values => LogKind::Statement(Substitutes::Calls),
            Written::ValuesAndIds => LogKind::Statement(Substitutes::CallsAndIds),
            Written::Row => LogKind::Row,
            Written::WriteAhead | Written::WriteAheadUpgrade => LogKind::WriteAhead,
        };
        let is_later = self.written == Written::WriteAheadUpgrade;
        let follower_version = STORAGE_VERSION + u8::from(is_later);
        Setting { n_followers: self.followers, follower_version, ..Setting::new(kind, self.seed) }
    }
}

impl Config for LogConfig {
    fn from_query(query: &str) -> (Self, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let config = LogConfig {
            followers: fields.take("followers", 2, |text| parse_count(text, 1, FOLLOWERS_MAX)),
            written: take_choice(&mut fields, "log", Written::Statement, LOGS),
            statements: take_statements(&mut fields),
            seed: fields.take("seed", 1, parse_seed),
            trace: fields.take_text("trace").filter(|trace| !trace.is_empty()),
        };
        (config, fields.finish(&KEYS))
    }

    fn to_query(&self) -> String {
        let mut pairs = Vec::new();
        if self.followers != 2 {
            pairs.push(("followers", self.followers.to_string()));
        }
        if self.written != Written::Statement {
            pairs.push(("log", choice_word(self.written, LOGS).to_owned()));
        }
        let statements = self.statements.to_string();
        if statements != ours::<statements::Script>(STATEMENTS).to_string() {
            pairs.push(("script", statements));
        }
        if self.seed != 1 {
            pairs.push(("seed", self.seed.to_string()));
        }
        pairs.extend(self.trace.clone().map(|trace| ("trace", trace)));
        link::write(&pairs)
    }

    fn forget_trace(&mut self) {
        self.trace = None;
    }
}

/// Takes the statements; each line that is none is noted, and the others are kept.
fn take_statements(fields: &mut Fields) -> statements::Script {
    let Some(text) = fields.take_text("script") else { return ours(STATEMENTS) };
    let (script, bad) = parse_script(&text);
    for bad in bad {
        fields.note("script", format!("line {}, `{}`: {}", bad.line, shortened(&bad.text), bad.error));
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::testing;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(query: &str, expect: Expect) {
        testing::check::<LogConfig>(query, expect);
    }

    #[test]
    fn a_link_says_only_what_differs_from_the_default() {
        check(
            "followers=2&log=row&seed=1&script=insert author=ann",
            expect![[r#"
            log=row&script=insert+author=ann
        "#]],
        );
        assert_eq!(LogConfig::default().to_query(), "");
    }

    #[test]
    fn bad_values_are_named_with_what_was_used_instead() {
        check(
            "followers=3&log=tree&script=drop;insert author=bob&seed=x&lag=5ms",
            expect![[r#"
            script=insert+author=bob
            followers: expected a number from 1 to 2, not `3`; used 2 instead
            log: expected statement, values, ids, row, wal, upgrade, not `tree`; used statement instead
            script: line 1, `drop`: expected a statement such as `insert author=ann`, `T1: update likes=likes+1 where likes<10`, `delete where likes>5` or `commit T1`, not `drop`
            seed: expected a whole number such as 7, not `x`; used 1 instead
            lag: this page has no such setting and ignored it; it knows followers, log, script, seed, trace"#]],
        );
    }

    proptest! {
        #[test]
        fn any_query_gives_a_configuration_that_survives_its_link(
            query in "((followers|log|script|seed|trace)=[a-z0-9 .;:=-]{0,20}&?){0,8}"
        ) {
            testing::survives_its_link::<LogConfig>(&query)?;
        }
    }
}
