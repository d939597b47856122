// A choice of one column: those that will do first, then the others, greyed, each with the reason.
import type { ComponentProps } from "react";
import type { ColumnOffer } from "../../host/types";
import { Select } from "../../kit/Field";
import { text } from "../../text";

type Props = Omit<ComponentProps<typeof Select>, "value" | "onChange" | "children" | "about"> & {
  /** Null while they are not known. */
  columns: readonly ColumnOffer[] | null;
  value: string;
  /** What no column is called, where none is a choice. */
  none?: string;
  obstacle: (column: ColumnOffer) => string | null;
  about: (column: ColumnOffer) => string;
  groups: [usable: string, unusable: string];
  onChoose: (column: string) => void;
};

export function ColumnSelect({ columns, value, none, obstacle, about, groups, onChoose, ...field }: Props) {
  const known = columns ?? [];
  const usable = known.filter((one) => obstacle(one) === null);
  const unusable = known.filter((one) => obstacle(one) !== null);
  const option = (column: ColumnOffer) => {
    const reason = obstacle(column);
    const words = reason ?? about(column);
    return (
      <option key={column.name} value={column.name} disabled={reason !== null}>
        {words ? `${column.name} – ${words}` : column.name}
      </option>
    );
  };
  return (
    <Select
      {...field}
      mono
      value={value}
      disabled={!columns && value === ""}
      onChange={({ target }) => onChoose(target.value)}
    >
      {none !== undefined ? <option value="">{none}</option> : null}
      {none === undefined && value === "" ? <option value="">{text.bindings.chooseColumn}</option> : null}
      {value !== "" && !known.some(({ name }) => name === value) ? (
        <option value={value}>{columns ? text.bindings.unknownOption(value) : value}</option>
      ) : null}
      {usable.length > 0 ? <optgroup label={groups[0]}>{usable.map(option)}</optgroup> : null}
      {unusable.length > 0 ? <optgroup label={groups[1]}>{unusable.map(option)}</optgroup> : null}
    </Select>
  );
}
