// A rule as it is being written, with what it would block by now.
import { useEffect, useRef } from "react";
import { failureOf } from "../../../host/result";
import { useRuleMatches } from "../../../host/rules";
import type { RuleView } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { TextField } from "../../../kit/Field";
import { useDebounced } from "../../../kit/useDebounced";
import { text } from "../../../text";
import { nameOfTarget } from "../names";
import styles from "./Rules.module.css";

const words = text.rules;
const PAUSE = 120;

type Props = {
  connection: string;
  home: string;
  pattern: string;
  onPattern: (pattern: string) => void;
  wanted?: boolean;
  onWanted?: () => void;
  /** Patterns that are rules already. */
  known: readonly string[];
  onAdd: (found: RuleView) => void;
};

export function NewRule({ connection, home, pattern, onPattern, wanted = false, onWanted, known, onAdd }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const field = () => form.current?.querySelector("input");
  useEffect(() => {
    if (!wanted) return;
    field()?.select();
    onWanted?.();
  });
  const typed = pattern.trim();
  const still = useDebounced(typed, PAUSE);
  const matches = useRuleMatches(connection, still);
  const stands = known.includes(typed);
  const found = typed !== "" && still === typed && !stands ? matches.data : undefined;
  const wrong = typed !== "" && still === typed && matches.isError ? [failureOf(matches.error).message] : undefined;
  return (
    <form
      ref={form}
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!found) return;
        onAdd(found);
        // The button has nothing to add any more.
        field()?.focus();
      }}
    >
      <TextField
        label={words.field}
        hint={words.hint}
        errors={wrong}
        mono
        data-testid="rule-pattern"
        placeholder={words.placeholder}
        value={pattern}
        onChange={(event) => onPattern(event.target.value)}
      />
      <div role="status" className={wrong ? undefined : styles.effect} data-testid="rule-matches">
        {stands ? words.stands : found ? <Effect found={found} home={home} /> : typed && !wrong ? words.counting : null}
      </div>
      <div className={styles.row}>
        <Button look="primary" type="submit" data-testid="rule-add" disabled={!found}>
          {words.add}
        </Button>
      </div>
      <Examples onTake={onPattern} />
    </form>
  );
}

function Effect({ found, home }: { found: RuleView; home: string }) {
  const { columns, in_tables, tables, examples } = found;
  if (columns + tables === 0) return words.matchesNothing;
  const names = examples.map((target) => nameOfTarget(target, home));
  return (
    <>
      <p className={styles.sum}>{words.matches({ columns, inTables: in_tables, tables })}</p>
      <p className={styles.among}>{words.among(names, columns + tables - names.length)}</p>
    </>
  );
}

function Examples({ onTake }: { onTake: (pattern: string) => void }) {
  return (
    <dl className={styles.examples} aria-label={words.examples}>
      {words.exampleRules.map(({ pattern, means }) => (
        <div key={pattern} className={styles.example}>
          <dt>
            <button
              type="button"
              className={styles.take}
              aria-label={words.tryExample(pattern, means)}
              onClick={() => onTake(pattern)}
            >
              {pattern}
            </button>
          </dt>
          <dd>{means}</dd>
        </div>
      ))}
    </dl>
  );
}
