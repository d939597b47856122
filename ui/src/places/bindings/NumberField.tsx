// A number. What is typed stays as it is while it is being typed, and only what is a number is told.
import { type ComponentProps, useState } from "react";
import { TextField } from "../../kit/Field";

type Props = Omit<ComponentProps<typeof TextField>, "value" | "onChange" | "type"> & {
  value: number | null | undefined;
  /** Without a fraction or sign. */
  whole?: boolean;
  /** Undefined when the field was emptied. */
  onNumber: (value: number | undefined) => void;
};

export function NumberField({ value, whole = false, onNumber, ...field }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const form = whole ? /^\d{1,9}$/ : /^-?\d{1,15}(\.\d{1,9})?$/;
  return (
    <TextField
      {...field}
      type="number"
      step={whole ? 1 : "any"}
      value={typed ?? value ?? ""}
      onChange={({ target }) => {
        setTyped(target.value);
        if (target.value === "") onNumber(undefined);
        else if (form.test(target.value)) onNumber(Number(target.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
