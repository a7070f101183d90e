//! Field tables: what every byte of a record is for.

/// Byte order of the integers in a file: that of the machine that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Order {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
    /// As on a PDP-11: words of 16 bits with the least significant byte first, and of two
    /// words the more significant first.
    Pdp,
}

impl Order {
    /// `le`, `be` or `pdp`, as in layout ids.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Little => "le",
            Self::Big => "be",
            Self::Pdp => "pdp",
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
    /// Microseconds since 1970 in one number.
    Instant,
    /// Remote address, in network order whatever the order of the file: four bytes of IPv4,
    /// which a wider integer may hold, or 16 of either family.
    Address,
    /// Remote address as a socket address: length, family, port and address.
    Socket,
    /// Length of the host, as the writer counted it.
    HostLength,
    /// Label of mandatory access control.
    Level,
    /// Number of failed logins.
    Count,
    /// Number of failed logins that locks the account.
    Max,
    /// Seconds for which the account is locked.
    LockSeconds,
    /// State of a failed login, in bits.
    Status,
    /// Host, terminal or service that a failed login came from.
    Origin,
    /// Version of the record.
    Version,
    /// What a process did, in bits.
    Flags,
    /// Name of the command that a process ran.
    Command,
    /// Numeric user id.
    Uid,
    /// Numeric group id.
    Gid,
    /// The user id once more, in 16 bits.
    Uid16,
    /// The group id once more, in 16 bits.
    Gid16,
    /// Process id of the parent.
    ParentPid,
    /// Number of the terminal's device.
    Tty,
    /// Exit code and signal of a process in one number.
    ExitCode,
    /// How long a process lived: a `comp_t`.
    Elapsed,
    /// The upper 8 of 24 bits of it.
    ElapsedHigh,
    /// The lower 16 of 24 bits of it.
    ElapsedLow,
    /// How long a process lived: a floating-point number of 32 bits.
    ElapsedFloat,
    /// Ticks in a second.
    TickRate,
    /// Ticks in the program, a `comp_t`.
    UserTicks,
    /// Ticks in the kernel, a `comp_t`.
    SystemTicks,
    /// Average memory, a `comp_t`.
    Memory,
    /// Characters transferred, a `comp_t`.
    Io,
    /// Blocks read or written, a `comp_t`.
    Blocks,
    /// Minor page faults, a `comp_t`.
    MinorFaults,
    /// Major page faults, a `comp_t`.
    MajorFaults,
    /// Times swapped out, a `comp_t`.
    Swaps,
    /// Declared for later use; usually but not always zero.
    Reserved,
    /// Alignment, by the compiler or by hand; may hold garbage.
    Padding,
}

impl Role {
    /// Whether the field is text.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(
            self,
            Self::Line | Self::Id | Self::User | Self::Host | Self::Origin | Self::Command
        )
    }

    /// Whether the field is an integer in the order of the file.
    #[must_use]
    pub const fn is_integer(self) -> bool {
        !self.is_text()
            && !matches!(
                self,
                Self::Address | Self::Socket | Self::Reserved | Self::Padding
            )
    }

    const fn is_comp(self) -> bool {
        matches!(
            self,
            Self::Elapsed
                | Self::UserTicks
                | Self::SystemTicks
                | Self::Memory
                | Self::Io
                | Self::Blocks
                | Self::MinorFaults
                | Self::MajorFaults
                | Self::Swaps
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
    /// Whether it is an integer with a sign.
    pub signed: bool,
}

impl Field {
    /// The bytes of this field in a record; empty if the record is too short.
    #[must_use]
    pub fn of<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        record.get(self.offset..self.offset.saturating_add(self.size)).unwrap_or_default()
    }

    /// Whether the byte at this place of a record belongs to the field.
    pub(super) fn holds(&self, at: usize) -> bool {
        at.checked_sub(self.offset).is_some_and(|at| at < self.size)
    }

    /// The same of a record whose end may not be stored: what there is of the field.
    #[inline]
    pub(crate) fn of_cut<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        let end = self.offset.saturating_add(self.size).min(record.len());
        record.get(self.offset..end).unwrap_or_default()
    }

    /// The value of an integer field of 1, 2, 4 or 8 bytes, sign-extended if it has a sign.
    /// 64 bits without a sign are given as if they had one.
    #[must_use]
    #[inline]
    pub fn integer(&self, record: &[u8], order: Order) -> Option<i64> {
        let signed = match *self.of(record) {
            [value] => i64::from(value.cast_signed()),
            [a, b] => match order {
                Order::Little | Order::Pdp => i16::from_le_bytes([a, b]).into(),
                Order::Big => i16::from_be_bytes([a, b]).into(),
            },
            [a, b, c, d] => match order {
                Order::Little => i32::from_le_bytes([a, b, c, d]).into(),
                Order::Big => i32::from_be_bytes([a, b, c, d]).into(),
                Order::Pdp => i32::from_le_bytes([c, d, a, b]).into(),
            },
            ref bytes => {
                let bytes = bytes.try_into().ok()?;
                match order {
                    Order::Little => i64::from_le_bytes(bytes),
                    Order::Big => i64::from_be_bytes(bytes),
                    Order::Pdp => return None,
                }
            }
        };
        Some(match self.size {
            _ if self.signed => signed,
            1 => signed & 0xff,
            2 => signed & 0xffff,
            4 => signed & 0xffff_ffff,
            _ => signed,
        })
    }

    /// The C type of the field, as the catalogue shows it.
    #[must_use]
    pub const fn c_type(&self) -> &'static str {
        match (self.role, self.size, self.signed) {
            (Role::Address, 16, _) => "ip16",
            (Role::Address, ..) => "ip4",
            (Role::Socket, ..) => "sockaddr",
            (Role::Reserved, ..) => "reserved",
            (Role::Padding, ..) => "padding",
            (Role::ElapsedFloat, ..) => "f32",
            (role, ..) if role.is_comp() => "comp_t",
            (role, ..) if role.is_text() => "char[]",
            (_, 1, _) => "u8",
            (_, 2, true) => "i16",
            (_, 2, false) => "u16",
            (_, 4, true) => "i32",
            (_, 4, false) => "u32",
            (_, _, true) => "i64",
            (_, _, false) => "u64",
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
            || (field.role.is_integer() && !matches!(field.size, 1 | 2 | 4 | 8))
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
        Field { name: "x", offset, size, role, signed: true }
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
        assert_eq!(field(0, 1, Role::Version).integer(&record, Order::Big), Some(-2));
        let unsigned = Field { signed: false, ..field(0, 2, Role::Type) };
        assert_eq!(unsigned.integer(&record, Order::Little), Some(0xfffe));
    }

    #[test]
    fn a_pdp_11_has_its_bytes_in_the_middle() {
        let seconds = field(0, 4, Role::Seconds);
        assert_eq!(
            seconds.integer(&[0x34, 0x12, 0x78, 0x56], Order::Pdp),
            Some(0x1234_5678)
        );
        assert_eq!(field(0, 2, Role::Type).integer(&[1, 0], Order::Pdp), Some(1));
        assert_eq!(field(0, 8, Role::Seconds).integer(&[0; 8], Order::Pdp), None);
    }
}
