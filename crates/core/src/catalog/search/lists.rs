//! Many short lists in one allocation, and sets of numbers: what 200,000 columns are kept in.

use std::ops::Range;

/// A number that is a place in a list here: catalogues beyond four thousand million parts do not exist.
pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Lists one after the other.
#[derive(Debug)]
pub(super) struct Lists<T> {
    /// Where each list begins, and where the last ends.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    pub(super) fn new() -> Lists<T> {
        Lists { starts: vec![0], items: Vec::new() }
    }

    /// Adds a list behind the others.
    pub(super) fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.items.extend(list);
        self.starts.push(number(self.items.len()));
    }

    /// The list at a place; empty where there is none.
    pub(super) fn get(&self, at: usize) -> &[T] {
        self.items.get(self.range(at)).unwrap_or_default()
    }

    /// Which places the items of a list have when all lists are read as one.
    pub(super) fn range(&self, at: usize) -> Range<usize> {
        match self.starts.get(at..at + 2) {
            Some([from, to]) => *from as usize..*to as usize,
            _ => 0..0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.len()).map(|at| self.get(at))
    }

    /// All items, whichever list they are in.
    pub(super) fn items(&self) -> &[T] {
        &self.items
    }

    pub(super) fn items_mut(&mut self) -> &mut [T] {
        &mut self.items
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        self.starts.capacity() * size_of::<u32>() + self.items.capacity() * size_of::<T>()
    }
}

impl<T: Copy + Default> Lists<T> {
    /// Sorts items into `count` lists, by the number that stands with each; their order within a list stays.
    pub(super) fn sorted_into(count: usize, items: impl Iterator<Item = (u32, T)> + Clone) -> Lists<T> {
        let mut starts = vec![0_u32; count + 1];
        items.clone().for_each(|(list, _)| starts[list as usize + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut placed = vec![T::default(); starts[count] as usize];
        for (list, item) in items {
            placed[next[list as usize] as usize] = item;
            next[list as usize] += 1;
        }
        Lists { starts, items: placed }
    }
}

/// A set of places, one bit each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    bits: Vec<u64>,
    len: usize,
}

impl Places {
    /// None of `len` places.
    pub(super) fn none(len: usize) -> Places {
        Places { bits: vec![0; len.div_ceil(64)], len }
    }

    /// All of `len` places.
    pub(super) fn all(len: usize) -> Places {
        let mut all = Places { bits: vec![u64::MAX; len.div_ceil(64)], len };
        all.trim();
        all
    }

    pub(super) fn add(&mut self, at: usize) {
        if at < self.len {
            self.bits[at / 64] |= 1 << (at % 64);
        }
    }

    pub(super) fn has(&self, at: usize) -> bool {
        at < self.len && self.bits[at / 64] >> (at % 64) & 1 == 1
    }

    pub(super) fn keep(&mut self, others: &Places) {
        self.bits.iter_mut().zip(&others.bits).for_each(|(mine, other)| *mine &= other);
    }

    pub(super) fn add_all(&mut self, others: &Places) {
        self.bits.iter_mut().zip(&others.bits).for_each(|(mine, other)| *mine |= other);
    }

    pub(super) fn inverted(mut self) -> Places {
        self.bits.iter_mut().for_each(|bits| *bits = !*bits);
        self.trim();
        self
    }

    /// The places of a range that are in the set.
    pub(super) fn within(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        range.filter(|at| self.has(*at))
    }

    /// Nothing beyond the last place.
    fn trim(&mut self) {
        if let Some(last) = self.bits.last_mut().filter(|_| !self.len.is_multiple_of(64)) {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_sorted_into_their_lists() {
        let items = [(2, 'a'), (0, 'b'), (2, 'c')];
        let lists = Lists::sorted_into(3, items.into_iter());
        assert_eq!(lists.iter().collect::<Vec<_>>(), [&['b'][..], &[], &['a', 'c']]);
        assert_eq!((lists.get(9), lists.range(2)), (&[][..], 1..3));
    }

    #[test]
    fn a_set_and_its_inverse_share_nothing() {
        let mut some = Places::none(70);
        some.add(0);
        some.add(69);
        some.add(70);
        assert_eq!(some.within(0..80).collect::<Vec<_>>(), [0, 69]);
        let mut rest = some.clone().inverted();
        assert_eq!(rest.within(0..80).count(), 68);
        rest.add_all(&some);
        assert_eq!(rest, Places::all(70));
        rest.keep(&some);
        assert_eq!(rest, some);
    }
}
