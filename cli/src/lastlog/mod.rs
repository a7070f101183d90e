//! `loginrec lastlog`: who logged in last when and from where.

mod args;
mod logins;
mod passwd;
mod table;
mod users;

pub(crate) use args::{AFTER, Lastlog};

use crate::args::Format;
use crate::reading::{open, warn_of_rivals};
use crate::report::{Report, count, shown};
use crate::sink::Sink;
use crate::when::Zone;
use loginrec::detect::Ranking;
use loginrec::layout::{Content, LAYOUTS, Layout};
use loginrec::output::{Style, Writer};
use loginrec::{Escaped, Reader, Seconds32};
use logins::{Login, Logins};
use passwd::Accounts;
use std::collections::HashSet;
use std::io;
use table::Clock;
use users::Users;

/// So many user ids without an account are named in a message.
const NAMED: usize = 10;

/// What was asked for, the same for all files.
struct Job<'a> {
    args: &'a Lastlog,
    zone: Zone,
    seconds32: Seconds32,
    /// Seconds since 1970, where --now says it.
    now: Option<i64>,
    accounts: Option<Accounts>,
    users: Users,
}

/// A line of the output.
struct Row<'a> {
    name: String,
    /// `None` for a user without a slot.
    login: Option<&'a Login>,
    /// Whether the file tells nothing of the user because it is damaged there.
    is_unread: bool,
}

/// Prints the last logins of every path. An error is one of writing.
pub(crate) fn run(args: &Lastlog, report: &mut Report) -> io::Result<()> {
    let Some(job) = Job::prepare(args, report) else { return Ok(()) };
    let inputs: Vec<_> = args.paths.iter().chain(&args.passwd).cloned().collect();
    let Some(mut sink) = Sink::open(&args.output, &inputs, report) else { return Ok(()) };
    let offset_at = |seconds| job.zone.offset_at(seconds);
    let style = Style {
        seconds32: job.seconds32,
        offset: (!job.zone.is_utc()).then_some(&offset_at),
    };
    let mut writer = Writer::new(args.format.into(), style).with_users();
    for path in &args.paths {
        let source = shown(path);
        match open(path, &args.reading) {
            Ok(reader) => job.print(reader, &source, &mut writer, &mut sink, report)?,
            Err(error) => report.error(error),
        }
    }
    sink.finish()
}

impl<'a> Job<'a> {
    /// `None` if it cannot be done, which is reported.
    fn prepare(args: &'a Lastlog, report: &mut Report) -> Option<Self> {
        let accounts = match args.passwd.as_slice() {
            [] => None,
            paths => Some(Accounts::read(paths, report)?),
        };
        let parse = || -> Result<_, String> {
            let zone = args.times.zone()?;
            let now = args.now.as_deref().map(|now| zone.moment(now)).transpose();
            let now = now.map_err(|error| format!("--now: {error}"))?;
            let now = now.map(|micros| micros.div_euclid(1_000_000));
            let users = args.user.iter().map(AsRef::as_ref);
            Ok((zone, now, Users::parse(users, accounts.as_ref())?))
        };
        match parse() {
            Ok((zone, now, users)) => Some(Self {
                args,
                zone,
                seconds32: args.times.seconds32(),
                now: now.map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX)),
                accounts,
                users,
            }),
            Err(message) => {
                report.error(message);
                None
            }
        }
    }

    fn print(
        &self,
        mut reader: Reader,
        source: &str,
        writer: &mut Writer<'_>,
        sink: &mut Sink,
        report: &mut Report,
    ) -> io::Result<()> {
        let Some(layout) = lastlog(&reader, source, report) else { return Ok(()) };
        warn_of_rivals(&reader, source);
        let is_table = self.args.format == Format::Table;
        let is_first = !writer.has_begun();
        match is_table {
            // One file is shown as the system's own command shows it, several have titles.
            true if self.args.paths.len() > 1 => {
                let gap = if is_first { "" } else { "\n" };
                let title = format!("{gap}{source} ({})\n", layout.id());
                sink.buffer().extend_from_slice(title.as_bytes());
                writer.begin("", layout, &mut Vec::new());
            }
            true => {}
            false => writer.begin(source, layout, sink.buffer()),
        }
        let clock = Clock { zone: &self.zone, seconds32: self.seconds32 };
        let name_of = |uid| self.accounts.as_ref().and_then(|known| known.name_of(uid));
        let logins = Logins::read(
            &mut reader,
            source,
            report,
            self.seconds32,
            |entry, login, out| match is_table {
                true => clock.push_login(login, out),
                false => writer.entry_of(entry, name_of(login.uid()), out),
            },
        )?;
        report.change(reader.change(), source);
        let (rows, nameless) = self.rows(&logins);
        if is_table {
            table::push(&rows, &logins, sink)?;
        } else {
            // Two names of one user id have one slot.
            let mut seen = HashSet::new();
            for login in rows.iter().filter_map(|row| row.login) {
                if seen.insert(login.text.start) {
                    sink.buffer().extend_from_slice(logins.text(login));
                    sink.drain()?;
                }
            }
        }
        self.warn_of_nameless(&nameless, source);
        Ok(())
    }

    /// What is to be shown, in the order of the accounts, or of the user ids where there are
    /// none; and the user ids that have a slot and no account.
    fn rows<'l>(&self, logins: &'l Logins) -> (Vec<Row<'l>>, Vec<u64>) {
        let now = self.now.or(logins.newest);
        let mut rows = Vec::new();
        let accounts = self.accounts.iter().flat_map(Accounts::iter);
        for account in accounts.filter(|account| self.users.have(account)) {
            let name = Escaped(&account.name).to_string();
            let is_unread = logins.is_unread(account.uid);
            let mut slots = logins.of(account.uid).iter().peekable();
            if slots.peek().is_none() && (is_unread || self.is_shown(None, now)) {
                rows.push(Row { name: name.clone(), login: None, is_unread });
            }
            let slots = slots.filter(|login| self.is_shown(login.seconds, now));
            rows.extend(slots.map(|login| Row {
                name: name.clone(),
                login: Some(login),
                is_unread: false,
            }));
        }
        let mut nameless = Vec::new();
        let has_name =
            |uid| self.accounts.as_ref().is_some_and(|one| one.name_of(uid).is_some());
        for login in logins.iter().filter(|login| !has_name(login.uid)) {
            if self.users.have_uid(login.uid) && self.is_shown(login.seconds, now) {
                nameless.push(login.uid);
                let name = login.uid.to_string();
                rows.push(Row { name, login: Some(login), is_unread: false });
            }
        }
        (rows, nameless)
    }

    /// Whether --before and --time let a login pass. That of somebody who never logged in is
    /// longer ago than any.
    fn is_shown(&self, seconds: Option<i64>, now: Option<i64>) -> bool {
        let (Some(seconds), Some(now)) = (seconds, now) else {
            return seconds.is_some() || self.args.time.is_none();
        };
        let ago = i128::from(now) - i128::from(seconds);
        let days = |days: u32| i128::from(days) * 86_400;
        self.args.before.is_none_or(|before| ago >= days(before))
            && self.args.time.is_none_or(|time| ago <= days(time))
    }

    /// A slot without an account is what a deleted account leaves.
    fn warn_of_nameless(&self, uids: &[u64], source: &str) {
        if self.accounts.is_none() || uids.is_empty() {
            return;
        }
        let named: Vec<_> = uids.iter().take(NAMED).map(ToString::to_string).collect();
        let more = match uids.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let slots = count(u64::try_from(uids.len()).unwrap_or(u64::MAX), "used slot");
        Report::warn(format_args!(
            "{source}: {slots} of no account, shown at the end by user id, as deleted accounts \
             leave them: {}{more}",
            named.join(", ")
        ));
    }
}

/// The layout of a file if it holds last logins. If not, that is reported.
fn lastlog(reader: &Reader, source: &str, report: &mut Report) -> Option<&'static Layout> {
    let layout = reader.layout();
    let is_lastlog = |layout: &&Layout| layout.content() == Content::LastLogins;
    if reader.ranking().is_some_and(Ranking::is_empty_file) {
        Report::warn(format_args!(
            "{source}: is empty; whether anybody has logged in, it does not tell"
        ));
        return Some(layout)
            .filter(is_lastlog)
            .or(LAYOUTS.iter().copied().find(is_lastlog));
    }
    if !is_lastlog(&layout) {
        report.error(format_args!(
            "{source}: is no lastlog: as {} it holds {}, which `loginrec dump` prints",
            layout.id(),
            layout.content()
        ));
        return None;
    }
    Some(layout)
}
