// The differences one by one. What would become visible stands apart and wants its own consent.
import { CircleAlert, CircleCheck, Eye, EyeOff, FilePlus2, PencilLine } from "lucide-react";
import type { ScopingChange, SyncReport, SyncStep } from "../../host/types";
import { text } from "../../text";
import { nameOf } from "./decisions";
import styles from "./Sync.module.css";

const words = text.sync;

type ScopingProps = { changes: readonly ScopingChange[]; consent: boolean; onConsent: (given: boolean) => void };

export function Scoping({ changes, consent, onConsent }: ScopingProps) {
  const hides = changes.filter((change) => change.blocks);
  const reveals = changes.filter((change) => !change.blocks);
  return (
    <>
      {hides.length > 0 ? (
        <section>
          <h3 className={styles.group}>{words.hides}</h3>
          <ul className={styles.list}>
            {hides.map(({ target }) => (
              <li key={nameOf(target)}>
                <EyeOff size={14} aria-hidden /> <span className="mono">{nameOf(target)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {reveals.length > 0 ? (
        <section className={styles.danger}>
          <h3 className={styles.group}>{words.reveals}</h3>
          <p>{words.revealsWhy}</p>
          <ul className={styles.list}>
            {reveals.map(({ target }) => (
              <li key={nameOf(target)}>
                <Eye size={14} aria-hidden /> <span className="mono">{nameOf(target)}</span>
              </li>
            ))}
          </ul>
          <label className={styles.consent}>
            <input
              type="checkbox"
              checked={consent}
              data-testid="sync-consent"
              onChange={(event) => onConsent(event.target.checked)}
            />
            {words.consent(reveals.length)}
          </label>
        </section>
      ) : null}
    </>
  );
}

const signs = { new: FilePlus2, changed: PencilLine, same: CircleCheck, broken: CircleAlert };

export function Bindings({ bindings }: { bindings: SyncReport["bindings"] }) {
  if (bindings.length === 0) return null;
  return (
    <section>
      <h3 className={styles.group}>{words.bindings}</h3>
      <ul className={styles.list}>
        {bindings.map(({ slug, tool_name, state, dismissed_only_here }) => {
          const Sign = signs[state];
          return (
            <li key={slug}>
              <Sign size={14} aria-hidden className={state === "broken" ? styles.bad : undefined} /> {tool_name}
              <span className={styles.what}>{words.bindingState[state]}</span>
              {dismissed_only_here ? <span className={styles.what}>{words.dismissedOnlyHere}</span> : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function Steps({ steps }: { steps: readonly SyncStep[] }) {
  return (
    <section>
      <h2 className={styles.heading}>{words.result}</h2>
      <ol className={`${styles.list} ${styles.steps}`}>
        {steps.map(({ label, done, detail }) => (
          <li key={label}>
            {done ? (
              <CircleCheck size={14} className={styles.good} aria-label={words.done} />
            ) : (
              <CircleAlert size={14} className={styles.bad} aria-label={words.notDone} />
            )}
            <span>{label}</span>
            <span className={styles.what}>{detail}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
