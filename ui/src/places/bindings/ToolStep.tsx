import { TextArea, TextField } from "../../kit/Field";
import { Switch } from "../../kit/Switch";
import { text } from "../../text";
import { atField } from "./AtField";
import { Step, type StepProps, useLeft } from "./Step";

export function ToolStep({ onNamed, ...step }: StepProps & { onNamed: () => void }) {
  const { draft, edit, fresh } = step;
  const [marked, onLeave] = useLeft(fresh);
  return (
    <Step title={text.bindings.steps.tool} onLeave={onLeave}>
      <TextField
        label={text.bindings.toolName}
        hint={text.bindings.toolNameHint}
        data-testid="binding-tool-name"
        value={draft.tool_name}
        {...atField(step, marked || draft.tool_name !== "", "tool_name")}
        onChange={({ target }) => edit((old) => ({ ...old, tool_name: target.value }))}
        onBlur={onNamed}
      />
      <TextArea
        label={text.bindings.description}
        hint={text.bindings.descriptionHint}
        data-testid="binding-description"
        rows={2}
        value={draft.description ?? ""}
        {...atField(step, true, "description")}
        onChange={({ target }) =>
          edit(({ description: _, ...old }) => (target.value === "" ? old : { ...old, description: target.value }))
        }
      />
      <Switch
        label={text.bindings.enabled}
        hint={text.bindings.enabledHint}
        data-testid="binding-enabled"
        checked={draft.enabled ?? false}
        onChange={(enabled) => edit((old) => ({ ...old, enabled }))}
      />
    </Step>
  );
}
