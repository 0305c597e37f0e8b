//! The schemes by which keys come to nodes, in one notation.
//!
//! ```text
//! mod            hash mod N
//! fixed 1024     so many shards in all, for ever; whole shards move
//! dynamic 64     a shard of more than 64 MB is split, two small neighbours are merged
//! per-node 8     so many shards on each node; a node that joins halves the largest
//! ring 100       consistent hashing with so many virtual nodes a node
//! rendezvous     the highest score wins
//! jump           a slot from the hash alone
//! ```

use std::fmt;
use std::str::FromStr;

use crate::placement::ring::VNODES_MAX;

/// The most shards of a fixed number.
pub const SHARDS_MAX: u32 = 65_536;
/// All schemes, each with an ordinary number.
pub const SCHEMES: [Scheme; 7] = [
    Scheme::ModN,
    Scheme::Fixed { shards: 1_024 },
    Scheme::Dynamic { split_mb: 10 },
    Scheme::PerNode { shards: 16 },
    Scheme::Ring { vnodes: 100 },
    Scheme::Rendezvous,
    Scheme::Jump,
];
/// The greatest size at which a shard is split, in MB: a terabyte.
const SPLIT_MB_MAX: u32 = 1_000_000;

/// How keys come to nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// The hash's remainder says which node.
    ModN,
    /// The hash says which of so many shards, 1 to [`SHARDS_MAX`], and a table which node has it.
    Fixed { shards: u32 },
    /// Shards are ranges of hashes that are split above so many MB, at the median of their keys; two neighbours are
    /// merged that have at most half of that together.
    Dynamic { split_mb: u32 },
    /// So many shards for each unit of weight of a node, 1 to [`VNODES_MAX`].
    PerNode { shards: u16 },
    /// So many tokens for each unit of weight of a node, 1 to [`VNODES_MAX`].
    Ring { vnodes: u16 },
    /// Every node scores every key.
    Rendezvous,
    /// Jump hashing: only the last node can be removed.
    Jump,
}

/// Why a text is no scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeError {
    /// No scheme of that name.
    Name(String),
    /// A scheme without its number, or with one that it does not take; holds the name, an example and the greatest.
    Number(&'static str, u32, u32),
}

/// What it takes to find the node of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Hashes, scores or random numbers that are computed, in hundredths; the key's own hash is one of them.
    pub n_hashes_hundredths: u32,
    /// Entries of a sorted table that are compared with the key's hash, at most; 0 where the place is computed.
    pub n_comparisons: u32,
    /// Entries that whoever looks up must know: nodes, tokens, or shards with their nodes.
    pub n_entries: u32,
}

impl Cost {
    /// Of a scheme when there are so many units of weight in all, and so many shards, for those schemes that have some.
    pub fn of(scheme: Scheme, n_units: u32, n_shards: u32) -> Cost {
        let in_table = |n_comparisons| Cost { n_hashes_hundredths: 100, n_comparisons, n_entries: n_shards };
        // Halving: the least c with 2^c at least the number of entries.
        let by_halving = || in_table(n_shards.max(1).next_power_of_two().ilog2());
        match scheme {
            Scheme::ModN => Cost { n_hashes_hundredths: 100, n_comparisons: 0, n_entries: n_units },
            Scheme::Fixed { .. } => in_table(0),
            Scheme::Dynamic { .. } | Scheme::PerNode { .. } | Scheme::Ring { .. } => by_halving(),
            Scheme::Rendezvous => {
                Cost { n_hashes_hundredths: 100 + 100 * n_units, n_comparisons: n_units, n_entries: n_units }
            }
            // The b-th slot is visited with the chance 1/b, and each visit draws once.
            Scheme::Jump => {
                let draws = (1..=n_units).map(|b| 10_000 / b).sum::<u32>().div_ceil(100);
                Cost { n_hashes_hundredths: 100 + draws, n_comparisons: 0, n_entries: n_units }
            }
        }
    }
}

impl Scheme {
    /// The name in links, without the number.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::ModN => "mod",
            Scheme::Fixed { .. } => "fixed",
            Scheme::Dynamic { .. } => "dynamic",
            Scheme::PerNode { .. } => "per-node",
            Scheme::Ring { .. } => "ring",
            Scheme::Rendezvous => "rendezvous",
            Scheme::Jump => "jump",
        }
    }

    /// Its number, with which it is written.
    pub fn number(self) -> Option<u32> {
        match self {
            Scheme::Fixed { shards } => Some(shards),
            Scheme::Dynamic { split_mb } => Some(split_mb),
            Scheme::PerNode { shards } => Some(shards.into()),
            Scheme::Ring { vnodes } => Some(vnodes.into()),
            Scheme::ModN | Scheme::Rendezvous | Scheme::Jump => None,
        }
    }

    /// Whether the number is within its limits.
    pub fn is_valid(self) -> bool {
        let max = match self {
            Scheme::Fixed { .. } => SHARDS_MAX,
            Scheme::Dynamic { .. } => SPLIT_MB_MAX,
            _ => VNODES_MAX.into(),
        };
        self.number().is_none_or(|number| (1..=max).contains(&number))
    }
}

impl FromStr for Scheme {
    type Err = SchemeError;

    fn from_str(text: &str) -> Result<Scheme, SchemeError> {
        let (name, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let rest = rest.trim();
        let number = |name, example, max| {
            let number = rest.parse().ok().filter(|number| (1..=max).contains(number) && !rest.starts_with('+'));
            number.ok_or(SchemeError::Number(name, example, max))
        };
        let alone = |scheme: Scheme| match rest {
            "" => Ok(scheme),
            _ => Err(SchemeError::Number(scheme.name(), 0, 0)),
        };
        match name {
            "mod" => alone(Scheme::ModN),
            "fixed" => Ok(Scheme::Fixed { shards: number("fixed", 1024, SHARDS_MAX)? }),
            "dynamic" => Ok(Scheme::Dynamic { split_mb: number("dynamic", 64, SPLIT_MB_MAX)? }),
            "per-node" => Ok(Scheme::PerNode { shards: number("per-node", 8, VNODES_MAX.into())? as u16 }),
            "ring" => Ok(Scheme::Ring { vnodes: number("ring", 100, VNODES_MAX.into())? as u16 }),
            "rendezvous" => alone(Scheme::Rendezvous),
            "jump" => alone(Scheme::Jump),
            _ => Err(SchemeError::Name(name.into())),
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())?;
        self.number().map_or(Ok(()), |number| write!(f, " {number}"))
    }
}

impl fmt::Display for SchemeError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            SchemeError::Name(text) => write!(
                f,
                "expected mod, fixed 1024, dynamic 64, per-node 8, ring 100, rendezvous or jump, not `{text}`"
            ),
            SchemeError::Number(name, _, 0) => write!(f, "`{name}` takes no number"),
            SchemeError::Number(name, example, max) => {
                write!(f, "expected a number from 1 to {max}, as in `{name} {example}`")
            }
        }
    }
}

impl std::error::Error for SchemeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_read_as_they_are_written() {
        for text in ["mod", "fixed 1024", "dynamic 64", "per-node 8", "ring 100", "ring 256", "rendezvous", "jump"] {
            let scheme: Scheme = text.parse().expect(text);
            assert_eq!(scheme.to_string(), text);
            assert!(scheme.is_valid());
        }
        assert!(SCHEMES.iter().all(|scheme| scheme.is_valid() && scheme.to_string().parse() == Ok(*scheme)));
        assert!(!Scheme::Ring { vnodes: 0 }.is_valid() && !Scheme::Fixed { shards: SHARDS_MAX + 1 }.is_valid());
    }

    #[test]
    fn a_bad_scheme_is_told_what_is_wrong_and_what_to_write() {
        let table = [
            ("", "expected mod, fixed 1024, dynamic 64, per-node 8, ring 100, rendezvous or jump, not ``"),
            ("ring", "expected a number from 1 to 256, as in `ring 100`"),
            ("ring 257", "expected a number from 1 to 256, as in `ring 100`"),
            ("fixed +5", "expected a number from 1 to 65536, as in `fixed 1024`"),
            ("jump 3", "`jump` takes no number"),
        ];
        for (text, expect) in table {
            assert_eq!(text.parse::<Scheme>().expect_err(text).to_string(), expect);
        }
    }

    #[test]
    fn a_lookup_costs_what_its_scheme_has_to_look_at() {
        let cost = |text: &str, n_units, n_shards| {
            let cost = Cost::of(text.parse().expect("a scheme"), n_units, n_shards);
            (cost.n_hashes_hundredths, cost.n_comparisons, cost.n_entries)
        };
        assert_eq!(cost("mod", 10, 0), (100, 0, 10));
        assert_eq!(cost("fixed 1024", 10, 1024), (100, 0, 1024));
        assert_eq!(cost("ring 100", 1000, 100_000), (100, 17, 100_000));
        assert_eq!(cost("rendezvous", 10, 0), (1100, 10, 10));
        // The 10th harmonic number is 2.929, and sums of rounded parts are a little less.
        assert_eq!(cost("jump", 10, 0), (393, 0, 10));
    }
}
