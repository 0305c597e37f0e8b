//! Many keys in little room: their bytes one after the other, and where each ends.
//!
//! A million keys as separate texts would cost more for their headers than for themselves, and a million allocations.

/// The most bytes of one key.
pub const KEY_BYTES_MAX: usize = 256;
/// The most bytes of all keys together.
pub const BYTES_MAX: usize = 50_000_000;

/// Keys in an order of their own, each up to [`KEY_BYTES_MAX`] bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Keys {
    /// No keys, with room for so many of so many bytes.
    pub fn with_capacity(n: usize, bytes_each: usize) -> Keys {
        Keys { bytes: Vec::with_capacity(n * bytes_each), ends: Vec::with_capacity(n) }
    }

    /// Adds a key at the end; false if it, or all of them, would be too long, and then nothing is added.
    pub fn push(&mut self, key: &[u8]) -> bool {
        let fits = key.len() <= KEY_BYTES_MAX && self.bytes.len() + key.len() <= BYTES_MAX;
        if fits {
            self.bytes.extend_from_slice(key);
            self.ends.push(self.bytes.len() as u32);
        }
        fits
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The key at a place.
    ///
    /// # Panics
    /// If there is none.
    pub fn get(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.bytes[start as usize..self.ends[at] as usize]
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        (0..self.len()).map(|at| self.get(at))
    }
}

impl<'a> FromIterator<&'a str> for Keys {
    fn from_iter<I: IntoIterator<Item = &'a str>>(keys: I) -> Keys {
        let mut all = Keys::default();
        keys.into_iter().for_each(|key| {
            all.push(key.as_bytes());
        });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_as_they_were_put_in() {
        let keys: Keys = ["ann", "", "größe"].into_iter().collect();
        assert_eq!(keys.iter().collect::<Vec<_>>(), [b"ann".as_slice(), b"", "größe".as_bytes()]);
        assert_eq!((keys.len(), keys.get(2)), (3, "größe".as_bytes()));
    }

    #[test]
    fn too_long_a_key_is_refused_and_changes_nothing() {
        let mut keys: Keys = ["a"].into_iter().collect();
        assert!(!keys.push(&[b'x'; KEY_BYTES_MAX + 1]));
        assert!(keys.push(&[b'x'; KEY_BYTES_MAX]));
        assert_eq!(keys.len(), 2);
    }
}
