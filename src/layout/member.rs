//! The types of members: integers in the three byte orders, and bytes.

use super::Order;
use zerocopy::byteorder::{F32, I16, I32, I64, LE, U16, U32, U64};
use zerocopy::{ByteOrder, FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// What a member of a record can be.
pub trait Member:
    FromBytes + IntoBytes + Immutable + KnownLayout + Unaligned + Copy + 'static
{
    /// Whether it is a signed integer.
    const SIGNED: bool = false;
}

/// An integer whose type carries its byte order.
pub trait Integer: Member {
    /// The byte order.
    const ORDER: Order;
}

pub(super) const fn order<O: ByteOrder>() -> Order {
    match O::ORDER {
        zerocopy::byteorder::Order::LittleEndian => Order::Little,
        zerocopy::byteorder::Order::BigEndian => Order::Big,
    }
}

macro_rules! integers {
    ($($type:ident: $signed:literal),+) => {$(
        impl<O: ByteOrder + 'static> Member for $type<O> {
            const SIGNED: bool = $signed;
        }
        impl<O: ByteOrder + 'static> Integer for $type<O> {
            const ORDER: Order = order::<O>();
        }
    )+};
}
integers!(I16: true, I32: true, I64: true, U16: false, U32: false, U64: false);

impl Member for u8 {}
impl<const N: usize> Member for [u8; N] {}
impl<O: ByteOrder + 'static> Member for F32<O> {}

/// A 32-bit integer of a PDP-11: two little-endian words, the high one first.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub struct Pdp32 {
    /// The upper 16 bits.
    pub high: U16<LE>,
    /// The lower 16 bits.
    pub low: U16<LE>,
}

impl Pdp32 {
    /// The value.
    ///
    /// # Examples
    ///
    /// ```
    /// use loginrec::layout::Pdp32;
    /// use zerocopy::FromBytes;
    ///
    /// let stored = Pdp32::read_from_bytes(&[0x34, 0x12, 0x78, 0x56]).unwrap();
    /// assert_eq!(stored.get(), 0x1234_5678);
    /// ```
    #[must_use]
    pub fn get(self) -> i32 {
        let ([a, b], [c, d]) =
            (self.high.get().to_be_bytes(), self.low.get().to_be_bytes());
        i32::from_be_bytes([a, b, c, d])
    }
}

impl Member for Pdp32 {
    const SIGNED: bool = true;
}

impl Integer for Pdp32 {
    const ORDER: Order = Order::Pdp;
}
