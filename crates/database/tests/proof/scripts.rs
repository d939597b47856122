//! From the script to the proof: what the plan's own script grants is what the proof finds, at every grain and for both
//! roles; and a script for one grain is not taken for another.

use gatehouse_core::catalog::{Catalog, TableName};
use gatehouse_core::connection::grant::{
    Account, Credential, Grain, GrantPlan, GrantRequest, GrantRole, GrantServer, NewPassword, Salt, create_script,
};
use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_core::scoping::Scoping;
use secrecy::SecretString;

use crate::support::{PASSWORD, differences, proof};

/// Runs `run` with each script, and proves the login that it makes. `login` is the descriptor of a user of that name.
pub(crate) async fn agree_with_the_proof(
    catalog: &Catalog,
    scoping: &Scoping,
    prefix: &str,
    written: &[TableName],
    run: impl AsyncFn(&str),
    login: impl Fn(&str) -> Descriptor,
) {
    let mut clean = Vec::new();
    for (role, tables) in [(GrantRole::ReadOnly, &[][..]), (GrantRole::Write, written)] {
        for grain in [Grain::Schema, Grain::Tables, Grain::Columns] {
            let request = GrantRequest { role, grain, tables: tables.to_vec() };
            let plan = GrantPlan::of(catalog, scoping, &request).unwrap();
            let user = format!("{prefix}_{role:?}_{grain:?}").to_lowercase().replace("readonly", "ro");
            let host = (catalog.engine == Engine::Mysql).then_some("127.0.0.1");
            let account = Account::parse(GrantServer::of(catalog), &user, host).unwrap();
            let password = NewPassword::supplied(SecretString::from(PASSWORD)).unwrap();
            let credential = Credential { password, salt: SALT };
            let script = create_script(catalog, &plan, &account, &credential).unwrap();
            // Twice: it may be run again at any time.
            run(&script.sql).await;
            run(&script.sql).await;
            let found = differences(&proof(&login(&user), &plan, catalog).await);
            assert_eq!(found, Vec::<String>::new(), "{role:?} {grain:?}");
            clean.push((request, login(&user)));
        }
    }
    // The widest login is too much for the narrowest plan, and the other way around too little.
    let narrow = GrantPlan::of(catalog, scoping, &clean[2].0).unwrap();
    let found = differences(&proof(&clean[0].1, &narrow, catalog).await);
    assert!(!found.is_empty() && found.iter().all(|line| line.starts_with("too_much")), "{found:#?}");
    let wide = GrantPlan::of(catalog, scoping, &clean[0].0).unwrap();
    let found = differences(&proof(&clean[2].1, &wide, catalog).await);
    assert!(!found.is_empty() && found.iter().all(|line| line.starts_with("too_little")), "{found:#?}");
    // A write user is too much for a plan that reads.
    let found = differences(&proof(&clean[5].1, &narrow, catalog).await);
    assert!(found.iter().any(|line| line.starts_with("too_much INSERT")), "{found:#?}");
    assert!(found.iter().any(|line| line.starts_with("too_little SELECT")), "{found:#?}");
}

const SALT: Salt = [7; 16];
