//! The bundled sample is the demo clinic as discovery finds it. `UPDATE_SAMPLE=1 cargo test --test sample` writes it anew.

use gatehouse_core::catalog::{Catalog, read_snapshot, write_snapshot};
use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_testkit::Postgres;
use gatehouse_workspace::write_sample;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/workspace/sample/connections/clinic.catalog.json");

#[tokio::test]
async fn the_sample_is_the_clinic() {
    let server = Postgres::shared().await.unwrap();
    let clinic = server.fresh_database("sample").await.unwrap();
    let descriptor = Descriptor {
        host: clinic.host.clone(),
        port: clinic.port,
        database: clinic.name.clone(),
        user: clinic.agent_user.clone(),
        ca_pem: Some(clinic.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(Engine::Postgres)
    };
    let password = clinic.agent_password.clone().into();
    let found = gatehouse_database::discover(&descriptor, &password, |_| ()).await.unwrap();
    assert_eq!(found.findings, vec![]);
    let found = comparable(found.catalog);
    if std::env::var_os("UPDATE_SAMPLE").is_some() {
        std::fs::write(FILE, write_snapshot(&found)).unwrap();
    }
    let kept = read_snapshot(&std::fs::read(FILE).unwrap()).unwrap();
    assert!(comparable(kept) == found, "the sample is out of date: run UPDATE_SAMPLE=1 cargo test --test sample");
}

/// Without what differs from server to server: the test database's name, the version, and estimates, which a background
/// ANALYZE may change.
fn comparable(mut catalog: Catalog) -> Catalog {
    catalog.database = "clinic".into();
    catalog.server_version = "18.4".into();
    for table in &mut catalog.tables {
        // Rounded to one significant figure, a person's "about 4,000 rows" stays what it is.
        table.estimated_rows = table.estimated_rows.map(|rows| {
            let magnitude = 10u64.pow(rows.max(1).ilog10());
            (rows + magnitude / 2) / magnitude * magnitude
        });
    }
    catalog
}

#[test]
fn the_sample_opens_and_its_binding_compiles() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = write_sample(&folder.path().join("sample")).unwrap();
    let catalog = workspace.catalog("clinic").unwrap().unwrap();
    let scoping = workspace.scoping("clinic").unwrap();
    assert_eq!(scoping.unmatched(&catalog), vec![], "the sample blocks something that is not there");
    let binding = workspace.binding("look-up-an-appointment").unwrap();
    let compiled = gatehouse_core::binding::compile(&catalog, &scoping, &binding);
    assert!(compiled.ok(), "{:?}", compiled.diagnostics);
}
