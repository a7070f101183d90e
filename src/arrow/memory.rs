//! Memory that goes out with a batch and comes back when the batch is dropped.

use arrow_buffer::{ArrowNativeType, Buffer};

/// Values that are collected for a batch. Memory that is touched for the first time costs more
/// than filling it, so that of the batch before is used again, if nobody else has kept it.
#[derive(Debug)]
pub(super) struct Memory<T> {
    pub(super) values: Vec<T>,
    lent: Option<Buffer>,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self { values: Vec::new(), lent: None }
    }
}

impl<T: ArrowNativeType> Memory<T> {
    /// Begins a batch: without values, in the memory of the one before if that is free.
    pub(super) fn begin(&mut self) {
        if let Some(back) = self.lent.take().and_then(|lent| lent.into_vec().ok()) {
            self.values = back;
        }
        self.values.clear();
    }

    /// Gives the values away.
    pub(super) fn lend(&mut self) -> Buffer {
        let lent = Buffer::from_vec(std::mem::take(&mut self.values));
        self.lent = Some(lent.clone());
        lent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_comes_back_once_the_batch_is_gone_and_not_before() {
        let mut memory = Memory::<i64>::default();
        memory.values.extend(0..1_000);
        let first = memory.lend();
        let place = first.as_ptr();
        memory.begin();
        memory.values.extend(0..10);
        assert_eq!(first.typed_data::<i64>().last(), Some(&999), "somebody has kept it");
        drop(first);
        let second = memory.lend();
        let place = (place, second.as_ptr());
        assert_ne!(place.0, place.1);
        drop(second);
        memory.begin();
        assert!(memory.values.is_empty());
        assert_eq!(memory.values.as_ptr().cast(), place.1);
    }
}
