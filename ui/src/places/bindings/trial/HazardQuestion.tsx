// Before a write is tried: what it sets off, and what of it a rollback does not undo.
import { useEffect, useRef } from "react";
import type { HazardView } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Notice } from "../../../kit/Notice";
import { text } from "../../../text";
import styles from "./Trial.module.css";

const words = text.trial;

type Props = { hazards: readonly HazardView[]; onAgree: () => void; onCancel: () => void };

export function HazardQuestion({ hazards, onAgree, onCancel }: Props) {
  const stop = useRef<HTMLButtonElement>(null);
  useEffect(() => stop.current?.focus(), []);
  return (
    <section data-testid="trial-hazards" aria-label={words.askTitle}>
      <Notice tone="warn" title={words.askTitle}>
        <Hazards hazards={hazards} />
        <div className={styles.answers}>
          <Button data-testid="trial-agree" onClick={onAgree}>
            {words.agree}
          </Button>
          <button type="button" ref={stop} className={styles.stop} data-testid="trial-disagree" onClick={onCancel}>
            {words.disagree}
          </button>
        </div>
      </Notice>
    </section>
  );
}

export function Hazards({ hazards }: { hazards: readonly HazardView[] }) {
  return (
    <ul className={styles.hazards}>
      {hazards.map(({ text: sentence, outlives_a_rollback }) => (
        <li key={sentence}>
          {sentence}{" "}
          <span className={styles.tag} data-outlives={outlives_a_rollback}>
            {outlives_a_rollback ? words.outlives : words.undone}
          </span>
        </li>
      ))}
    </ul>
  );
}
