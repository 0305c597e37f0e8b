//! Which cards an exam asks: as many of each topic as can be, drawn by the seed.

use faultline_model::prng;
use rand::seq::SliceRandom;

/// The cards of a topic that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool<'a> {
    /// The topic's id.
    pub topic: &'a str,
    /// The cards' ids, in the order of the topic.
    pub cards: Vec<&'a str>,
}

/// The ids of `n` cards, or of all if there are fewer, in the order in which they are asked.
///
/// Topics take turns, in an order drawn by the seed, until there are enough, so that two topics differ by one card
/// unless one runs out. Each topic's cards are drawn from a stream of its own: a card more in one topic changes no
/// other's.
pub fn pick<'a>(seed: u64, n: usize, pools: &[Pool<'a>]) -> Vec<&'a str> {
    let mut drawn: Vec<std::vec::IntoIter<&str>> = pools.iter().map(|pool| drawn(seed, pool).into_iter()).collect();
    drawn.shuffle(&mut prng::stream(seed, "exam-topics", ""));
    let mut picked = Vec::new();
    loop {
        let before = picked.len();
        for cards in &mut drawn {
            if picked.len() < n {
                picked.extend(cards.next());
            }
        }
        if picked.len() == before {
            break;
        }
    }
    picked.shuffle(&mut prng::stream(seed, "exam-order", ""));
    picked
}

fn drawn<'a>(seed: u64, pool: &Pool<'a>) -> Vec<&'a str> {
    let mut cards = pool.cards.clone();
    cards.shuffle(&mut prng::stream(seed, "exam-cards", pool.topic));
    cards
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use proptest::prelude::*;

    const A: &[&str] = &["a1", "a2", "a3", "a4", "a5", "a6"];
    const B: &[&str] = &["b1", "b2", "b3", "b4"];
    const C: &[&str] = &["c1"];

    fn pools() -> Vec<Pool<'static>> {
        [("a", A), ("b", B), ("c", C)].map(|(topic, cards)| Pool { topic, cards: cards.to_vec() }).to_vec()
    }

    fn count(picked: &[&str], topic: &str) -> usize {
        picked.iter().filter(|card| card.starts_with(topic)).count()
    }

    #[test]
    fn a_seed_asks_the_same_of_everybody_for_ever() {
        // Links of classes hold: these two lines may not change.
        expect!["b3 b2 a5 c1 a1"].assert_eq(&pick(7, 5, &pools()).join(" "));
        expect!["a5 a6 b1 b3 c1"].assert_eq(&pick(8, 5, &pools()).join(" "));
    }

    #[test]
    fn a_topic_that_runs_out_leaves_its_turns_to_the_others() {
        let picked = pick(7, 7, &pools());
        assert_eq!((count(&picked, "a"), count(&picked, "b"), count(&picked, "c")), (3, 3, 1));
        let picked = pick(7, 10, &pools());
        assert_eq!((count(&picked, "a"), count(&picked, "b"), count(&picked, "c")), (5, 4, 1));
        assert_eq!(pick(7, 100, &pools()).len(), 11);
        assert_eq!(pick(7, 3, &[]), Vec::<&str>::new());
    }

    #[test]
    fn another_card_in_one_topic_leaves_the_cards_of_the_others() {
        let mut more = pools();
        more[0].cards.push("a7");
        for seed in 0..50 {
            let of_b = |picked: Vec<&'static str>| {
                let mut cards: Vec<&str> = picked.into_iter().filter(|card| card.starts_with('b')).collect();
                cards.sort_unstable();
                cards
            };
            assert_eq!(of_b(pick(seed, 6, &pools())), of_b(pick(seed, 6, &more)), "{seed}");
        }
    }

    #[test]
    fn every_card_has_its_chance() {
        for card in A.iter().chain(B).chain(C) {
            assert!((0..60).any(|seed| pick(seed, 4, &pools()).contains(card)), "{card}");
        }
    }

    proptest! {
        #[test]
        fn an_exam_asks_no_card_twice_and_is_balanced(seed: u64, n in 0_usize..14) {
            let picked = pick(seed, n, &pools());
            prop_assert_eq!(picked.len(), n.min(11));
            for (at, card) in picked.iter().enumerate() {
                prop_assert!(!picked[at + 1..].contains(card));
            }
            let (a, b) = (count(&picked, "a"), count(&picked, "b"));
            prop_assert!(a.abs_diff(b) <= 1 || b == B.len());
        }
    }
}
