import type { ReactNode } from "react";
import styles from "./Facts.module.css";

export type Fact = { name: string; value: ReactNode; mono?: boolean };

/** Names and values in two columns; a fact without a value is left out. */
export function Facts({ facts }: { facts: readonly (Fact | null)[] }) {
  const known = facts.filter((fact): fact is Fact => fact !== null && fact.value !== null && fact.value !== "");
  return (
    <dl className={styles.facts}>
      {known.map(({ name, value, mono }) => [
        <dt key={`${name}-name`}>{name}</dt>,
        <dd key={`${name}-value`} className={mono ? styles.mono : undefined}>
          {value}
        </dd>,
      ])}
    </dl>
  );
}
