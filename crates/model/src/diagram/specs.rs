//! The table of a diagram's components: each name with its value, in the order of the names.
//!
//! A sorted list, searched by halving: a diagram has at most 64 components, and a tree's code would be larger than all
//! of theirs.

use super::{Name, Spec};

/// A value for each name, in the order of the names.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Specs(Vec<(Name, Spec)>);

impl Specs {
    /// A table without names.
    pub fn new() -> Specs {
        Specs::default()
    }

    /// The names with their values, in the order of the names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Name, &Spec)> {
        self.0.iter().map(|(name, spec)| (name, spec))
    }

    /// The values, in the order of the names.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Spec> {
        self.0.iter().map(|(_, spec)| spec)
    }

    /// The value of a name.
    pub fn get(&self, name: &Name) -> Option<&Spec> {
        self.place(name).ok().map(|i| &self.0[i].1)
    }

    /// Whether a name has a value.
    pub fn contains_key(&self, name: &Name) -> bool {
        self.place(name).is_ok()
    }

    /// Gives a name a value, in place of the one it had.
    pub fn insert(&mut self, name: Name, spec: Spec) {
        match self.place(&name) {
            Ok(i) => self.0[i].1 = spec,
            Err(i) => self.0.insert(i, (name, spec)),
        }
    }

    /// Takes a name out; gives the value that it had.
    pub fn remove(&mut self, name: &Name) -> Option<Spec> {
        self.place(name).ok().map(|i| self.0.remove(i).1)
    }

    /// Keeps these names only.
    pub(super) fn retain(&mut self, names: &[Name]) {
        self.0.retain(|(name, _)| names.contains(name));
    }

    /// Where the name stands, or where it would.
    fn place(&self, name: &Name) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.cmp(name))
    }
}

impl FromIterator<(Name, Spec)> for Specs {
    fn from_iter<T: IntoIterator<Item = (Name, Spec)>>(rows: T) -> Specs {
        let mut specs = Specs::new();
        rows.into_iter().for_each(|(name, spec)| specs.insert(name, spec));
        specs
    }
}

impl IntoIterator for Specs {
    type Item = (Name, Spec);
    type IntoIter = std::vec::IntoIter<(Name, Spec)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_order_and_once() {
        let rows = [("b", "1%"), ("a", "2%"), ("c", "3%"), ("b", "4%")];
        let row = |(name, spec): (&str, &str)| (name.parse::<Name>().expect(name), spec.parse::<Spec>().expect(spec));
        let mut specs: Specs = rows.into_iter().map(row).collect();
        let text = |specs: &Specs| specs.iter().map(|(name, spec)| format!("{name} {spec}, ")).collect::<String>();
        assert_eq!(text(&specs), "a 2%, b 4%, c 3%, ");
        let (b, spec) = row(("b", "4%"));
        assert_eq!(specs.get(&b), Some(&spec));
        assert_eq!(specs.remove(&b), Some(spec));
        assert_eq!(specs.remove(&b), None);
        assert_eq!(text(&specs), "a 2%, c 3%, ");
    }
}
