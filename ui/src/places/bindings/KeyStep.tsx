// Which row an update changes: the one with this value in a column that no two rows share.
import type { ColumnOffer, Offer } from "../../host/types";
import { text } from "../../text";
import { atField } from "./AtField";
import styles from "./Bindings.module.css";
import { ColumnSelect } from "./ColumnSelect";
import { ParamField } from "./ParamField";
import { Step, type StepProps, useLeft } from "./Step";
import { keyOf, withKeyColumn, withKeyParam } from "./writes";

export function KeyStep({ offer, ...step }: StepProps & { offer: Offer | null }) {
  const { draft, edit, fresh } = step;
  const [marked, onLeave] = useLeft(fresh);
  const { column, param } = keyOf(draft);
  return (
    <Step title={text.bindings.steps.key} onLeave={onLeave}>
      <div className={styles.pair}>
        <ColumnSelect
          label={text.bindings.keyColumn}
          hint={text.bindings.keyHint}
          data-testid="binding-key-column"
          columns={offer?.columns ?? null}
          value={column}
          obstacle={obstacle}
          about={({ data_type }) => data_type}
          groups={[text.bindings.keys, text.bindings.notKeys]}
          {...atField(step, marked || column !== "", "sql_write.key_column", "sql_write")}
          onChoose={(name) => edit((old) => withKeyColumn(old, name))}
        />
        <ParamField
          label={text.bindings.param}
          hint={text.bindings.paramHint}
          data-testid="binding-key-param"
          column={column}
          value={param}
          {...atField(step, marked || column !== "" || param !== "", "sql_write.key_param")}
          onChange={(name) => edit((old) => withKeyParam(old, name))}
        />
      </div>
    </Step>
  );
}

/** Why no update can find its row by this column; null when one can. */
function obstacle({ blocked, key }: ColumnOffer): string | null {
  if (blocked) return text.bindings.reasonBlocked;
  return key ? null : text.bindings.notUnique;
}
