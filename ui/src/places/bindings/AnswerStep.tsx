// What the agent gets back: the outputs in their order, the columns to choose from, and a path typed by hand.
import { useRef } from "react";
import type { Offer, TableName, Verb } from "../../host/types";
import { FieldErrors } from "../../kit/Field";
import { text } from "../../text";
import { AddPath } from "./AddPath";
import { AtPlace } from "./AtField";
import styles from "./Bindings.module.css";
import { useColumnDrag } from "./columnDrag";
import { pathText, withOutput } from "./draft";
import { Outputs } from "./Outputs";
import { Picker } from "./Picker";
import { saidAt } from "./problems";
import { Step, type StepProps, useLeft } from "./Step";

type Props = StepProps & { offer: Offer | null; table: TableName | null; verb: Verb };

export function AnswerStep({ offer, table, verb, ...step }: Props) {
  const { draft, edit, diagnostics, fresh } = step;
  const [marked, onLeave] = useLeft(fresh);
  const outputs = draft.projection ?? [];
  const zone = useRef<HTMLDivElement>(null);
  const { dragged, handle } = useColumnDrag(zone, (path, at) => edit((old) => withOutput(old, path, at)));
  const words = verb === "read" ? text.bindings.answer.read : text.bindings.answer.write;
  return (
    <Step title={words.title} hint={words.hint} onLeave={onLeave}>
      <div className={styles.answer}>
        <div>
          <h3 className={styles.part}>{text.bindings.outputs}</h3>
          <div
            ref={zone}
            className={styles.zone}
            data-testid="outputs"
            data-field="projection"
            data-over={dragged?.to != null || undefined}
            tabIndex={-1}
          >
            {outputs.length === 0 ? <p className={styles.drop}>{words.none}</p> : null}
            <Outputs outputs={outputs} coming={dragged?.to ?? null} {...step} />
          </div>
          {marked || outputs.length > 0 ? (
            <>
              <FieldErrors {...saidAt(diagnostics, "projection")} />
              <AtPlace fixing={step} fields={["projection"]} />
            </>
          ) : null}
          <AddPath edit={edit} />
        </div>
        {offer && table ? <Picker offer={offer} table={table} outputs={outputs} edit={edit} handle={handle} /> : null}
      </div>
      {dragged ? (
        <div className={styles.ghost} style={{ left: dragged.x + 12, top: dragged.y + 8 }} aria-hidden>
          {pathText(dragged.path)}
        </div>
      ) : null}
    </Step>
  );
}
