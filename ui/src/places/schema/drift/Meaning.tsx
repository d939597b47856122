// What the differences mean: for blocks, for rules, for bindings and the indexes that they rely on.
import type { Impact } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { text } from "../../../text";
import { amountOf } from "../names";
import styles from "./Drift.module.css";

const words = text.drift;

type Props = { impact: Impact; onOpenBinding: (slug: string) => void };

export function Meaning({ impact, onOpenBinding }: Props) {
  const { quarantined, tombstones, returned, rules, bindings } = impact;
  const lines = [
    quarantined.length > 0 ? words.waits(amountOf(quarantined)) : "",
    tombstones.length > 0 ? words.tombstones(amountOf(tombstones)) : "",
    returned.length > 0 ? words.returned(amountOf(returned)) : "",
    ...rules.flatMap(({ pattern, gained, lost }) => [
      gained.length > 0 ? words.gained(pattern, amountOf(gained)) : "",
      lost.length > 0 ? words.lost(pattern, amountOf(lost)) : "",
    ]),
  ].filter(Boolean);
  return (
    <section className={styles.list} aria-label={words.means}>
      <h3 className={styles.title}>{words.means}</h3>
      {lines.length + bindings.length === 0 ? <p className={styles.detail}>{words.meansNothing}</p> : null}
      <ul>
        {lines.map((line) => (
          <li key={line} className={styles.line}>
            {line}
          </li>
        ))}
        {bindings.map((binding) => (
          <Concerned key={binding.slug} binding={binding} onOpen={() => onOpenBinding(binding.slug)} />
        ))}
      </ul>
    </section>
  );
}

function Concerned({ binding, onOpen }: { binding: Impact["bindings"][number]; onOpen: () => void }) {
  const { tool_name: name, effect, diagnostics, indexes } = binding;
  return (
    <li className={styles.line} data-testid={`drift-binding-${binding.slug}`} data-effect={effect}>
      {words.binding(name)}
      <strong>{words.effects[effect] ?? effect}</strong>.{" "}
      <Button small look="quiet" aria-label={words.openLabel(name)} onClick={onOpen}>
        {words.open}
      </Button>
      {diagnostics.map(({ code, message }) => (
        <p key={`${code} ${message}`} className={styles.detail}>
          {code}: {message}
        </p>
      ))}
      {indexes.map(({ index, before, after }) => (
        <p key={index} className={styles.detail}>
          {after === null ? words.indexGone(index, before) : words.indexChanged(index, before, after)}
        </p>
      ))}
    </li>
  );
}
