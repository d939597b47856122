// Tombstones: blocks on what the database no longer has. They stay, and may be removed one by one.
import type { BlockTarget } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Section } from "../../../kit/Place";
import { text } from "../../../text";
import { keyOf, nameOfTarget } from "../names";
import { Entry } from "../panels/Entry";
import styles from "../panels/Panels.module.css";
import type { Decide } from "../rules/RulesPanel";

const words = text.review;

type Props = { home: string; gone: readonly BlockTarget[]; onEdit: Decide };

export function Gone({ home, gone, onEdit }: Props) {
  return (
    <Section title={words.gone}>
      <p className={styles.about}>{words.goneWhy}</p>
      <div className={styles.list}>
        <ul className={styles.group} data-testid="tombstones">
          {gone.map((target) => {
            const name = nameOfTarget(target, home);
            return (
              <Entry key={keyOf(target)} name={name} data-testid={`tombstone-${name}`}>
                <Button
                  small
                  aria-label={words.removeBlockLabel(name)}
                  data-testid={`remove-tombstone-${name}`}
                  onClick={() => onEdit({ do: "allow", targets: [target] }, words.removedBlock(name))}
                >
                  {words.removeBlock}
                </Button>
              </Entry>
            );
          })}
        </ul>
      </div>
    </Section>
  );
}
