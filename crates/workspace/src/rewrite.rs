//! Changing a TOML file without losing what a person wrote into it: comments, order, spacing.

use toml_edit::{DocumentMut, Item, Table, Value};

/// The text of `old` with the content of `new`. Where `old` cannot be parsed, `new` as it is.
pub(crate) fn rewrite(old: &str, new: &str) -> String {
    let (Ok(mut kept), Ok(wanted)) = (old.parse::<DocumentMut>(), new.parse::<DocumentMut>()) else {
        return new.to_owned();
    };
    merge_table(kept.as_table_mut(), wanted.as_table());
    kept.to_string()
}

fn merge_table(kept: &mut Table, wanted: &Table) {
    let gone: Vec<String> =
        kept.iter().map(|(key, _)| key.to_owned()).filter(|key| !wanted.contains_key(key)).collect();
    for key in gone {
        kept.remove(&key);
    }
    for (key, item) in wanted {
        match kept.get_mut(key) {
            Some(existing) => merge_item(existing, item),
            None => drop(kept.insert(key, item.clone())),
        }
    }
}

fn merge_item(kept: &mut Item, wanted: &Item) {
    match (kept, wanted) {
        (Item::Table(kept), Item::Table(wanted)) => merge_table(kept, wanted),
        (Item::ArrayOfTables(kept), Item::ArrayOfTables(wanted)) => {
            while kept.len() > wanted.len() {
                kept.remove(kept.len() - 1);
            }
            let common = kept.len();
            for (kept, wanted) in kept.iter_mut().zip(wanted) {
                merge_table(kept, wanted);
            }
            for table in wanted.iter().skip(common) {
                kept.push(table.clone());
            }
        }
        (Item::Value(kept), Item::Value(wanted)) => merge_value(kept, wanted),
        (kept, wanted) => *kept = wanted.clone(),
    }
}

fn merge_value(kept: &mut Value, wanted: &Value) {
    if plain(kept) == plain(wanted) {
        return;
    }
    let decor = kept.decor().clone();
    *kept = wanted.clone();
    *kept.decor_mut() = decor;
}

/// A value's text without the comments and blanks around it.
fn plain(value: &Value) -> String {
    let mut value = value.clone();
    value.decor_mut().clear();
    if let Value::Array(array) = &mut value {
        array.iter_mut().for_each(|item| item.decor_mut().clear());
        array.set_trailing("");
        array.set_trailing_comma(false);
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::rewrite;

    #[test]
    fn comments_stay_where_they_are() {
        let old =
            "# our clinic\nversion = 1\nhost = \"old\" # the replica\n\n# keep this one\nport = 5432\ngone = true\n";
        let new = "version = 1\nhost = \"new\"\nport = 5432\nuser = \"ro\"\n";
        assert_eq!(
            rewrite(old, new),
            "# our clinic\nversion = 1\nhost = \"new\" # the replica\n\n# keep this one\nport = 5432\nuser = \"ro\"\n"
        );
    }

    #[test]
    fn lists_of_tables_are_matched_by_place() {
        let old = "[[p]] # first\na = 1\n\n[[p]]\na = 2\n";
        assert_eq!(rewrite(old, "[[p]]\na = 3\n"), "[[p]] # first\na = 3\n");
    }

    #[test]
    fn the_same_content_changes_no_byte() {
        let old = "a = [ 1,\n  2, # two\n]\nb = 'x'\n";
        assert!(rewrite(old, "a = [1, 2]\nb = \"x\"\n").contains("# two"));
    }
}
