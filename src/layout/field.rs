//! Field tables: what every byte of a record is for.

/// Byte order of the integers in a file: that of the machine that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Order {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

impl Order {
    /// `le` or `be`, as in layout ids.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Little => "le",
            Self::Big => "be",
        }
    }
}

/// What a field means, whatever its C name is on one system or another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The type of the record.
    Type,
    /// Process id.
    Pid,
    /// Terminal line.
    Line,
    /// Short terminal name or inittab id.
    Id,
    /// Login name.
    User,
    /// Remote host.
    Host,
    /// Signal that ended the process.
    Termination,
    /// Exit code of the process.
    Exit,
    /// Session id.
    Session,
    /// Seconds since 1970.
    Seconds,
    /// Microseconds within the second.
    Microseconds,
    /// Remote address, in network order whatever the order of the file.
    Address,
    /// Declared for later use; usually but not always zero.
    Reserved,
    /// Alignment, by the compiler or by hand; may hold garbage.
    Padding,
}

impl Role {
    /// Whether the field is text.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Line | Self::Id | Self::User | Self::Host)
    }

    /// Whether the field is a signed integer in the order of the file.
    #[must_use]
    pub const fn is_integer(self) -> bool {
        matches!(
            self,
            Self::Type
                | Self::Pid
                | Self::Termination
                | Self::Exit
                | Self::Session
                | Self::Seconds
                | Self::Microseconds
        )
    }
}

/// One field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The C name of the member.
    pub name: &'static str,
    /// Bytes from the start of the record.
    pub offset: usize,
    /// Length in bytes; 0 in a variant of the structure that lacks the field.
    pub size: usize,
    /// What it means.
    pub role: Role,
}

impl Field {
    /// The bytes of this field in a record; empty if the record is too short.
    #[must_use]
    pub fn of<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        record.get(self.offset..self.offset.saturating_add(self.size)).unwrap_or_default()
    }

    /// The value of an integer field of 2, 4 or 8 bytes, sign-extended.
    #[must_use]
    pub fn integer(&self, record: &[u8], order: Order) -> Option<i64> {
        let bytes = self.of(record);
        match order {
            Order::Little => match *bytes {
                [a, b] => Some(i16::from_le_bytes([a, b]).into()),
                [a, b, c, d] => Some(i32::from_le_bytes([a, b, c, d]).into()),
                _ => bytes.try_into().ok().map(i64::from_le_bytes),
            },
            Order::Big => match *bytes {
                [a, b] => Some(i16::from_be_bytes([a, b]).into()),
                [a, b, c, d] => Some(i32::from_be_bytes([a, b, c, d]).into()),
                _ => bytes.try_into().ok().map(i64::from_be_bytes),
            },
        }
    }

    /// The C type of the field, as the catalogue shows it.
    #[must_use]
    pub const fn c_type(&self) -> &'static str {
        match (self.role, self.size) {
            (Role::Address, _) => "ip16",
            (Role::Reserved, _) => "reserved",
            (Role::Padding, _) => "padding",
            (role, 2) if role.is_integer() => "i16",
            (role, 4) if role.is_integer() => "i32",
            (role, 8) if role.is_integer() => "i64",
            _ => "char[]",
        }
    }
}

/// Whether the fields follow each other without hole or overlap and end at `size`, and every
/// integer has a length that [`Field::integer`] reads.
///
/// Evaluated by the compiler for every layout: a table that lies does not build.
pub(crate) const fn tiles(fields: &[Field], size: usize) -> bool {
    let mut rest = fields;
    let mut end = 0_usize;
    while let [field, behind @ ..] = rest {
        if field.offset != end
            || (field.role.is_integer() && !matches!(field.size, 2 | 4 | 8))
        {
            return false;
        }
        end = end.saturating_add(field.size);
        rest = behind;
    }
    end == size
}

/// The first field of this role that is not empty.
#[expect(
    clippy::as_conversions,
    reason = "enums cannot be compared in a const fn otherwise"
)]
pub(crate) const fn find(fields: &[Field], role: Role) -> Option<Field> {
    let mut rest = fields;
    while let [field, behind @ ..] = rest {
        if field.role as u8 == role as u8 && field.size > 0 {
            return Some(*field);
        }
        rest = behind;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn field(offset: usize, size: usize, role: Role) -> Field {
        Field { name: "x", offset, size, role }
    }

    #[test]
    fn a_hole_an_overlap_and_a_wrong_end_do_not_tile() {
        let pid = field(2, 4, Role::Pid);
        assert!(tiles(&[field(0, 2, Role::Type), pid], 6));
        assert!(tiles(&[field(0, 2, Role::Type), field(2, 0, Role::Padding), pid], 6));
        assert!(!tiles(&[field(0, 1, Role::Type), pid], 6), "hole");
        assert!(!tiles(&[field(0, 3, Role::Type), pid], 6), "overlap");
        assert!(!tiles(&[field(0, 2, Role::Type), pid], 7), "end");
        assert!(tiles(&[], 0));
        assert!(!tiles(&[field(0, 3, Role::Type)], 3), "an integer of three bytes");
    }

    #[test]
    fn integers_are_read_in_either_order_and_sign_extended() {
        let record = [0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 0];
        assert_eq!(field(0, 2, Role::Type).integer(&record, Order::Little), Some(-2));
        assert_eq!(field(0, 4, Role::Pid).integer(&record, Order::Little), Some(-2));
        assert_eq!(field(0, 2, Role::Type).integer(&record, Order::Big), Some(-257));
        assert_eq!(
            field(0, 8, Role::Session).integer(&record, Order::Little),
            Some(0x1_ffff_fffe)
        );
        assert_eq!(field(4, 8, Role::Session).integer(&record, Order::Little), None);
    }
}
