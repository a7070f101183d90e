//! Structures that can be laid over bytes, and how a family declares its own.

use super::{Field, Order};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// A record as C declares it: a structure that can be laid over bytes at any address.
///
/// Only the structures of this crate are records: the trait is sealed.
pub trait Raw:
    FromBytes
    + IntoBytes
    + Immutable
    + KnownLayout
    + Unaligned
    + Sized
    + sealed::Sealed
    + 'static
{
    /// Byte order of its integers.
    const ORDER: Order;
    /// Its members, tiling it without a hole. The compiler checks that for every layout.
    const FIELDS: &'static [Field];
}

pub(crate) mod sealed {
    /// Implemented by the structures of the families alone.
    pub trait Sealed {}
}

/// Declares the structures of a family: the members with their types as in C, and what each
/// of them means. The field table follows from it.
///
/// `in` gives the byte order. A parameter is the byte order (`O: ByteOrder`), an integer type
/// that has one (`T: Integer`), or the type of padding whose length differs between systems
/// (`P: Member`). `as` gives the C name where it is not the member's.
macro_rules! raw {
    ($(
        $(#[$about:meta])*
        pub struct $name:ident $(<$($param:ident: $bound:ident),+>)? in $order:expr => {
            $(
                $(#[$member_about:meta])*
                $member:ident: $type:ty = $role:ident $(as $c_name:literal)?,
            )+
        }
    )+) => {$(
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug,
            zerocopy::FromBytes, zerocopy::IntoBytes, zerocopy::Immutable,
            zerocopy::KnownLayout, zerocopy::Unaligned,
        )]
        #[repr(C)]
        pub struct $name $(<$($param: $bound),+>)? {
            $($(#[$member_about])* pub $member: $type,)+
        }

        impl $(<$($param: $bound),+>)? $crate::layout::raw::sealed::Sealed
            for $name $(<$($param),+>)? {}

        impl $(<$($param: $bound + 'static),+>)? $crate::layout::Raw
            for $name $(<$($param),+>)?
        {
            const ORDER: $crate::layout::Order = $order;
            const FIELDS: &'static [$crate::layout::Field] = &[
                $($crate::layout::Field {
                    name: $crate::layout::raw::raw!(@name $member $role $($c_name)?),
                    offset: core::mem::offset_of!(Self, $member),
                    size: size_of::<$type>(),
                    role: $crate::layout::Role::$role,
                    signed: <$type as $crate::layout::Member>::SIGNED,
                },)+
            ];
        }
    )+};
    (@name $member:ident Padding) => { "(padding)" };
    (@name $member:ident $role:ident $c_name:literal) => { $c_name };
    (@name $member:ident $role:ident) => { stringify!($member) };
}
pub(super) use raw;

/// A record of zeros, with bytes written at some places: what tests take for a file's.
#[cfg(test)]
pub(super) fn placed<const N: usize>(parts: &[(usize, &[u8])]) -> [u8; N] {
    let mut record = [0; N];
    for (at, bytes) in parts {
        record[*at..*at + bytes.len()].copy_from_slice(bytes);
    }
    record
}
