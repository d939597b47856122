// What is beside the tree: details of the active row, and the lists that wait for a decision.
import type { ReactNode } from "react";
import { useApp } from "../../app/state";
import type { BlockTarget, ScopingView } from "../../host/types";
import { Section } from "../../kit/Place";
import { text } from "../../text";
import { type PanelName, Panels } from "./panels/Panels";
import { ReviewPanel, toReview } from "./review/ReviewPanel";
import { type Decide, RulesPanel } from "./rules/RulesPanel";
import { SuggestionsPanel } from "./suggestions/SuggestionsPanel";
import type { Decided } from "./suggestions/useDecided";

type Props = {
  connection: string;
  /** The default schema. */
  home: string;
  scoping: ScopingView;
  panel: PanelName;
  onPanel: (panel: PanelName) => void;
  details: ReactNode;
  /** The rule that is being written. */
  pattern: string;
  onPattern: (pattern: string) => void;
  onShow: (target: BlockTarget) => void;
  decided: Decided;
};

export function Aside(props: Props) {
  const { connection, home, scoping, panel, onPanel, details, pattern, onPattern, onShow, decided } = props;
  const { edit } = useApp();
  const decide: Decide = (step, said) => void edit(step, said);
  const of = { connection, home, onEdit: decide };
  return (
    <Panels
      chosen={panel}
      onChoose={onPanel}
      counts={{ review: toReview(scoping), suggestions: decided.open.length, rules: scoping.rules.length }}
      panels={{
        details,
        review: <ReviewPanel {...of} scoping={scoping} onShow={onShow} />,
        suggestions: <SuggestionsPanel home={home} decided={decided} onEdit={decide} onShow={onShow} />,
        rules: <RulesPanel {...of} rules={scoping.rules} pattern={pattern} onPattern={onPattern} />,
        agent: (
          <Section>
            <p>{text.exposure.about}</p>
          </Section>
        ),
      }}
    />
  );
}
