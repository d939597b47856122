// The agent's name for a value, with the names that would do for its column.
import { TextField } from "../../kit/Field";
import { text } from "../../text";
import type { atField } from "./AtField";
import styles from "./Bindings.module.css";
import { snakeCase, suggestedParam } from "./names";
import { CANONICAL } from "./parameters";

type Props = ReturnType<typeof atField> & {
  label: string;
  hint?: string;
  column: string;
  value: string;
  onChange: (param: string) => void;
  "data-testid": string;
};

export function ParamField({ column, value, onChange, fix, ...field }: Props) {
  const best = suggestedParam(column);
  // Whoever has the best name needs no other.
  const names = value === best ? [] : [...new Set([best, snakeCase(column)])];
  const suggested = names.filter((name) => name !== "" && name !== value);
  return (
    <TextField
      {...field}
      mono
      list={LIST}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      fix={
        <>
          {fix}
          {suggested.length > 0 ? (
            <span className={styles.suggested}>
              {suggested.map((name) => (
                <button key={name} type="button" className={styles.chip} onClick={() => onChange(name)}>
                  {text.bindings.callIt(name)}
                </button>
              ))}
            </span>
          ) : null}
        </>
      }
    />
  );
}

const LIST = "canonical-parameters";

/** Names that every agent platform knows; once in the form. */
export function CanonicalNames() {
  return (
    <datalist id={LIST}>
      {CANONICAL.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}
