import { useState } from "react";
import { TextField } from "../../kit/Field";
import { text } from "../../text";
import { limitOf, withLimit } from "./draft";
import type { StepProps } from "./Step";

type Props = Pick<StepProps, "draft" | "edit"> & { errors: string[] };

/** The row limit. While what is typed is no number, the draft keeps the last one. */
export function LimitField({ draft, edit, errors }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextField
      label={text.bindings.limit}
      hint={text.bindings.limitUnit}
      data-testid="binding-limit"
      type="number"
      min={1}
      max={50}
      value={typed ?? limitOf(draft)}
      errors={errors}
      onChange={({ target }) => {
        setTyped(target.value);
        if (/^\d{1,9}$/.test(target.value)) edit((old) => withLimit(old, Number(target.value)));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
