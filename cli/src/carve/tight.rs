//! Long vectors that take little more room than they need.

/// Adds a value. Room grows by a quarter, not to twice of what is needed.
pub(super) fn push<T>(values: &mut Vec<T>, value: T) {
    if values.len() == values.capacity() {
        values.reserve_exact(values.len() / 4 + 1024);
    }
    values.push(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_a_quarter_is_to_spare() {
        let mut values = Vec::new();
        for value in 0..100_000 {
            push(&mut values, value);
            assert!(values.capacity() <= values.len() + values.len() / 4 + 1024);
        }
    }
}
