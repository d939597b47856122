// Standing rules: what each blocks, what is let through all the same, and a new one with its effect before it is added.
import type { BlockTarget, PolicyEdit, RuleView } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Confirm } from "../../../kit/Confirm";
import { Section } from "../../../kit/Place";
import { text } from "../../../text";
import { keyOf, nameOfTarget } from "../names";
import { Entry } from "../panels/Entry";
import styles from "../panels/Panels.module.css";
import { NewRule } from "./NewRule";
import own from "./Rules.module.css";

const words = text.rules;

export type Decide = (edit: PolicyEdit, said: string) => void;

type Props = {
  connection: string;
  home: string;
  rules: readonly RuleView[];
  /** The rule that is being written. */
  pattern: string;
  onPattern: (pattern: string) => void;
  /** Somebody wants to write it; answered by taking the focus. */
  wanted?: boolean;
  onWanted?: () => void;
  onEdit: Decide;
};

export function RulesPanel({ connection, home, rules, onEdit, onPattern, ...writing }: Props) {
  const add = (found: RuleView) => {
    onEdit({ do: "add_rule", rule: found.pattern }, words.added(found.pattern, inWords(found)));
    onPattern("");
  };
  return (
    <>
      <Section>
        <p className={styles.about}>{words.about}</p>
        <NewRule
          connection={connection}
          home={home}
          {...writing}
          onPattern={onPattern}
          known={rules.map((rule) => rule.pattern)}
          onAdd={add}
        />
      </Section>
      <Section title={words.title}>
        {rules.length === 0 ? (
          <p className={styles.nothing}>{words.empty}</p>
        ) : (
          <ul className={styles.list} data-testid="rules">
            {rules.map((rule) => (
              <Rule key={rule.pattern} rule={rule} home={home} onEdit={onEdit} />
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

function Rule({ rule, home, onEdit }: { rule: RuleView; home: string; onEdit: Decide }) {
  const { pattern, excepted } = rule;
  const found = inWords(rule);
  const none = found.columns + found.tables === 0;
  return (
    <li className={styles.group} data-testid={`rule-${pattern}`}>
      <div className={own.head}>
        <span className={styles.name}>{pattern}</span>
        <span className={styles.kind}>{none ? words.blocksNothing : words.blocks(found, excepted.length)}</span>
        <Confirm
          trigger={
            <Button small look="quiet" aria-label={words.removeLabel(pattern)} data-testid={`rule-remove-${pattern}`}>
              {words.remove}
            </Button>
          }
          title={words.removeTitle(pattern)}
          body={none ? words.removeNothing : words.removeBody(found)}
          confirm={words.remove}
          onConfirm={() => onEdit({ do: "remove_rule", rule: pattern }, words.removed(pattern))}
        />
      </div>
      {excepted.length > 0 ? <Exceptions excepted={excepted} home={home} onEdit={onEdit} /> : null}
    </li>
  );
}

function Exceptions({ excepted, home, onEdit }: { excepted: readonly BlockTarget[]; home: string; onEdit: Decide }) {
  return (
    <ul aria-label={words.exceptions(excepted.length)}>
      {excepted.map((target) => {
        const name = nameOfTarget(target, home);
        return (
          <Entry key={keyOf(target)} name={name} notes={[words.except]}>
            <Button
              small
              aria-label={words.blockAgainLabel(name)}
              onClick={() => onEdit({ do: "block", targets: [target] }, text.schema.blockedOne(name))}
            >
              {words.blockAgain}
            </Button>
          </Entry>
        );
      })}
    </ul>
  );
}

function inWords({ columns, in_tables, tables }: RuleView) {
  return { columns, inTables: in_tables, tables };
}
