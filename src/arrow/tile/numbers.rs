//! Numbers and times, straight from their fields.
//!
//! Where a field stands, how wide it is and in which order is asked once for many entries.

use super::{Tile, micros};
use crate::arrow::column::Column;
use crate::layout::{Field, Framing, Order, Role};
use crate::record::{Seconds32, Timestamp};

impl Tile<'_> {
    /// Puts the number in the field of a role into each row: nothing if the layout lacks it.
    pub(super) fn put_number(&self, column: &mut Column, role: Role) {
        let Some(field) = self.layout.field(role) else {
            return column.put_nothing(self.entries.len());
        };
        let order = self.layout.order();
        if self.layout.framing() == Framing::Prefixed {
            // Zeros at the end are not stored.
            return column.put_all(self.bodies().map(|body| {
                let mut whole = [0; 8];
                whole.iter_mut().zip(field.of_cut(body)).for_each(|(to, from)| *to = *from);
                Field { offset: 0, ..field }.integer(&whole, order).unwrap_or_default()
            }));
        }
        // All bits of a number without a sign that is shorter than what it is put into.
        let bits = u32::try_from(field.size).unwrap_or(8).saturating_mul(8);
        let mask = if field.signed {
            -1
        } else {
            (-1_i64)
                .cast_unsigned()
                .unbounded_shr(64_u32.saturating_sub(bits))
                .cast_signed()
        };
        match (field.size, order) {
            (2, Order::Little) => self.put_exact(column, field, |bytes| {
                i64::from(i16::from_le_bytes(bytes)) & mask
            }),
            (2, Order::Big) => self.put_exact(column, field, |bytes| {
                i64::from(i16::from_be_bytes(bytes)) & mask
            }),
            (4, Order::Little) => self.put_exact(column, field, |bytes| {
                i64::from(i32::from_le_bytes(bytes)) & mask
            }),
            (4, Order::Big) => self.put_exact(column, field, |bytes| {
                i64::from(i32::from_be_bytes(bytes)) & mask
            }),
            (8, Order::Little) => self.put_exact(column, field, i64::from_le_bytes),
            (8, Order::Big) => self.put_exact(column, field, i64::from_be_bytes),
            _ => column.put_all(
                self.bodies().map(|body| field.integer(body, order).unwrap_or_default()),
            ),
        }
    }

    #[inline(always)]
    fn put_exact<const N: usize>(
        &self,
        column: &mut Column,
        field: Field,
        read: impl Fn([u8; N]) -> i64,
    ) {
        let (start, end) = (field.offset, field.offset.saturating_add(N));
        let from = |body: &[u8]| {
            let bytes = body.get(start..end).and_then(|bytes| bytes.first_chunk());
            read(bytes.copied().unwrap_or([0; N]))
        };
        with_bodies!(self, bodies => column.put_all(bodies.map(from)));
    }

    /// Puts the seconds as stored, the microseconds as stored, and the moment that they mean.
    pub(super) fn put_times(
        &self,
        time: &mut Column,
        tv_sec: &mut Column,
        tv_usec: &mut Column,
    ) {
        let count = self.entries.len();
        if self.layout.field(Role::Instant).is_some() {
            return self.put_instants(time, tv_sec, tv_usec);
        }
        self.put_number(tv_sec, Role::Seconds);
        self.put_number(tv_usec, Role::Microseconds);
        if let Some(Field { size: 4, .. }) = self.layout.field(Role::Seconds) {
            for seconds in tv_sec.last_mut(count) {
                let low = *seconds & 0xffff_ffff;
                *seconds = match self.seconds32 {
                    Seconds32::Unsigned => low,
                    Seconds32::Signed => low.wrapping_sub((low & 0x8000_0000) << 1),
                };
            }
        }
        let seconds = tv_sec.last_mut(count);
        let moment = |seconds: i64, usec: i64| {
            micros(Timestamp::new(seconds, u32::try_from(usec).ok()?))
        };
        if self.layout.field(Role::Microseconds).is_some() {
            let parts = seconds.iter().zip(tv_usec.last_mut(count).iter());
            time.put_numbers(parts.map(|(&seconds, &usec)| moment(seconds, usec)));
        } else {
            time.put_numbers(seconds.iter().map(|&seconds| moment(seconds, 0)));
        }
    }

    /// The same of moments that are stored in one number.
    fn put_instants(&self, time: &mut Column, tv_sec: &mut Column, tv_usec: &mut Column) {
        let records = self.views(|entry| entry.record());
        let times = records.iter().map(|record| record.time());
        let policy = self.seconds32;
        time.put_numbers(times.clone().map(|time| micros(time.timestamp_as(policy))));
        tv_sec.put_all(times.clone().map(|time| time.seconds(policy)));
        tv_usec.put_numbers(times.map(|time| time.usec()));
    }
}
