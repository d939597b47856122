// What is asked of each parameter beyond its column's type. Every rule becomes part of the tool's JSON Schema.
import { useState } from "react";
import type { Format, Offer, ParameterRules, Verb } from "../../host/types";
import { Select, TextArea, TextField } from "../../kit/Field";
import { Switch } from "../../kit/Switch";
import { text } from "../../text";
import { atField } from "./AtField";
import styles from "./Bindings.module.css";
import { filterOf, withRequired } from "./draft";
import { NumberField } from "./NumberField";
import { type Asked, listOf, parametersOf, rulesAt, rulesOf, type Sort, sortOf, withRules } from "./parameters";
import { diagnosticsAt, messagesOf } from "./problems";
import { ScalarField } from "./ScalarField";
import { Step, type StepProps } from "./Step";

type Props = StepProps & { offer: Offer | null; verb: Verb };

export function ParametersStep({ offer, verb, ...step }: Props) {
  const asked = parametersOf(step.draft);
  return (
    <Step title={text.bindings.steps.parameters} hint={asked.length > 0 ? text.bindings.parametersHint : undefined}>
      {asked.length === 0 ? <p className={styles.none}>{text.bindings.noParameters}</p> : null}
      {asked.map((one, at) => (
        <One
          // biome-ignore lint/suspicious/noArrayIndexKey: a name is being typed, and may be there twice; its place is its identity.
          key={at}
          asked={one}
          column={offer?.columns.find(({ name }) => name === one.column) ?? null}
          verb={verb}
          {...step}
        />
      ))}
    </Step>
  );
}

type OneProps = StepProps & { asked: Asked; column: Offer["columns"][number] | null; verb: Verb };

function One({ asked, column, verb, ...step }: OneProps) {
  const { draft, diagnostics } = step;
  const { param } = asked;
  const rules = rulesOf(draft, param);
  const sort = sortOf(column?.class ?? null);
  const at = `parameters[${rulesAt(draft, param)}]`;
  const prefixed = diagnostics.filter(({ field }) => field.startsWith(`${at}.`) || field === at);
  const required = asked.part === "filter" ? filterOf(draft).required : (rules.required ?? true);
  const troubled = prefixed.length > 0 || diagnosticsAt(diagnostics, requiredFields(asked)).length > 0;
  const words = text.bindings.rulesInWords(rules, required && rules.default == null);
  return (
    // What is wrong inside is shown; else it is closed until wanted.
    <details className={styles.related} open={troubled || undefined} data-testid={`parameter-${param}`}>
      <summary>
        <span className="mono">{param}</span>
        <span className={styles.about}>
          {[column?.data_type, ...words].filter(Boolean).join(" · ")}
          {messagesOf(prefixed, "error").length > 0 ? (
            <span className={styles.badTag}>{text.bindings.hasError}</span>
          ) : null}
        </span>
      </summary>
      <Rules
        {...step}
        asked={asked}
        rules={rules}
        sort={sort}
        verb={verb}
        at={at}
        choices={column?.enum_values ?? []}
      />
    </details>
  );
}

const requiredFields = ({ part }: Asked) => (part === "filter" ? ["inputs[0].required"] : []);

type RulesProps = StepProps & {
  asked: Asked;
  rules: ParameterRules;
  sort: Sort;
  verb: Verb;
  at: string;
  choices: readonly string[];
};

function Rules({ asked, rules, sort, verb, at, choices, ...step }: RulesProps) {
  const { draft, edit } = step;
  const { param } = asked;
  const change = (changed: Parameters<typeof withRules>[2]) => edit((old) => withRules(old, param, changed));
  // A rule that does not suit the column is shown where there is one, so that it can be taken out.
  const suits = (wanted: Sort, ...given: unknown[]) => sort === wanted || given.some((one) => one != null);
  const filter = asked.part === "filter";
  const required = atField(step, true, ...requiredFields(asked), `${at}.required`);
  return (
    <div className={styles.rules}>
      <TextArea
        label={text.bindings.parameterDescription}
        hint={text.bindings.parameterDescriptionHint}
        className={styles.whole}
        data-testid={`rule-description-${param}`}
        rows={2}
        value={rules.description ?? ""}
        {...atField(step, true, `${at}.description`)}
        onChange={({ target }) => change({ description: target.value || undefined })}
      />
      {asked.part === "key" ? null : (
        <div className={styles.whole} data-field={required["data-field"]}>
          <Switch
            label={text.bindings.required}
            hint={verb === "create" ? text.bindings.requiredHintCreate : undefined}
            data-testid={`rule-required-${param}`}
            checked={filter ? filterOf(draft).required : (rules.required ?? true)}
            onChange={(on) =>
              filter ? edit((old) => withRequired(old, on)) : change({ required: on ? undefined : false })
            }
            errors={required.errors}
            warnings={required.warnings}
          />
          {required.fix}
        </div>
      )}
      <ScalarField
        label={text.bindings.default}
        hint={text.bindings.defaultHint}
        data-testid={`rule-default-${param}`}
        sort={sort}
        choices={choices}
        none={text.bindings.noDefault}
        value={rules.default ?? undefined}
        {...atField(step, true, `${at}.default`)}
        onScalar={(value) => change({ default: value })}
      />
      {suits("text", rules.format) ? (
        <Select
          label={text.bindings.format}
          data-testid={`rule-format-${param}`}
          value={rules.format ?? ""}
          {...atField(step, true, `${at}.format`)}
          onChange={({ target }) => change({ format: (target.value || undefined) as Format | undefined })}
        >
          <option value="">{text.bindings.anyFormat}</option>
          {FORMATS.map((format) => (
            <option key={format} value={format}>
              {text.bindings.formats[format]}
            </option>
          ))}
        </Select>
      ) : null}
      {suits("text", rules.min_length, rules.max_length)
        ? (["min_length", "max_length"] as const).map((rule) => (
            <NumberField
              key={rule}
              label={text.bindings.rules[rule]}
              hint={text.bindings.characters}
              data-testid={`rule-${rule}-${param}`}
              min={0}
              whole
              value={rules[rule]}
              {...atField(step, true, `${at}.${rule}`)}
              onNumber={(value) => change({ [rule]: value })}
            />
          ))
        : null}
      {suits("number", rules.minimum, rules.maximum)
        ? (["minimum", "maximum"] as const).map((rule) => (
            <NumberField
              key={rule}
              label={text.bindings.rules[rule]}
              data-testid={`rule-${rule}-${param}`}
              value={rules[rule]}
              {...atField(step, true, `${at}.${rule}`)}
              onNumber={(value) => change({ [rule]: value })}
            />
          ))
        : null}
      {suits("text", rules.enum) ? (
        <ListField
          {...atField(step, true, `${at}.enum`)}
          testId={`rule-enum-${param}`}
          values={rules.enum ?? []}
          placeholder={choices.join(", ")}
          onValues={(values) => change({ enum: values })}
        />
      ) : null}
    </div>
  );
}

const FORMATS: readonly Format[] = ["e164", "email", "date", "date-time", "uuid"];

type ListProps = ReturnType<typeof atField> & {
  testId: string;
  values: readonly string[];
  placeholder: string;
  onValues: (values: string[]) => void;
};

/** The allowed values. The text stays as it is typed while it is being typed. */
function ListField({ testId, values, placeholder, onValues, ...at }: ListProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextField
      label={text.bindings.allowed}
      hint={text.bindings.allowedHint}
      className={styles.whole}
      mono
      data-testid={testId}
      placeholder={placeholder}
      value={typed ?? values.join(", ")}
      {...at}
      onChange={({ target }) => {
        setTyped(target.value);
        onValues(listOf(target.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
