// The proof as rows: tables that differ first, each opening into its columns. Pure, so that 10,000 tables are a test.
import type { CellState, Proof, TableProof } from "../../host/types";

export const privileges = ["select", "insert", "update", "delete"] as const;
export type PrivilegeName = (typeof privileges)[number];

/** One answer: a state, or for a table with columns of both kinds how many are held. */
export type Answer = { state: CellState; via: readonly string[]; held: number; of: number };

export type ProofRow = {
  key: string;
  kind: "table" | "column" | "beyond";
  level: 1 | 2;
  label: string;
  table: number;
  /** None for a right that is no column of the matrix, such as TRUNCATE; it is then in `beyond`. */
  answers: Partial<Record<PrivilegeName, Answer>>;
  beyond: Answer | null;
  differs: boolean;
  /** For a table: whether its rows are shown; null where there is nothing in it. */
  open: boolean | null;
  /** Among its siblings, from 1. */
  position: number;
  siblings: number;
};

export const differs = (state: CellState) => state === "too_much" || state === "too_little";

export function tableName(table: TableProof): string {
  return `${table.name.schema}.${table.name.table}`;
}

/** The order of the tables: those that differ first, the worst of them on top, the others as they are. */
export function ordered(proof: Proof): number[] {
  const weight = (at: number) => {
    const { too_much, too_little } = proof.tables[at]?.summary ?? { too_much: 0, too_little: 0 };
    return too_much > 0 ? 2 : too_little > 0 ? 1 : 0;
  };
  return proof.tables.map((_, at) => at).sort((a, b) => weight(b) - weight(a) || a - b);
}

/** `opened` holds the tables whose state a person turned round: the differing are open, the others are not. */
export function rowsOf(proof: Proof, onlyDifferences: boolean, opened: ReadonlySet<number>): ProofRow[] {
  const rows: ProofRow[] = [];
  const shown = ordered(proof).filter((at) => !onlyDifferences || tableDiffers(proof.tables[at]));
  for (const [place, at] of shown.entries()) {
    const table = proof.tables[at];
    if (!table) continue;
    const open = tableDiffers(table) !== opened.has(at);
    rows.push({ ...tableRow(table, at), open, position: place + 1, siblings: shown.length });
    if (!open) continue;
    const inside = insideOf(table, at).filter((row) => !onlyDifferences || row.differs);
    rows.push(...inside.map((row, n) => ({ ...row, position: n + 1, siblings: inside.length })));
  }
  return rows;
}

function tableDiffers(table: TableProof | undefined): boolean {
  return table !== undefined && table.summary.too_much + table.summary.too_little > 0;
}

function tableRow(table: TableProof, at: number): ProofRow {
  const of = table.groups.reduce((sum, group) => sum + group.columns.length, 0);
  const answer = (privilege: "select" | "insert" | "update"): Answer => {
    const states = table.groups.map((group) => ({ ...group[privilege], n: group.columns.length }));
    const worst = (["too_much", "too_little"] as const).find((state) => states.some((cell) => cell.state === state));
    const held = states.reduce((sum, cell) => sum + (has(cell.state) ? cell.n : 0), 0);
    const told = states.filter((cell) => (worst ? cell.state === worst : true));
    const via = [...new Set(told.flatMap((cell) => cell.via ?? []))].sort();
    return { state: worst ?? (held > 0 ? "held" : "absent"), via, held, of };
  };
  return {
    key: `${at}`,
    kind: "table",
    level: 1,
    label: tableName(table),
    table: at,
    answers: {
      select: answer("select"),
      insert: answer("insert"),
      update: answer("update"),
      delete: deletion(table),
    },
    beyond: null,
    differs: tableDiffers(table),
    open: null,
    position: 1,
    siblings: 1,
  };
}

function has(state: CellState): boolean {
  return state === "held" || state === "too_much";
}

function deletion(table: TableProof): Answer {
  const found = (table.beyond ?? []).find((one) => one.rights.includes("DELETE"));
  return { state: found?.state ?? "absent", via: found?.via ?? [], held: found ? 1 : 0, of: 1 };
}

function insideOf(table: TableProof, at: number): ProofRow[] {
  const blank = { level: 2 as const, table: at, open: null, position: 1, siblings: 1 };
  const beyond = (table.beyond ?? []).flatMap((one) =>
    one.rights
      .filter((right) => right !== "DELETE")
      .map((right) => ({
        ...blank,
        key: `${at}!${right}!${one.via.join(" ")}`,
        kind: "beyond" as const,
        label: right,
        answers: {},
        beyond: { state: one.state, via: one.via, held: 1, of: 1 },
        differs: differs(one.state),
      })),
  );
  const columns = table.groups.flatMap((group) => {
    const one = (cell: { state: CellState; via?: string[] }): Answer => ({
      state: cell.state,
      via: cell.via ?? [],
      held: has(cell.state) ? 1 : 0,
      of: 1,
    });
    const answers = { select: one(group.select), insert: one(group.insert), update: one(group.update) };
    const odd = Object.values(answers).some((answer) => differs(answer.state));
    return group.columns.map((column) => ({
      ...blank,
      key: `${at}.${column}`,
      kind: "column" as const,
      label: column,
      answers,
      beyond: null,
      differs: odd,
    }));
  });
  // What differs is looked for first.
  return [...beyond, ...columns.filter((row) => row.differs), ...columns.filter((row) => !row.differs)];
}

/** What a key does: another row, or a table opened or closed. */
export type Step = { kind: "go"; row: number } | { kind: "turn"; table: number };

/** The keys of a WAI-ARIA treegrid; null for one that is nothing here. `page` is how many rows a page has. */
export function keyStep(rows: readonly ProofRow[], at: number, page: number, key: string): Step | null {
  const row = rows[at];
  if (!row) return null;
  const go = (to: number): Step => ({ kind: "go", row: Math.min(Math.max(to, 0), rows.length - 1) });
  const turn: Step = { kind: "turn", table: row.table };
  switch (key) {
    case "ArrowDown":
      return go(at + 1);
    case "ArrowUp":
      return go(at - 1);
    case "PageDown":
      return go(at + page);
    case "PageUp":
      return go(at - page);
    case "Home":
      return go(0);
    case "End":
      return go(rows.length - 1);
    case "ArrowRight":
      return row.open === null ? null : row.open ? go(at + 1) : turn;
    case "ArrowLeft":
      if (row.open) return turn;
      return row.level === 2 ? go(rows.findLastIndex((one, place) => place < at && one.level === 1)) : null;
    case "Enter":
    case " ":
      return row.open === null ? null : turn;
    default:
      return null;
  }
}
