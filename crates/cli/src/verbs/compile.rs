//! `gatehouse compile [BINDING…]`

use gatehouse_core::binding::{Compilation, Diagnostic, compile_sampled};
use gatehouse_workspace::Workspace;
use serde_json::{Value, json};

use crate::output::Outcome;
use crate::run::Scene;

/// Compiles drafts against their connections' snapshots, offline. Errors in a draft are findings.
pub(crate) fn compile(scene: &Scene, wanted: &[String]) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    let slugs = if wanted.is_empty() { workspace.binding_slugs()? } else { wanted.to_vec() };
    let mut documents = Vec::new();
    let mut lines = Vec::new();
    let mut all_ok = true;
    for slug in slugs {
        let compilation = compile_one(&workspace, &slug)?;
        all_ok &= compilation.ok();
        documents.push(document(&slug, &compilation));
        lines.extend(described(&slug, &compilation));
    }
    if lines.is_empty() {
        lines.push("No bindings yet.".into());
    }
    Ok(Outcome::new(json!({ "bindings": documents }), lines).with_findings(!all_ok))
}

fn compile_one(workspace: &Workspace, slug: &str) -> anyhow::Result<Compilation> {
    let binding = workspace.binding(slug)?;
    let name = &binding.connection;
    workspace.connection(name)?;
    let Some(catalog) = workspace.catalog(name)? else {
        anyhow::bail!("{name} was not discovered yet; run: gatehouse discover {name}");
    };
    Ok(compile_sampled(&catalog, &workspace.scoping(name)?, &workspace.samples(name), &binding))
}

fn document(slug: &str, compilation: &Compilation) -> Value {
    let mut document = json!({ "name": slug, "ok": compilation.ok(), "diagnostics": compilation.diagnostics });
    if let Some(statement) = &compilation.statement {
        document["statement"] = json!(statement);
    }
    document
}

fn described(slug: &str, compilation: &Compilation) -> Vec<String> {
    let mut lines = vec![match &compilation.statement {
        Some(statement) => format!("✓ {slug}  {}\n{}", statement.sha256, indent(&statement.sql)),
        None => format!("✗ {slug}"),
    }];
    lines.extend(compilation.diagnostics.iter().map(diagnostic));
    lines
}

fn diagnostic(diagnostic: &Diagnostic) -> String {
    let code = json!(diagnostic.code);
    let severity = json!(diagnostic.severity);
    let (code, severity) = (code.as_str().unwrap_or_default(), severity.as_str().unwrap_or_default());
    let mut text =
        format!("    {severity}[{code}] {}: {}\n      {}", diagnostic.field, diagnostic.message, diagnostic.why);
    if let Some(fix) = &diagnostic.fix {
        text.push_str(&format!("\n      → {}", fix.title));
        if let Some(ddl) = &fix.ddl {
            text.push_str(&format!("\n        {ddl}"));
        }
    }
    text
}

fn indent(sql: &str) -> String {
    sql.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}
