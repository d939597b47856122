//! Proposals on schemas that everybody knows, as servers show them: Chinook, Pagila and Sakila, each with goals and what should answer.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests panic, and say how much they measured"
)]

#[path = "../grants/client.rs"]
mod client;

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use gatehouse_core::binding::{Severity, propose};
use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_core::scoping::Scoping;
use gatehouse_database::{Deadlines, discover_within};
use gatehouse_testkit::{Facts, Mysql, MysqlFlavor, Postgres};
use secrecy::SecretString;

/// A goal, the table and verb that it is about, and the column that the row is found by or that is written.
type Goal = (&'static str, &'static str, &'static str);

const CHINOOK: [Goal; 12] = [
    ("look up an invoice by invoice id", "invoice.read", "invoice_id"),
    ("list the invoices of a customer by customer id", "invoice.read", "customer_id"),
    ("find an album by album id", "album.read", "album_id"),
    ("list the albums of an artist by artist id", "album.read", "artist_id"),
    ("what tracks are on an album, by album id", "track.read", "album_id"),
    ("list the lines of an invoice by invoice id", "invoice_line.read", "invoice_id"),
    ("find a customer by customer id", "customer.read", "customer_id"),
    ("list the tracks of a genre by genre id", "track.read", "genre_id"),
    ("what was the customer's last invoice, by customer id", "invoice.read", "customer_id"),
    ("change the customer's email", "customer.update", "email"),
    ("update the customer's address", "customer.update", "address"),
    ("change the name of a playlist", "playlist.update", "name"),
];

const FILMS: [Goal; 9] = [
    ("find a customer by last name", "customer.read", "last_name"),
    ("find a film by title", "film.read", "title"),
    ("how long is a film, by title", "film.read", "title"),
    ("find an actor by last name", "actor.read", "last_name"),
    ("find a film by film id", "film.read", "film_id"),
    ("look up a rental by rental id", "rental.read", "rental_id"),
    ("rent a film", "rental.create", "inventory_id"),
    ("change the customer's email", "customer.update", "email"),
    ("change the title of a film", "film.update", "title"),
];

/// Pagila has no index for these: its payments are indexed in each partition alone, and its copies by store first.
const FILMS_OF_SAKILA: [Goal; 2] = [
    ("list the payments of a customer by customer id", "payment.read", "customer_id"),
    ("which copies of a film are there, by film id", "inventory.read", "film_id"),
];

/// The file's text without what only its own author's server has; says by name what did not run when it is not there.
fn schema(file: &str, test: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schemas").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(std::io::stderr(), "NOT RUN: {test}: there is no {}", path.display());
        return None;
    };
    let foreign = ["OWNER TO postgres", " EXTENSION ", " USING hnsw "];
    let whole = ["DROP DATABASE", "CREATE DATABASE", "\\c", "USE "];
    let ours = |line: &&str| {
        !foreign.iter().any(|word| line.contains(word)) && !whole.iter().any(|word| line.trim_start().starts_with(word))
    };
    let text = text.replace("public.vector(20)", "text").replace("uuidv7()", "gen_random_uuid()");
    let text = text.replace(") VIRTUAL", ") STORED").replace("sakila.", "");
    Some(text.lines().filter(ours).collect::<Vec<_>>().join("\n"))
}

async fn discovered(engine: Engine, facts: &Facts, database: &str) -> Catalog {
    let descriptor = Descriptor {
        host: facts.host.clone(),
        port: facts.port,
        database: database.to_owned(),
        user: facts.admin_user.clone(),
        ca_pem: Some(facts.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(engine)
    };
    let password = SecretString::from(facts.admin_password.clone());
    let long = Duration::from_secs(60);
    let patient =
        Deadlines { resolve: long, dial: long, tls: long, login: long, query: long, total: long, discovery: long };
    discover_within(&descriptor, &password, &patient, |_| {}).await.unwrap().catalog
}

fn measure(catalog: &Catalog, goals: &[Goal], test: &str) {
    let (mut first, mut offered) = (0, 0);
    for (goal, operation, column) in goals {
        let found = propose(catalog, &Scoping::default(), "films", goal).proposals;
        // What is proposed has compiled, for this very engine.
        for one in &found {
            assert_eq!(one.statement.engine, catalog.engine);
            assert!(one.diagnostics.iter().all(|one| one.severity == Severity::Warning));
        }
        let place = found.iter().position(|one| {
            // Chinook spells its names otherwise on MySQL.
            let plain = |name: &str| name.to_lowercase().replace('_', "");
            let uses = one.statement.parameters.iter().any(|parameter| plain(&parameter.column) == plain(column));
            plain(&one.binding.operation) == plain(operation) && uses
        });
        first += usize::from(place == Some(0));
        offered += usize::from(place.is_some());
        if place != Some(0) {
            let seen: Vec<&str> = found.iter().map(|one| one.binding.operation.as_str()).collect();
            println!("{goal}: {operation} by {column} is at {place:?} of {seen:?}");
        }
    }
    println!("{test}: of {} goals {first} first, {offered} among the proposals", goals.len());
    assert!(first * 100 >= goals.len() * 70 && offered * 100 >= goals.len() * 85, "{first} first, {offered} offered");
}

async fn postgres(file: &str, goals: &[Goal], test: &str) {
    let Some(text) = schema(file, test) else { return };
    if !client::is_there("psql", test) {
        return;
    }
    let server = Postgres::shared().await.unwrap();
    let database = server.empty_database("proposals").await.unwrap();
    client::psql(server.facts(), &database.name, &[&text], "").unwrap();
    measure(&discovered(Engine::Postgres, server.facts(), &database.name).await, goals, test);
}

async fn mysql(file: &str, goals: &[Goal], test: &str) {
    let Some(text) = schema(file, test) else { return };
    let flavor = MysqlFlavor::MariaDb;
    let Some(server) = Mysql::shared(flavor).await.unwrap() else { return flavor.say_not_run(test) };
    if !client::is_there("mariadb", test) {
        return;
    }
    let database = server.empty_database("proposals").await.unwrap();
    client::mysql(server.facts(), &format!("USE `{}`;\n{text}", database.name), "NO_AUTO_VALUE_ON_ZERO").unwrap();
    measure(&discovered(Engine::Mysql, server.facts(), &database.name).await, goals, test);
}

#[tokio::test]
async fn chinook_on_postgres() {
    postgres("chinook-postgres.sql", &CHINOOK, "chinook_on_postgres").await;
}

#[tokio::test]
async fn pagila_on_postgres() {
    postgres("pagila-postgres.sql", &FILMS, "pagila_on_postgres").await;
}

#[tokio::test]
async fn chinook_on_mariadb() {
    mysql("chinook-mysql.sql", &CHINOOK, "chinook_on_mariadb").await;
}

#[tokio::test]
async fn sakila_on_mariadb() {
    mysql("sakila-mysql.sql", &[&FILMS[..], &FILMS_OF_SAKILA].concat(), "sakila_on_mariadb").await;
}
