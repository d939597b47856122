// Another name for a draft's file. What the agent's tool is called is a field of the form and stays as it is.
import { Dialog } from "@base-ui/react/dialog";
import { useState } from "react";
import { useRenameBinding } from "../../host/drafts";
import { failureOf } from "../../host/result";
import { Button } from "../../kit/Button";
import { TextField } from "../../kit/Field";
import { text } from "../../text";
import type { OpenDraft } from "./autosave";
import styles from "./Bindings.module.css";
import own from "./Head.module.css";

type Props = { slug: string; draft: OpenDraft; onRenamed: (slug: string) => void; onClose: () => void };

export function RenameDialog({ slug, draft, onRenamed, onClose }: Props) {
  const [to, setTo] = useState(slug);
  const [problem, setProblem] = useState<string | null>(null);
  const renaming = useRenameBinding();
  const rename = async () => {
    // No save may be under way to the old name.
    await draft.flush();
    await draft.abandon();
    try {
      await renaming.mutateAsync({ slug, to });
      draft.renamed(to);
      onRenamed(to);
    } catch (error) {
      const { message, next_step } = failureOf(error);
      setProblem(`${message} ${next_step}`);
    } finally {
      draft.resume();
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={own.scrim} />
        <Dialog.Popup className={own.dialog}>
          <Dialog.Title className={own.dialogTitle}>{text.bindings.renameTitle}</Dialog.Title>
          <Dialog.Description className={styles.none}>{text.bindings.renameAbout}</Dialog.Description>
          <form
            className={own.dialogForm}
            onSubmit={(event) => {
              event.preventDefault();
              void rename();
            }}
          >
            <TextField
              label={text.bindings.fileName}
              hint={text.bindings.fileHint(to)}
              mono
              data-testid="rename-to"
              data-own-undo
              value={to}
              errors={problem === null ? undefined : [problem]}
              onChange={({ target }) => {
                setTo(target.value);
                setProblem(null);
              }}
            />
            <div className={own.dialogActions}>
              <Dialog.Close render={<Button />}>{text.common.cancel}</Dialog.Close>
              <Button type="submit" look="primary" data-testid="rename-confirm" disabled={to === slug || to === ""}>
                {text.bindings.renameConfirm}
              </Button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
