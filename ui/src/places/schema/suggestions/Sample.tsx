// Looking at values: asked about first, run with progress, and nothing of a value is kept.
import { failureOf } from "../../../host/result";
import { SAMPLED_ROWS, useSample } from "../../../host/suggestions";
import type { TableName, TableSample } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Ask } from "../../../kit/Confirm";
import { FailureNotice } from "../../../kit/Notice";
import { Section } from "../../../kit/Place";
import { Progress } from "../../../kit/Progress";
import { text } from "../../../text";
import styles from "../panels/Panels.module.css";

const words = text.sample;

type Props = { connection: string; tables: () => TableName[] };

export function Sample({ connection, tables }: Props) {
  const sample = useSample(connection);
  const { step } = sample;
  const seen = sample.data ? seenIn(sample.data.samples) : null;
  return (
    <Section title={words.title}>
      <div className={styles.about} role="status" data-testid="sample-said">
        {seen ? words.done(seen) : words.about}
      </div>
      {sample.isError && failureOf(sample.error).code !== "canceled" ? (
        <FailureNotice failure={failureOf(sample.error)} />
      ) : null}
      {sample.isPending ? (
        <div className={styles.bulk}>
          <Progress
            label={step ? words.progress(step.table, step.tables) : words.starting}
            value={step ? step.table : null}
            max={step?.tables ?? 1}
          />
          <Button small data-testid="sample-cancel" onClick={() => void sample.cancel()}>
            {text.common.cancel}
          </Button>
        </div>
      ) : (
        <div className={styles.actions}>
          <Ask
            trigger={
              <Button small data-testid="sample">
                {seen ? words.again : words.offer}
              </Button>
            }
            title={words.askTitle}
            body={words.askBody(SAMPLED_ROWS)}
            confirm={words.ask}
            onConfirm={() => sample.mutate(tables())}
          />
        </div>
      )}
    </Section>
  );
}

/** How much was looked at, and how many tables could not be. */
function seenIn(samples: readonly TableSample[]) {
  const columns = samples.flatMap((table) => table.columns);
  return {
    columns: columns.length,
    values: columns.reduce((sum, { facts }) => sum + facts.seen, 0),
    left: samples.filter((table) => table.not_sampled !== null && table.not_sampled !== "nothing_to_read").length,
  };
}
