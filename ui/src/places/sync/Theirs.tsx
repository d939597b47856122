// What somebody else changed at the control plane: each is taken here, or overwritten by sending, as a person decides.
import { CloudAlert } from "lucide-react";
import { failureOf } from "../../host/result";
import { useTakeTheirs } from "../../host/sync";
import type { TheirsChosen } from "../../host/types";
import { Button } from "../../kit/Button";
import { FailureNotice } from "../../kit/Notice";
import { text } from "../../text";
import { flushDrafts } from "../bindings/openDrafts";
import type { TheirChange } from "./decisions";
import styles from "./Sync.module.css";

const words = text.sync;

type Props = {
  changes: readonly TheirChange[];
  overwritten: ReadonlySet<string>;
  onOverwrite: (key: string, overwrite: boolean) => void;
};

export function Theirs({ changes, overwritten, onOverwrite }: Props) {
  const take = useTakeTheirs();
  // A form that is ahead of its file is written first, so that what is kept is all of it.
  const go = async (part: TheirsChosen) => {
    await flushDrafts();
    take.mutate(part);
  };
  if (changes.length === 0) return null;
  return (
    <section className={styles.danger} data-testid="sync-theirs">
      <h3 className={styles.group}>{words.theirs}</h3>
      <p>{words.theirsWhy}</p>
      <ul className={styles.list}>
        {changes.map(({ key, id, name, deed, part }) => (
          <li key={key}>
            <CloudAlert size={14} aria-hidden />
            <span className={styles.grows}>
              {name}
              <span className={styles.what}>{deed}</span>
            </span>
            <Button
              data-testid={`sync-take-${id}`}
              aria-label={words.takeName(name)}
              disabled={take.isPending}
              onClick={() => void go(part)}
            >
              {words.take}
            </Button>
            <label className={styles.overwrite}>
              <input
                type="checkbox"
                checked={overwritten.has(key)}
                aria-label={words.overwriteName(name)}
                data-testid={`sync-overwrite-${id}`}
                onChange={(event) => onOverwrite(key, event.target.checked)}
              />
              {words.overwrite}
            </label>
          </li>
        ))}
      </ul>
      {take.isError ? <FailureNotice title={words.notTaken} failure={failureOf(take.error)} /> : null}
    </section>
  );
}
