//! Rendezvous hashing (Thaler and Ravishankar, 1998): every node scores every key, and the highest score wins.
//!
//! Nothing is kept but the list of nodes, load is as even as chance allows, and a node that comes takes exactly what it
//! now wins. The price is paid at every lookup: one hash for each node.
//!
//! A node of weight w scores w times and counts its best. For whole weights this is the weighted form (its scores
//! −w / ln u are won with the same chances), and it needs no logarithm; more weight means one more score, and so only
//! keys that come.

use crate::placement::ring::Node;
use crate::prng::Fnv1a;

/// Nodes that score keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendezvous {
    /// What is mixed with a key's hash, for each unit of weight.
    seeds: Vec<u64>,
    nodes: Vec<u16>,
}

impl Rendezvous {
    /// These nodes score under a seed.
    ///
    /// # Panics
    /// If there is none.
    pub fn new(nodes: &[Node], seed: u64) -> Rendezvous {
        assert!(!nodes.is_empty(), "somebody must win");
        let units = || nodes.iter().flat_map(|node| (0..node.weight).map(|unit| (node.id, unit)));
        let of = |(node, unit): (u16, u16)| {
            let mut hash = Fnv1a::default();
            hash.bytes(b"score");
            hash.word(seed);
            hash.word(node.into());
            hash.word(unit.into());
            hash.mixed()
        };
        Rendezvous { seeds: units().map(of).collect(), nodes: units().map(|(node, _)| node).collect() }
    }

    /// Who holds the keys with this hash: the highest score, and of equal ones the first.
    pub fn owner(&self, hash: u64) -> u16 {
        let (mut best, mut winner) = (score(hash, self.seeds[0]), 0);
        for (at, &seed) in self.seeds.iter().enumerate().skip(1) {
            let score = score(hash, seed);
            if score > best {
                (best, winner) = (score, at);
            }
        }
        self.nodes[winner]
    }

    /// How many scores a lookup computes.
    pub fn n_scores(&self) -> usize {
        self.seeds.len()
    }
}

/// Both words are well mixed already; two multiplications make every bit of one meet every bit of the other.
fn score(hash: u64, seed: u64) -> u64 {
    let word = (hash ^ seed).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (word ^ word >> 32).wrapping_mul(0x94d0_49bb_1331_11eb)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::ring::equal_nodes;

    fn n_won(nodes: &[Node], id: u16) -> usize {
        let all = Rendezvous::new(nodes, 1);
        (0..20_000).filter(|i| all.owner(crate::placement::hash::of_number("test", *i)) == id).count()
    }

    #[test]
    fn a_node_wins_in_proportion_to_its_weight() {
        let nodes = [Node { id: 0, weight: 1 }, Node { id: 1, weight: 4 }, Node { id: 2, weight: 3 }];
        // Three standard deviations of a binomial count.
        for (id, expect, off) in [(0, 2_500, 141), (1, 10_000, 213), (2, 7_500, 206)] {
            let n = n_won(&nodes, id);
            assert!(n.abs_diff(expect) <= off, "n{id} wins {n}");
        }
    }

    #[test]
    fn more_weight_or_a_new_node_only_takes() {
        let (ten, heavier) = (
            equal_nodes(10),
            equal_nodes(10).into_iter().map(|node| if node.id == 3 { Node { weight: 2, ..node } } else { node }),
        );
        let heavier: Vec<Node> = heavier.collect();
        let (before, eleven) = (Rendezvous::new(&ten, 5), Rendezvous::new(&equal_nodes(11), 5));
        let after = Rendezvous::new(&heavier, 5);
        for hash in (0..2_000).map(|i| crate::placement::hash::of_number("test", i)) {
            let owner = before.owner(hash);
            assert!([owner, 3].contains(&after.owner(hash)) && [owner, 10].contains(&eleven.owner(hash)));
        }
        assert_eq!((before.n_scores(), after.n_scores()), (10, 11));
    }
}
