//! The real window, driven as a person would: WebKitWebDriver starts the built program, a private PostgreSQL and a real
//! control plane stand behind it. Screenshots of every screen go to GATEHOUSE_SCREENSHOTS.

mod failures;
mod offline;
mod scene;
mod walk;
mod window;
