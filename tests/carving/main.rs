//! What carving promises, of every layout and of any bytes.
#![cfg(feature = "std")]

mod alone;
mod any_window;
mod evidence;
#[path = "../finds/mod.rs"]
mod finds;
#[path = "../images/mod.rs"]
mod images;
mod parts;
mod places;
mod records;
mod spam;
#[path = "../support/mod.rs"]
mod support;
