// The suggestions of one class.
import { useState } from "react";
import type { BlockTarget, SuggestionView } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Section } from "../../../kit/Place";
import { text } from "../../../text";
import { amountOf, keyOf, nameOfTarget } from "../names";
import { Entry } from "../panels/Entry";
import styles from "../panels/Panels.module.css";
import type { Decide } from "../rules/RulesPanel";
import { reasonInWords } from "./words";

const words = text.suggestions;
/** Listed at first, and with each press on "more". */
const PAGE = 25;

type Props = {
  name: string;
  home: string;
  suggestions: readonly SuggestionView[];
  onEdit: Decide;
  onShow: (target: BlockTarget) => void;
};

export function ClassGroup({ name, home, suggestions, onEdit, onShow }: Props) {
  const [shown, setShown] = useState(PAGE);
  return (
    <Section title={words.classes[name] ?? name} action={<span className={styles.count}>{suggestions.length}</span>}>
      <ul className={styles.group} data-testid={`suggestions-${name}`}>
        {suggestions.slice(0, shown).map((view) => (
          <Item key={keyOf(view.dismissal.target)} view={view} home={home} onEdit={onEdit} onShow={onShow} />
        ))}
      </ul>
      {suggestions.length > shown ? (
        <Button small className={styles.more} onClick={() => setShown(shown + PAGE)}>
          {words.more(suggestions.length - shown)}
        </Button>
      ) : null}
    </Section>
  );
}

type ItemProps = Omit<Props, "name" | "suggestions"> & { view: SuggestionView };

function Item({ view: { suggestion, dismissal }, home, onEdit, onShow }: ItemProps) {
  const { target } = dismissal;
  const name = nameOfTarget(target, home);
  const why = suggestion.reasons.map((reason) => reasonInWords(reason, home)).join("; ");
  return (
    <Entry
      name={name}
      side={suggestion.data_type}
      notes={[`${words.confidence[suggestion.confidence]}: ${why}.`]}
      onShow={{ label: text.review.showLabel(name), show: () => onShow(target) }}
      data-testid={`suggestion-${name}`}
    >
      <Button
        small
        aria-label={words.blockLabel(name)}
        data-testid={`suggestion-block-${name}`}
        onClick={() => onEdit({ do: "block", targets: [target] }, words.blocked(amountOf([target])))}
      >
        {words.block}
      </Button>
      <Button
        small
        aria-label={words.dismissLabel(name)}
        data-testid={`suggestion-dismiss-${name}`}
        onClick={() => onEdit({ do: "dismiss", suggestions: [dismissal], dismissed: true }, words.dismissed(name))}
      >
        {words.dismiss}
      </Button>
    </Entry>
  );
}
