//! The `loginrec` command.

fn main() {}
