// What the user is for, how closely the database enforces the scoping, what it is called.
import { Lock, LockOpen } from "lucide-react";
import type { Grain, GrantRole } from "../../host/types";
import { TextField } from "../../kit/Field";
import { text } from "../../text";
import { TablePicker } from "./TablePicker";
import styles from "./User.module.css";
import type { Shared } from "./UserPlace";

const words = text.user;
const roles: readonly GrantRole[] = ["read-only", "write"];
const grains: readonly Grain[] = ["columns", "tables", "schema"];
/** How many locks each grain puts before what is blocked: the first is the platform's, the second the database's. */
const locks: Record<Grain, { table: 1 | 2; column: 1 | 2 }> = {
  columns: { table: 2, column: 2 },
  tables: { table: 2, column: 1 },
  schema: { table: 1, column: 1 },
};

export function Choices({ known, defaults, choice, change, drawn }: Shared) {
  const { request } = choice;
  const errors = (field: string) =>
    drawn.failure?.fields.filter((one) => one.field === field).map((one) => one.message);
  return (
    <>
      <fieldset className={styles.group}>
        <legend>{words.role.legend}</legend>
        <div className={styles.cards} data-across="2">
          {roles.map((role) => (
            <Card
              key={role}
              name="role"
              value={role}
              title={words.role[role].title}
              about={words.role[role].about}
              chosen={request.role === role}
              onChoose={() => change({ request: { ...request, role } })}
            />
          ))}
        </div>
      </fieldset>
      {request.role === "write" ? (
        <TablePicker
          known={known}
          chosen={request.tables ?? []}
          onChange={(tables) => change({ request: { ...request, tables } })}
        />
      ) : null}
      <fieldset className={styles.group}>
        <legend>{words.grain.legend}</legend>
        <p className={styles.intro}>{words.grain.intro}</p>
        <div className={styles.cards} data-across="3">
          {grains.map((grain) => (
            <Card
              key={grain}
              name="grain"
              value={grain}
              title={words.grain[grain].title}
              about={words.grain[grain].about}
              chosen={request.grain === grain}
              onChoose={() => change({ request: { ...request, grain } })}
            >
              <span className={styles.locks}>
                <Locks n={locks[grain].table} of={words.grain.lockedTable} />
                <Locks n={locks[grain].column} of={words.grain.lockedColumn} />
              </span>
            </Card>
          ))}
        </div>
      </fieldset>
      <div className={styles.names}>
        <TextField
          label={words.name}
          hint={words.nameHint}
          errors={errors("user")}
          mono
          value={choice.user}
          data-testid="user-name"
          onChange={(event) => change({ user: event.target.value })}
        />
        {defaults.host === null ? null : (
          <TextField
            label={words.host}
            hint={words.hostHint}
            errors={errors("host")}
            mono
            value={choice.host ?? ""}
            data-testid="user-host"
            onChange={(event) => change({ host: event.target.value })}
          />
        )}
      </div>
    </>
  );
}

type CardProps = {
  name: string;
  value: string;
  title: string;
  about: string;
  chosen: boolean;
  onChoose: () => void;
  children?: React.ReactNode;
};

function Card({ name, value, title, about, chosen, onChoose, children }: CardProps) {
  return (
    <label className={styles.card} data-chosen={chosen}>
      <input
        type="radio"
        name={name}
        value={value}
        checked={chosen}
        data-testid={`${name}-${value}`}
        onChange={onChoose}
      />
      <span className={styles.cardTitle}>{title}</span>
      <span className={styles.cardAbout}>{about}</span>
      {children}
    </label>
  );
}

function Locks({ n, of }: { n: 1 | 2; of: string }) {
  return (
    <span className={styles.lock}>
      <Lock size={12} aria-hidden />
      {n === 2 ? <Lock size={12} aria-hidden /> : <LockOpen size={12} aria-hidden className={styles.unlocked} />}
      {of} <span className="visually-hidden">{words.grain.locks(n)}</span>
    </span>
  );
}
