//! The fields of an entry, between its bytes and its line.

use super::bytes::SplitOnce as _;
use super::spelling::{parse_i64, parse_text, push_text};
use crate::bytes::{find_zero, is_zero};
use crate::layout::{Draft, Field, Layout, Remote, Role};
use crate::output::digits::put_signed;
use crate::output::push::push_padded;
use crate::record::StoredAddress;
use crate::text::utmpdump::push_ip;
use crate::text::{Malformed, clock};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What the lines of a layout have, found once.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) layout: &'static Layout,
    /// What stands in brackets, with its name.
    slots: Vec<(&'static str, Slot)>,
    /// The numbers that stand behind the brackets, by name.
    pub(super) others: Vec<&'static Field>,
    integers: Vec<&'static Field>,
}

impl Plan {
    pub(super) fn of(layout: &'static Layout) -> Self {
        let integers = layout.fields().filter(|field| field.role.is_integer());
        Self {
            layout,
            slots: slots(layout).collect(),
            others: others(layout).collect(),
            integers: integers.collect(),
        }
    }

    /// The names of the fields, for people.
    pub(super) fn push_names(&self, out: &mut Vec<u8>) {
        out.push(b'#');
        for (name, _) in &self.slots {
            out.extend_from_slice(b" [");
            out.extend_from_slice(name.as_bytes());
            out.push(b']');
        }
        for field in &self.others {
            out.push(b' ');
            out.extend_from_slice(field.name.as_bytes());
        }
        out.push(b'\n');
    }
}

/// The values of an entry, as far as fields have them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fields<'a> {
    texts: [Cow<'a, [u8]>; 4],
    /// Of every role that has an integer.
    numbers: Vec<(Role, i64)>,
    address: Option<(IpAddr, u16)>,
}

/// What stands in brackets, in this order, where the layout has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Number(Field, usize),
    /// One of the texts, at least so wide.
    Text(Field, usize, usize),
    Address(Field),
    Time,
}

/// The brackets of a layout, with their names.
fn slots(layout: &Layout) -> impl Iterator<Item = (&'static str, Slot)> {
    let field = |roles: &[Role]| roles.iter().find_map(|&role| layout.field(role));
    let text = |roles: &[Role], which, width| {
        field(roles).map(|field| (field.name, Slot::Text(field, which, width)))
    };
    let number =
        |role, width| field(&[role]).map(|field| (field.name, Slot::Number(field, width)));
    let slots = [
        number(Role::Type, 1),
        number(Role::Pid, 5),
        text(&[Role::Id], 1, 4),
        text(&[Role::User], 2, 8),
        text(&[Role::Line, Role::Origin, Role::Command], 0, 12),
        text(&[Role::Host], 3, 20),
        field(&[Role::Socket, Role::Address])
            .map(|field| (field.name, Slot::Address(field))),
        field(&[Role::Seconds, Role::Instant]).map(|field| (field.name, Slot::Time)),
    ];
    slots.into_iter().flatten()
}

/// The numbers that stand behind the brackets, by name.
fn others(layout: &Layout) -> impl Iterator<Item = &'static Field> {
    layout.fields().filter(|field| {
        field.role.is_integer()
            && !matches!(
                field.role,
                Role::Type | Role::Pid | Role::Seconds | Role::Microseconds | Role::Instant
            )
    })
}

impl<'a> Fields<'a> {
    /// Reads a whole record: `record` is as long as one.
    pub(super) fn of(plan: &Plan, record: &'a [u8]) -> Self {
        let mut fields = Self::default();
        for (_, slot) in &plan.slots {
            match *slot {
                Slot::Text(field, which, _) => {
                    let text = Cow::Borrowed(without_end(field.of(record)));
                    fields
                        .texts
                        .get_mut(which)
                        .into_iter()
                        .for_each(|to| *to = text.clone());
                }
                Slot::Address(field) => fields.address = address(&field, record),
                Slot::Number(..) | Slot::Time => {}
            }
        }
        let order = plan.layout.order();
        let number = |field: &Field| field.integer(record, order).unwrap_or(0);
        let integers = plan.integers.iter().map(|field| (field.role, number(field)));
        fields.numbers.extend(integers);
        fields
    }

    pub(super) fn encode(&self, layout: &Layout) -> Vec<u8> {
        let [line, id, user, host] = &self.texts;
        layout.encode(&Draft {
            line,
            id,
            user,
            host,
            remote: match self.address {
                None => Remote::None,
                Some((ip, port)) => Remote::Socket(ip, port),
            },
            more: &self.numbers,
            ..Draft::default()
        })
    }

    fn number(&self, role: Role) -> Option<i64> {
        self.numbers.iter().find(|(known, _)| *known == role).map(|(_, number)| *number)
    }

    /// Seconds and microseconds, from wherever the layout has them.
    fn time(&self, layout: &Layout) -> (i64, Option<i64>) {
        const MICROS: u64 = 1_000_000;
        if let Some(instant) = self.number(Role::Instant) {
            let instant = instant.cast_unsigned();
            let part = |part: Option<u64>| part.unwrap_or(0).cast_signed();
            let usec = part(instant.checked_rem(MICROS));
            return (part(instant.checked_div(MICROS)), Some(usec));
        }
        let seconds = self.number(Role::Seconds).unwrap_or(0);
        // 32 bits without a sign, as everywhere but in the form of the tool.
        let is_short = layout.field(Role::Seconds).is_some_and(|field| field.size == 4);
        let seconds = if is_short { seconds & 0xffff_ffff } else { seconds };
        (seconds, self.number(Role::Microseconds))
    }

    pub(super) fn push(&self, plan: &Plan, out: &mut Vec<u8>) {
        let mut before: &[u8] = b"[";
        for (_, slot) in &plan.slots {
            out.extend_from_slice(before);
            before = b"] [";
            match *slot {
                Slot::Number(field, width) => {
                    let number = self.number(field.role).unwrap_or(0);
                    if number < 0 {
                        out.push(b'-');
                    }
                    push_padded(out, number.unsigned_abs(), width);
                }
                Slot::Text(_, which, width) => {
                    push_text(out, self.texts.get(which).map_or(&[], |text| text), width);
                }
                Slot::Address(field) => self.push_address(&field, out),
                Slot::Time => self.push_time(plan.layout, out),
            }
        }
        out.push(b']');
        for field in &plan.others {
            match self.number(field.role) {
                None | Some(0) => {}
                Some(number) => {
                    out.push(b' ');
                    out.extend_from_slice(field.name.as_bytes());
                    out.push(b'=');
                    put_signed(out, number);
                }
            }
        }
    }

    fn push_address(&self, field: &Field, out: &mut Vec<u8>) {
        let start = out.len();
        match (self.address, field.role) {
            (None, Role::Socket) => {}
            (None, _) => push_ip(out, IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
            (Some((ip, port)), role) => {
                push_ip(out, ip);
                if role == Role::Socket {
                    out.push(b' ');
                    push_padded(out, port.into(), 1);
                }
            }
        }
        out.resize(out.len().max(start.saturating_add(15)), b' ');
    }

    fn push_time(&self, layout: &Layout, out: &mut Vec<u8>) {
        let (seconds, usec) = self.time(layout);
        let is_usual = USUAL.contains(&seconds);
        if is_usual {
            clock::push_civil(out, seconds);
        } else {
            out.push(b'@');
            put_signed(out, seconds);
        }
        if let Some(usec) = usec {
            out.push(b',');
            if usec < 0 {
                out.push(b'-');
            }
            push_padded(out, usec.unsigned_abs(), 6);
        }
        if is_usual {
            out.extend_from_slice(b"+00:00");
        }
    }

    /// Reads the brackets at the start of a line. Returns what stands behind them.
    pub(super) fn parse(
        plan: &Plan,
        line: &'a [u8],
    ) -> Result<(Self, &'a [u8]), Malformed> {
        let mut fields = Self::default();
        fields.numbers.extend(plan.integers.iter().map(|field| (field.role, 0)));
        let mut rest = line;
        for (number, (name, slot)) in (1_u8..).zip(&plan.slots) {
            let inside = rest.trim_ascii_start().strip_prefix(b"[");
            let (value, behind) = inside
                .and_then(|inside| inside.split_once_byte(b']'))
                .filter(|(value, _)| !value.contains(&b'['))
                .ok_or(Malformed::Bracket(number))?;
            rest = behind;
            fields.take(plan.layout, *slot, value).map_err(|what| {
                Malformed::other(format!("field {number} ({name}) {what}"))
            })?;
        }
        Ok((fields, rest))
    }

    fn take(&mut self, layout: &Layout, slot: Slot, value: &'a [u8]) -> Result<(), String> {
        match slot {
            Slot::Number(field, _) => self.set(&field, parse_i64(value)),
            Slot::Text(field, which, _) => {
                let text = parse_text(value)?;
                if text.len() > field.size {
                    let (len, size) = (text.len(), field.size);
                    return Err(format!(
                        "has {len} bytes, and the layout has room for {size}"
                    ));
                }
                self.texts.get_mut(which).into_iter().for_each(|to| *to = text.clone());
                Ok(())
            }
            Slot::Address(field) => {
                self.address = parse_address(&field, value)?;
                Ok(())
            }
            Slot::Time => self.take_time(layout, value),
        }
    }

    /// Sets the number of a field by its name.
    pub(super) fn set(&mut self, field: &Field, number: Option<i64>) -> Result<(), String> {
        let number = number.ok_or("is no number")?;
        if !has_room(field, number) {
            let bits = field.size.saturating_mul(8);
            return Err(format!("is {number}, which {bits} bits cannot hold"));
        }
        let known = self.numbers.iter_mut().find(|(role, _)| *role == field.role);
        known.into_iter().for_each(|(_, to)| *to = number);
        Ok(())
    }

    fn take_time(&mut self, layout: &Layout, value: &[u8]) -> Result<(), String> {
        const NONE: &str =
            "is no time such as 2023-11-14T22:13:20,000000+00:00 or @-5,000000";
        let value = value.trim_ascii();
        let value = value.strip_suffix(b"+00:00").unwrap_or(value);
        let (moment, usec) = match value.split_once_byte(b',') {
            Some((moment, usec)) => (moment, parse_i64(usec).ok_or(NONE)?),
            None => (value, 0),
        };
        let seconds = match moment.strip_prefix(b"@") {
            Some(seconds) => parse_i64(seconds).ok_or(NONE)?,
            None => {
                let seconds = clock::seconds(moment);
                let mut spelled = Vec::new();
                clock::push_civil(&mut spelled, seconds);
                // The clock reads as much as it can; here it has to be all.
                if spelled != moment {
                    return Err(NONE.into());
                }
                seconds
            }
        };
        if let Some(field) = layout.field(Role::Instant) {
            let instant = i128::from(seconds)
                .saturating_mul(1_000_000)
                .saturating_add(i128::from(usec));
            let instant =
                u64::try_from(instant).map_err(|_| "is before 1970 or too late")?;
            return self.set(&field, Some(instant.cast_signed()));
        }
        if let Some(field) = layout.field(Role::Seconds) {
            self.set(&field, Some(seconds))?;
        }
        match layout.field(Role::Microseconds) {
            Some(field) => self.set(&field, Some(usec)),
            None if usec != 0 => Err("has microseconds, and the layout has none".into()),
            None => Ok(()),
        }
    }
}

/// A text without the zeros at its end, whatever stands between its first zero and there.
fn without_end(text: &[u8]) -> &[u8] {
    let (value, rest) =
        text.split_at_checked(find_zero(text).unwrap_or(text.len())).unwrap_or((text, &[]));
    if is_zero(rest) {
        return value;
    }
    let last = text.iter().rposition(|&byte| byte != 0);
    last.and_then(|last| text.get(..=last)).unwrap_or_default()
}

/// The years 1000 to 9999: the others are written in seconds.
const USUAL: core::ops::RangeInclusive<i64> = {
    const FIRST: i64 = -30_610_224_000;
    FIRST..=crate::record::Timestamp::MAX_SECONDS
};

fn has_room(field: &Field, number: i64) -> bool {
    match field.size {
        1 => (-0x80..=0xff).contains(&number),
        2 => (-0x8000..=0xffff).contains(&number),
        4 => (-0x8000_0000..=0xffff_ffff).contains(&number),
        _ => true,
    }
}

fn address(field: &Field, record: &[u8]) -> Option<(IpAddr, u16)> {
    let bytes = field.of(record);
    if field.role == Role::Socket {
        let stored = StoredAddress::Socket(bytes);
        let ip = stored.decide(b"").ip()?;
        return Some((ip, stored.port().unwrap_or(0)));
    }
    let is_v6 = |bytes: &[u8; 16]| bytes.iter().skip(4).any(|&byte| byte != 0);
    if let Some(bytes) = bytes.try_into().ok().filter(is_v6) {
        return Some((IpAddr::V6(Ipv6Addr::from(bytes)), 0));
    }
    let v4 = Ipv4Addr::from(*bytes.first_chunk::<4>()?);
    (!v4.is_unspecified()).then_some((IpAddr::V4(v4), 0))
}

fn parse_address(field: &Field, value: &[u8]) -> Result<Option<(IpAddr, u16)>, String> {
    let wrong = || match field.role {
        Role::Socket => String::from("is no address with a port behind a blank"),
        _ => String::from("is no address"),
    };
    let text = core::str::from_utf8(value.trim_ascii()).map_err(|_| wrong())?;
    if text.is_empty() {
        return Ok(None);
    }
    let (ip, port) = match text.split_once(' ') {
        Some((ip, port)) if field.role == Role::Socket => {
            (ip, port.trim_start().parse().map_err(|_| wrong())?)
        }
        _ => (text, 0),
    };
    let ip: IpAddr = ip.parse().map_err(|_| wrong())?;
    if ip.is_ipv6() && field.role == Role::Address && field.size != 16 {
        return Err("is IPv6, and the layout has room for IPv4 alone".into());
    }
    let is_none = field.role == Role::Address && ip == Ipv4Addr::UNSPECIFIED;
    Ok((!is_none).then_some((ip, port)))
}
