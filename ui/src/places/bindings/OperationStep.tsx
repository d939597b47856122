// What the agent may do, and with which table.
import { useState } from "react";
import type { PickableTable, Tables } from "../../host/tables";
import type { TableName, Verb } from "../../host/types";
import { Select, TextField } from "../../kit/Field";
import { Notice } from "../../kit/Notice";
import { text } from "../../text";
import { atField } from "./AtField";
import styles from "./Bindings.module.css";
import { operationId } from "./names";
import { VERBS, verbOf, withOperation, withVerb } from "./operation";
import { Step, type StepProps, useLeft } from "./Step";

/** From how many tables on a list is too long to be looked through. */
const MANY = 60;
/** And how many of them are ever shown: whoever does not find theirs types more of its name. */
const MOST = 200;

type Props = StepProps & {
  known: Tables;
  table: TableName | null;
  verb: Verb;
  /** The verb of a draft that has no table yet. */
  onVerb: (verb: Verb) => void;
  notWritable: string | null;
};

const sameTable = (a: TableName, b: TableName) => a.schema === b.schema && a.table === b.table;

export function OperationStep({ known, table, verb, onVerb, notWritable, ...step }: Props) {
  const { draft, edit, fresh } = step;
  const [marked, onLeave] = useLeft(fresh);
  return (
    <Step title={text.bindings.steps.operation} onLeave={onLeave}>
      <fieldset className={styles.verbs}>
        <legend className="visually-hidden">{text.bindings.operation}</legend>
        {VERBS.map((one) => (
          <label key={one} className={styles.verb} data-chosen={one === verb || undefined}>
            <input
              type="radio"
              name="operation"
              data-testid={`operation-${one}`}
              checked={one === verb}
              onChange={() => {
                onVerb(one);
                edit((old) => withVerb(old, one, table, known.home));
              }}
            />
            <span className={styles.verbName}>{text.bindings.verbs[one].name}</span>
            <span className={styles.verbHint}>{text.bindings.verbs[one].hint}</span>
          </label>
        ))}
      </fieldset>
      <TableChoice {...step} known={known} table={table} verb={verb} marked={marked || draft.operation !== ""} />
      {notWritable ? (
        <Notice tone="bad">
          <p>{text.bindings.notWritable(notWritable)}</p>
        </Notice>
      ) : null}
    </Step>
  );
}

type ChoiceProps = StepProps & { known: Tables; table: TableName | null; verb: Verb; marked: boolean };

function TableChoice({ known, table, verb, marked, ...step }: ChoiceProps) {
  const { draft, edit } = step;
  const [wanted, setWanted] = useState("");
  const chosen = table ? known.tables.find(({ name }) => sameTable(name, table)) : undefined;
  const understood = verbOf(draft.operation) !== null;
  const value = chosen && understood ? operationId(chosen.name, known.home, verb) : draft.operation;
  const found = known.tables.filter(({ name }) => matches(name, wanted));
  const first = found.slice(0, MOST);
  // The one that is chosen is always among them, or the field could not show it.
  const shown = chosen && !first.includes(chosen) ? [chosen, ...first] : first;
  const schemas = [...new Set(shown.map(({ name }) => name.schema))];
  const option = (one: PickableTable) => {
    const name = one.name.schema === known.home ? one.name.table : `${one.name.schema}.${one.name.table}`;
    const operation = operationId(one.name, known.home, verb);
    return (
      <option key={operation} value={operation} disabled={one.blocked}>
        {one.blocked ? text.bindings.blockedOption(name) : name}
      </option>
    );
  };
  return (
    <div className={known.tables.length > MANY ? styles.found : undefined}>
      {known.tables.length > MANY ? (
        <TextField
          label={text.bindings.findTable}
          hint={found.length > MOST ? text.bindings.tooMany(MOST, found.length) : text.bindings.tables(found.length)}
          data-testid="binding-table-find"
          data-own-undo
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
        {...atField(step, marked, "operation", "sql_search.table", "sql_write.table", "sql_write.mode")}
        onChange={({ target }) => edit((old) => withOperation(old, target.value))}
      >
        {draft.operation === "" ? <option value="">{text.bindings.chooseTable}</option> : null}
        {draft.operation !== "" && value === draft.operation && !(chosen && understood) ? (
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
    </div>
  );
}

function matches({ schema, table }: TableName, wanted: string): boolean {
  return `${schema}.${table}`.toLowerCase().includes(wanted.trim().toLowerCase());
}
