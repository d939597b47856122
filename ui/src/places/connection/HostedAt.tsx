// Hosted databases: what is particular about each, said where the host is typed.
import { usePresetHints, usePresets } from "../../host/imports";
import type { ConnectionForm, Preset } from "../../host/types";
import { CopyButton } from "../../kit/CopyButton";
import { Select } from "../../kit/Field";
import { Notice } from "../../kit/Notice";
import { text } from "../../text";
import styles from "./Connection.module.css";

const words = text.connection.hosted;

type Props = { form: ConnectionForm; change: (part: Partial<ConnectionForm>) => void };

export function HostedAt({ form, change }: Props) {
  const presets = usePresets().data ?? [];
  const found = usePresetHints(form).data ?? null;
  const known = form.host.trim() === "" ? null : found;
  const choose = (id: string) => {
    const preset = presets.find((one) => one.id === id);
    if (preset) change(startOf(preset, form));
  };
  return (
    <>
      <Select
        className={styles.third}
        label={words.label}
        hint={words.hint}
        value={known?.preset.id ?? ""}
        data-testid="connection-preset"
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{words.elsewhere}</option>
        {presets.map((preset) => (
          <option key={preset.id} value={preset.id}>
            {preset.name}
          </option>
        ))}
      </Select>
      {known ? (
        <div className={styles.wide} data-testid="preset-hints">
          <Notice tone="info" title={words.title(known.preset.name)}>
            <ul className={styles.hints}>
              {known.hints.map((hint) => (
                <li key={hint}>{hint}</li>
              ))}
            </ul>
            {known.preset.needs_ca && known.preset.ca_url ? (
              <p className={styles.caUrl}>
                {words.caUrl} <code>{known.preset.ca_url}</code>
                <CopyButton value={known.preset.ca_url} label={words.copy} />
              </p>
            ) : null}
          </Notice>
        </div>
      ) : null}
    </>
  );
}

/** What a choice fills in: the example's host until the real one is typed, the port and the strongest mode that works. */
function startOf(preset: Preset, form: ConnectionForm): Partial<ConnectionForm> {
  const engine = preset.engines.includes(form.engine) ? form.engine : (preset.engines[0] ?? form.engine);
  const port = preset.ports[preset.engines.indexOf(engine)] ?? form.port;
  return { engine, port, sslmode: preset.sslmode, host: preset.host_example };
}
