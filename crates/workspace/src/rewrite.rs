//! Changing a TOML file without losing what a person wrote into it: comments, order, spacing.

use std::cmp::Reverse;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

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
        (Item::ArrayOfTables(kept), Item::ArrayOfTables(wanted)) => *kept = merge_list(kept, wanted),
        (Item::Value(kept), Item::Value(wanted)) => merge_value(kept, wanted),
        (kept, wanted) => *kept = wanted.clone(),
    }
}

/// Items keep their comments when others come, go or change places: each is the old one that it has most in common with.
fn merge_list(kept: &ArrayOfTables, wanted: &ArrayOfTables) -> ArrayOfTables {
    let mut free: Vec<Option<&Table>> = kept.iter().map(Some).collect();
    let wanted: Vec<&Table> = wanted.iter().collect();
    let mut chosen: Vec<Option<&Table>> = vec![None; wanted.len()];
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (new, table) in wanted.iter().enumerate() {
        pairs.extend(kept.iter().enumerate().map(|(old, other)| (in_common(table, other), new, old)));
    }
    // The best first; of equals those that keep their place, then in order.
    pairs.sort_by_key(|&(common, new, old)| (Reverse(common), new.abs_diff(old), new));
    for (common, new, old) in pairs {
        if (common > 0 || new == old) && chosen[new].is_none() {
            chosen[new] = free[old].take();
        }
    }
    // The items' places in the file stay, whatever comes to stand in them.
    let places: Vec<Option<isize>> = kept.iter().map(Table::position).collect();
    let mut list = ArrayOfTables::new();
    for (at, (table, old)) in wanted.into_iter().zip(chosen).enumerate() {
        let mut item = old.unwrap_or(table).clone();
        merge_table(&mut item, table);
        item.set_position(places.get(at).or(places.last()).copied().flatten());
        list.push(item);
    }
    list
}

/// In how many values two items agree.
fn in_common(one: &Table, other: &Table) -> usize {
    let same = |(key, item): &(&str, &Item)| match (item, other.get(key)) {
        (Item::Value(value), Some(Item::Value(known))) => plain(value) == plain(known),
        _ => false,
    };
    one.iter().filter(same).count()
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
    fn an_item_that_has_nothing_in_common_with_another_is_matched_by_place() {
        let old = "[[p]] # first\na = 1\n\n[[p]]\na = 2\n";
        assert_eq!(rewrite(old, "[[p]]\na = 3\n"), "[[p]] # first\na = 3\n");
    }

    #[test]
    fn a_comment_goes_where_its_item_goes() {
        let item =
            |comment: &str, path: &str, leaf: &str| format!("{comment}[[p]]\npath = \"{path}\"\nleaf = \"{leaf}\"\n\n");
        let [when, who, why] =
            [item("# when\n", "starts_at", "t"), item("# who\n", "name", "n"), item("", "reason", "r")];
        let old = format!("v = 1\n\n{when}{who}{why}[other] # last\nx = 1\n");
        let wanted = |items: &[String]| format!("v = 1\n{}\n[other]\nx = 1\n", items.concat());
        let [plain_when, plain_who, renamed] =
            [item("", "starts_at", "t"), item("", "name", "n"), item("", "name", "full_name")];

        let moved = rewrite(&old, &wanted(&[plain_who.clone(), why.clone(), plain_when.clone()]));
        assert_eq!(moved, format!("v = 1\n\n{who}{why}{when}[other] # last\nx = 1\n"));
        let fewer = rewrite(&old, &wanted(&[renamed, why.clone()]));
        let renamed = item("# who\n", "name", "full_name");
        assert_eq!(fewer, format!("v = 1\n\n{renamed}{why}[other] # last\nx = 1\n"));
        let more = rewrite(&old, &wanted(&[item("", "new", "new"), plain_when, plain_who, why.clone()]));
        assert!(
            more.contains("# when\n[[p]]\npath = \"starts_at\"") && more.contains("# who\n[[p]]\npath = \"name\""),
            "{more}"
        );
        assert!(more.find("new").unwrap() < more.find("# when").unwrap(), "{more}");
        assert!(more.find("reason").unwrap() < more.find("[other]").unwrap(), "{more}");
    }

    #[test]
    fn the_same_content_changes_no_byte() {
        let old = "a = [ 1,\n  2, # two\n]\nb = 'x'\n";
        assert!(rewrite(old, "a = [1, 2]\nb = \"x\"\n").contains("# two"));
    }
}
