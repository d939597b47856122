// One plain value, in the field that suits its column: a choice, yes or no, a number, or a text.
import type { ComponentProps } from "react";
import { useState } from "react";
import type { Scalar } from "../../host/types";
import { Select, TextField } from "../../kit/Field";
import { text } from "../../text";
import { type Sort, scalarOf } from "./parameters";

type Shared = Pick<
  ComponentProps<typeof TextField>,
  "label" | "hint" | "className" | "errors" | "warnings" | "fix" | "placeholder"
> & { "data-testid": string; "data-field": string };

type Props = Shared & {
  sort: Sort;
  choices: readonly string[];
  value: Scalar | undefined;
  /** What no value is called, where there may be none. */
  none?: string;
  onScalar: (value: Scalar | undefined) => void;
};

export function ScalarField({ sort, choices, value, none, onScalar, placeholder, ...field }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = value == null ? "" : String(value);
  const offered = sort === "boolean" ? ["true", "false"] : choices;
  const tell = (entered: string) =>
    onScalar(entered === "" && none !== undefined ? undefined : scalarOf(entered, sort));
  if (offered.length > 0) {
    return (
      <Select {...field} mono value={shown} onChange={({ target }) => tell(target.value)}>
        {none !== undefined ? <option value="">{none}</option> : null}
        {shown !== "" && !offered.includes(shown) ? <option value={shown}>{shown}</option> : null}
        {none === undefined && shown === "" ? <option value="">{text.bindings.chooseValue}</option> : null}
        {offered.map((one) => (
          <option key={one} value={one}>
            {sort === "boolean" ? text.bindings.truth[one === "true" ? "yes" : "no"] : one}
          </option>
        ))}
      </Select>
    );
  }
  return (
    <TextField
      {...field}
      mono
      placeholder={placeholder ?? none}
      inputMode={sort === "number" ? "decimal" : undefined}
      value={typed ?? shown}
      onChange={({ target }) => {
        setTyped(target.value);
        tell(target.value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
