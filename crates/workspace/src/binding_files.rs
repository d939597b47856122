//! What is done to a draft's file as a whole. Its text moves as it is, so that comments come along.

use gatehouse_core::binding::Binding;

use crate::folder::binding_file;
use crate::{Workspace, WorkspaceError, atomic};

impl Workspace {
    /// Removes a draft's file and returns what was in it, for [`Workspace::put_back_binding`]; none when there was none.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`].
    pub fn take_binding(&self, slug: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        let content = self.read(&binding_file(slug)?)?;
        self.delete_binding(slug)?;
        Ok(content)
    }

    /// Writes a file that was taken, byte for byte.
    ///
    /// # Errors
    /// [`WorkspaceError::Taken`] when another draft has its name by now.
    pub fn put_back_binding(&self, slug: &str, content: &[u8]) -> Result<(), WorkspaceError> {
        let file = binding_file(slug)?;
        let path = self.root().join(&file);
        if path.exists() { Err(WorkspaceError::Taken(file)) } else { atomic::write(&path, content) }
    }

    /// A second draft like the first, under another tool name and switched off; returns its slug.
    ///
    /// # Errors
    /// [`WorkspaceError::Missing`], and [`WorkspaceError::Content`] for a draft that cannot be read.
    pub fn duplicate_binding(&self, slug: &str, tool_name: &str) -> Result<String, WorkspaceError> {
        let binding = Binding { tool_name: tool_name.to_owned(), enabled: false, ..self.binding(slug)? };
        let copy = self.free_slug(tool_name)?;
        if let Some(content) = self.read(&binding_file(slug)?)? {
            self.put_back_binding(&copy, &content)?;
        }
        self.save_binding(&copy, &binding)?;
        Ok(copy)
    }

    /// Gives a draft's file another name.
    ///
    /// # Errors
    /// [`WorkspaceError::Name`], [`WorkspaceError::Taken`] when the new name is taken.
    pub fn rename_binding(&self, from: &str, to: &str) -> Result<(), WorkspaceError> {
        if from == to {
            return Ok(());
        }
        let (old, file) = (self.root().join(binding_file(from)?), binding_file(to)?);
        let new = self.root().join(&file);
        if new.exists() {
            return Err(WorkspaceError::Taken(file));
        }
        std::fs::rename(&old, &new).map_err(|error| WorkspaceError::io(&old, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# for the front desk\nversion = 1\ntool_name = \"Look up\" # short\nconnection = \"clinic\"\noperation = \"a.read\"\nenabled = true\n";

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(&folder.path().join("w")).unwrap();
        atomic::write(&workspace.root().join("bindings/look-up.toml"), TEXT.as_bytes()).unwrap();
        (folder, workspace)
    }

    #[test]
    fn a_deleted_draft_comes_back_byte_for_byte() {
        let (_folder, workspace) = workspace();
        let content = workspace.take_binding("look-up").unwrap().unwrap();
        assert!(workspace.binding_slugs().unwrap().is_empty());
        workspace.put_back_binding("look-up", &content).unwrap();
        assert_eq!(std::fs::read_to_string(workspace.root().join("bindings/look-up.toml")).unwrap(), TEXT);
        assert!(matches!(workspace.put_back_binding("look-up", b"other"), Err(WorkspaceError::Taken(_))));
        assert_eq!(workspace.take_binding("none").unwrap(), None);
        assert!(matches!(workspace.take_binding("../gatehouse"), Err(WorkspaceError::Name(_))));
    }

    #[test]
    fn a_copy_keeps_comments_and_is_off() {
        let (_folder, workspace) = workspace();
        let slug = workspace.duplicate_binding("look-up", "Look up (copy)").unwrap();
        assert_eq!(slug, "look-up-copy");
        let text = std::fs::read_to_string(workspace.root().join("bindings/look-up-copy.toml")).unwrap();
        assert!(text.starts_with("# for the front desk\n"), "{text}");
        assert!(text.contains("tool_name = \"Look up (copy)\" # short") && text.contains("enabled = false"), "{text}");
    }

    #[test]
    fn a_name_that_is_taken_is_not_taken_over() {
        let (_folder, workspace) = workspace();
        let other = workspace.duplicate_binding("look-up", "Other").unwrap();
        assert!(matches!(workspace.rename_binding("look-up", &other), Err(WorkspaceError::Taken(_))));
        workspace.rename_binding("look-up", "find").unwrap();
        assert_eq!(workspace.binding_slugs().unwrap(), ["find", "other"]);
        assert!(matches!(workspace.rename_binding("find", "No Name"), Err(WorkspaceError::Name(_))));
    }

    /// Everything that a draft can have, with a comment at each part.
    const WHOLE: &str = r#"# who asks for it: the front desk
version = 1
tool_name = "Call off a visit"
connection = "clinic"
operation = "visits.update"
enabled = false

# the caller's own number for it
[sql_write]
key_column = "id" # unique
key_param = "visit_id"

# always this
[[input_object_map]]
field = "status"
const = "cancelled"

[[input_object_map]]
field = "reason"
param = "reason"

# nobody dictates a novel
[[parameters]]
param = "reason"
required = false
default = "not said"
enum = ["ill", "other"] # what was heard most
max_length = 200 # characters
"#;

    #[test]
    fn a_whole_draft_is_read_and_written_without_losing_a_word() {
        let (_folder, workspace) = workspace();
        let path = workspace.root().join("bindings/call-off.toml");
        let text = || std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, WHOLE).unwrap();
        let draft = workspace.binding("call-off").unwrap();
        workspace.save_binding("call-off", &draft).unwrap();
        assert_eq!(text(), WHOLE);

        let mut changed = draft;
        changed.input_object_map.swap(0, 1);
        changed.parameters[0].max_length = Some(100);
        workspace.save_binding("call-off", &changed).unwrap();
        assert_eq!(workspace.binding("call-off").unwrap(), changed);
        let written = text();
        assert!(written.contains("max_length = 100 # characters"), "{written}");
        assert!(written.contains("# always this\n[[input_object_map]]\nfield = \"status\""), "{written}");
        assert!(written.find("\"reason\"").unwrap() < written.find("\"status\"").unwrap(), "{written}");
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line_wherever_it_stands() {
        let (_folder, workspace) = workspace();
        let path = workspace.root().join("bindings/call-off.toml");
        for (after, key) in [
            ("key_param = \"visit_id\"\n", "keyParam"),
            ("param = \"reason\"\nreq", "maximal_length"),
            ("const = \"cancelled\"\n", "value"),
        ] {
            let (before, _) = WHOLE.split_once(after).unwrap();
            let line = before.lines().count() + 1;
            std::fs::write(&path, WHOLE.replacen(after, &format!("{key} = 1\n{after}"), 1)).unwrap();
            let refused = workspace.binding("call-off").unwrap_err().to_string();
            assert!(refused.contains(&format!("line {line}")) && refused.contains(key), "{refused}");
        }
    }
}
