// What is beside the tree: details of the active row, and the lists that wait for a decision.
import type { ReactNode } from "react";
import { useApp } from "../../app/state";
import { saveReport, useExposure, useLastDrift } from "../../host/exposure";
import { failureOf } from "../../host/result";
import type { BlockTarget, Rename, ReportFormat, ScopingView, TableName } from "../../host/types";
import { FailureNotice } from "../../kit/Notice";
import { Section } from "../../kit/Place";
import { text } from "../../text";
import { Changes } from "./drift/Changes";
import { ExposurePanel } from "./exposure/ExposurePanel";
import { keyOf } from "./names";
import { type PanelName, Panels } from "./panels/Panels";
import { ReviewPanel, toReview } from "./review/ReviewPanel";
import { type Decide, RulesPanel } from "./rules/RulesPanel";
import { Sample } from "./suggestions/Sample";
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
  /** Somebody wants to write it; answered by taking the focus. */
  ruling: boolean;
  onRuling: () => void;
  onShow: (target: BlockTarget) => void;
  decided: Decided;
  /** All tables, for a look at their values. */
  tables: () => TableName[];
};

export function Aside(props: Props) {
  const { connection, home, scoping, panel, onPanel, details, pattern, onPattern, onShow, decided, tables } = props;
  const writing = { pattern, onPattern, wanted: props.ruling, onWanted: props.onRuling };
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
        review: <Review {...of} scoping={scoping} onShow={onShow} />,
        suggestions: (
          <SuggestionsPanel
            home={home}
            decided={decided}
            onEdit={decide}
            onShow={onShow}
            sample={<Sample connection={connection} tables={tables} />}
          />
        ),
        rules: <RulesPanel {...of} {...writing} rules={scoping.rules} />,
        agent: <Agent {...of} onShow={onShow} onReview={() => onPanel("review")} />,
      }}
    />
  );
}

type Of = { connection: string; home: string; onEdit: Decide; onShow: (target: BlockTarget) => void };

/** With what the last discovery changed, when there was one since the window was opened. */
function Review({ scoping, ...of }: Of & { scoping: ScopingView }) {
  const { openDraft } = useApp();
  const drifted = useLastDrift(of.connection).data;
  const reason = ({ from, to }: Rename) =>
    drifted?.drift.renamed.find((one) => keyOf(one.from) === keyOf(from) && keyOf(one.to) === keyOf(to))?.reason ??
    null;
  return (
    <ReviewPanel
      {...of}
      scoping={scoping}
      reason={reason}
      changes={drifted ? <Changes {...of} drifted={drifted} onOpenBinding={openDraft} /> : null}
    />
  );
}

function Agent({ onReview, ...of }: Of & { onReview: () => void }) {
  const { openDraft, say } = useApp();
  const exposure = useExposure(of.connection, true);
  const save = async (format: ReportFormat) => {
    try {
      const path = await saveReport(of.connection, format);
      if (path !== null) say(text.exposure.saved(path));
    } catch (error) {
      const failure = failureOf(error);
      say(`${failure.message} ${failure.next_step}`);
    }
  };
  if (exposure.isError) return <FailureNotice failure={failureOf(exposure.error)} />;
  if (!exposure.data) return <Section>{text.common.loading}</Section>;
  return (
    <ExposurePanel
      {...of}
      exposure={exposure.data}
      onReview={onReview}
      onOpenBinding={openDraft}
      onSave={(format) => void save(format)}
    />
  );
}
