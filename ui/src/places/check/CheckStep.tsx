import type { Check, CheckId } from "../../host/types";
import { type Status, StatusIcon } from "../../kit/StatusIcon";
import { text } from "../../text";
import styles from "./Check.module.css";

const words = text.check;

type Props = { id: CheckId; status: Status; check: Check | null; selected: boolean; onSelect: () => void };

/** One step: its sign and word, its name, its one-line finding, and how long it took. */
export function CheckStep({ id, status, check, selected, onSelect }: Props) {
  const ran = check && check.status !== "skipped";
  return (
    <li>
      <button
        type="button"
        className={styles.step}
        aria-current={selected ? "step" : undefined}
        data-testid={`check-${id}`}
        data-status={status}
        onClick={onSelect}
      >
        <StatusIcon status={status} />
        <span className={styles.name}>{words.titles[id]}</span>
        <span className={styles.word}>{words.status[status]}</span>
        <span className={styles.took}>{ran ? text.common.milliseconds(check.durationMs ?? 0) : ""}</span>
        <span className={styles.finding}>{check?.detail ?? words.about[id]}</span>
      </button>
    </li>
  );
}
