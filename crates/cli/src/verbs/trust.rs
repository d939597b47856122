//! `gatehouse connection trust NAME`

use gatehouse_vault::Vault;
use gatehouse_workspace::{agree, trust_of};
use serde_json::json;

use crate::output::Outcome;
use crate::run::Scene;

/// Shows what a connection's file asks for, and agrees to it. With `show`, an agreement that is missing is a finding.
pub(crate) fn trust(scene: &Scene, name: &str, show: bool) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    let descriptor = workspace.connection(name)?;
    let vault = Vault::system();
    if !show {
        agree(&workspace, &vault, name, &descriptor)?;
    }
    let trust = trust_of(&workspace, &vault, name, &descriptor);
    let lines = vec![
        format!("password from  {}", trust.reference),
        format!("goes to        {}  {}", trust.target, descriptor.sslmode.as_str()),
        if trust.agreed { "agreed".into() } else { format!("not agreed; next: gatehouse connection trust {name}") },
    ];
    Ok(Outcome::new(json!({ "connection": name, "trust": trust }), lines).with_findings(!trust.agreed))
}
