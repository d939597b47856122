// New tables and columns by table, each with what is known of it; one decision at a time, or one for all.
import { useState } from "react";
import type { BlockTarget, Described } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Confirm } from "../../../kit/Confirm";
import { Section } from "../../../kit/Place";
import { text } from "../../../text";
import { amountOf, byTable, keyOf, nameOfTable, nameOfTarget, type TargetGroup } from "../names";
import { Entry } from "../panels/Entry";
import styles from "../panels/Panels.module.css";
import type { Decide } from "../rules/RulesPanel";

const words = text.review;
/** Tables that are listed at first, and with each press on "more". */
const PAGE = 50;

type Show = (target: BlockTarget) => void;

type Props = {
  home: string;
  targets: readonly BlockTarget[];
  described: readonly Described[];
  onEdit: Decide;
  onShow: Show;
};

export function Waiting({ home, targets, described, onEdit, onShow }: Props) {
  const [shown, setShown] = useState(PAGE);
  const known = new Map(described.map((one) => [keyOf(one.target), one]));
  const groups = byTable(targets, (target) => target);
  const decide = (of: readonly BlockTarget[], allowed: boolean) => {
    const found = amountOf(of);
    onEdit({ do: allowed ? "allow" : "block", targets: [...of] }, allowed ? words.allowed(found) : words.kept(found));
  };
  const all = amountOf(targets);
  // Many at once are reviewed, and nothing more: only a word about each makes an exception from a rule.
  const release = () => onEdit({ do: "release", targets: [...targets] }, words.allowed(all));
  return (
    <Section title={words.new}>
      <p className={styles.about}>{words.newWhy}</p>
      {targets.length > 1 ? (
        <div className={styles.bulk} data-testid="review-all">
          <p className={styles.about}>{words.applies(all)}</p>
          <div className={styles.actions}>
            <Button small data-testid="keep-all" onClick={() => decide(targets, false)}>
              {words.keepAll}
            </Button>
            <Confirm
              trigger={
                <Button small data-testid="allow-all">
                  {words.allowAll}
                </Button>
              }
              title={words.allowAllTitle(all)}
              body={words.allowAllBody}
              confirm={words.allowThem}
              onConfirm={release}
            />
          </div>
        </div>
      ) : null}
      <div className={styles.list}>
        {groups.slice(0, shown).map((group) => (
          <Group
            key={keyOf({ table: group.table, column: null })}
            group={group}
            home={home}
            known={known}
            decide={decide}
            onShow={onShow}
          />
        ))}
      </div>
      {groups.length > shown ? (
        <Button small className={styles.more} onClick={() => setShown(shown + PAGE)}>
          {words.more(groups.length - shown)}
        </Button>
      ) : null}
    </Section>
  );
}

type GroupProps = {
  group: TargetGroup<BlockTarget>;
  home: string;
  known: ReadonlyMap<string, Described>;
  decide: (of: readonly BlockTarget[], allowed: boolean) => void;
  onShow: Show;
};

function Group({ group, home, known, decide, onShow }: GroupProps) {
  const name = nameOfTable(group.table, home);
  const columns = group.items.filter(({ column }) => column).length;
  return (
    <section className={styles.group} aria-label={name}>
      {columns > 0 ? (
        <div className={styles.groupHead}>
          <span className={styles.name}>{name}</span>
          <span className={styles.kind}>{words.newColumns(columns)}</span>
        </div>
      ) : null}
      <ul>
        {group.items.map((target) => (
          <Item
            key={keyOf(target)}
            target={target}
            home={home}
            known={known.get(keyOf(target))}
            decide={decide}
            onShow={onShow}
          />
        ))}
      </ul>
    </section>
  );
}

type ItemProps = Omit<GroupProps, "group" | "known"> & { target: BlockTarget; known: Described | undefined };

function Item({ target, home, known, decide, onShow }: ItemProps) {
  const name = nameOfTarget(target, home);
  const side = target.column
    ? known?.data_type
    : known?.kind && words.wholeTable(text.schema.kinds[known.kind], known.columns);
  return (
    <Entry
      name={target.column ?? name}
      side={side}
      notes={[known?.comment]}
      data-testid={`review-${name}`}
      onShow={{ label: words.showLabel(name), show: () => onShow(target) }}
    >
      <Button
        small
        aria-label={words.keepLabel(name)}
        data-testid={`keep-${name}`}
        onClick={() => decide([target], false)}
      >
        {words.keep}
      </Button>
      <Button
        small
        aria-label={words.allowLabel(name)}
        data-testid={`allow-${name}`}
        onClick={() => decide([target], true)}
      >
        {words.allow}
      </Button>
    </Entry>
  );
}
