// What can be done with the whole draft.
import { Menu } from "@base-ui/react/menu";
import { Copy, Ellipsis, List, Plus, Redo2, TextCursorInput, Trash2, Undo2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useApp } from "../../app/state";
import { useDeleteBinding, useDuplicateBinding, useRestoreBinding } from "../../host/drafts";
import { failureOf } from "../../host/result";
import { Button, IconButton } from "../../kit/Button";
import { text } from "../../text";
import type { OpenDraft } from "./autosave";
import styles from "./Head.module.css";
import { RenameDialog } from "./RenameDialog";

type Props = {
  slug: string | null;
  name: string;
  /** The draft's form, where its file could be read. */
  open?: { draft: OpenDraft; canUndo: boolean; canRedo: boolean; onRenamed: (slug: string) => void };
};

export function HeadActions({ slug, name, open }: Props) {
  const { newDraft, closeDraft } = useApp();
  return (
    <>
      {open ? (
        <span className={styles.steps}>
          <IconButton
            label={text.bindings.undo}
            data-testid="binding-undo"
            disabled={!open.canUndo}
            onClick={open.draft.undo}
          >
            <Undo2 size={15} aria-hidden />
          </IconButton>
          <IconButton
            label={text.bindings.redo}
            data-testid="binding-redo"
            disabled={!open.canRedo}
            onClick={open.draft.redo}
          >
            <Redo2 size={15} aria-hidden />
          </IconButton>
        </span>
      ) : null}
      {slug === null ? null : <DraftMenu slug={slug} name={name} open={open} />}
      <IconButton label={text.bindings.all} data-testid="binding-list" onClick={closeDraft}>
        <List size={16} aria-hidden />
      </IconButton>
      <Button data-testid="binding-new" onClick={newDraft}>
        <Plus size={14} aria-hidden /> {text.app.newBinding}
      </Button>
    </>
  );
}

function DraftMenu({ slug, name, open }: Props & { slug: string; open: Props["open"] }) {
  const [renaming, setRenaming] = useState(false);
  const { duplicate, remove } = useDraftActions(slug, name, open?.draft);
  return (
    <>
      <Menu.Root>
        <Menu.Trigger
          render={
            <IconButton label={text.bindings.more} data-testid="binding-menu">
              <Ellipsis size={16} aria-hidden />
            </IconButton>
          }
        />
        <Menu.Portal>
          <Menu.Positioner sideOffset={4} align="end" className={styles.menuLayer}>
            <Menu.Popup className={styles.menu}>
              {open ? (
                <>
                  <Item id="binding-duplicate" sign={<Copy size={14} aria-hidden />} onClick={duplicate}>
                    {text.bindings.duplicate}
                  </Item>
                  <Item
                    id="binding-rename"
                    sign={<TextCursorInput size={14} aria-hidden />}
                    onClick={() => setRenaming(true)}
                  >
                    {text.bindings.rename}
                  </Item>
                </>
              ) : null}
              <Item id="binding-delete" sign={<Trash2 size={14} aria-hidden />} onClick={remove}>
                {text.bindings.delete}
              </Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {open && renaming ? (
        <RenameDialog
          slug={slug}
          draft={open.draft}
          onRenamed={(to) => {
            setRenaming(false);
            open.onRenamed(to);
          }}
          onClose={() => setRenaming(false)}
        />
      ) : null}
    </>
  );
}

type ItemProps = { id: string; sign: ReactNode; onClick: () => void; children: string };

function Item({ id, sign, onClick, children }: ItemProps) {
  return (
    <Menu.Item className={styles.menuItem} data-testid={id} onClick={onClick}>
      {sign} {children}
    </Menu.Item>
  );
}

/** Deleting needs no question, because it can be undone. */
function useDraftActions(slug: string, name: string, draft: OpenDraft | undefined) {
  const { openDraft, closeDraft, say } = useApp();
  const deleting = useDeleteBinding();
  const restoring = useRestoreBinding();
  const copying = useDuplicateBinding();
  const tell = (error: unknown) => {
    const { message, next_step } = failureOf(error);
    say(`${message} ${next_step}`);
  };
  const restore = () =>
    restoring.mutateAsync(slug).then(() => {
      openDraft(slug);
      say(text.bindings.restored(name));
    }, tell);
  const remove = async () => {
    // Undo must bring back what was typed a moment ago; and a save that comes late would bring the file back.
    await draft?.flush();
    await draft?.abandon();
    try {
      await deleting.mutateAsync(slug);
      closeDraft();
      say(text.app.deletedBinding(name), () => void restore());
    } catch (error) {
      draft?.resume();
      tell(error);
    }
  };
  const duplicate = async () => {
    await draft?.flush();
    await copying.mutateAsync({ slug, toolName: text.bindings.copyOf(name) }).then((copy) => {
      openDraft(copy);
      say(text.bindings.duplicated(name));
    }, tell);
  };
  return { remove: () => void remove(), duplicate: () => void duplicate() };
}
