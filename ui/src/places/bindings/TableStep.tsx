// Which table a draft reads. The options' values are operation ids, so that what is chosen is what is written.
import { useState } from "react";
import type { PickableTable, Tables } from "../../host/tables";
import type { TableName } from "../../host/types";
import { Select, TextField } from "../../kit/Field";
import { text } from "../../text";
import { withOperation } from "./draft";
import { operationId } from "./names";
import { errorsAt } from "./problems";
import { Step, type StepProps, useLeft } from "./Step";

/** From how many tables on a list is too long to be looked through. */
const MANY = 60;

type Props = StepProps & { known: Tables; table: TableName | null };

const sameTable = (a: TableName, b: TableName) => a.schema === b.schema && a.table === b.table;

export function TableStep({ draft, edit, diagnostics, fresh, known, table }: Props) {
  const [marked, onLeave] = useLeft(fresh);
  const [wanted, setWanted] = useState("");
  const chosen = table ? known.tables.find(({ name }) => sameTable(name, table)) : undefined;
  const isRead = draft.operation.endsWith(".read");
  const value = chosen && isRead ? operationId(chosen.name, known.home) : draft.operation;
  const shown = known.tables.filter((one) => one === chosen || matches(one.name, wanted));
  const schemas = [...new Set(shown.map(({ name }) => name.schema))];
  const option = (one: PickableTable) => {
    const name = one.name.schema === known.home ? one.name.table : `${one.name.schema}.${one.name.table}`;
    const operation = operationId(one.name, known.home);
    return (
      <option key={operation} value={operation} disabled={one.blocked}>
        {one.blocked ? text.bindings.blockedOption(name) : name}
      </option>
    );
  };
  return (
    <Step title={text.bindings.steps.table} onLeave={onLeave}>
      {known.tables.length > MANY ? (
        <TextField
          label={text.bindings.findTable}
          data-testid="binding-table-find"
          type="search"
          value={wanted}
          onChange={({ target }) => setWanted(target.value)}
        />
      ) : null}
      <Select
        label={text.bindings.table}
        hint={text.bindings.tableHint}
        mono
        data-testid="binding-table"
        value={value}
        errors={marked || draft.operation !== "" ? errorsAt(diagnostics, "operation", "sql_search.table") : undefined}
        onChange={({ target }) => edit((old) => withOperation(old, target.value))}
      >
        {draft.operation === "" ? <option value="">{text.bindings.chooseTable}</option> : null}
        {draft.operation !== "" && value === draft.operation && !(chosen && isRead) ? (
          <option value={draft.operation}>
            {chosen ? draft.operation : text.bindings.unknownOption(draft.operation)}
          </option>
        ) : null}
        {schemas.length > 1
          ? schemas.map((schema) => (
              <optgroup key={schema} label={schema}>
                {shown.filter(({ name }) => name.schema === schema).map(option)}
              </optgroup>
            ))
          : shown.map(option)}
      </Select>
    </Step>
  );
}

function matches({ schema, table }: TableName, wanted: string): boolean {
  return `${schema}.${table}`.toLowerCase().includes(wanted.trim().toLowerCase());
}
