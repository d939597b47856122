//! Going through the window by keys alone, and judging every place that gets the focus on the way.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::process::Command;

use serde_json::{Value, json};

use crate::window::Window;

/// More stops than any way from one thing to the next may have.
const FAR: usize = 90;

/// What is wrong with the place that has the focus, as a list; and what it is called.
///
/// A focus is visible when it, or what stands for it (the label of a tick, the frame of a field), has an outline; when it lies within the window; and
/// when nothing covers its middle. It has a name when assistive technology would say one.
const LOOK: &str = r#"
    const at = document.activeElement;
    if (!at || at === document.body) return { name: 'nothing', wrong: [] };
    const name = at.dataset.testid ?? at.getAttribute('aria-label') ?? at.textContent.trim().slice(0, 40) ?? at.tagName;
    const wrong = [];
    const drawn = (one) => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    };
    const frames = [at, at.parentElement, at.parentElement?.parentElement, at.closest('label')].filter(Boolean);
    if (!frames.some(drawn)) wrong.push('no outline');
    const box = at.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 12)];
    if (box.width < 2 || box.height < 2) wrong.push('no size');
    else if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) wrong.push(`outside of the window (${x}, ${y})`);
    else {
        const top = document.elementFromPoint(x, y);
        const same = top && (at.contains(top) || top.contains(at) || at.closest('label')?.contains(top));
        if (!same) wrong.push(`covered by ${top?.tagName} ${top?.className}`);
    }
    const labelled = at.getAttribute('aria-label') || at.getAttribute('aria-labelledby') || at.labels?.length || at.textContent.trim() || at.title;
    if (!labelled) wrong.push('no name');
    return { name, wrong };
"#;

/// A walk by keys: collects what was wrong with the places it came by.
pub(crate) struct Walk<'a> {
    window: &'a Window,
    wrong: RefCell<BTreeSet<String>>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(window: &'a Window) -> Walk<'a> {
        Walk { window, wrong: RefCell::default() }
    }

    /// What has the focus; where something is wrong with it, that is kept for the end.
    pub(crate) async fn here(&self) -> String {
        let seen = self.window.run(LOOK, vec![]).await;
        let name = seen["name"].as_str().unwrap_or_default().to_owned();
        let wrong: Vec<&str> = seen["wrong"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        if !wrong.is_empty() {
            self.wrong.borrow_mut().insert(format!("{name}: {}", wrong.join(", ")));
        }
        name
    }

    /// Presses Tab until the focus is there.
    pub(crate) async fn tab_to(&self, id: &str) {
        self.go(id, "Tab").await;
    }

    /// The same backwards.
    pub(crate) async fn back_to(&self, id: &str) {
        self.go(id, "shift+Tab").await;
    }

    async fn go(&self, id: &str, key: &str) {
        let mut visited = Vec::new();
        for _ in 0..FAR {
            if visited.last().is_some_and(|at| at == id) {
                return;
            }
            self.window.chord(key).await;
            visited.push(self.here().await);
        }
        self.window.screenshot("failed").await;
        panic!("{id} is not reached by {key}: {visited:?}");
    }

    /// Presses a key, by its name in X, and looks where the focus is then.
    pub(crate) async fn press(&self, keys: &str) {
        self.window.chord(keys).await;
        self.here().await;
    }

    /// Types into what has the focus.
    pub(crate) async fn types(&self, text: &str) {
        assert!(Command::new("xdotool").args(["type", "--delay", "15", text]).status().unwrap().success());
        self.window.settle().await;
        self.here().await;
    }

    /// Goes down a list of choices until this one, by its value, is chosen.
    pub(crate) async fn chooses(&self, value: &str) {
        let mut passed = Vec::new();
        for _ in 0..FAR {
            let at = self.window.run("return document.activeElement.value", vec![]).await;
            if at == json!(value) {
                return;
            }
            passed.push(at);
            self.press("Down").await;
        }
        panic!("{value} is not among {passed:?}");
    }

    /// Waits until the focus is there, wherever it comes from.
    pub(crate) async fn comes_to(&self, id: &str) {
        let script = "return document.activeElement?.dataset?.testid === arguments[0]";
        self.window
            .until(&format!("the focus comes to {id}"), || async {
                self.window.run(script, vec![json!(id)]).await == json!(true)
            })
            .await;
        self.here().await;
    }

    /// Waits until something has the focus again: where it was may be gone, and it is handed on two frames later.
    pub(crate) async fn keeps_its_place(&self, when: &str) {
        let script = "return document.activeElement !== null && document.activeElement !== document.body";
        let what = format!("something has the focus {when}");
        self.window.until(&what, || async { self.window.run(script, vec![]).await == json!(true) }).await;
        self.here().await;
    }

    /// Everything that was wrong on the way.
    pub(crate) fn wrong(self) -> Vec<String> {
        self.wrong.into_inner().into_iter().collect()
    }
}
