// How a read finds its rows: the column, the agent's name for the value, the order, and how many rows at most.
import type { ColumnOffer, Offer } from "../../host/types";
import { Select } from "../../kit/Field";
import { text } from "../../text";
import { atField } from "./AtField";
import styles from "./Bindings.module.css";
import { ColumnSelect } from "./ColumnSelect";
import { filterOf, limitOf, orderOf, withFilterColumn, withOrder, withParam } from "./draft";
import { LimitField } from "./LimitField";
import { ParamField } from "./ParamField";
import { Step, type StepProps, useLeft } from "./Step";

export function FilterStep({ offer, ...step }: StepProps & { offer: Offer | null }) {
  const { draft, edit, fresh } = step;
  const [marked, onLeave] = useLeft(fresh);
  const { column, param } = filterOf(draft);
  return (
    <Step title={text.bindings.steps.filter} onLeave={onLeave}>
      <div className={styles.pair}>
        <ColumnSelect
          label={text.bindings.filterColumn}
          hint={text.bindings.filterHint}
          data-testid="binding-filter-column"
          columns={offer?.columns ?? null}
          value={column}
          obstacle={obstacle}
          about={({ index }) => (index.kind === "served" ? text.bindings.served(index.unique) : "")}
          groups={[text.bindings.usable, text.bindings.unusable]}
          {...atField(step, marked || column !== "", ...columnFields)}
          onChoose={(name) => edit((old) => withFilterColumn(old, name))}
        />
        <ParamField
          label={text.bindings.param}
          hint={text.bindings.paramHint}
          data-testid="binding-param"
          column={column}
          value={param}
          {...atField(step, marked || column !== "" || param !== "", "inputs[0].param", "sql_search.param")}
          onChange={(name) => edit((old) => withParam(old, name))}
        />
      </div>
      <OrderAndLimit {...step} offer={offer} />
    </Step>
  );
}

const columnFields = ["inputs[0].arg", "inputs", "inputs[0]", "inputs[1]", "sql_search", "sql_search.filter_column"];

function OrderAndLimit({ offer, ...step }: StepProps & { offer: Offer | null }) {
  const { draft, edit } = step;
  const order = orderOf(draft);
  return (
    <div className={styles.order}>
      <ColumnSelect
        label={text.bindings.orderBy}
        data-testid="binding-order"
        columns={offer?.columns ?? null}
        value={order.column}
        none={text.bindings.unordered}
        obstacle={({ not_returnable }) => not_returnable}
        about={({ data_type }) => data_type}
        groups={[text.bindings.orderable, text.bindings.notOrderable]}
        {...atField(step, true, "sql_search.order_by")}
        onChoose={(column) => edit((old) => withOrder(old, { ...order, column }))}
      />
      <Select
        label={text.bindings.direction}
        data-testid="binding-direction"
        disabled={order.column === ""}
        value={order.descending ? "descending" : "ascending"}
        {...atField(step, true, "sql_search.descending")}
        onChange={({ target }) =>
          edit((old) => withOrder(old, { ...order, descending: target.value === "descending" }))
        }
      >
        <option value="ascending">{text.bindings.ascending}</option>
        <option value="descending">{text.bindings.descending}</option>
      </Select>
      <LimitField draft={draft} edit={edit} {...atField(step, true, "sql_search.limit")} />
      {limitOf(draft) > 1 && order.column === "" ? (
        <p className={styles.orderNote}>{text.bindings.unorderedNote}</p>
      ) : null}
    </div>
  );
}

/** Why no read can be found by this column; null when one can. */
function obstacle({ blocked, index }: ColumnOffer): string | null {
  if (blocked) return text.bindings.reasonBlocked;
  return index.kind === "not_served" ? index.reason : null;
}
