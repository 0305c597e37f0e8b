//! Plans a day of 2,000 cards with 20 reviews each: every memory replayed from its reviews, then what is due.

use std::fmt::Write;
use std::hint::black_box;
use std::sync::OnceLock;

use faultline::store::Progress;
use faultline::study::{Deck, Moment};

const N_CARDS: u64 = 2_000;
const N_REVIEWS: u64 = 20;
const DAY_MS: u64 = 86_400_000;
const START: u64 = 1_764_000_000_000;

static PROGRESS: OnceLock<Progress> = OnceLock::new();

fn main() {
    // A page makes them of the browser's storage once, and plans after each answer.
    let progress = PROGRESS.get_or_init(progress);
    let ids: Vec<String> = (0..N_CARDS).map(id).collect();
    let now = Moment { at: START + (N_REVIEWS * 9 + 3) * DAY_MS, zone_min: 60 };
    model_bench::measure(|| {
        let deck = Deck::new(ids.iter().map(String::as_str), black_box(progress), now);
        assert!(black_box(deck.plan(|_| true)).n_due > 0);
        N_CARDS as usize
    });
}

fn id(card: u64) -> String {
    format!("own-week-3--card-{card}")
}

fn progress() -> Progress {
    let mut text = "faultline-progress,2\ncard,at,rating,how,misconception,zone\n".to_owned();
    for round in 0..N_REVIEWS {
        for card in 0..N_CARDS {
            let at = START + round * 9 * DAY_MS + card * 20_000;
            let rating = ["good", "hard", "easy", "good", "again"][((round * 7 + card) % 5) as usize];
            let _ = writeln!(text, "{},{at},{rating},recall,,60", id(card));
        }
    }
    let progress = Progress::parse(&text).expect("the text has the form of the store");
    assert_eq!(progress.reviews().len() as u64, N_CARDS * N_REVIEWS, "the store holds them all");
    progress
}
