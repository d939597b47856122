//! PostgreSQL's sequences: whoever inserts into a column whose default takes a sequence's value needs USAGE on it.

use super::{Beyond, CellState, Expected, GrantPlan, Held, HeldSequence, Privilege, Right, Severity, TableProof};
use crate::catalog::Catalog;

/// Adds what is held on sequences without need to `extras`, and what is missing to its table.
pub(super) fn judge(
    plan: &GrantPlan,
    catalog: &Catalog,
    held: &Held,
    tables: &mut [TableProof],
    extras: &mut Vec<Right>,
) {
    for sequence in held.sequences.iter().filter(|sequence| !is_needed(plan, sequence)) {
        // Reading a sequence tells how many rows there were; drawing from it or setting it changes it.
        let severity = if sequence.right == "SELECT" { Severity::Low } else { Severity::Medium };
        let kind = format!("sequence {}", sequence.right);
        let found = Right::new(severity, &kind, &sequence.via, &[sequence.name.to_string()], 1);
        Right::gather(extras, found);
    }
    for (table, proof) in catalog.tables.iter().zip(tables) {
        for column in table.columns.iter().filter(|column| draws(column.default.as_deref())) {
            let place = table.name.column(&column.name);
            let inserted = plan.expected(&table.name, &column.name, Privilege::Insert) == Expected::Must;
            let usable = |one: &HeldSequence| {
                one.active && matches!(one.right.as_str(), "USAGE" | "UPDATE") && one.serves.contains(&place)
            };
            if inserted && !held.sequences.iter().any(usable) && !held.superuser {
                proof.summary.count(CellState::TooLittle, 1);
                let right = format!("USAGE on the sequence of {}", column.name);
                proof.beyond.push(Beyond { state: CellState::TooLittle, rights: vec![right], via: Vec::new() });
            }
        }
    }
}

fn is_needed(plan: &GrantPlan, sequence: &HeldSequence) -> bool {
    let inserted = |place: &crate::catalog::ColumnName| {
        plan.expected(&place.table, &place.column, Privilege::Insert) == Expected::Must
    };
    matches!(sequence.right.as_str(), "USAGE" | "SELECT") && sequence.serves.iter().any(inserted)
}

fn draws(default: Option<&str>) -> bool {
    default.is_some_and(|expression| expression.starts_with("nextval("))
}
