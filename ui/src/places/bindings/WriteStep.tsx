// The columns that a write sets, each from a parameter or to a value that is always the same; and those that it could set.
import { X } from "lucide-react";
import { useId } from "react";
import type { ColumnOffer, Offer, Verb, WrittenField } from "../../host/types";
import { Button, IconButton } from "../../kit/Button";
import { FieldErrors, Select } from "../../kit/Field";
import { text } from "../../text";
import { AtPlace, atField } from "./AtField";
import styles from "./Bindings.module.css";
import { ParamField } from "./ParamField";
import { sortOf } from "./parameters";
import { saidAt } from "./problems";
import { ScalarField } from "./ScalarField";
import { Step, type StepProps, useLeft } from "./Step";
import {
  missingOf,
  withAllWritten,
  withoutWritten,
  withWritten,
  withWrittenAsked,
  withWrittenConstant,
  withWrittenParam,
  writtenOf,
} from "./writes";

export function WriteStep({ offer, verb, ...step }: StepProps & { offer: Offer | null; verb: Verb }) {
  const { draft, edit, diagnostics, fresh } = step;
  const [marked, onLeave] = useLeft(fresh);
  const written = writtenOf(draft);
  const columns = offer?.columns ?? [];
  const missing = missingOf(draft, columns);
  return (
    <Step title={text.bindings.steps.write[verb === "create" ? "create" : "update"]} onLeave={onLeave}>
      {written.length === 0 ? <p className={styles.none}>{text.bindings.nothingWritten}</p> : null}
      {written.length > 0 ? (
        <ul className={styles.written}>
          {written.map((one, at) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: a column may be named twice; its place is its identity.
              key={at}
              at={at}
              written={one}
              column={columns.find(({ name }) => name === one.field) ?? null}
              {...step}
            />
          ))}
        </ul>
      ) : null}
      {missing.length > 0 ? (
        <Button data-testid="write-required" onClick={() => edit((old) => withAllWritten(old, missing))}>
          {text.bindings.setRequired(missing)}
        </Button>
      ) : null}
      {marked || written.length > 0 ? (
        <div data-field="input_object_map">
          <FieldErrors {...saidAt(diagnostics, "input_object_map")} />
          {missing.length > 0 ? null : <AtPlace fixing={step} fields={["input_object_map"]} />}
        </div>
      ) : null}
      {offer ? <Settable columns={columns} written={written} edit={edit} /> : null}
    </Step>
  );
}

type RowProps = StepProps & { at: number; written: WrittenField; column: ColumnOffer | null };

function Row({ at, written, column, ...step }: RowProps) {
  const { edit, diagnostics } = step;
  const constant = written.const ?? null;
  const pinned = written.const != null;
  const field = `input_object_map[${at}]`;
  const label = text.bindings.valueOf(written.field);
  const about = saidAt(diagnostics, `${field}.field`, field);
  const id = useId();
  return (
    <li className={styles.writtenRow}>
      <div className={styles.writtenName} data-field={`${field}.field ${field}`} aria-describedby={id} tabIndex={-1}>
        <span className="mono">{written.field || text.bindings.noColumn}</span>
        <span className={styles.about}>
          {column?.required ? <span className={styles.tag}>{text.bindings.requiredColumn}</span> : null}
          {column?.data_type}
        </span>
      </div>
      <Select
        label={text.bindings.source(written.field)}
        className={styles.unlabelled}
        data-testid={`write-source-${written.field}`}
        value={pinned ? "constant" : "parameter"}
        onChange={({ target }) =>
          edit((old) =>
            target.value === "parameter"
              ? withWrittenAsked(old, at)
              : withWrittenConstant(old, at, column?.class === "boolean" ? false : (column?.enum_values[0] ?? "")),
          )
        }
      >
        <option value="parameter">{text.bindings.asked}</option>
        <option value="constant">{text.bindings.pinned}</option>
      </Select>
      {pinned ? (
        <ScalarField
          label={label}
          className={styles.unlabelled}
          data-testid={`write-constant-${written.field}`}
          sort={sortOf(column?.class ?? null)}
          choices={column?.enum_values ?? []}
          value={constant}
          {...atField(step, true, `${field}.const`)}
          onScalar={(value) => edit((old) => withWrittenConstant(old, at, value ?? ""))}
        />
      ) : (
        <div className={styles.unlabelled}>
          <ParamField
            label={label}
            data-testid={`write-param-${written.field}`}
            column={written.field}
            value={written.param ?? ""}
            {...atField(step, true, `${field}.param`)}
            onChange={(param) => edit((old) => withWrittenParam(old, at, param))}
          />
        </div>
      )}
      <IconButton
        label={text.bindings.doNotSet(written.field)}
        data-testid={`write-remove-${written.field}`}
        onClick={() => edit((old) => withoutWritten(old, (_, other) => other === at))}
      >
        <X size={14} aria-hidden />
      </IconButton>
      {about.errors.length + about.warnings.length > 0 ? (
        <div className={styles.rowErrors} id={id}>
          <FieldErrors {...about} />
          <AtPlace fixing={step} fields={[`${field}.field`, field]} />
        </div>
      ) : null}
    </li>
  );
}

type SettableProps = { columns: readonly ColumnOffer[]; written: readonly WrittenField[]; edit: StepProps["edit"] };

/** What must be set first; what cannot be set last, with the reason. */
function Settable({ columns, written, edit }: SettableProps) {
  const rank = ({ required, not_settable }: ColumnOffer) => (not_settable !== null ? 2 : required ? 0 : 1);
  const sorted = [...columns].sort((a, b) => rank(a) - rank(b));
  const set = new Set(written.map(({ field }) => field));
  return (
    <fieldset className={`${styles.columns} ${styles.plainLegend}`}>
      <legend>{text.bindings.settable}</legend>
      {sorted.map((column) => (
        <SetBox key={column.name} column={column} ticked={set.has(column.name)} edit={edit} />
      ))}
    </fieldset>
  );
}

function SetBox({ column, ticked, edit }: { column: ColumnOffer; ticked: boolean; edit: StepProps["edit"] }) {
  const id = useId();
  const { name, not_settable: reason } = column;
  return (
    <div className={`${styles.column} ${reason ? styles.greyed : ""}`} title={column.comment ?? undefined}>
      <input
        type="checkbox"
        id={id}
        data-testid={`set-${name}`}
        checked={ticked}
        disabled={reason !== null && !ticked}
        aria-describedby={`${id}-about`}
        onChange={({ target }) =>
          edit((old) => (target.checked ? withWritten(old, name) : withoutWritten(old, ({ field }) => field === name)))
        }
      />
      <label htmlFor={id}>{name}</label>
      <span id={`${id}-about`} className={styles.about}>
        {column.required && reason === null ? <span className={styles.tag}>{text.bindings.requiredColumn}</span> : null}
        {reason ?? [column.data_type, column.sensitive].filter(Boolean).join(" · ")}
      </span>
    </div>
  );
}
