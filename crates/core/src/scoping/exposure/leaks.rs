//! Finding the ways around blocks that the catalogue gives away.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Certainty, Leak, LeakKind, Tool};
use crate::catalog::mentions::Mentions;
use crate::catalog::{Catalog, Column, Generation, Table, TableKind, TableName, TypeClass};
use crate::scoping::{BlockTarget, PolicyEdit, Scoping};

/// Names of free-text columns, as parts of names.
const FREE_TEXT: [&str; 14] = [
    "note",
    "notes",
    "comment",
    "comments",
    "remark",
    "remarks",
    "memo",
    "description",
    "details",
    "message",
    "body",
    "payload",
    "content",
    "transcript",
];

/// From this share of common columns on a table looks like a copy.
const COPY: f64 = 0.8;

/// A column that more tables than this have tells no copies apart.
const COMMON: usize = 64;

/// The ways around blocks, the surest first, then by what is in sight. Nothing when nothing is blocked.
pub fn leaks(catalog: &Catalog, scoping: &Scoping, tools: &[Tool]) -> Vec<Leak> {
    if scoping.is_empty() {
        return Vec::new();
    }
    let search = Search { catalog, scoping };
    let mut found = search.views();
    for table in catalog.tables.iter().filter(|table| !scoping.blocks_table(&table.name)) {
        found.extend(search.generated(table));
        found.extend(search.foreign_keys(table));
        found.extend(search.documents(table));
    }
    found.extend(search.parents());
    found.extend(search.copies());
    found.extend(search.enums());
    found.extend(tool_texts(catalog, scoping, tools));
    found.sort_by(|one, other| {
        (one.certainty, one.kind, &one.through, &one.tells).cmp(&(
            other.certainty,
            other.kind,
            &other.through,
            &other.tells,
        ))
    });
    found
}

struct Search<'a> {
    catalog: &'a Catalog,
    scoping: &'a Scoping,
}

impl Search<'_> {
    /// Views over what is blocked, also through other views.
    fn views(&self) -> Vec<Leak> {
        let mut told: BTreeMap<&TableName, BTreeSet<BlockTarget>> = BTreeMap::new();
        let views: Vec<&Table> = self.catalog.tables.iter().filter(|table| is_view(table)).collect();
        // A view reads views that are older; as many rounds as the longest chain, and one to see that nothing is added.
        loop {
            let before: usize = told.values().map(BTreeSet::len).sum();
            for view in &views {
                let mut reads = BTreeSet::new();
                for read in view.reads.iter().flatten() {
                    let whole = BlockTarget { table: read.table.clone(), column: None };
                    if self.scoping.blocks_table(&read.table) {
                        reads.insert(whole);
                    }
                    let columns = self.scoping.columns_of(&read.table).filter(|column| read.reads(column));
                    reads.extend(columns.map(|column| inside(&read.table, column)));
                    reads.extend(told.get(&read.table).into_iter().flatten().cloned());
                }
                if !reads.is_empty() {
                    told.entry(&view.name).or_default().extend(reads);
                }
            }
            if told.values().map(BTreeSet::len).sum::<usize>() == before {
                break;
            }
        }
        let seen = views.iter().filter(|view| self.sees_any(view));
        seen.filter_map(|view| match told.get(&view.name) {
            Some(tells) => Some(view_leak(view, tells.iter().cloned().collect())),
            None if view.reads.is_none() => Some(unknown_view(view)),
            None => None,
        })
        .collect()
    }

    /// Visible columns that the server computes from blocked ones of their table.
    fn generated(&self, table: &Table) -> Vec<Leak> {
        let blocked: Vec<&Column> = table.columns.iter().filter(|column| !self.sees(table, column)).collect();
        let computed = table.columns.iter().filter(|column| column.generation == Some(Generation::Generated));
        let computed = computed.filter(|column| self.sees(table, column));
        computed
            .filter_map(|column| {
                let text = column.default.as_deref().unwrap_or_default();
                let from = blocked.iter().filter(|one| Mentions::only(&one.name).in_text(text));
                let tells: Vec<BlockTarget> = from.map(|one| inside(&table.name, &one.name)).collect();
                let why = "The database computes this column from what is blocked.";
                let through = inside(&table.name, &column.name);
                (!tells.is_empty()).then(|| leak(LeakKind::GeneratedColumn, Certainty::Certain, through, tells, why))
            })
            .collect()
    }

    /// Visible columns that hold the value of a blocked key; and, less surely, the other way round.
    fn foreign_keys(&self, table: &Table) -> Vec<Leak> {
        let mut found = Vec::new();
        for key in &table.foreign_keys {
            for (own, other) in key.columns.iter().zip(&key.referenced_columns) {
                let own_seen = !self.scoping.blocks_column(&table.name, own);
                let other_seen = !self.scoping.blocks_column(&key.references, other);
                let (here, there) = (inside(&table.name, own), inside(&key.references, other));
                if own_seen && !other_seen {
                    let why = "This column carries the same value as the blocked key that it refers to.";
                    found.push(leak(LeakKind::ForeignKey, Certainty::Certain, here, vec![there], why));
                } else if !own_seen && other_seen && is_alone_unique(table, own) {
                    let why = "The blocked column refers to this one, record for record: whoever knows which belong together knows its value.";
                    found.push(leak(LeakKind::ForeignKey, Certainty::Possible, there, vec![here], why));
                }
            }
        }
        found
    }

    /// Documents anywhere, and free text where something of the same record is blocked.
    fn documents(&self, table: &Table) -> Vec<Leak> {
        let partly = self.scoping.blocks_columns_of(&table.name);
        let beside = table
            .foreign_keys
            .iter()
            .any(|key| self.scoping.blocks_table(&key.references) || self.scoping.blocks_columns_of(&key.references));
        let concerned = table.columns.iter().filter(|column| self.sees(table, column)).filter(|column| {
            let document =
                matches!(column.class, TypeClass::Json) || matches!(column.data_type.as_str(), "xml" | "hstore");
            (document && (partly || beside)) || (partly && is_free_text(column))
        });
        concerned
            .map(|column| {
                let why = "This column may hold anything, also what is blocked beside it.";
                leak(LeakKind::Document, Certainty::Possible, inside(&table.name, &column.name), Vec::new(), why)
            })
            .collect()
    }

    /// `SELECT` from a parent answers with the rows of its children, blocked or not.
    fn parents(&self) -> Vec<Leak> {
        let mut found = Vec::new();
        for child in &self.catalog.tables {
            for parent in child.inherits.iter().filter_map(|name| self.catalog.table(name)) {
                let shared = parent.columns.iter().filter(|column| self.sees(parent, column));
                let blocked: Vec<&Column> =
                    shared.filter(|column| self.scoping.blocks_column(&child.name, &column.name)).collect();
                if self.scoping.blocks_table(&child.name) && !blocked.is_empty() {
                    let why = "Reading this table also reads the rows of the blocked table that inherits from it, unless the statement says ONLY, as those compiled here do.";
                    let tells = vec![BlockTarget { table: child.name.clone(), column: None }];
                    let through = BlockTarget { table: parent.name.clone(), column: None };
                    found.push(leak(LeakKind::Inheritance, Certainty::Certain, through, tells, why));
                    continue;
                }
                for column in blocked {
                    let why = "Reading this column also reads the blocked column of the table that inherits it, unless the statement says ONLY, as those compiled here do.";
                    let (through, told) = (inside(&parent.name, &column.name), inside(&child.name, &column.name));
                    found.push(leak(LeakKind::Inheritance, Certainty::Certain, through, vec![told], why));
                }
            }
        }
        found
    }

    /// Tables with nearly the columns of a table of which something is blocked.
    fn copies(&self) -> Vec<Leak> {
        let mut having: HashMap<(&str, &str), Vec<&Table>> = HashMap::new();
        for table in self.catalog.tables.iter().filter(|table| !is_view(table) && self.sees_any(table)) {
            for column in &table.columns {
                having.entry((&column.name, &column.data_type)).or_default().push(table);
            }
        }
        let blocked = self.scoping.blocked_tables().chain(self.scoping.blocked_columns().map(|(table, _)| table));
        let originals: BTreeSet<&TableName> = blocked.collect();
        let mut found = Vec::new();
        for original in
            originals.into_iter().filter_map(|name| self.catalog.table(name)).filter(|table| !is_view(table))
        {
            let postings =
                original.columns.iter().filter_map(|column| having.get(&(&*column.name, &*column.data_type)));
            let postings = postings.filter(|tables| tables.len() <= COMMON);
            let candidates: BTreeMap<&TableName, &Table> =
                postings.flatten().map(|table| (&table.name, *table)).collect();
            let others =
                candidates.into_values().filter(|table| table.name != original.name && looks_like(original, table));
            for copy in others {
                // What an heir shows is told above.
                if original.inherits.contains(&copy.name) || copy.inherits.contains(&original.name) {
                    continue;
                }
                found.extend(self.copy(original, copy));
            }
        }
        found
    }

    fn copy(&self, original: &Table, copy: &Table) -> Option<Leak> {
        let why = format!("This table has nearly the same columns as {}: it may be a copy of it.", original.name);
        if self.scoping.blocks_table(&original.name) {
            let tells = vec![BlockTarget { table: original.name.clone(), column: None }];
            let through = BlockTarget { table: copy.name.clone(), column: None };
            return Some(leak(LeakKind::Copy, Certainty::Likely, through, tells, &why));
        }
        let shared = original.columns.iter().filter(|column| !self.sees(original, column));
        let shared = shared.filter(|column| copy.column(&column.name).is_some_and(|same| self.sees(copy, same)));
        let names: Vec<&str> = shared.map(|column| column.name.as_str()).collect();
        let fix = PolicyEdit::Block { targets: names.iter().map(|name| inside(&copy.name, name)).collect() };
        let tells = names.iter().map(|name| inside(&original.name, name)).collect();
        let through = BlockTarget { table: copy.name.clone(), column: None };
        let found = Leak { fix: Some(fix), ..leak(LeakKind::Copy, Certainty::Likely, through, tells, &why) };
        (!names.is_empty()).then_some(found)
    }

    /// Enum types of blocked columns that a visible column lists.
    fn enums(&self) -> Vec<Leak> {
        let mut blocked: BTreeMap<&str, Vec<BlockTarget>> = BTreeMap::new();
        let mut seen: BTreeMap<&str, BlockTarget> = BTreeMap::new();
        for table in &self.catalog.tables {
            for column in table.columns.iter().filter(|column| !column.enum_values.is_empty()) {
                let target = inside(&table.name, &column.name);
                if self.sees(table, column) {
                    seen.entry(&column.data_type).or_insert(target);
                } else {
                    blocked.entry(&column.data_type).or_default().push(target);
                }
            }
        }
        let shared = blocked.into_iter().filter_map(|(of_type, tells)| Some((seen.remove(of_type)?, tells)));
        let why = "This column is of the blocked column's type and lists the values that it can have.";
        shared
            .map(|(through, tells)| Leak {
                fix: None,
                ..leak(LeakKind::EnumValues, Certainty::Possible, through, tells, why)
            })
            .collect()
    }

    fn sees(&self, table: &Table, column: &Column) -> bool {
        !self.scoping.blocks_column(&table.name, &column.name)
    }

    fn sees_any(&self, table: &Table) -> bool {
        table.columns.iter().any(|column| self.sees(table, column))
    }
}

/// What a person wrote about a tool goes to the agent as it is.
fn tool_texts(catalog: &Catalog, scoping: &Scoping, tools: &[Tool]) -> Vec<Leak> {
    let mentions = Mentions::of(catalog, scoping);
    let tells = |tool: &&Tool| {
        mentions.in_text(&tool.tool_name) || tool.description.as_ref().is_some_and(|text| mentions.in_text(text))
    };
    let told = tools.iter().filter(tells).map(|tool| Leak {
        kind: LeakKind::ToolText,
        certainty: Certainty::Possible,
        through: None,
        tells: Vec::new(),
        why: format!(
            "The name or description of the tool “{}” mentions a blocked name, and agents read it.",
            tool.tool_name
        ),
        fix: None,
    });
    told.collect()
}

fn view_leak(view: &Table, tells: Vec<BlockTarget>) -> Leak {
    let through = BlockTarget { table: view.name.clone(), column: None };
    match view.kind {
        TableKind::MaterializedView => {
            let why = "This materialised view keeps a copy of what it reads, and it reads what is blocked.";
            leak(LeakKind::MaterializedView, Certainty::Likely, through, tells, why)
        }
        _ => {
            leak(LeakKind::View, Certainty::Likely, through, tells, "This view reads what is blocked, and may show it.")
        }
    }
}

fn unknown_view(view: &Table) -> Leak {
    let through = BlockTarget { table: view.name.clone(), column: None };
    let why = "The login may not see what this view reads, so it may show what is blocked.";
    leak(LeakKind::UnknownView, Certainty::Possible, through, Vec::new(), why)
}

/// A leak that blocking what is in sight closes.
fn leak(kind: LeakKind, certainty: Certainty, through: BlockTarget, tells: Vec<BlockTarget>, why: &str) -> Leak {
    let fix = Some(PolicyEdit::Block { targets: vec![through.clone()] });
    Leak { kind, certainty, through: Some(through), tells, why: why.into(), fix }
}

fn inside(table: &TableName, column: &str) -> BlockTarget {
    BlockTarget { table: table.clone(), column: Some(column.to_owned()) }
}

fn is_view(table: &Table) -> bool {
    matches!(table.kind, TableKind::View | TableKind::MaterializedView)
}

fn is_alone_unique(table: &Table, column: &str) -> bool {
    let keys = table.primary_key.iter().chain(&table.unique_keys);
    keys.into_iter().any(|key| matches!(key.columns.as_slice(), [only] if only == column))
}

fn is_free_text(column: &Column) -> bool {
    column.class == TypeClass::Text
        && column.enum_values.is_empty()
        && column.name.to_lowercase().split('_').any(|part| FREE_TEXT.contains(&part))
}

fn looks_like(original: &Table, copy: &Table) -> bool {
    let columns = |table: &Table| -> BTreeSet<(String, String)> {
        table.columns.iter().map(|column| (column.name.clone(), column.data_type.clone())).collect()
    };
    let (one, other) = (columns(original), columns(copy));
    let common = one.intersection(&other).count();
    common >= 3 && common as f64 >= COPY * one.len() as f64
}
