//! The shell: the only Rust that names `tauri`. A command decodes, calls a crate, converts; it decides nothing.

mod clipboard;
mod closing;
mod commands;
mod failure;
mod history;
mod new_user;
mod pinning;
mod preferences;
mod private_file;
mod removed;
mod report;
mod saving;
mod scoping;
mod searching;
mod state;
mod views;

use anyhow::Context;
use tauri::Manager;
use tauri_specta::{Builder, collect_commands, collect_events};

use commands::{
    bindings, catalog, certificates, connections, exposure, grants, imports, model, proposals, scoping as blocks,
    sensitive, sync, trial, workspaces,
};

/// The typed commands; the TypeScript side is exported from this same list.
pub fn typed_commands() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .disable_serde_phases()
        .commands(collect_commands![
            workspaces::workspace,
            workspaces::choose_workspace,
            workspaces::open_sample,
            workspaces::preferences,
            workspaces::set_theme,
            workspaces::finish_closing,
            connections::read_url,
            connections::connection,
            connections::save_connection,
            connections::delete_connection,
            connections::run_checks,
            connections::cancel_checks,
            connections::last_checks,
            connections::connection_trust,
            connections::trust_connection,
            certificates::accept_certificate,
            certificates::allow_password_in_clear,
            imports::list_imports,
            imports::import_connection,
            imports::presets,
            imports::preset_hints,
            grants::user_defaults,
            grants::draw_up_user,
            grants::forget_new_user,
            grants::copy_new_user,
            grants::save_user_script,
            grants::adopt_new_user,
            grants::prove_user,
            catalog::discover,
            catalog::cancel_discovery,
            catalog::outline,
            catalog::agent_badges,
            catalog::table_details,
            catalog::search,
            blocks::scoping,
            blocks::marks,
            blocks::edit_scoping,
            blocks::stroke_scoping,
            blocks::replay_scoping,
            blocks::rule_matches,
            blocks::describe,
            exposure::last_drift,
            exposure::exposure,
            exposure::save_report,
            bindings::bindings,
            sensitive::suggestions,
            sensitive::sample_values,
            sensitive::cancel_sample,
            bindings::binding,
            bindings::save_binding,
            bindings::delete_binding,
            bindings::restore_binding,
            bindings::duplicate_binding,
            bindings::rename_binding,
            bindings::compile_binding,
            bindings::offer,
            trial::try_binding,
            trial::prepare_bindings,
            trial::cancel_trial,
            proposals::propose_bindings,
            model::model_settings,
            model::save_model_settings,
            model::forget_model_key,
            model::try_model_settings,
            sync::save_sync_target,
            sync::sync_agents,
            sync::sync_compare,
            sync::sync_apply,
            sync::sync_take,
            sync::sync_known,
            sync::sync_enable,
            sync::sync_publish,
        ])
        .events(collect_events![closing::Closing])
}

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When the window system or the data folder cannot be used.
pub fn run() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("GATEHOUSE_LOG").unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .init();
    if let Err(reason) = gatehouse_vault::keep_memory_private() {
        tracing::warn!("{reason}");
    }
    // One provider for the whole process; reqwest asks for the default one.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a TLS provider was installed before");
    }
    let commands = typed_commands();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_store::Builder::new().build())
        .invoke_handler(commands.invoke_handler())
        .setup(move |app| {
            commands.mount_events(app);
            let recent = preferences::recent_workspace(app.handle());
            let sample = app.path().app_data_dir()?.join("sample-workspace");
            app.manage(state::Backend::open(recent, sample)?);
            restore_size(app.handle());
            Ok(())
        })
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::CloseRequested { api, .. } = event {
                keep_size(window);
                closing::requested(window, api);
            }
        })
        .build(tauri::generate_context!())
        .context("the window could not be opened")?
        .run(|app, event| {
            if let tauri::RunEvent::Exit = event {
                closing::ending(app);
            }
        });
    Ok(())
}

/// As large as it was left; the configured size where nothing is known or nothing sensible.
fn restore_size(app: &tauri::AppHandle) {
    let known = preferences::window_size(app).filter(|(width, height)| *width >= 960.0 && *height >= 600.0);
    if let (Some((width, height)), Some(window)) = (known, app.get_webview_window("main"))
        && let Err(error) = window.set_size(tauri::LogicalSize::new(width, height))
    {
        tracing::debug!(%error, "the window keeps its first size");
    }
}

fn keep_size(window: &tauri::Window) {
    if let (Ok(size), Ok(scale)) = (window.inner_size(), window.scale_factor()) {
        let size = size.to_logical::<f64>(scale);
        preferences::set_window_size(window.app_handle(), (size.width, size.height));
    }
}
