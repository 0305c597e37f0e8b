//! The ring of consistent hashing (Karger and others, 1997): nodes stand at *tokens* on the circle of all hashes, and a
//! key belongs to the first token at or after its own hash.
//!
//! ```text
//! hash 0 ──────t₀ n2──────────t₁ n0────t₂ n1──────────────── 2^64 = 0
//!          n2        n0           n1          n2, round the end
//! ```
//!
//! A node stands at several tokens, its *virtual nodes* (vnodes), so that its parts are many and small and their sum is
//! near its fair share; a node of weight w has w times as many. A token depends on the seed, its node and its number
//! alone, so that a node that comes or goes changes no token of another: that is all there is to it.
//!
//! Tokens are kept in a plain sorted array. The first bits of a hash say where to start looking, and since tokens are
//! spread evenly, there is about one step from there: a lookup costs the same with ten tokens as with a hundred
//! thousand. The same bits sort the tokens when a ring is made.

use crate::prng::Fnv1a;

/// The most nodes of a cluster: a thousand, and some that join them.
pub const NODES_MAX: usize = 1_024;
/// The most virtual nodes of a node of weight 1.
pub const VNODES_MAX: u16 = 256;
/// The greatest weight of a node.
pub const WEIGHT_MAX: u16 = 8;
/// The most tokens of a ring.
pub const TOKENS_MAX: usize = 500_000;

/// A machine that holds data, and how much of it compared with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its number in `n0`, `n1` …, which no other node ever has.
    pub id: u16,
    /// Its share is to be as many times that of a node of weight 1; 1 to [`WEIGHT_MAX`].
    pub weight: u16,
}

/// Tokens in the order of the circle, each with its node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// Sorted; one more at the end, at the last of all hashes, stands for the first.
    tokens: Vec<u64>,
    nodes: Vec<u16>,
    /// For each value of a hash's first bits, the first token that is not below all such hashes.
    starts: Vec<u32>,
    /// How many bits of a hash are not among the first.
    shift: u32,
}

/// A part of the circle, for drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// The hash before its first one. It goes round the end where this is not below `end`.
    pub start: u64,
    /// Its last hash.
    pub end: u64,
    /// Who owns it, or most of it.
    pub node: u16,
    /// How much of it that node owns, in thousandths.
    pub permille: u16,
}

/// A part of the circle that changes its owner, for drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The hash before its first one. It goes round the end where this is not below `end`.
    pub start: u64,
    /// Its last hash.
    pub end: u64,
    /// Who owned it, or most of it.
    pub from: u16,
    /// Who owns it now.
    pub to: u16,
    /// How much of it goes from one to the other, in thousandths.
    pub permille: u16,
}

/// Nodes n0, n1 … of weight 1.
pub fn equal_nodes(n: u16) -> Vec<Node> {
    (0..n).map(|id| Node { id, weight: 1 }).collect()
}

impl Ring {
    /// The ring on which every node has `vnodes` tokens for each unit of weight.
    ///
    /// # Panics
    /// If there is no token.
    pub fn new(nodes: &[Node], vnodes: u16, seed: u64) -> Ring {
        let mut all = Vec::with_capacity(nodes.iter().map(|node| n_tokens(*node, vnodes)).sum());
        for node in nodes {
            all.extend(tokens_of(node.id, seed).take(n_tokens(*node, vnodes)).map(|token| (token, node.id)));
        }
        Ring::of_tokens(&all)
    }

    /// The ring with these tokens, in any order, each with its node. Of two equal tokens the lower node's comes first.
    ///
    /// # Panics
    /// If there is none.
    pub fn of_tokens(all: &[(u64, u16)]) -> Ring {
        let bits = all.len().next_power_of_two().ilog2().max(1);
        let shift = 64 - bits;
        // Count what starts with the same bits; from the counts follows where each such group starts.
        let mut starts = vec![0u32; (1 << bits) + 1];
        all.iter().for_each(|(token, _)| starts[(token >> shift) as usize + 1] += 1);
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let (mut tokens, mut nodes) = (vec![u64::MAX; all.len() + 1], vec![0; all.len() + 1]);
        for &(token, node) in all {
            let group = (token >> shift) as usize;
            let mut at = next[group] as usize;
            next[group] += 1;
            // Within a group, there are few: put it before those that are greater.
            while at > starts[group] as usize && (tokens[at - 1], nodes[at - 1]) > (token, node) {
                (tokens[at], nodes[at]) = (tokens[at - 1], nodes[at - 1]);
                at -= 1;
            }
            (tokens[at], nodes[at]) = (token, node);
        }
        nodes[all.len()] = nodes[0];
        Ring { tokens, nodes, starts, shift }
    }

    /// Who holds the keys with this hash.
    pub fn owner(&self, hash: u64) -> u16 {
        self.nodes[self.at(hash)]
    }

    /// The first `n` different nodes from a hash on: the owner, and who else holds copies.
    pub fn preference_list(&self, hash: u64, n: usize) -> Vec<u16> {
        let mut found = Vec::with_capacity(n);
        let first = self.at(hash);
        for i in 0..self.n_tokens() {
            let node = self.nodes[(first + i) % self.n_tokens()];
            if found.len() < n && !found.contains(&node) {
                found.push(node);
            }
        }
        found
    }

    /// How many tokens there are.
    pub fn n_tokens(&self) -> usize {
        self.tokens.len() - 1
    }

    /// The tokens with their nodes, in the order of the circle.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = (u64, u16)> {
        (0..self.n_tokens()).map(|at| (self.tokens[at], self.nodes[at]))
    }

    /// How many of all 2^64 hashes each node owns; the place in the list is the node's number.
    pub fn shares(&self) -> Vec<u128> {
        let last = self.nodes.iter().copied().max().unwrap_or_default();
        let mut shares = vec![0; usize::from(last) + 1];
        for (at, &node) in self.nodes[..self.n_tokens()].iter().enumerate() {
            shares[usize::from(node)] += self.width(at);
        }
        shares
    }

    /// How many hashes belong to a token: those after the one before it. Of equal tokens, the first has all of them.
    pub(crate) fn width(&self, at: usize) -> u128 {
        match at.checked_sub(1) {
            Some(before) => u128::from(self.tokens[at] - self.tokens[before]),
            // Round the end; alone, it has the whole circle.
            None => u128::from(self.tokens[0].wrapping_sub(self.tokens[self.n_tokens() - 1]).wrapping_sub(1)) + 1,
        }
    }

    /// The bytes that it keeps in memory.
    pub fn n_bytes(&self) -> usize {
        self.tokens.len() * 10 + self.starts.len() * 4
    }

    /// The place of the first token at or after a hash; that after the last stands for the first.
    fn at(&self, hash: u64) -> usize {
        let mut at = self.starts[(hash >> self.shift) as usize] as usize;
        while self.tokens[at] < hash {
            at += 1;
        }
        at
    }

    /// At most `n_max` parts that make up the circle: each token's, and where these are too many, equal parts with the
    /// node that owns most of each.
    pub fn arcs(&self, n_max: usize) -> Vec<Arc> {
        let pieces = self.tokens().map(|(end, node)| Piece { end, label: node.into() });
        let drawn = drawn(pieces.collect(), n_max);
        let arc = |(start, end, label, permille)| Arc { start, end, node: label as u16, permille };
        drawn.into_iter().map(arc).collect()
    }

    /// At most `n_max` parts of the circle whose owner is another on a later ring.
    pub fn handovers(&self, later: &Ring, n_max: usize) -> Vec<Handover> {
        let (mut pieces, mut mine, mut theirs) = (Vec::new(), 0, 0);
        while mine < self.n_tokens() || theirs < later.n_tokens() {
            let end = self.tokens[mine].min(later.tokens[theirs]);
            let (from, to) = (self.nodes[mine], later.nodes[theirs]);
            let label = if from == to { SAME } else { u32::from(from) << 16 | u32::from(to) };
            pieces.push(Piece { end, label });
            mine += usize::from(mine < self.n_tokens() && self.tokens[mine] == end);
            theirs += usize::from(theirs < later.n_tokens() && later.tokens[theirs] == end);
        }
        let drawn = drawn(pieces, n_max).into_iter().filter(|(_, _, label, _)| *label != SAME);
        let handover = |(start, end, label, permille): Drawn| {
            let (from, to) = ((label >> 16) as u16, label as u16);
            Handover { start, end, from, to, permille }
        };
        drawn.map(handover).collect()
    }
}

fn n_tokens(node: Node, vnodes: u16) -> usize {
    usize::from(node.weight) * usize::from(vnodes)
}

/// The tokens of a node under a seed, without end. All are different: FNV-1a changes its first bits by the node's
/// number and its last by that of the token.
fn tokens_of(node: u16, seed: u64) -> impl Iterator<Item = u64> {
    let mut hash = Fnv1a::default();
    hash.bytes(b"token");
    hash.word(seed);
    hash.word(node.into());
    (0..).map(move |i| {
        let mut hash = hash;
        hash.word(i);
        hash.mixed()
    })
}

// --- Drawing

/// The label of a part that is not drawn, because nothing changes there.
const SAME: u32 = u32::MAX;

/// A part of the circle that reaches from the end of the one before to its own.
#[derive(Clone, Copy)]
struct Piece {
    end: u64,
    label: u32,
}

/// Start, end, label, and how much of it has that label, in thousandths.
type Drawn = (u64, u64, u32, u16);

/// Neighbours of one label as one; where there are more than `n_max` of them, so many equal parts of the circle, each
/// with the label of most of what is drawn there.
fn drawn(pieces: Vec<Piece>, n_max: usize) -> Vec<Drawn> {
    let mut merged: Vec<Drawn> = Vec::new();
    let mut start = pieces.last().map_or(0, |last| last.end);
    for piece in &pieces {
        match merged.last_mut() {
            Some(last) if last.2 == piece.label => last.1 = piece.end,
            _ => merged.push((start, piece.end, piece.label, 1_000)),
        }
        start = piece.end;
    }
    if merged.len() > 1 && merged[0].2 == merged[merged.len() - 1].2 {
        let last = merged.pop().unwrap_or_default();
        merged[0].0 = last.0;
    }
    merged.retain(|(_, _, label, _)| *label != SAME);
    if merged.len() <= n_max { merged } else { sectors(&pieces, n_max as u64) }
}

/// So many equal parts of the circle, without those in which there is nothing to draw.
fn sectors(pieces: &[Piece], n: u64) -> Vec<Drawn> {
    let bound = |i: u64| ((u128::from(i) << 64) / u128::from(n)) as u64;
    let (mut found, mut at) = (Vec::new(), 0);
    let mut widths = Widths { all: Vec::new(), places: vec![0; 1 << 16] };
    for i in 0..n {
        let (start, end) = (bound(i), bound(i + 1).wrapping_sub(1));
        widths.all.clear();
        let mut from = start;
        loop {
            // What comes after the last token belongs to the first.
            let piece = pieces.get(at).copied().unwrap_or(Piece { end: u64::MAX, ..pieces[0] });
            let until = piece.end.min(end);
            widths.add(piece.label, until.saturating_sub(from));
            from = until;
            if piece.end >= end {
                break;
            }
            at += 1;
        }
        let widest = widths.all.iter().copied().reduce(|best, next| if next.1 > best.1 { next } else { best });
        if let Some((label, width)) = widest {
            let permille = u128::from(width) * 1_000 / u128::from((end - start).max(1));
            found.push((start.wrapping_sub(1), end, label, permille as u16));
        }
    }
    found
}

/// How much of a sector has which label.
struct Widths {
    all: Vec<(u32, u64)>,
    /// Where a label stood last, by its hash: with a thousand labels in a sector, looking through all takes too long.
    places: Vec<u32>,
}

impl Widths {
    fn add(&mut self, label: u32, width: u64) {
        if label == SAME {
            return;
        }
        let place = &mut self.places[(label.wrapping_mul(0x9e37_79b1) >> 16) as usize];
        let is_there = self.all.get(*place as usize).is_some_and(|(other, _)| *other == label);
        if !is_there {
            let at = self.all.iter().position(|(other, _)| *other == label).unwrap_or(self.all.len());
            *place = at as u32;
            if at == self.all.len() {
                self.all.push((label, 0));
            }
        }
        self.all[*place as usize].1 += width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The first of sorted tokens that is not below, looked for one by one.
    fn owner_by_looking(ring: &Ring, hash: u64) -> u16 {
        let first = ring.tokens().find(|(token, _)| *token >= hash);
        first.or(ring.tokens().next()).map(|(_, node)| node).expect("there are tokens")
    }

    fn hashes(n: u64) -> impl Iterator<Item = u64> {
        (0..n).map(|i| crate::placement::hash::of_number("test", i))
    }

    #[test]
    fn keys_belong_to_the_next_token_and_those_behind_the_last_to_the_first() {
        let ring = Ring::of_tokens(&[(300, 1), (u64::MAX - 5, 2), (100, 0)]);
        let table =
            [(0, 0), (100, 0), (101, 1), (300, 1), (301, 2), (u64::MAX - 5, 2), (u64::MAX - 4, 0), (u64::MAX, 0)];
        for (hash, node) in table {
            assert_eq!(ring.owner(hash), node, "{hash}");
        }
        assert_eq!(ring.preference_list(101, 2), [1, 2]);
        assert_eq!(ring.preference_list(u64::MAX, 9), [0, 1, 2]);
    }

    #[test]
    fn of_equal_tokens_the_lower_node_holds_what_lies_before() {
        let ring = Ring::of_tokens(&[(7, 3), (7, 1), (9, 2)]);
        assert_eq!((ring.owner(7), ring.owner(8)), (1, 2));
        assert_eq!(ring.shares()[1..], [(1 << 64) - 2, 2, 0]);
        assert_eq!(Ring::of_tokens(&[(7, 3), (7, 1)]).shares(), [0, 1 << 64, 0, 0]);
    }

    #[test]
    fn a_lone_token_has_the_whole_circle() {
        let ring = Ring::of_tokens(&[(5, 0)]);
        assert_eq!(ring.shares(), [1 << 64]);
        assert_eq!(ring.arcs(9), [Arc { start: 5, end: 5, node: 0, permille: 1_000 }]);
    }

    #[test]
    fn tokens_are_a_promise() {
        let tokens: Vec<u64> = tokens_of(3, 7).take(2).collect();
        assert_eq!(tokens, PROMISED);
    }

    // By a few lines of Python: FNV-1a over `token`, the seed, the node and the number, mixed.
    const PROMISED: [u64; 2] = [0x04f3f1e4a477d255, 0x4bb60c595cf443ec];

    #[test]
    fn a_node_has_as_many_tokens_as_its_weight_says_and_keeps_them() {
        let nodes = [Node { id: 4, weight: 3 }, Node { id: 9, weight: 1 }];
        let both = Ring::new(&nodes, 10, 1);
        let of = |ring: &Ring, id| ring.tokens().filter(|(_, node)| *node == id).collect::<Vec<_>>();
        assert_eq!((of(&both, 4).len(), of(&both, 9).len()), (30, 10));
        assert_eq!(of(&Ring::new(&nodes[..1], 10, 1), 4), of(&both, 4));
        assert_ne!(of(&Ring::new(&nodes[..1], 10, 2), 4), of(&both, 4));
    }

    #[test]
    fn many_tokens_are_drawn_as_few_arcs() {
        let (ten, eleven) = (Ring::new(&equal_nodes(10), 100, 1), Ring::new(&equal_nodes(11), 100, 1));
        let arcs = ten.arcs(64);
        assert_eq!(arcs.len(), 64);
        assert!(arcs.iter().all(|arc| (100..=1_000).contains(&arc.permille)), "somebody owns a tenth of each");
        let handovers = ten.handovers(&eleven, 64);
        assert!(handovers.len() <= 64 && handovers.iter().all(|part| part.to == 10 && part.from < 10));
        assert_eq!(ten.handovers(&ten, 64), []);
    }

    proptest! {
        #[test]
        fn owners_are_those_that_looking_finds(tokens in prop::collection::vec((any::<u64>(), 0u16..9), 1..200)) {
            let ring = Ring::of_tokens(&tokens);
            prop_assert!(ring.tokens().is_sorted());
            let near = tokens.iter().flat_map(|(token, _)| [token.wrapping_sub(1), *token, token.wrapping_add(1)]);
            for hash in near.chain(hashes(50)).chain([0, u64::MAX]) {
                prop_assert_eq!(ring.owner(hash), owner_by_looking(&ring, hash));
            }
        }

        #[test]
        fn close_tokens_are_sorted_and_found_too(tokens in prop::collection::vec((0u64..300, 0u16..9), 1..100)) {
            let ring = Ring::of_tokens(&tokens);
            prop_assert!(ring.tokens().is_sorted());
            prop_assert_eq!(ring.shares().iter().sum::<u128>(), 1 << 64);
            for hash in 0..301 {
                prop_assert_eq!(ring.owner(hash), owner_by_looking(&ring, hash));
            }
        }

        #[test]
        fn arcs_make_up_the_circle(n in 1u16..20, vnodes in 1u16..20, seed: u64, n_max in 1usize..500) {
            let ring = Ring::new(&equal_nodes(n), vnodes, seed);
            let arcs = ring.arcs(n_max);
            prop_assert!(!arcs.is_empty() && arcs.len() <= n_max);
            for (i, arc) in arcs.iter().enumerate() {
                prop_assert_eq!(arc.end, arcs[(i + 1) % arcs.len()].start);
                if arc.permille == 1_000 {
                    prop_assert_eq!(ring.owner(arc.end), arc.node);
                }
            }
        }

        #[test]
        fn handovers_are_where_owners_differ(n in 1u16..9, vnodes in 1u16..9, seed: u64) {
            let ring = |n| Ring::new(&equal_nodes(n), vnodes, seed);
            let (before, after) = (ring(n), ring(n + 1));
            let parts = before.handovers(&after, 1_000);
            for hash in hashes(300) {
                let beyond = |start: u64| hash.wrapping_sub(start).wrapping_sub(1);
                let is_in = |part: &&Handover| beyond(part.start) < part.end.wrapping_sub(part.start);
                let part = parts.iter().find(is_in).map(|part| (part.from, part.to));
                let owners = (before.owner(hash), after.owner(hash));
                prop_assert_eq!(part, Some(owners).filter(|(from, to)| from != to));
            }
        }
    }
}
