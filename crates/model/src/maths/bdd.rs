//! Reduced ordered binary decision diagrams (Bryant 1986): the exact method for a structure in which components repeat.
//!
//! A component that stands twice makes the branches of a block diagram dependent, so their probabilities cannot just be
//! multiplied. A BDD asks for one variable at a time, in a fixed order, and shares equal sub-questions; once it is
//! built, Shannon's expansion P(f) = p·P(f | x up) + q·P(f | x down) is exact whatever was repeated.
//!
//! Both P(up) and P(down) are carried along as sums of positive terms, so an unavailability of 10⁻³⁰ keeps all its
//! digits.
//!
//! The order of the variables is the caller's; a bad one can make the diagram large, hence [`NODES_MAX`]. Left out:
//! reordering, complement edges and garbage collection, which the sizes here do not need.

use std::fmt;

use super::chance::Chance;
use super::memo::Memo;

/// The greatest number of nodes built for one diagram, and (times four) of remembered steps.
pub const NODES_MAX: usize = 50_000;

/// A function: the index of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ref(u32);

/// The function that is always down.
pub const DOWN: Ref = Ref(0);
/// The function that is always up.
pub const UP: Ref = Ref(1);

/// The diagram would need more than [`NODES_MAX`] nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// A store of functions over variables 0, 1, …, asked in this order.
#[derive(Clone, Debug)]
pub struct Bdd {
    /// The first two stand for down and up; a node's branches always stand before it.
    nodes: Vec<Node>,
    /// The index of each node.
    unique: Memo,
    /// The results of [`Bdd::ite`].
    memo: Memo,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    variable: u32,
    if_down: Ref,
    if_up: Ref,
}

/// Behind every variable, so that the constants are asked last.
const NO_VARIABLE: u32 = u32::MAX;

impl Bdd {
    /// A store that knows the two constants.
    pub fn new() -> Bdd {
        let constant = |at| Node { variable: NO_VARIABLE, if_down: at, if_up: at };
        Bdd { nodes: vec![constant(DOWN), constant(UP)], unique: Memo::new(), memo: Memo::new() }
    }

    /// The function that is up where the variable is.
    pub fn variable(&mut self, variable: u32) -> Result<Ref, TooLarge> {
        self.node(variable, DOWN, UP)
    }

    /// If `f` is up then `g`, else `h`.
    ///
    /// # Errors
    /// If the store would grow beyond [`NODES_MAX`].
    pub fn ite(&mut self, f: Ref, g: Ref, h: Ref) -> Result<Ref, TooLarge> {
        match (f, g, h) {
            (UP, ..) => return Ok(g),
            (DOWN, ..) => return Ok(h),
            (_, UP, DOWN) => return Ok(f),
            _ if g == h => return Ok(g),
            _ => {}
        }
        let key = [f.0, g.0, h.0];
        if let Some(known) = self.memo.get(key) {
            return Ok(Ref(known));
        }
        let top = [f, g, h].map(|at| self.at(at).variable).into_iter().min().unwrap_or(NO_VARIABLE);
        // The depth of this recursion is at most the number of variables.
        let [(f_down, f_up), (g_down, g_up), (h_down, h_up)] = [f, g, h].map(|at| self.branches(at, top));
        let if_down = self.ite(f_down, g_down, h_down)?;
        let if_up = self.ite(f_up, g_up, h_up)?;
        let result = self.node(top, if_down, if_up)?;
        if self.memo.len() >= 4 * NODES_MAX {
            return Err(TooLarge);
        }
        self.memo.insert(key, result.0);
        Ok(result)
    }

    /// Up where at least `k` of the members are.
    ///
    /// # Errors
    /// If the store would grow beyond [`NODES_MAX`].
    pub fn at_least(&mut self, k: usize, members: &[Ref]) -> Result<Ref, TooLarge> {
        // row[j]: at least j of the members from the i-th on. Of the i before it at most i were up, so j ≥ k − i
        // suffices.
        let mut row = vec![DOWN; k + 1];
        row[0] = UP;
        for (i, &member) in members.iter().enumerate().rev() {
            for j in (k.saturating_sub(i).max(1)..=k).rev() {
                row[j] = self.ite(member, row[j - 1], row[j])?;
            }
        }
        Ok(row[k])
    }

    /// How many nodes the function needs, without the constants.
    pub fn size(&self, root: Ref) -> usize {
        let mut is_needed = vec![false; root.0 as usize + 1];
        is_needed[root.0 as usize] = true;
        for i in (2..is_needed.len()).rev() {
            if is_needed[i] {
                is_needed[self.nodes[i].if_down.0 as usize] = true;
                is_needed[self.nodes[i].if_up.0 as usize] = true;
            }
        }
        is_needed.iter().skip(2).filter(|needed| **needed).count()
    }

    /// The chance that the function is up, with each variable's own chance.
    ///
    /// # Panics
    /// If a variable of the function has no chance.
    pub fn chance(&self, root: Ref, variables: &[Chance]) -> Chance {
        self.chances(root, variables)[root.0 as usize]
    }

    /// For each variable the chance that it decides: that the function is up if the variable is, and down if not.
    ///
    /// This is Birnbaum's importance ∂A/∂Aᵢ = Σ over the nodes of the variable of P(reached) · P(up if up, and down if
    /// down). The last is not a difference of two chances but a sum over the cases, so that small importances keep
    /// their digits.
    ///
    /// # Errors
    /// If there are too many cases.
    pub fn importances(&self, root: Ref, variables: &[Chance]) -> Result<Vec<f64>, TooLarge> {
        let mut gains = Gains::new(self, root, root, variables, &[]);
        let mut reached = vec![0.0; root.0 as usize + 1];
        reached[root.0 as usize] = 1.0;
        let mut importances = vec![0.0; variables.len()];
        for i in (2..reached.len()).rev() {
            if reached[i] == 0.0 {
                continue;
            }
            let Node { variable, if_down, if_up } = self.nodes[i];
            let own = variables[variable as usize];
            importances[variable as usize] += reached[i] * gains.gain(if_up, if_down)?;
            reached[if_up.0 as usize] += reached[i] * own.up;
            reached[if_down.0 as usize] += reached[i] * own.down;
        }
        Ok(importances)
    }

    /// The chance that `better` is up with the `perfect` variables always up, while `worse` is down as it is.
    ///
    /// `better` must be up wherever `worse` is. A sum over the cases, not a difference of two chances.
    ///
    /// # Errors
    /// If there are too many cases.
    pub fn gain(&self, better: Ref, worse: Ref, variables: &[Chance], perfect: &[usize]) -> Result<f64, TooLarge> {
        Gains::new(self, better, worse, variables, perfect).gain(better, worse)
    }

    /// The chances of all nodes up to the root.
    fn chances(&self, root: Ref, variables: &[Chance]) -> Vec<Chance> {
        let n = (root.0 as usize + 1).max(2);
        let mut chances = vec![Chance::DOWN, Chance::UP];
        for node in &self.nodes[2..n] {
            let own = variables[node.variable as usize];
            let (low, high) = (chances[node.if_down.0 as usize], chances[node.if_up.0 as usize]);
            chances.push(Chance {
                up: (own.down * low.up + own.up * high.up).min(1.0),
                down: (own.down * low.down + own.up * high.down).min(1.0),
            });
        }
        chances
    }

    fn at(&self, at: Ref) -> Node {
        self.nodes[at.0 as usize]
    }

    /// What is left of a function once the variable is down, and once it is up.
    fn branches(&self, at: Ref, variable: u32) -> (Ref, Ref) {
        match self.at(at) {
            node if node.variable == variable => (node.if_down, node.if_up),
            _ => (at, at),
        }
    }

    /// The one node of these branches.
    fn node(&mut self, variable: u32, if_down: Ref, if_up: Ref) -> Result<Ref, TooLarge> {
        if if_down == if_up {
            return Ok(if_up);
        }
        let key = [variable, if_down.0, if_up.0];
        if let Some(known) = self.unique.get(key) {
            return Ok(Ref(known));
        }
        if self.nodes.len() >= NODES_MAX {
            return Err(TooLarge);
        }
        let at = Ref(self.nodes.len() as u32);
        self.nodes.push(Node { variable, if_down, if_up });
        self.unique.insert(key, at.0);
        Ok(at)
    }
}

/// Chances that one function is up and a lesser one down, remembered by pairs.
struct Gains<'a> {
    bdd: &'a Bdd,
    variables: &'a [Chance],
    is_perfect: Vec<bool>,
    /// From this variable on none is perfect.
    imperfect_from: u32,
    better: Vec<Chance>,
    worse: Vec<Chance>,
    /// Where in `known` the gain of a pair stands.
    memo: Memo,
    known: Vec<f64>,
}

impl Gains<'_> {
    fn new<'a>(bdd: &'a Bdd, better: Ref, worse: Ref, variables: &'a [Chance], perfect: &[usize]) -> Gains<'a> {
        let mut improved = variables.to_vec();
        perfect.iter().for_each(|&variable| improved[variable] = Chance::UP);
        Gains {
            bdd,
            variables,
            is_perfect: (0..variables.len()).map(|variable| perfect.contains(&variable)).collect(),
            imperfect_from: perfect.iter().max().map_or(0, |&last| last as u32 + 1),
            better: bdd.chances(better, &improved),
            worse: bdd.chances(worse, variables),
            memo: Memo::new(),
            known: Vec::new(),
        }
    }

    fn gain(&mut self, better: Ref, worse: Ref) -> Result<f64, TooLarge> {
        let top = self.bdd.at(better).variable.min(self.bdd.at(worse).variable);
        match (better, worse) {
            (DOWN, _) | (_, UP) => return Ok(0.0),
            (UP, _) => return Ok(self.worse[worse.0 as usize].down),
            (_, DOWN) => return Ok(self.better[better.0 as usize].up),
            _ if better == worse && top >= self.imperfect_from => return Ok(0.0),
            _ => {}
        }
        let key = [better.0, worse.0, 0];
        if let Some(i) = self.memo.get(key) {
            return Ok(self.known[i as usize]);
        }
        let (better_down, better_up) = self.bdd.branches(better, top);
        let (worse_down, worse_up) = self.bdd.branches(worse, top);
        let better_down = if self.is_perfect[top as usize] { better_up } else { better_down };
        let own = self.variables[top as usize];
        let gain = own.down * self.gain(better_down, worse_down)? + own.up * self.gain(better_up, worse_up)?;
        if self.known.len() >= 4 * NODES_MAX {
            return Err(TooLarge);
        }
        self.memo.insert(key, self.known.len() as u32);
        self.known.push(gain);
        Ok(gain)
    }
}

impl Default for Bdd {
    fn default() -> Bdd {
        Bdd::new()
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {NODES_MAX} cases to tell apart")
    }
}

impl std::error::Error for TooLarge {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_functions_are_one_node() {
        let mut bdd = Bdd::new();
        let [a, b] = [0, 1].map(|i| bdd.variable(i).expect("small"));
        let one = bdd.ite(a, b, DOWN).expect("small");
        let other = bdd.ite(b, a, DOWN).expect("small");
        assert_eq!(one, other);
        assert_eq!(bdd.ite(a, UP, UP), Ok(UP));
        assert_eq!(bdd.size(one), 2);
    }

    #[test]
    fn at_least_agrees_with_counting() {
        let mut bdd = Bdd::new();
        let members: Vec<Ref> = (0..5).map(|i| bdd.variable(i).expect("small")).collect();
        for k in 0..=6 {
            let f = bdd.at_least(k, &members).expect("small");
            for states in 0u32..32 {
                let is_up: Vec<Chance> =
                    (0..5).map(|i| if states >> i & 1 == 1 { Chance::UP } else { Chance::DOWN }).collect();
                let expect = if states.count_ones() as usize >= k { Chance::UP } else { Chance::DOWN };
                assert_eq!(bdd.chance(f, &is_up), expect, "{k} of {states:05b}");
            }
        }
    }

    #[test]
    fn a_function_that_needs_too_many_nodes_is_refused() {
        // Σ xᵢ·yᵢ with all x before all y: 2ⁿ nodes in this order.
        let mut bdd = Bdd::new();
        let pairs = (0..20).try_fold(DOWN, |sum, i| {
            let (x, y) = (bdd.variable(i)?, bdd.variable(20 + i)?);
            let both = bdd.ite(x, y, DOWN)?;
            bdd.ite(sum, UP, both)
        });
        assert_eq!(pairs, Err(TooLarge));
    }
}
