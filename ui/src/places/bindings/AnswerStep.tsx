// What the agent gets back: the outputs in their order, the columns to choose from, and a path typed by hand.
import type { Offer, TableName } from "../../host/types";
import { FieldErrors } from "../../kit/Field";
import { text } from "../../text";
import { AddPath } from "./AddPath";
import styles from "./Bindings.module.css";
import { Outputs } from "./Outputs";
import { Picker } from "./Picker";
import { errorsAt } from "./problems";
import { Step, type StepProps, useLeft } from "./Step";

type Props = StepProps & { offer: Offer | null; table: TableName | null };

export function AnswerStep({ draft, edit, diagnostics, fresh, offer, table }: Props) {
  const [marked, onLeave] = useLeft(fresh);
  const outputs = draft.projection ?? [];
  return (
    <Step title={text.bindings.steps.answer} hint={text.bindings.answerHint} onLeave={onLeave}>
      <div>
        <h3 className={styles.part}>{text.bindings.outputs}</h3>
        {outputs.length === 0 ? <p className={styles.none}>{text.bindings.noOutputs}</p> : null}
        <Outputs outputs={outputs} edit={edit} diagnostics={diagnostics} />
        {marked || outputs.length > 0 ? <FieldErrors errors={errorsAt(diagnostics, "projection")} /> : null}
      </div>
      <AddPath edit={edit} />
      {offer && table ? <Picker offer={offer} table={table} outputs={outputs} edit={edit} /> : null}
    </Step>
  );
}
