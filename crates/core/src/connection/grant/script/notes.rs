//! Which notes go with a script that creates a user.

use super::super::{Account, Extent, GrantNote, GrantNoteCode as Code, GrantPlan, GrantRole, TableGrants};
use super::sequence;
use crate::catalog::{Catalog, Column, Table, TableKind};

/// From this version on PUBLIC may not create in the schema public.
const PUBLIC_CREATE_ENDED: u32 = 15;

pub(super) fn postgres(catalog: &Catalog, plan: &GrantPlan, left_out: &[String]) -> Vec<GrantNote> {
    let mut notes = common(catalog, plan, left_out);
    let partitioned = of_granted(catalog, plan, |table, _| table.kind == TableKind::PartitionedTable);
    notes.extend(GrantNote::about(Code::PartitionsAsTheyAre, partitioned));
    let major =
        catalog.server_version.split(|c: char| !c.is_ascii_digit()).next().and_then(|text| text.parse::<u32>().ok());
    let mut codes = vec![Code::PublicTemporary, Code::PublicFunctions, Code::CatalogVisible];
    if major.is_none_or(|major| major < PUBLIC_CREATE_ENDED) {
        codes.insert(1, Code::PublicCreate);
    }
    notes.extend(codes.into_iter().map(GrantNote::general));
    notes
}

pub(super) fn mysql(
    catalog: &Catalog,
    plan: &GrantPlan,
    left_out: &[String],
    account: &Account,
    mariadb: Option<bool>,
) -> Vec<GrantNote> {
    let mut notes = common(catalog, plan, left_out);
    let own = if mariadb == Some(true) { Code::NativePassword } else { Code::NoAccountTimeouts };
    let mut codes = vec![Code::PasswordInScript, own, Code::NotAtomic];
    if plan.request.role == GrantRole::ReadOnly {
        codes.push(Code::ResetsTheAccount);
    }
    if account.is_wild() {
        codes.push(Code::AnyHost);
    }
    notes.extend(codes.into_iter().map(GrantNote::general));
    notes
}

/// Those about the plan first: they are this user's own.
fn common(catalog: &Catalog, plan: &GrantPlan, left_out: &[String]) -> Vec<GrantNote> {
    let mut notes = Vec::new();
    notes.extend(GrantNote::about(Code::ScopingNotEnforced, readable_though_blocked(catalog, plan)));
    if blocks_anything(catalog, plan) {
        let views =
            of_granted(catalog, plan, |table, _| matches!(table.kind, TableKind::View | TableKind::MaterializedView));
        notes.extend(GrantNote::about(Code::ViewsReadAsOwner, views));
    }
    let inserts = |grants: &TableGrants| grants.insert != Extent::Nothing;
    let written = || catalog.tables.iter().zip(&plan.tables).filter(move |(_, grants)| inserts(grants));
    let needed = written().flat_map(|(table, grants)| {
        let column = |column: &&Column| is_needed(column) && !grants.insert.covers(&column.name);
        table.columns.iter().filter(column).map(|column| table.name.column(&column.name).to_string())
    });
    notes.extend(GrantNote::about(Code::InsertNeedsBlocked, needed.collect()));
    let unknown = written().flat_map(|(table, _)| sequence::unknown(table));
    notes.extend(GrantNote::about(Code::SequenceUnknown, unknown.collect()));
    notes.extend(GrantNote::about(Code::NameUnsupported, left_out.to_vec()));
    if plan.request.role == GrantRole::Write {
        notes.push(GrantNote::general(Code::AddsToTheUser));
    }
    notes.push(GrantNote::general(Code::MembershipsKept));
    notes
}

/// Whole tables where nothing of them is visible, single columns otherwise.
fn readable_though_blocked(catalog: &Catalog, plan: &GrantPlan) -> Vec<String> {
    let mut found = Vec::new();
    for (at, (table, grants)) in catalog.tables.iter().zip(&plan.tables).enumerate() {
        let blocked: Vec<&Column> = table
            .columns
            .iter()
            .filter(|column| grants.select.covers(&column.name) && !plan.is_visible(at, &column.name))
            .collect();
        if !blocked.is_empty() && blocked.len() == table.columns.len() {
            found.push(table.name.to_string());
        } else {
            found.extend(blocked.into_iter().map(|column| table.name.column(&column.name).to_string()));
        }
    }
    found
}

fn blocks_anything(catalog: &Catalog, plan: &GrantPlan) -> bool {
    let blocked = |(at, table): (usize, &Table)| table.columns.iter().any(|column| !plan.is_visible(at, &column.name));
    catalog.tables.iter().enumerate().any(blocked)
}

fn of_granted(catalog: &Catalog, plan: &GrantPlan, wanted: impl Fn(&Table, &TableGrants) -> bool) -> Vec<String> {
    let tables = catalog.tables.iter().zip(&plan.tables);
    let fits = |(table, grants): &(&Table, &TableGrants)| !grants.is_nothing() && wanted(table, grants);
    tables.filter(fits).map(|(table, _)| table.name.to_string()).collect()
}

/// Whether a row cannot be without a value that the statement gives.
fn is_needed(column: &Column) -> bool {
    !column.nullable && column.default.is_none() && column.generation.is_none()
}
