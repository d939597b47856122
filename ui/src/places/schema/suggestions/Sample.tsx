// Looking at values: asked about first, run with progress, and nothing of a value is kept.
import type { ReactNode } from "react";
import { failureOf } from "../../../host/result";
import { Button } from "../../../kit/Button";
import { Ask } from "../../../kit/Confirm";
import { FailureNotice } from "../../../kit/Notice";
import { Section } from "../../../kit/Place";
import { Progress } from "../../../kit/Progress";
import { text } from "../../../text";
import styles from "../panels/Panels.module.css";

const words = text.sample;

type Props = {
  /** The most rows that are read of a table. */
  rows: number;
  /** While it runs: how many tables are done, of how many; none before the first. */
  running: { done: number; of: number } | "starting" | null;
  /** What the last look saw. */
  seen: { columns: number; values: number } | null;
  error: unknown;
  onRun: () => void;
  onCancel: () => void;
};

export function Sample({ rows, running, seen, error, onRun, onCancel }: Props) {
  return (
    <Section title={words.title}>
      <p className={styles.about}>{seen ? words.done(seen.columns, seen.values) : words.about}</p>
      {error ? <FailureNotice failure={failureOf(error)} /> : null}
      {running ? (
        <Running running={running} onCancel={onCancel} />
      ) : (
        <div className={styles.actions}>
          <Ask
            trigger={
              <Button small data-testid="sample">
                {seen ? words.again : words.offer}
              </Button>
            }
            title={words.askTitle}
            body={words.askBody(rows)}
            confirm={words.ask}
            onConfirm={onRun}
          />
        </div>
      )}
    </Section>
  );
}

function Running({ running, onCancel }: { running: NonNullable<Props["running"]>; onCancel: () => void }): ReactNode {
  const label = running === "starting" ? words.starting : words.progress(running.done, running.of);
  return (
    <div className={styles.bulk}>
      <Progress
        label={label}
        value={running === "starting" ? null : running.done}
        max={running === "starting" ? 1 : running.of}
      />
      <div className={styles.actions}>
        <Button small data-testid="sample-cancel" onClick={onCancel}>
          {words.cancel}
        </Button>
      </div>
    </div>
  );
}
