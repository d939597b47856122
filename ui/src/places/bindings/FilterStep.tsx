// How a record is found: the column, the agent's name for the value, and how many rows at most.
import type { ColumnOffer, Offer } from "../../host/types";
import { Select, TextField } from "../../kit/Field";
import { Notice } from "../../kit/Notice";
import { Switch } from "../../kit/Switch";
import { text } from "../../text";
import styles from "./Bindings.module.css";
import { filterOf, withFilterColumn, withParam, withRequired } from "./draft";
import { LimitField } from "./LimitField";
import { errorsAt, warningsAt } from "./problems";
import { Step, type StepProps, useLeft } from "./Step";

export function FilterStep({ draft, edit, diagnostics, fresh, offer }: StepProps & { offer: Offer | null }) {
  const [marked, onLeave] = useLeft(fresh);
  const { column, param, required } = filterOf(draft);
  const columns = offer?.columns ?? [];
  const usable = columns.filter((one) => obstacle(one) === null);
  const unusable = columns.filter((one) => obstacle(one) !== null);
  const optional = warningsAt(diagnostics, "inputs[0].required");
  return (
    <Step title={text.bindings.steps.filter} onLeave={onLeave}>
      <div className={styles.filter}>
        <Select
          label={text.bindings.filterColumn}
          hint={text.bindings.filterHint}
          mono
          data-testid="binding-filter-column"
          value={column}
          disabled={!offer && column === ""}
          errors={marked || column !== "" ? errorsAt(diagnostics, ...columnFields) : undefined}
          onChange={({ target }) => edit((old) => withFilterColumn(old, target.value))}
        >
          {column === "" ? <option value="">{text.bindings.chooseColumn}</option> : null}
          {column !== "" && !columns.some(({ name }) => name === column) ? (
            <option value={column}>{offer ? text.bindings.unknownOption(column) : column}</option>
          ) : null}
          {usable.length > 0 ? <optgroup label={text.bindings.usable}>{usable.map(option)}</optgroup> : null}
          {unusable.length > 0 ? <optgroup label={text.bindings.unusable}>{unusable.map(option)}</optgroup> : null}
        </Select>
        <TextField
          label={text.bindings.param}
          hint={text.bindings.paramHint}
          mono
          data-testid="binding-param"
          value={param}
          errors={
            marked || column !== "" || param !== ""
              ? errorsAt(diagnostics, "inputs[0].param", "sql_search.param")
              : undefined
          }
          onChange={({ target }) => edit((old) => withParam(old, target.value))}
        />
        <LimitField draft={draft} edit={edit} errors={errorsAt(diagnostics, "sql_search.limit")} />
      </div>
      <Switch
        label={text.bindings.required}
        data-testid="binding-required"
        checked={required}
        onChange={(checked) => edit((old) => withRequired(old, checked))}
      />
      {optional.map((message) => (
        <Notice key={message} tone="warn">
          <p>{message}</p>
        </Notice>
      ))}
    </Step>
  );
}

const columnFields = ["inputs", "inputs[0]", "inputs[1]", "inputs[0].arg", "sql_search", "sql_search.filter_column"];

/** Why no read can be found by this column; null when one can. */
function obstacle({ blocked, index }: ColumnOffer): string | null {
  if (blocked) return text.bindings.reasonBlocked;
  return index.kind === "not_served" ? index.reason : null;
}

function option(column: ColumnOffer) {
  const reason = obstacle(column);
  const about = reason ?? (column.index.kind === "served" ? text.bindings.served(column.index.unique) : "");
  return (
    <option key={column.name} value={column.name} disabled={reason !== null}>
      {column.name} – {about}
    </option>
  );
}
