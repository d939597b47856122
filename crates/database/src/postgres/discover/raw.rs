//! What the answers tell, before anything is joined: plain data by the catalogue's own numbers.

use std::collections::{HashMap, HashSet};

use gatehouse_core::catalog::ViewRead;

/// An object's number in the catalogue.
pub(super) type Id = u32;

/// A type and its modifier (length, precision), as a column has them.
pub(super) type TypeKey = (Id, i32);

#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) server: RawServer,
    pub(super) namespaces: HashMap<Id, RawNamespace>,
    pub(super) relations: Vec<RawRelation>,
    /// Of one table for each owner and list of rights.
    pub(super) table_rights: HashMap<Id, [bool; 3]>,
    /// Which table stands for an owner and a list of rights.
    pub(super) examples: HashMap<(Id, String), Id>,
    pub(super) partitions: HashMap<Id, i64>,
    pub(super) inherits: HashMap<Id, Vec<Id>>,
    /// Of one relation, by position.
    pub(super) columns: HashMap<Id, Vec<RawColumn>>,
    /// Relations whose columns have no names yet: one holds the character that is between them.
    pub(super) unnamed: Vec<Id>,
    pub(super) column_rights: HashMap<(Id, i16), [bool; 3]>,
    pub(super) types: HashMap<TypeKey, RawType>,
    pub(super) enums: HashMap<Id, Vec<String>>,
    /// Each expression once.
    pub(super) expressions: Vec<String>,
    /// Of one relation: a column's position, and which of the expressions it has.
    pub(super) defaults: HashMap<Id, Vec<(i16, usize)>>,
    /// Of one relation, with the column's position, which is 0 for the relation itself.
    pub(super) comments: HashMap<Id, Vec<(i32, String)>>,
    /// Those that enforce a primary or unique key.
    pub(super) key_indexes: HashSet<Id>,
    pub(super) foreign_keys: HashMap<Id, Vec<RawForeignKey>>,
    pub(super) checks: HashMap<Id, Vec<RawCheck>>,
    pub(super) methods: HashMap<Id, String>,
    pub(super) indexes: HashMap<Id, Vec<RawIndex>>,
    /// By index and part, counted from 1; part 0 is the predicate.
    pub(super) index_texts: HashMap<(Id, i32), String>,
    pub(super) view_reads: HashMap<Id, Vec<ViewRead>>,
}

#[derive(Debug, Default)]
pub(super) struct RawServer {
    pub(super) version: String,
    /// For example `150018`.
    pub(super) version_number: u32,
    pub(super) database: String,
    pub(super) default_schema: String,
    /// What the server's list of all columns takes.
    pub(super) columns_bytes: u64,
}

#[derive(Debug)]
pub(super) struct RawNamespace {
    pub(super) name: String,
    /// Without USAGE on the schema no right on what is in it counts.
    pub(super) usable: bool,
}

#[derive(Debug)]
pub(super) struct RawRelation {
    pub(super) id: Id,
    pub(super) namespace: Id,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) rows: f32,
    /// The first table with the same owner and the same list of rights, on which its rights depend alone.
    pub(super) rights_like: Id,
}

#[derive(Debug)]
pub(super) struct RawColumn {
    pub(super) position: i16,
    pub(super) name: String,
    pub(super) type_key: TypeKey,
    pub(super) facts: ColumnFacts,
}

/// The bits of `columns.sql`.
#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnFacts(pub(super) u8);

impl ColumnFacts {
    pub(super) fn not_null(self) -> bool {
        self.0 & 1 != 0
    }

    /// 0 for none, 1 for ALWAYS, 2 for BY DEFAULT, 3 for what we do not know.
    pub(super) fn identity(self) -> u8 {
        self.0 >> 1 & 3
    }

    /// 0 for no, 1 for yes, 2 for what we do not know.
    pub(super) fn generated(self) -> u8 {
        self.0 >> 3 & 3
    }

    pub(super) fn has_own_rights(self) -> bool {
        self.0 & 32 != 0
    }
}

#[derive(Debug)]
pub(super) struct RawType {
    pub(super) written: String,
    pub(super) unmodified: String,
    pub(super) schema: String,
    pub(super) name: String,
    /// Schema and name of an array's element.
    pub(super) element: Option<(String, String)>,
    pub(super) base: Id,
    pub(super) base_name: String,
    pub(super) base_kind: String,
    pub(super) base_category: String,
    pub(super) not_null: bool,
    /// The schema of its `=`, where that is not the server's own.
    pub(super) equality_schema: Option<String>,
}

#[derive(Debug)]
pub(super) struct RawForeignKey {
    pub(super) name: String,
    pub(super) positions: Vec<i16>,
    pub(super) referenced: Id,
    pub(super) referenced_positions: Vec<i16>,
}

#[derive(Debug)]
pub(super) struct RawCheck {
    pub(super) name: String,
    pub(super) expression: String,
    pub(super) enforced: bool,
}

#[derive(Debug)]
pub(super) struct RawIndex {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) method: Id,
    /// The bits of `indexes.sql`.
    pub(super) facts: u8,
    /// Key parts; included columns follow them in `positions`.
    pub(super) parts: usize,
    pub(super) positions: Vec<i16>,
    /// Of each key part: 1 for descending, 2 for NULLs first.
    pub(super) orders: Vec<i16>,
}

impl RawIndex {
    pub(super) fn unique(&self) -> bool {
        self.facts & 1 != 0
    }

    pub(super) fn valid(&self) -> bool {
        self.facts & 2 != 0
    }

    pub(super) fn nulls_not_distinct(&self) -> bool {
        self.facts & 4 != 0
    }

    pub(super) fn primary(&self) -> bool {
        self.facts & 8 != 0
    }

    /// The positions of the key parts, and of the columns that are only included; none when there are fewer.
    pub(super) fn split(&self) -> Option<(&[i16], &[i16])> {
        self.positions.split_at_checked(self.parts)
    }
}
