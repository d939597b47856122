import { text } from "../../text";
import type { atField } from "./AtField";
import { limitOf, withLimit } from "./draft";
import { NumberField } from "./NumberField";
import type { StepProps } from "./Step";

/** The row limit. While what is typed is no number, the draft keeps the last one. */
export function LimitField({ draft, edit, ...at }: Pick<StepProps, "draft" | "edit"> & ReturnType<typeof atField>) {
  return (
    <NumberField
      label={text.bindings.limit}
      hint={text.bindings.limitUnit}
      data-testid="binding-limit"
      min={1}
      max={50}
      whole
      value={limitOf(draft)}
      {...at}
      onNumber={(limit) => {
        if (limit !== undefined) edit((old) => withLimit(old, limit));
      }}
    />
  );
}
