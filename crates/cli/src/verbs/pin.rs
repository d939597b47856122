//! `gatehouse connection pin|consent`

use anyhow::bail;
use gatehouse_core::connection::Descriptor;
use gatehouse_database::Deadlines;
use gatehouse_database::door::Door;
use gatehouse_vault::Vault;
use gatehouse_workspace::{agree, trust_of};
use serde_json::json;

use crate::output::Outcome;
use crate::run::Scene;

/// Records the certificate that the server shows now, or forgets the recorded one. A consent to read the password was
/// about the server of the old certificate, and goes with it.
pub(crate) async fn pin(scene: &Scene, name: &str, forget: bool) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    let before = workspace.connection(name)?;
    let bare = Descriptor { pinned_certificate: None, password_in_clear: false, ..before.clone() };
    if forget {
        workspace.save_connection(name, &bare)?;
        let lines = vec!["Forgotten. The next login that succeeds records what the server then shows.".to_owned()];
        return Ok(Outcome::new(json!({ "pinned_certificate": null }), lines));
    }
    if !bare.relies_on_pin() {
        bail!(
            "{name} verifies the server by its CA ({}); only sslmode require without a CA needs a recorded certificate",
            bare.sslmode.as_str()
        );
    }
    let reached = Door::reach(&bare, &Deadlines::default()).await?;
    let shown = reached.tls().fingerprint.clone();
    let same = before.pinned_certificate.as_deref() == Some(&shown);
    let pinned = Descriptor {
        pinned_certificate: Some(shown.clone()),
        password_in_clear: before.password_in_clear && same,
        ..before.clone()
    };
    workspace.save_connection(name, &pinned)?;
    let recorded = before.pinned_certificate.as_deref().unwrap_or("none");
    let mut lines = vec![format!("Recorded before: {recorded}"), format!("Recorded now:    {shown}")];
    if let Some(server) = reached.tls().server() {
        lines.push(format!("{}, issued by {}, until {}", server.subject, server.issuer, server.not_after));
    }
    lines.push("Compare it with what the server's owner says: nothing else proves who answered.".into());
    if before.password_in_clear && !same {
        lines.push("The consent to read the password was about the old certificate, and is withdrawn.".into());
    }
    Ok(Outcome::new(json!({ "before": before.pinned_certificate, "pinned_certificate": shown }), lines))
}

/// Records, or withdraws, that the pinned server may read the password.
pub(crate) fn consent(scene: &Scene, name: &str, withdraw: bool) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    let before = workspace.connection(name)?;
    if !withdraw && before.pinned_certificate.is_none() {
        bail!(
            "no certificate is recorded for {name}, so this would let anybody read the password; first: gatehouse connection pin {name}"
        );
    }
    if !withdraw && !before.relies_on_pin() {
        bail!("{name} verifies the server by its CA ({}), so no consent is needed", before.sslmode.as_str());
    }
    let vault = Vault::system();
    let agreed = trust_of(&workspace, &vault, name, &before).agreed;
    let after = Descriptor { password_in_clear: !withdraw, ..before };
    workspace.save_connection(name, &after)?;
    if agreed {
        // Whoever consents here agrees to exactly this; a file that nobody agreed to stays one.
        agree(&workspace, &vault, name, &after)?;
    }
    let line = match withdraw {
        true => "Withdrawn: a server that asks for the password itself is refused.",
        false => {
            "Recorded: the server with the recorded certificate may read the password. Whoever holds that certificate's key can use the login elsewhere; give it a password of its own."
        }
    };
    Ok(Outcome::new(json!({ "password_in_clear": !withdraw }), vec![line.to_owned()]))
}
