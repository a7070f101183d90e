//! What can be typed about times, the same for every command that shows some.

use crate::when::Zone;
use loginrec::Seconds32;

/// How times are shown and read.
#[derive(Debug, clap::Args)]
pub(crate) struct Times {
    /// Show times in this zone: an IANA name, or an offset such as +01:00 [default: UTC]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    tz: Option<String>,

    #[command(flatten)]
    seconds: Seconds,
}

impl Times {
    /// The zone. An error is a message.
    pub(crate) fn zone(&self) -> Result<Zone, String> {
        Zone::parse(self.tz.as_deref())
    }

    /// How 32-bit seconds are read.
    pub(crate) const fn seconds32(&self) -> Seconds32 {
        self.seconds.policy()
    }
}

/// How 32-bit seconds are read.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Seconds {
    /// Read 32-bit seconds as signed: 1901 to 2038 instead of 1970 to 2106
    #[arg(long)]
    signed_time: bool,
}

impl Seconds {
    pub(crate) const fn policy(self) -> Seconds32 {
        if self.signed_time { Seconds32::Signed } else { Seconds32::Unsigned }
    }
}
