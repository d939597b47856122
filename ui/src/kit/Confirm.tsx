// Asks before something is lost or begun. Cancel has the focus; the other button names what it does.
import { AlertDialog } from "@base-ui/react/alert-dialog";
import type { ReactElement } from "react";
import { text } from "../text";
import { Button } from "./Button";
import styles from "./Confirm.module.css";

type Props = { trigger: ReactElement; title: string; body: string; confirm: string; onConfirm: () => void };

/** Before something is lost, or let through. */
export function Confirm(props: Props) {
  return <Question look="danger" {...props} />;
}

/** Before something is begun that is worth a word. */
export function Ask(props: Props) {
  return <Question look="primary" {...props} />;
}

function Question({ look, trigger, title, body, confirm, onConfirm }: Props & { look: "danger" | "primary" }) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger render={trigger as ReactElement<Record<string, unknown>>} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.scrim} />
        <AlertDialog.Popup className={styles.dialog}>
          <AlertDialog.Title className={styles.title}>{title}</AlertDialog.Title>
          <AlertDialog.Description className={styles.body}>{body}</AlertDialog.Description>
          <div className={styles.actions}>
            <AlertDialog.Close render={<Button />}>{text.common.cancel}</AlertDialog.Close>
            <AlertDialog.Close render={<Button look={look} data-testid="confirm" />} onClick={onConfirm}>
              {confirm}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
