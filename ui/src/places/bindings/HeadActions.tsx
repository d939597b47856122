import { Plus, Trash2 } from "lucide-react";
import { useApp } from "../../app/state";
import { useDeleteBinding } from "../../host/drafts";
import { failureOf } from "../../host/result";
import { Button } from "../../kit/Button";
import { Confirm } from "../../kit/Confirm";
import { text } from "../../text";
import type { OpenDraft } from "./autosave";

type Props = { slug: string | null; name: string; open?: OpenDraft };

/** What can be done with the whole draft. */
export function HeadActions({ slug, name, open }: Props) {
  const { newDraft, closeDraft, say } = useApp();
  const remove = useDeleteBinding();
  const onDelete = async () => {
    if (slug === null) return;
    // A save that comes late would bring the file back.
    await open?.abandon();
    try {
      await remove.mutateAsync(slug);
      closeDraft();
      say(text.app.deletedBinding(name));
    } catch (error) {
      open?.resume();
      const failure = failureOf(error);
      say(`${failure.message} ${failure.next_step}`);
    }
  };
  return (
    <>
      {slug === null ? null : (
        <Confirm
          trigger={
            <Button look="quiet" data-testid="binding-delete">
              <Trash2 size={14} aria-hidden /> {text.bindings.delete}
            </Button>
          }
          title={text.bindings.deleteTitle(name)}
          body={text.bindings.deleteBody}
          confirm={text.bindings.deleteConfirm}
          onConfirm={() => void onDelete()}
        />
      )}
      <Button data-testid="binding-new" onClick={newDraft}>
        <Plus size={14} aria-hidden /> {text.app.newBinding}
      </Button>
    </>
  );
}
