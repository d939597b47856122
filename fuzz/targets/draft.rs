//! A draft's TOML: no panic in reading or compiling it, what is read is written as it was read, and no value of a draft in the SQL.
//!
//! Input: the text of a draft's file.
#![no_main]

use std::sync::LazyLock;

use gatehouse_core::binding::{Scalar, compile};
use gatehouse_core::catalog::{Catalog, Privileges, read_snapshot};
use gatehouse_core::scoping::Scoping;
use gatehouse_workspace::{draft_text, read_draft};
use libfuzzer_sys::fuzz_target;

/// The sample clinic, with a login that may write, too.
static CLINIC: LazyLock<Catalog> = LazyLock::new(|| {
    let text = include_bytes!("../../crates/workspace/sample/connections/clinic.catalog.json");
    let mut clinic = read_snapshot(text).expect("the sample is a snapshot");
    for column in clinic.tables.iter_mut().flat_map(|table| &mut table.columns) {
        column.privileges = Privileges::default();
    }
    clinic
});

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(draft) = read_draft(text) else { return };
    let again = draft_text(&draft).expect("what was read can be written");
    let same = read_draft(&again).expect("what was written can be read");
    // Text, because not-a-number is no equal of itself.
    assert_eq!(format!("{same:?}"), format!("{draft:?}"));

    let compiled = compile(&CLINIC, &Scoping::default(), &draft);
    assert!(compiled.statement.is_some() || !compiled.diagnostics.is_empty());
    let Some(statement) = compiled.statement else { return };
    let given = draft.input_object_map.iter().filter_map(|one| one.constant.as_ref());
    let given = given.chain(draft.parameters.iter().filter_map(|one| one.default.as_ref()));
    for value in given {
        // Short ones stand in any text.
        let Scalar::Text(value) = value else { continue };
        assert!(value.len() < 12 || !statement.sql.contains(value.as_str()), "{}", statement.sql);
    }
});
