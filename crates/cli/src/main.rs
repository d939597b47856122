//! The `gatehouse` command: the same core and the same workspace folder as the window.

mod args;
mod log;
mod master_key;
mod output;
mod plane_args;
mod run;
mod scoping_args;
mod verbs;

use std::process::ExitCode;

use clap::Parser;

/// A call of a skill takes and gives back a few dozen pieces of memory; with the system's allocator that was an eighth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = args::Args::parse();
    log::begin(args.serves());
    if let Err(reason) = gatehouse_vault::keep_memory_private() {
        tracing::warn!("{reason}");
    }
    // One provider for the whole process; reqwest asks for the default one.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a TLS provider was installed before");
    }
    let json = args.json;
    match run::run(args) {
        Ok(outcome) => outcome.print(json),
        Err(error) => output::print_error(&error, json),
    }
}
