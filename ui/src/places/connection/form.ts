// The form's own small decisions, pure.
import type { ConnectionForm } from "../../host/types";

export const emptyForm: ConnectionForm = {
  name: "",
  label: "",
  environment: null,
  engine: "postgres",
  host: "",
  port: 5432,
  database: "",
  user: "",
  sslmode: "verify-full",
  ca_pem: "",
  local_only: false,
  access: "read-only",
  password_state: "none",
  password_reference: null,
};

/** The ports the servers listen on unless told otherwise. */
export const usualPort: Record<ConnectionForm["engine"], number> = { postgres: 5432, mysql: 3306 };

/** A name that is not taken, made from the database's. */
export function freeName(form: Pick<ConnectionForm, "database" | "host">, taken: readonly string[]): string {
  const source = form.database || form.host;
  const base =
    source
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 48) || "database";
  if (!taken.includes(base)) return base;
  for (let n = 2; ; n++) {
    if (!taken.includes(`${base}-${n}`)) return `${base}-${n}`;
  }
}
