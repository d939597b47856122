//! Every read finds its rows by an index that begins with the column it filters by.

use std::fmt;

use gatehouse_core::binding::{PlanBasis, Statement};
use gatehouse_core::catalog::{Catalog, Column, Table, TypeClass};
use gatehouse_core::connection::Engine;
use gatehouse_database::{Trial, try_out};
use serde_json::{Map, Value};

use crate::Schema;
use crate::drafts::{Compiled, compiled, reads};
use crate::fill::tables;
use crate::store::Store;

pub(crate) struct Reads {
    pub(crate) bindings: usize,
    /// Of those, the ones that would also find by the index with one plan for all values, where the server tells.
    generic: usize,
}

impl fmt::Display for Reads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} reads by their index", self.bindings)?;
        if self.generic > 0 {
            write!(f, " ({} of them with a generic plan, too)", self.generic)?;
        }
        Ok(())
    }
}

pub(crate) async fn hold(store: &mut Store, catalog: &Catalog) -> Reads {
    let mut held = Reads { bindings: 0, generic: 0 };
    let mut wrong = Vec::new();
    for table in tables(catalog) {
        for column in table.columns.iter().filter(|column| column.class.is_scalar()) {
            let mut bindings = reads(catalog, table, column);
            bindings.extend(handwritten(store.schema, store.engine(), catalog, table, &column.name));
            if bindings.is_empty() {
                continue;
            }
            let wanted = rare(store, table, column).await;
            for Compiled { name, statement } in bindings {
                held.bindings += 1;
                wrong.extend(
                    read(store, table, &statement, &wanted, &mut held).await.map(|what| format!("{name}: {what}")),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), held.bindings, wrong.join("\n"));
    held
}

/// What is wrong with a read.
async fn read(store: &Store, table: &Table, statement: &Statement, wanted: &str, held: &mut Reads) -> Option<String> {
    let [parameter] = statement.parameters.as_slice() else { panic!("a read has one parameter") };
    let argument = argument(parameter.class, &parameter.cast_type, wanted);
    let arguments = Map::from_iter([(parameter.name.clone(), argument)]);
    let trial = match try_out(&store.descriptor, &store.password, statement, &arguments, false).await {
        Ok(Trial::Ran(trial)) => trial,
        other => return Some(format!("{other:?}")),
    };
    if trial.answer.rows.is_empty() {
        return Some(format!("{wanted} was not found"));
    }
    let leads = |index: &str| {
        // A partition's index has a name of its own; it is the parent's.
        table.partitions > 0
            || table.indexes.iter().any(|one| one.name == index && one.leading_column() == Some(&parameter.column))
    };
    for plan in &trial.answer.plans {
        match (plan.basis, plan.index()) {
            (PlanBasis::Generic, index) => held.generic += usize::from(index.is_some_and(leads)),
            (PlanBasis::Values, Some(index)) if leads(index) => {}
            (PlanBasis::Values, _) => return Some(format!("{plan:?} for {}", statement.sql)),
        }
    }
    (!trial.answer.plans.iter().any(|plan| plan.basis == PlanBasis::Values)).then(|| "no plan".into())
}

/// A value that few rows have: what somebody looks for by a key is seldom what most rows hold.
async fn rare(store: &mut Store, table: &Table, column: &Column) -> String {
    let (relation, text, name) = (store.relation(table), store.text(&column.name), store.quoted(&column.name));
    let any = format!("SELECT {text} FROM {relation} WHERE {name} IS NOT NULL LIMIT 1 OFFSET 4999");
    let few = matches!(column.class, TypeClass::Enum | TypeClass::Boolean);
    let found = if few { None } else { store.one(&any).await };
    let rarest = format!(
        "SELECT {text} FROM {relation} WHERE {name} IS NOT NULL GROUP BY {name} ORDER BY COUNT(*), {name} LIMIT 1"
    );
    match found {
        Some(found) => found,
        None => store.one(&rarest).await.unwrap(),
    }
}

/// A stored value as an agent gives it.
pub(crate) fn argument(class: TypeClass, cast_type: &str, text: &str) -> Value {
    match class {
        TypeClass::Boolean => Value::Bool(matches!(text, "true" | "t" | "1")),
        TypeClass::Timestamp if cast_type.contains("timestamptz") || cast_type.contains("with time zone") => {
            format!("{}Z", text.replacen(' ', "T", 1).trim_end_matches("+00")).into()
        }
        TypeClass::Timestamp => text.replacen(' ', "T", 1).into(),
        TypeClass::Time => text.split('+').next().unwrap_or_default().into(),
        _ => text.into(),
    }
}

/// The hand-written reads of `tests/cases/compile` that compile against the clinic as it is, by this column.
fn handwritten(of: Schema, engine: Engine, catalog: &Catalog, table: &Table, column: &str) -> Vec<Compiled> {
    if of != Schema::Clinic || engine != Engine::Postgres {
        return Vec::new();
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/compile");
    let mut folders: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let drafts = folders.iter().filter_map(|folder| {
        let binding = toml::from_str(&std::fs::read_to_string(folder.join("binding.toml")).unwrap()).unwrap();
        compiled(catalog, folder.file_name().unwrap().to_string_lossy().into_owned(), &binding)
    });
    let about = |one: &Compiled| {
        one.statement.written().is_none()
            && one.statement.sql.contains(&format!("FROM \"{}\".\"{}\" AS t0", table.name.schema, table.name.table))
            && one.statement.parameters.iter().all(|parameter| parameter.column == column)
    };
    drafts.filter(about).collect()
}
