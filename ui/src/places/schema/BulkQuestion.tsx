// Asks before a step that is about more than can be seen at a glance. Cancel has the focus.
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Button } from "../../kit/Button";
import styles from "../../kit/Confirm.module.css";
import { text } from "../../text";
import type { Extent } from "../../tree/select";

const words = text.schema.bulk;

export type Bulk = { nodes: number[]; blocked: boolean; extent: Extent };

type Props = { bulk: Bulk | null; onAnswer: (yes: boolean) => void };

export function BulkQuestion({ bulk, onAnswer }: Props) {
  return (
    <AlertDialog.Root open={bulk !== null} onOpenChange={(open) => (open ? undefined : onAnswer(false))}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.scrim} />
        <AlertDialog.Popup className={styles.dialog} data-testid="bulk">
          {bulk ? <Question bulk={bulk} onYes={() => onAnswer(true)} /> : null}
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function Question({ bulk: { blocked, extent }, onYes }: { bulk: Bulk; onYes: () => void }) {
  return (
    <>
      <AlertDialog.Title className={styles.title}>{words.title(blocked)}</AlertDialog.Title>
      <AlertDialog.Description className={styles.body}>{words.body(extent)}</AlertDialog.Description>
      <div className={styles.actions}>
        <AlertDialog.Close render={<Button />}>{text.common.cancel}</AlertDialog.Close>
        <Button look="primary" data-testid="bulk-confirm" onClick={onYes}>
          {words.confirm(blocked)}
        </Button>
      </div>
    </>
  );
}
