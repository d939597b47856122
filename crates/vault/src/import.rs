//! Looking for connections that this account has already: libpq's and MySQL's own files, and the environment.

use std::path::PathBuf;

use gatehouse_core::connection::import::{
    Found, ImportPassword, ImportSource, read_my_cnf, read_pgpass, read_services, read_variables,
};

use crate::files::{self, PersonalFile};

/// What one source has.
#[derive(Debug)]
pub struct ImportListing {
    /// The source.
    pub source: ImportSource,
    /// The files that were looked at, or `environment`.
    pub places: Vec<String>,
    /// What was found; empty when there is no such file.
    pub found: Vec<Found>,
    /// What a person should know about the files: cannot be read, open to others. Never their content.
    pub notes: Vec<String>,
}

/// Looks for connections in one source. Reads files; call from a blocking thread.
pub fn look_for_imports(source: ImportSource) -> ImportListing {
    let mut listing = ImportListing { source, places: Vec::new(), found: Vec::new(), notes: Vec::new() };
    match source {
        ImportSource::Environment => read_environment(&mut listing),
        ImportSource::Pgpass => {
            read_files(&mut listing, vec![pgpass_path()], read_pgpass);
        }
        ImportSource::Service => read_files(&mut listing, service_paths(), read_services),
        ImportSource::MyCnf => read_files(&mut listing, vec![home().join(".my.cnf")], read_my_cnf),
    }
    listing
}

/// Reads the CA certificate that an imported connection names.
///
/// # Errors
/// One sentence: it cannot be read, or holds something else.
pub fn read_ca(path: &str) -> Result<String, String> {
    let file = files::read(std::path::Path::new(path));
    let text = file.map_err(|error| format!("The CA file {path} cannot be read: {error}."))?.text;
    if !text.contains("-----BEGIN CERTIFICATE-----") || text.contains("PRIVATE KEY") {
        return Err(format!("The CA file {path} is no PEM text with certificates alone."));
    }
    Ok(text.to_string())
}

/// libpq's password file.
pub(crate) fn pgpass_path() -> PathBuf {
    let usual = || {
        if cfg!(windows) {
            let roaming = std::env::var_os("APPDATA").map(PathBuf::from).unwrap_or_default();
            roaming.join("postgresql").join("pgpass.conf")
        } else {
            home().join(".pgpass")
        }
    };
    named_by("PGPASSFILE").unwrap_or_else(usual)
}

/// The person's file first: its services outrank the system's of the same name.
fn service_paths() -> Vec<PathBuf> {
    let own = named_by("PGSERVICEFILE").unwrap_or_else(|| home().join(".pg_service.conf"));
    let system = match named_by("PGSYSCONFDIR") {
        Some(folder) => vec![folder.join("pg_service.conf")],
        // What `pg_config --sysconfdir` says is built in; these are Debian's and everybody else's.
        None => vec!["/etc/postgresql-common/pg_service.conf".into(), "/etc/pg_service.conf".into()],
    };
    std::iter::once(own).chain(system).collect()
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn home() -> PathBuf {
    std::env::home_dir().unwrap_or_default()
}

fn read_environment(listing: &mut ImportListing) {
    listing.places.push("environment".into());
    let set: Vec<String> = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    listing.found.extend(read_variables(&set, |name| std::env::var(name).ok()));
}

fn read_files(listing: &mut ImportListing, paths: Vec<PathBuf>, parse: fn(&str) -> Vec<Found>) {
    for path in paths {
        let place = path.display().to_string();
        match files::read(&path) {
            Ok(file) => {
                listing.places.push(place.clone());
                take(listing, &file, &place, parse);
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => (),
            Err(error) => listing.notes.push(format!("{place} cannot be read: {error}.")),
        }
    }
}

fn take(listing: &mut ImportListing, file: &PersonalFile, place: &str, parse: fn(&str) -> Vec<Found>) {
    // libpq reads no password file that is open to others, the MySQL client no option file that all can change.
    if listing.source == ImportSource::Pgpass && file.open_to_others {
        return listing.notes.push(format!("{place} can be read by others, so it is not used: run chmod 600 on it."));
    }
    if listing.source == ImportSource::MyCnf && file.writable_by_all {
        return listing
            .notes
            .push(format!("{place} can be changed by everybody, so it is not used: run chmod 600 on it."));
    }
    for found in parse(&file.text) {
        let known = |other: &Found| other.candidate.id == found.candidate.id;
        if !listing.found.iter().any(known) {
            listing.found.push(found);
        }
    }
    if file.open_to_others && listing.found.iter().any(|found| found.candidate.password == ImportPassword::InFile) {
        listing.notes.push(format!("{place} holds a password and can be read by others: run chmod 600 on it."));
    }
}
