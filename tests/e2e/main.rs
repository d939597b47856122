//! The real window, driven as a person would: WebKitWebDriver starts the built program, a private PostgreSQL and a real
//! control plane stand behind it. Screenshots of every screen go to GATEHOUSE_SCREENSHOTS.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's helpers may panic as its tests do"
)]

mod accessible;
mod agree;
mod binding;
mod browser;
mod closing;
mod failures;
mod focus;
mod keyboard;
mod mysql_binding;
mod offline;
mod pinning;
mod publish;
mod scene;
mod theirs;
mod tree;
mod user;
mod walk;
mod window;
