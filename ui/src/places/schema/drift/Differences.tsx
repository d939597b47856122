// The differences themselves, in four lists.
import { type ReactNode, useState } from "react";
import type { BlockTarget, Change, Drift } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { text } from "../../../text";
import { keyOf, nameOfTarget } from "../names";
import styles from "./Drift.module.css";

const words = text.drift;
/** Listed at first. */
const FIRST = 40;

type Props = { drift: Drift; home: string; onShow: (target: BlockTarget) => void };

export function Differences({ drift, home, onShow }: Props) {
  const { added, removed, changed, renamed } = drift;
  const link = (target: BlockTarget) => {
    const name = nameOfTarget(target, home);
    return (
      <button type="button" className={styles.link} title={text.review.showLabel(name)} onClick={() => onShow(target)}>
        {name}
      </button>
    );
  };
  return (
    <>
      <List title={words.added} items={added} keyOf={keyOf} show={link} />
      <List
        title={words.removed}
        items={removed}
        keyOf={keyOf}
        show={(target) => <span className={styles.name}>{nameOfTarget(target, home)}</span>}
      />
      <List
        title={words.renamed}
        items={renamed}
        keyOf={({ from, to }) => `${keyOf(from)} ${keyOf(to)}`}
        show={({ from, to, reason }) => (
          <>
            <span className={styles.name}>{words.asked(nameOfTarget(from, home), nameOfTarget(to, home))}</span>
            <span className={styles.detail}>{words.because(reason)}</span>
          </>
        )}
      />
      <List
        title={words.changed}
        items={changed}
        keyOf={({ of, what, name }) => `${keyOf(of)} ${what} ${name ?? ""}`}
        show={(change) => (
          <>
            {link(change.of)}
            <span className={styles.detail}>{changeInWords(change)}</span>
          </>
        )}
      />
      {drift.no_longer_read.length > 0 ? (
        <p className={styles.detail}>{words.noLongerRead(drift.no_longer_read)}</p>
      ) : null}
      {drift.newly_read.length > 0 ? <p className={styles.detail}>{words.newlyRead(drift.newly_read)}</p> : null}
    </>
  );
}

type ListProps<T> = {
  title: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  show: (item: T) => ReactNode;
};

function List<T>({ title, items, keyOf: key, show }: ListProps<T>) {
  const [all, setAll] = useState(false);
  if (items.length === 0) return null;
  const shown = all ? items : items.slice(0, FIRST);
  return (
    <section className={styles.list} aria-label={title}>
      <h3 className={styles.title}>
        {title} <span>{items.length.toLocaleString("en")}</span>
      </h3>
      <ul>
        {shown.map((item) => (
          <li key={key(item)} className={styles.item}>
            {show(item)}
          </li>
        ))}
      </ul>
      {items.length > shown.length ? (
        <Button small look="quiet" onClick={() => setAll(true)}>
          {words.more(items.length - shown.length)}
        </Button>
      ) : null}
    </section>
  );
}

export function changeInWords({ what, name, before, after }: Change): string {
  const of = words.change(words.aspects[what] ?? what, name ?? null);
  if (before === null) return `${of}, ${words.appeared(after ?? "")}`;
  if (after === null) return `${of}, ${words.vanished(before)}`;
  return `${of}: ${words.became(before, after)}`;
}
