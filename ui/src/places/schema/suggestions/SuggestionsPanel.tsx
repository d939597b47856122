// What may be sensitive, by class, with how sure that is and why. Nothing is blocked until somebody says so.
import type { ReactNode } from "react";
import type { BlockTarget, SuggestionView } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Ask } from "../../../kit/Confirm";
import { Section } from "../../../kit/Place";
import { text } from "../../../text";
import { amountOf, keyOf, nameOfTarget } from "../names";
import { Entry } from "../panels/Entry";
import styles from "../panels/Panels.module.css";
import type { Decide } from "../rules/RulesPanel";
import { ClassGroup } from "./ClassGroup";
import type { Decided } from "./useDecided";

const words = text.suggestions;

type Props = {
  home: string;
  decided: Decided;
  onEdit: Decide;
  onShow: (target: BlockTarget) => void;
  /** Looking at values, where that is possible. */
  sample?: ReactNode;
};

export function SuggestionsPanel({ home, decided, onEdit, onShow, sample }: Props) {
  const { open, blocked, dismissed } = decided;
  const high = open.filter(({ suggestion }) => suggestion.confidence === "high");
  return (
    <>
      <Section>
        <p className={styles.about}>{words.about}</p>
        {open.length === 0 ? (
          <p className={styles.nothing} data-testid="no-suggestions">
            <strong>{words.none}</strong>
            {words.noneWhy}
          </p>
        ) : (
          <div className={styles.bulk}>
            <p className={styles.about}>
              {words.waiting(open.length, high.length)} {blocked > 0 ? words.blockedAlready(blocked) : ""}
            </p>
            {high.length > 0 ? <BlockAll suggestions={high} onEdit={onEdit} /> : null}
          </div>
        )}
      </Section>
      {byClass(open).map(([name, suggestions]) => (
        <ClassGroup key={name} name={name} home={home} suggestions={suggestions} onEdit={onEdit} onShow={onShow} />
      ))}
      {sample}
      {dismissed.length > 0 ? <Dismissed home={home} dismissed={dismissed} onEdit={onEdit} /> : null}
    </>
  );
}

function BlockAll({ suggestions, onEdit }: { suggestions: readonly SuggestionView[]; onEdit: Decide }) {
  const targets = suggestions.map(({ dismissal }) => dismissal.target);
  const found = amountOf(targets);
  return (
    <div className={styles.actions}>
      <Ask
        trigger={
          <Button small data-testid="block-high">
            {words.blockHigh}
          </Button>
        }
        title={words.blockHighTitle(found)}
        body={words.blockHighBody}
        confirm={words.blockConfirm}
        onConfirm={() => onEdit({ do: "block", targets }, words.blocked(found))}
      />
    </div>
  );
}

function Dismissed({
  home,
  dismissed,
  onEdit,
}: {
  home: string;
  dismissed: readonly SuggestionView[];
  onEdit: Decide;
}) {
  return (
    <Section>
      <details data-testid="dismissed">
        <summary className={styles.summary}>{words.dismissedTitle(dismissed.length)}</summary>
        <ul className={styles.group}>
          {dismissed.map(({ dismissal: one }) => {
            const name = nameOfTarget(one.target, home);
            return (
              <Entry
                key={`${keyOf(one.target)} ${one.class}`}
                name={name}
                side={one.data_type}
                notes={[words.classes[one.class] ?? one.class]}
              >
                <Button
                  small
                  aria-label={words.takeBackLabel(name)}
                  onClick={() => onEdit({ do: "dismiss", suggestions: [one], dismissed: false }, words.takenBack(name))}
                >
                  {words.takeBack}
                </Button>
              </Entry>
            );
          })}
        </ul>
      </details>
    </Section>
  );
}

/** By class, those that do most harm first. */
function byClass(open: readonly SuggestionView[]): [string, SuggestionView[]][] {
  const groups = new Map<string, SuggestionView[]>(Object.keys(words.classes).map((name) => [name, []]));
  for (const view of open) {
    const { class: name } = view.suggestion;
    const group = groups.get(name);
    if (group) group.push(view);
    else groups.set(name, [view]);
  }
  return [...groups].filter(([, views]) => views.length > 0);
}
