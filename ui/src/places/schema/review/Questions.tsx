// What looks renamed. Both names are blocked until somebody answers.
import type { Rename } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Section } from "../../../kit/Place";
import { text } from "../../../text";
import { keyOf, nameOfTable, nameOfTarget } from "../names";
import styles from "../panels/Panels.module.css";
import type { Decide } from "../rules/RulesPanel";

const words = text.review;

type Props = {
  home: string;
  renames: readonly Rename[];
  onEdit: Decide;
  /** Why it looks renamed, in words, when that is known. */
  reason?: ((rename: Rename) => string | null) | undefined;
};

export function Questions({ home, renames, onEdit, reason }: Props) {
  return (
    <Section title={words.renames}>
      <p className={styles.about}>{words.renamesWhy}</p>
      <ul className={styles.list} data-testid="renames">
        {renames.map((rename) => (
          <Question
            key={`${keyOf(rename.from)} ${keyOf(rename.to)}`}
            rename={rename}
            home={home}
            reason={reason?.(rename) ?? null}
            onEdit={onEdit}
          />
        ))}
      </ul>
    </Section>
  );
}

type QuestionProps = { rename: Rename; home: string; reason: string | null; onEdit: Decide };

function Question({ rename, home, reason, onEdit }: QuestionProps) {
  const { from, to } = rename;
  const [old, now] = [nameOfTarget(from, home), nameOfTarget(to, home)];
  const column = Boolean(to.column);
  // Columns of one table: the table is said once.
  const within = column && keyOf({ ...from, column: null }) === keyOf({ ...to, column: null });
  const decide = (same: boolean) =>
    onEdit(
      { do: "decide_rename", rename, same },
      same ? words.decidedSame(old, now) : words.decidedDifferent(old, now),
    );
  const { question } = words;
  return (
    <li className={`${styles.group} ${styles.entry}`} data-testid={`rename-${now}`}>
      <p className={styles.question}>
        {within ? question.of(nameOfTable(to.table, home)) : null}
        <code>{within ? from.column : old}</code>
        {question.gone}
        <code>{within ? to.column : now}</code>
        {question.isNew}
        {column ? question.column : question.table}
      </p>
      {reason ? <p className={styles.note}>{words.because(reason)}</p> : null}
      <div className={styles.actions}>
        <Button small aria-label={words.sameLabel(old, now)} data-testid={`same-${now}`} onClick={() => decide(true)}>
          {words.same}
        </Button>
        <Button
          small
          aria-label={words.differentLabel(old, now)}
          data-testid={`different-${now}`}
          onClick={() => decide(false)}
        >
          {words.different}
        </Button>
      </div>
      <p className={styles.note}>
        {words.sameHint} {words.differentHint}
      </p>
    </li>
  );
}
