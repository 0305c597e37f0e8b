//! Converged: in the end all replicas serve the same.
//!
//! Eventual consistency, judged at one moment: "if no new updates are made to the object, eventually all accesses will
//! return the last updated value" (Vogels 2009). A run says so only if it is over, its network healed, and its
//! background had time to work; while the cut lasts, this says who differs and promises nothing. Replicas that are down
//! serve nothing, and a hint is not served. Several values (siblings) are the same if they are the same set.

use super::{Kind, Property, Served, Verdict, Violation};
use crate::history::Value;
use crate::ids::Word;
use crate::protocol::Holding;
use crate::tick::Tick;

/// Judges every key by what these replicas hold at the end of the run, all of which are to keep a copy of it. The
/// witnesses are the first replica that is up and the first one that differs from it.
pub fn judge(replicas: &[(Vec<Holding>, bool)], end: Tick) -> Verdict {
    let keys = keys(replicas);
    let found = keys.iter().filter_map(|key| {
        let mut served = (0..)
            .zip(replicas)
            .filter(|(_, (_, is_up))| *is_up)
            .map(|(replica, (holdings, _))| Served { replica, values: values(holdings, *key) });
        let left = served.next()?;
        let right = served.find(|right| !is_same(&left.values, &right.values))?;
        Some(Violation { at: end, operations: Vec::new(), kind: Kind::Diverged { key: *key, left, right } })
    });
    Verdict::new(Property::Converged, keys.len(), found.collect())
}

/// The keys that are served, by first appearance.
fn keys(replicas: &[(Vec<Holding>, bool)]) -> Vec<Word> {
    let mut keys = Vec::new();
    for (holdings, _) in replicas.iter().filter(|(_, is_up)| *is_up) {
        for holding in holdings.iter().filter(|holding| !holding.is_hint) {
            if !keys.contains(&holding.key) {
                keys.push(holding.key);
            }
        }
    }
    keys
}

fn values(holdings: &[Holding], key: Word) -> Vec<Value> {
    let served = holdings.iter().filter(|holding| holding.key == key && !holding.is_hint);
    served.map(|holding| holding.value.clone()).collect()
}

fn is_same(left: &[Value], right: &[Value]) -> bool {
    left.iter().all(|value| right.contains(value)) && right.iter().all(|value| left.contains(value))
}

#[cfg(test)]
mod tests {
    use super::super::notation::{holdings, violations};
    use super::*;
    use expect_test::{Expect, expect};

    fn check(replicas: &str, expect: Expect) {
        let history = "c0 write x=1 @1..2 done; c0 write x=2 @3..4 done; c0 write y=3 @5..6 done";
        expect.assert_eq(&violations(history, |past| judge(&holdings(past, replicas), Tick(9_000))));
    }

    #[test]
    fn the_same_everywhere_has_converged() {
        check("x=1 y=3 | x=1 y=3 | y=3 x=1", expect!["2 judged"]);
        check("x=1 and 2 | x=2 and 1", expect!["1 judged"]);
    }

    #[test]
    fn who_is_down_and_what_is_no_more_than_a_hint_do_not_count() {
        check("x=1 | down x=2 | x=1 hint x=2 hint y=3", expect!["1 judged"]);
    }

    #[test]
    fn each_key_that_differs_is_told() {
        check(
            "x=1 | x=1 | x=2 y=3",
            expect![[r#"
                9 [] x is 1 at r0, and 2 at r2
                9 [] y is nothing at r0, and 3 at r2
                2 judged"#]],
        );
        check(
            "x=1 and 2 | x=2",
            expect![[r#"
                9 [] x is 1 and 2 at r0, and 2 at r1
                1 judged"#]],
        );
    }
}
