//! What is known already: a number for each key of three.
//!
//! A hash table with open addressing and linear probing (Knuth, volume 3, section 6.4). Nothing asks for its order, so
//! no result depends on the hash; it is smaller and quicker than a tree for each kind of key.

use crate::prng::Fnv1a;

/// What a number is known for.
pub(super) type Key = [u32; 3];

/// A number for each key that was given one.
#[derive(Clone, Debug)]
pub(super) struct Memo {
    /// A power of two of them, at least a quarter free.
    slots: Vec<Option<(Key, u32)>>,
    len: usize,
}

impl Memo {
    pub fn new() -> Memo {
        Memo { slots: vec![None; 16], len: 0 }
    }

    /// How many keys have a number.
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn get(&self, key: Key) -> Option<u32> {
        self.slots[self.slot(key)].map(|(_, number)| number)
    }

    pub fn insert(&mut self, key: Key, number: u32) {
        if 4 * (self.len + 1) > 3 * self.slots.len() {
            self.grow();
        }
        let i = self.slot(key);
        self.len += usize::from(self.slots[i].is_none());
        self.slots[i] = Some((key, number));
    }

    fn grow(&mut self) {
        let twice = vec![None; 2 * self.slots.len()];
        for row in std::mem::replace(&mut self.slots, twice).into_iter().flatten() {
            let i = self.slot(row.0);
            self.slots[i] = Some(row);
        }
    }

    /// Where the key stands, or the free slot where it would.
    fn slot(&self, key: Key) -> usize {
        let mut hash = Fnv1a::default();
        key.iter().for_each(|&part| hash.word(part.into()));
        let last = self.slots.len() - 1;
        let mut i = (hash.value() ^ hash.value() >> 32) as usize & last;
        while self.slots[i].is_some_and(|(other, _)| other != key) {
            i = (i + 1) & last;
        }
        i
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_comes_out() {
        let mut memo = Memo::new();
        let keys: Vec<Key> = (0..1000).map(|i| [i % 7, i, 1000 - i]).collect();
        for (number, &key) in (0..).zip(&keys) {
            assert_eq!(memo.get(key), None);
            memo.insert(key, number);
        }
        memo.insert(keys[3], 5000);
        assert_eq!((memo.len(), memo.get(keys[3]), memo.get([0, 0, 0])), (1000, Some(5000), None));
        assert!((4..1000).all(|i| memo.get(keys[i]) == Some(i as u32)));
    }
}
