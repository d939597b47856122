//! `gatehouse try CONNECTION BINDING NAME=VALUE… [--agree]`

use anyhow::{Context, bail};
use gatehouse_core::binding::{Hazard, Plan, PlanBasis, RowAccess, Statement, compile};
use gatehouse_core::catalog::TypeClass;
use gatehouse_core::connection::{Pace, Timed, shown};
use gatehouse_database::{Outcome as Tried, Trial, try_out};
use serde_json::{Map, Value, json};

use crate::args::TryArgs;
use crate::output::Outcome;
use crate::run::Scene;

/// Tries a draft on the live database without leaving anything behind. What a write sets off is a finding until `--agree`.
pub(crate) async fn try_binding(scene: &Scene, args: &TryArgs) -> anyhow::Result<Outcome> {
    let statement = compiled(scene, args)?;
    let arguments = arguments(&statement, &args.arguments)?;
    let (_, descriptor, password) = scene.credentials(&args.connection)?;
    match try_out(&descriptor, &password, &statement, &arguments, args.agree).await? {
        Trial::Asks(hazards) => Ok(asked(&hazards)),
        Trial::Ran(tried) => Ok(ran(&tried, &statement, &descriptor.user)),
    }
}

fn compiled(scene: &Scene, args: &TryArgs) -> anyhow::Result<Statement> {
    let (workspace, name) = (scene.workspace()?, &args.connection);
    workspace.connection(name)?;
    let binding = workspace.binding(&args.binding)?;
    if binding.connection != *name {
        bail!("{} belongs to {}, not to {name}", args.binding, shown(&binding.connection));
    }
    let catalog = workspace.catalog(name)?;
    let catalog = catalog.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let compilation = compile(&catalog, &workspace.scoping(name)?, &binding);
    compilation.statement.with_context(|| format!("{0} has errors; run: gatehouse compile {0}", args.binding))
}

/// `name=value`: text but for truth values; texts of numbers are taken for numbers by their parameters.
fn arguments(statement: &Statement, typed: &[String]) -> anyhow::Result<Map<String, Value>> {
    let mut arguments = Map::new();
    for (nth, one) in (1..).zip(typed) {
        // It may be a caller's telephone number: it is not repeated.
        let (name, value) = one.split_once('=').with_context(|| format!("argument {nth} is not NAME=VALUE"))?;
        let boolean = statement.asked().any(|known| known.name == name && known.class == TypeClass::Boolean);
        let value = match value {
            "true" | "false" if boolean => Value::Bool(value == "true"),
            text => text.into(),
        };
        if arguments.insert(name.to_owned(), value).is_some() {
            bail!("{} is given twice", shown(name));
        }
    }
    Ok(arguments)
}

fn asked(hazards: &[Hazard]) -> Outcome {
    let mut lines = vec!["Not tried yet. This write sets off more than its row:".to_owned()];
    lines.extend(hazards.iter().map(|hazard| format!("! {}", shown(&hazard.to_string()))));
    lines.push("  → If that is all right, run it again with --agree; the rows themselves are rolled back.".into());
    Outcome::new(json!({ "ran": false, "hazards": described(hazards) }), lines).with_findings(true)
}

fn ran(tried: &Tried, statement: &Statement, user: &str) -> Outcome {
    let Tried { answer, hazards, connect_ms } = tried;
    let document = answer.document(statement.kind);
    let times: Vec<(Timed, f64)> = [(Timed::Connect, *connect_ms)].into_iter().chain(answer.timed()).collect();
    let mut lines = vec![answer.told.clone()];
    let rows = if answer.touched == 1 { "1 row".into() } else { format!("{} rows", answer.touched) };
    lines.push(format!("✓ {rows} as {}; nothing of it was kept.", shown(user)));
    lines.extend(times.iter().map(|(timed, ms)| time(*timed, *ms)));
    lines.extend(answer.plans.iter().map(plan));
    lines.extend(hazards.iter().map(|hazard| format!("! {}", shown(&hazard.to_string()))));
    let times: Vec<Value> = times.iter().map(|(timed, ms)| time_document(*timed, *ms)).collect();
    let document = json!({
        "ran": true,
        "answer": document,
        "rows": answer.touched,
        "user": user,
        "timings": times,
        "plans": answer.plans,
        "hazards": described(hazards),
        "sha256": statement.sha256,
    });
    Outcome::new(document, lines)
}

fn described(hazards: &[Hazard]) -> Vec<Value> {
    hazards.iter().map(|hazard| json!({ "hazard": hazard, "text": hazard.to_string(), "outlives_a_rollback": hazard.outlives_a_rollback() })).collect()
}

fn time(timed: Timed, ms: f64) -> String {
    let limits = timed.limits();
    let (mark, verdict) = match timed.pace(ms) {
        Pace::Quick => ("✓", "within the budget"),
        Pace::Noticeable => ("!", "a caller would notice, beyond the budget"),
        Pace::TooSlow => ("✗", "too slow for a live call, far beyond the budget"),
    };
    format!("{mark} {} took {ms:.1} ms: {verdict} of {:.0} ms.", timed.phrase(), limits.budget_ms)
}

fn time_document(timed: Timed, ms: f64) -> Value {
    let limits = timed.limits();
    json!({ "what": timed, "ms": ms, "budget_ms": limits.budget_ms, "most_ms": limits.most_ms, "quick": timed.pace(ms) == Pace::Quick })
}

fn plan(plan: &Plan) -> String {
    let basis = match plan.basis {
        PlanBasis::Values => "with these values",
        PlanBasis::Generic => "planned once for all values",
    };
    let rows = plan.estimated_rows.map_or_else(String::new, |rows| format!(", about {rows:.0} rows"));
    match &plan.access {
        RowAccess::Index { name } => format!("✓ {basis}: finds by index {}{rows}.", shown(name)),
        RowAccess::WholeTable => {
            format!("! {basis}: reads the whole table{rows}. That is right for a small one alone.")
        }
        RowAccess::Nothing => format!("✓ {basis}: reads nothing, no such row is there."),
    }
}
