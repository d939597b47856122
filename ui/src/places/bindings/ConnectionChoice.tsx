// Which connection a draft is for. Shown only where there is something to choose, or the one it names is gone.
import { useWorkspace } from "../../host/workspace";
import { Select } from "../../kit/Field";
import { text } from "../../text";
import { atField } from "./AtField";
import type { StepProps } from "./Step";

export function ConnectionChoice(step: StepProps) {
  const { draft, edit } = step;
  const workspace = useWorkspace();
  const names = (workspace.data?.connections ?? []).map(({ name }) => name);
  const known = names.includes(draft.connection);
  if (!workspace.data || (known && names.length === 1)) return null;
  return (
    <Select
      label={text.bindings.connection}
      data-testid="binding-connection"
      value={draft.connection}
      {...atField(step, true, "connection")}
      onChange={({ target }) => edit((old) => ({ ...old, connection: target.value }))}
    >
      {known ? null : <option value={draft.connection}>{draft.connection}</option>}
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </Select>
  );
}
