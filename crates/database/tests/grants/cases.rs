//! A generated schema with the plans that its user goes through.

use gatehouse_core::catalog::{Catalog, Table, TableKind, TableName};
use gatehouse_core::connection::grant::{
    Account, Credential, Grain, GrantPlan, GrantRequest, GrantRole, GrantServer, NewPassword, create_script,
};
use gatehouse_core::scoping::{BlockTarget, Scoping};

use crate::names::{Dice, user};

/// A user, the plans in the order in which their scripts run, and the scripts.
pub(crate) struct Case {
    pub(crate) user: String,
    pub(crate) account: Account,
    pub(crate) password: String,
    pub(crate) plans: Vec<GrantPlan>,
    pub(crate) scripts: Vec<String>,
}

impl Case {
    /// A user for this catalogue: made read-only, then perhaps taken through another scoping, or given tables to write to.
    pub(crate) fn new(dice: &mut Dice, catalog: &Catalog, number: usize) -> Case {
        let server = GrantServer::of(catalog);
        let user = user(dice, number);
        let host = (server != GrantServer::Postgres).then_some("127.0.0.1");
        let account = Account::parse(server, &user, host).unwrap();
        let mut plans: Vec<GrantPlan> = Vec::new();
        let steps = dice.below(3);
        for step in 0..=steps {
            // A write user of its own, and one that was read-only before.
            let writes = step == steps && dice.one_in(2);
            plans.extend(plan(dice, catalog, writes));
        }
        let mut case = Case { user, account, password: String::new(), plans, scripts: Vec::new() };
        for plan in &case.plans {
            let credential =
                Credential { password: NewPassword::from_random(&dice.bytes::<64>()).unwrap(), salt: dice.bytes() };
            case.scripts.push(create_script(catalog, plan, &case.account, &credential).unwrap().sql);
            case.password = credential.password.expose().to_owned();
        }
        case
    }
}

/// A plan under a scoping by chance; none where nothing would be left.
fn plan(dice: &mut Dice, catalog: &Catalog, writes: bool) -> Option<GrantPlan> {
    let scoping = scoping(dice, catalog);
    let odd = catalog.tables.iter().any(|table| is_odd(&table.name.table));
    let grain = match dice.below(4) {
        // It gives every table, blocked or not; so none may have a name that no script takes.
        0 if !odd => Grain::Schema,
        1 => Grain::Tables,
        _ => Grain::Columns,
    };
    let fits = |table: &&Table| {
        matches!(table.kind, TableKind::Table | TableKind::PartitionedTable)
            && table.columns.iter().any(|column| !scoping.blocks_column(&table.name, &column.name))
    };
    let mut tables: Vec<TableName> = Vec::new();
    let role = if writes { GrantRole::Write } else { GrantRole::ReadOnly };
    if writes {
        tables = catalog.tables.iter().filter(fits).map(|table| table.name.clone()).take(1 + dice.below(2)).collect();
    }
    GrantPlan::of(catalog, &scoping, &GrantRequest { role, grain, tables }).ok()
}

/// Blocks a quarter of the tables and of the columns, and all that cannot stand in a script.
fn scoping(dice: &mut Dice, catalog: &Catalog) -> Scoping {
    let mut blocks = Vec::new();
    for table in &catalog.tables {
        if is_odd(&table.name.table) || dice.one_in(4) {
            blocks.push(BlockTarget { table: table.name.clone(), column: None });
        }
        for column in &table.columns {
            if is_odd(&column.name) || dice.one_in(4) {
                blocks.push(BlockTarget { table: table.name.clone(), column: Some(column.name.clone()) });
            }
        }
    }
    let mut scoping = Scoping::default();
    scoping.set(&blocks, true);
    scoping
}

fn is_odd(name: &str) -> bool {
    name.contains(char::is_control)
}
