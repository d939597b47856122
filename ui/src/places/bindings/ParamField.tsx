// The agent's name for a value, with the one that would do best for its column.
import { TextField } from "../../kit/Field";
import { text } from "../../text";
import type { atField } from "./AtField";
import styles from "./Bindings.module.css";
import { suggestedParam } from "./names";
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
  // A name that platforms know is worth saying; any other only while there is none.
  const best = suggestedParam(column);
  const offered = best !== value && best !== "" && (value === "" || CANONICAL.includes(best)) ? best : null;
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
          {offered === null ? null : (
            <span className={styles.suggested}>
              <button type="button" className={styles.chip} onClick={() => onChange(offered)}>
                {text.bindings.callIt(offered)}
              </button>
            </span>
          )}
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
