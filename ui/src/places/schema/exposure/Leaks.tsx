// What is in sight and tells what is blocked, the surest first, each with its reason and the block that closes it.
import { useState } from "react";
import type { BlockTarget, Leak } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Section } from "../../../kit/Place";
import { text } from "../../../text";
import { amountOf, keyOf, nameOfTarget } from "../names";
import { Entry } from "../panels/Entry";
import styles from "../panels/Panels.module.css";
import type { Decide } from "../rules/RulesPanel";

const words = text.exposure;
/** Listed at first, and with each press on "more". */
const PAGE = 20;
/** Names in the sentence of what is told. */
const NAMED = 3;

type Props = { home: string; leaks: readonly Leak[]; onEdit: Decide; onShow: (target: BlockTarget) => void };

export function Leaks({ home, leaks, onEdit, onShow }: Props) {
  const [shown, setShown] = useState(PAGE);
  return (
    <Section
      title={words.leaks}
      action={leaks.length > 0 ? <span className={styles.count}>{leaks.length}</span> : null}
    >
      {leaks.length === 0 ? (
        <p className={styles.nothing} data-testid="no-leaks">
          <strong>{words.noLeaks}</strong>
          {words.noLeaksWhy}
        </p>
      ) : (
        <>
          <p className={styles.about}>{words.leaksWhy}</p>
          <div className={styles.list}>
            <ul className={styles.group} data-testid="leaks">
              {leaks.slice(0, shown).map((leak) => (
                <LeakItem key={identity(leak)} leak={leak} home={home} onEdit={onEdit} onShow={onShow} />
              ))}
            </ul>
          </div>
          {leaks.length > shown ? (
            <Button small className={styles.more} onClick={() => setShown(shown + PAGE)}>
              {words.moreLeaks(leaks.length - shown)}
            </Button>
          ) : null}
        </>
      )}
    </Section>
  );
}

type ItemProps = Omit<Props, "leaks"> & { leak: Leak };

function LeakItem({ leak, home, onEdit, onShow }: ItemProps) {
  const { kind, certainty, through, tells, why, fix } = leak;
  const kindName = words.kinds[kind] ?? kind;
  const name = through ? nameOfTarget(through, home) : kindName;
  const told = tells.slice(0, NAMED).map((target) => nameOfTarget(target, home));
  const close = () => {
    if (!fix) return;
    const one = fix.do === "block" && fix.targets.length === 1;
    onEdit(fix, fix.do !== "block" || one ? words.closed(name) : words.closedSeveral(amountOf(fix.targets)));
  };
  return (
    <Entry
      name={name}
      side={through ? `${kindName}, ${words.certainty[certainty]}` : words.certainty[certainty]}
      notes={[
        tells.length > 0 ? words.tells(told, tells.length - told.length) : null,
        why,
        fix ? null : unclosed(kind),
      ]}
      onShow={through ? { label: text.review.showLabel(name), show: () => onShow(through) } : undefined}
      data-testid={`leak-${name}`}
    >
      {fix ? (
        <Button small aria-label={words.closeLabel(name)} data-testid={`close-${name}`} onClick={close}>
          {words.close}
        </Button>
      ) : null}
    </Entry>
  );
}

function unclosed(kind: Leak["kind"]): string {
  return kind === "tool_text" ? words.byHand : words.byHandOther;
}

function identity({ kind, through, tells, why }: Leak): string {
  return JSON.stringify([kind, through && keyOf(through), tells.map(keyOf), why]);
}
