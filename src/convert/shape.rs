//! What a record has to look like for another system to take it for the same.

use crate::layout::convention::{Convention, Derived};
use crate::layout::{Layout, Role};
use crate::record::{Kind, Record, RunLevelIn, Text};

/// What differs between systems.
#[derive(Debug)]
pub(super) struct Shape<'a> {
    pub(super) type_raw: i32,
    pub(super) pid: i64,
    pub(super) line: &'a [u8],
    pub(super) user: &'a [u8],
    pub(super) host: &'a [u8],
    /// The new and the old run level, where the system keeps them in the exit status.
    pub(super) levels: Option<(i32, i32)>,
}

impl<'a> Shape<'a> {
    /// `system` is what the record is from.
    pub(super) fn of(from: &Record<'a>, system: &Convention, to: &Layout) -> Self {
        let convention = to.spec().convention;
        let kind = kind_in(from, convention);
        let mut shape = Self {
            type_raw: 0,
            pid: from.pid().unwrap_or(0),
            line: from.line().raw(),
            user: from.user().raw(),
            host: from.host().map(|host| host.raw()).unwrap_or_default(),
            levels: None,
        };
        if to.field(Role::Type).is_some() {
            shape.type_raw = number(from, kind, system, convention);
        }
        let is_said = from.is_derived() && kind == from.kind();
        if convention.derived == Derived::Always && is_said {
            // By the texts that it has.
        } else if convention.derived == Derived::Always {
            shape.take_texts_of(kind, from);
        } else if is_shutdown(from) && kind == Kind::RunLevel {
            // As Linux writes it: a change of run level without levels.
            shape.line = if from.line().is_empty() { b"~" } else { shape.line };
            shape.user = b"shutdown";
            shape.pid = if from.kind() == Kind::RunLevel { shape.pid } else { 0 };
        }
        if let Some(level) = from.run_level()
            && from.habits.run_level_in != convention.habits.run_level_in
        {
            let (new, old) = (level.new, level.old.unwrap_or(0));
            if convention.habits.run_level_in == RunLevelIn::Pid {
                shape.pid =
                    i64::from(new).saturating_add(i64::from(old).saturating_mul(256));
            } else {
                shape.levels = Some((new.into(), old.into()));
                shape.pid = 0;
            }
        }
        shape
    }

    /// The texts by which a record without a type is known.
    fn take_texts_of(&mut self, kind: Kind, from: &Record<'_>) {
        let user = from.user().value();
        let line = from.line().value();
        match kind {
            Kind::BootTime => {
                self.mark(b"~", line);
                if user.is_empty() || user == "shutdown" {
                    self.user = b"reboot";
                }
            }
            Kind::ShutdownTime | Kind::DownTime => {
                self.mark(b"~", line);
                if user != "shutdown" {
                    self.user = b"shutdown";
                }
            }
            Kind::OldTime | Kind::NewTime => {
                if kind == Kind::OldTime {
                    self.mark(b"|", line);
                } else if line != "}" {
                    self.mark(b"{", line);
                }
                if !user.is_empty() && user != "date" {
                    self.user = b"date";
                }
            }
            Kind::DeadProcess => {
                [&mut self.user, &mut self.host].into_iter().for_each(clear)
            }
            Kind::Empty => {
                [&mut self.line, &mut self.user, &mut self.host]
                    .into_iter()
                    .for_each(clear);
            }
            _ => {}
        }
    }

    fn mark(&mut self, mark: &'static [u8], line: &[u8]) {
        if line != mark {
            self.line = mark;
        }
    }
}

/// Leaves no value. What stands behind an empty one may stay.
fn clear(text: &mut &[u8]) {
    if !Text::new(text).is_empty() {
        *text = b"";
    }
}

/// What the record is there: itself, or what the system has instead.
fn kind_in(from: &Record<'_>, convention: &Convention) -> Kind {
    let has = |kind| match convention.derived {
        Derived::Always => matches!(
            kind,
            Kind::BootTime
                | Kind::ShutdownTime
                | Kind::OldTime
                | Kind::NewTime
                | Kind::UserProcess
                | Kind::DeadProcess
                | Kind::Empty
        ),
        _ => convention.number(kind).is_some(),
    };
    let kind = from.kind();
    let instead = [Kind::ShutdownTime, Kind::DownTime, Kind::RunLevel];
    if has(kind) || !is_shutdown(from) {
        return kind;
    }
    instead.into_iter().find(|&kind| has(kind)).unwrap_or(kind)
}

/// Whether the system goes down. Linux says so with a change of run level.
fn is_shutdown(from: &Record<'_>) -> bool {
    match from.kind() {
        Kind::ShutdownTime | Kind::DownTime => true,
        Kind::RunLevel => from.user().is(b"shutdown"),
        _ => false,
    }
}

/// The number of the kind. What has none keeps its own where that means nothing there, and
/// is an empty record otherwise: better nothing than something else.
fn number(from: &Record<'_>, kind: Kind, system: &Convention, there: &Convention) -> i32 {
    let stored = from.type_raw();
    let means = |raw: &i32| there.kind((*raw).into());
    // With the flags that it has, or a number that texts overrule.
    let is_same = system.name == there.name && system.derived == there.derived;
    if let Some(raw) = stored.filter(|raw| {
        is_same || kind == from.kind() && !from.is_derived() && means(raw) == kind
    }) {
        return raw;
    }
    let free = stored.filter(|raw| means(raw) == Kind::Unknown);
    there.number(kind).or(free).unwrap_or(0)
}
