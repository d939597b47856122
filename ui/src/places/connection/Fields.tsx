// The fields in three groups: where it is, who logs in, how it is encrypted.
import { useRef } from "react";
import type { Access, ConnectionForm, Environment, SslMode } from "../../host/types";
import { Button } from "../../kit/Button";
import { Select, TextArea, TextField } from "../../kit/Field";
import { Switch } from "../../kit/Switch";
import { text } from "../../text";
import styles from "./Connection.module.css";
import { usualPort } from "./form";
import { HostedAt } from "./HostedAt";

const words = text.connection;

type Props = {
  form: ConnectionForm;
  change: (part: Partial<ConnectionForm>) => void;
  errors: (field: string) => string[] | undefined;
};

export function PlaceFields({ form, change, errors }: Props) {
  const engines = Object.entries(words.engines) as [ConnectionForm["engine"], string][];
  const choose = (engine: ConnectionForm["engine"]) => {
    // A port that was typed stays; the usual one of the other kind does not.
    const usual = form.port === usualPort[form.engine];
    change({ engine, port: usual ? usualPort[engine] : form.port });
  };
  return (
    <fieldset className={styles.group}>
      <legend>{words.where}</legend>
      <div className={styles.grid}>
        <TextField
          className={styles.third}
          label={words.name}
          hint={words.nameHint}
          errors={errors("name")}
          mono
          value={form.name}
          data-testid="connection-name"
          onChange={(event) => change({ name: event.target.value })}
        />
        <TextField
          className={styles.third}
          label={words.label}
          hint={words.labelHint}
          value={form.label}
          data-testid="connection-label"
          onChange={(event) => change({ label: event.target.value })}
        />
        <Select
          className={styles.third}
          label={words.environment}
          hint={words.environmentHint}
          value={form.environment ?? ""}
          data-testid="connection-environment"
          onChange={(event) => change({ environment: (event.target.value || null) as Environment | null })}
        >
          <option value="">{words.environmentNone}</option>
          {(Object.entries(text.app.environments) as [Environment, string][]).map(([environment, name]) => (
            <option key={environment} value={environment}>
              {name}
            </option>
          ))}
        </Select>
        <Select
          className={styles.third}
          label={words.engine}
          value={form.engine}
          data-testid="connection-engine"
          onChange={(event) => choose(event.target.value as ConnectionForm["engine"])}
        >
          {engines.map(([engine, name]) => (
            <option key={engine} value={engine}>
              {name}
            </option>
          ))}
        </Select>
        <TextField
          className={styles.half}
          label={words.host}
          errors={errors("host")}
          mono
          value={form.host}
          data-testid="connection-host"
          onChange={(event) => change({ host: event.target.value })}
        />
        <TextField
          className={styles.port}
          label={words.port}
          errors={errors("port")}
          mono
          inputMode="numeric"
          value={form.port === 0 ? "" : String(form.port)}
          data-testid="connection-port"
          onChange={(event) => change({ port: portOf(event.target.value, form.port) })}
        />
        <TextField
          className={styles.third}
          label={words.database}
          errors={errors("database")}
          mono
          value={form.database}
          data-testid="connection-database"
          onChange={(event) => change({ database: event.target.value })}
        />
        <Select
          className={styles.third}
          label={words.access}
          hint={words.accessHint[form.access]}
          value={form.access}
          data-testid="connection-access"
          onChange={(event) => change({ access: event.target.value as Access })}
        >
          {(Object.entries(words.accesses) as [Access, string][]).map(([access, name]) => (
            <option key={access} value={access}>
              {name}
            </option>
          ))}
        </Select>
        <HostedAt form={form} change={change} />
        <div className={styles.wide}>
          <Switch
            label={words.localOnly}
            hint={words.localOnlyHint}
            checked={form.local_only}
            data-testid="connection-local-only"
            onChange={(local_only) => change({ local_only })}
          />
        </div>
      </div>
    </fieldset>
  );
}

/** Digits only, up to 65535; anything else leaves the port as it was. Empty is 0, which is no port. */
function portOf(typed: string, before: number): number {
  if (!/^\d{0,5}$/.test(typed)) return before;
  const port = Number(typed);
  return port <= 65535 ? port : before;
}

type LoginProps = Props & { password: string; setPassword: (password: string) => void; keyring: boolean };

export function LoginFields({ form, change, errors, password, setPassword, keyring }: LoginProps) {
  const reference = form.password_state === "reference" ? form.password_reference : null;
  const where = reference ? words.passwordHint.reference(reference) : hintOf(form, keyring);
  return (
    <fieldset className={styles.group}>
      <legend>{words.who}</legend>
      <div className={styles.grid}>
        <TextField
          className={styles.third}
          label={words.user}
          errors={errors("user")}
          mono
          value={form.user}
          data-testid="connection-user"
          onChange={(event) => change({ user: event.target.value })}
        />
        <TextField
          className={styles.rest}
          label={words.password}
          hint={where}
          type="password"
          autoComplete="new-password"
          value={password}
          data-testid="connection-password"
          onChange={(event) => setPassword(event.target.value)}
        />
      </div>
    </fieldset>
  );
}

function hintOf(form: ConnectionForm, keyring: boolean): string {
  if (form.password_state === "keyring") return words.passwordHint.keyring;
  if (form.password_state === "memory") return words.passwordHint.memory;
  return keyring ? words.passwordHint.none : words.noKeyring;
}

export function TlsFields({ form, change, errors }: Props) {
  const modes = Object.keys(words.sslmodes) as SslMode[];
  return (
    <fieldset className={styles.group}>
      <legend>{words.tls}</legend>
      <div className={styles.grid}>
        <Select
          className={styles.third}
          label={words.sslmode}
          hint={words.sslmodes[form.sslmode]}
          errors={errors("sslmode")}
          mono
          value={form.sslmode}
          data-testid="connection-sslmode"
          onChange={(event) => change({ sslmode: event.target.value as SslMode })}
        >
          {modes.map((mode) => (
            <option key={mode} value={mode}>
              {mode}
            </option>
          ))}
        </Select>
        <div className={styles.rest}>
          <TextArea
            label={words.ca}
            hint={words.caHint}
            errors={errors("ca_pem")}
            mono
            rows={5}
            value={form.ca_pem}
            data-testid="connection-ca"
            placeholder="-----BEGIN CERTIFICATE-----"
            onChange={(event) => change({ ca_pem: event.target.value })}
          />
          <CaFile onRead={(ca_pem) => change({ ca_pem })} />
        </div>
      </div>
    </fieldset>
  );
}

/** No certificate bundle is larger than this, in bytes: Amazon's of the whole world has 165,000. */
const LARGEST = 1_000_000;

/** The CA from a file: read by the page itself, since a certificate is no secret. */
function CaFile({ onRead }: { onRead: (pem: string) => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined) => {
    if (file && file.size <= LARGEST) onRead(await file.text());
  };
  return (
    <div className={styles.file}>
      <Button onClick={() => chooser.current?.click()}>{words.caFile}</Button>
      <input
        ref={chooser}
        type="file"
        accept=".pem,.crt,.cer,.ca-bundle"
        aria-label={words.caFile}
        tabIndex={-1}
        className="visually-hidden"
        data-testid="connection-ca-file"
        onChange={(event) => void read(event.target.files?.[0])}
      />
    </div>
  );
}
