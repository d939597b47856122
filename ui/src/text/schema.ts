import { nameOf } from "../app/history";
import type { StrokeEffect, Targets } from "../host/types";
import { amount } from "./amount";
import { common } from "./common";

type Extent = { columns: number; inTables: number; tables: number };

const items = ({ total, first: [only] }: Targets) =>
  total === 1 && only ? nameOf(only) : `${total.toLocaleString("en")} items`;
const some = (names: Targets, wording: string) => (names.total > 0 ? `${items(names)} ${wording}` : "");
const rules = (patterns: readonly string[], wording: string) =>
  patterns.length > 0 ? `rule ${patterns.join(", ")} ${wording}` : "";

function outcome(effect: StrokeEffect, again: string): string {
  const { quarantine } = effect;
  const parts = [
    rules(effect.rules_added, "in force"),
    rules(effect.rules_removed, "removed"),
    some(effect.blocked, `blocked${again}`),
    some(effect.allowed, "no longer blocked"),
    some(effect.dismissed, "dismissed"),
    some(effect.suggested_again, "suggested again"),
    quarantine === null ? "" : `what is new is ${quarantine ? "blocked until reviewed" : "let through"}`,
  ].filter(Boolean);
  return parts.length > 0 ? `: ${parts.join(", ")}` : "";
}

export const schema = {
  title: (name: string) => `Schema of ${name}`,
  server: (engine: string, version: string, database: string) => `${engine} ${version} · ${database}`,
  tree: "Schema: tick what the agent cannot see",
  polarity: "Ticked = the agent can NOT see it",
  columns: { tick: "Hidden", name: "Name", type: "Type", rows: "Rows", comment: "Comment" },
  asAgentNote: "Only what the agent sees is shown",
  hide: (path: string) => `Hide ${path} from the agent`,
  impliedTitle: "Its whole table is blocked",
  expand: (name: string) => `Show what is in ${name}`,
  collapse: (name: string) => `Close ${name}`,
  signs: {
    blocked: "Hidden from the agent",
    ruled: "A rule hides it",
    quarantined: "New: hidden until somebody reviews it",
    renamed: "Looks renamed: hidden until somebody decides",
    excepted: "Visible, although a rule matches it",
  },
  menu: {
    label: "What to do with this",
    block: "Hide from the agent",
    blockMany: (n: number) => `Hide all ${n.toLocaleString("en")} selected from the agent`,
    allow: "Let the agent see it",
    allowMany: (n: number) => `Let the agent see all ${n.toLocaleString("en")} selected`,
    columns: "Select all columns of it",
    copy: "Copy name",
    rule: "Make a rule from it…",
  },
  copied: (name: string) => `Copied ${name}`,
  bulk: {
    title: (blocked: boolean) => (blocked ? "Hide all of these from the agent?" : "Let the agent see all of these?"),
    body: (of: Extent) => `This applies to ${amount(of)}. Undo takes it back as one step.`,
    confirm: (blocked: boolean) => (blocked ? "Hide them" : "Let it see them"),
    done: (blocked: boolean, of: Extent) => `${blocked ? "Blocked" : "Unblocked"} ${amount(of)}`,
  },
  bar: {
    label: "What a step applies to",
    all: (columns: number, tables: number) => `${common.count(columns, "column")} in ${common.count(tables, "table")}`,
    under: {
      hide: (of: Extent) => `Let go to hide ${amount(of)} · Esc gives it up`,
      show: (of: Extent) => `Let go to show ${amount(of)} · Esc gives it up`,
      select: (of: Extent) => `Let go to select ${amount(of)} · Esc gives it up`,
    },
    selected: (of: Extent) => `Selected: ${amount(of)}`,
    shown: (of: Extent) => `Found: ${amount(of)}`,
    blockShown: "Block all shown",
    allowShown: "Let all shown be seen",
    block: "Hide from the agent",
    allow: "Let the agent see",
  },
  schemaKind: (tables: number) => common.count(tables, "table"),
  kinds: {
    table: "table",
    partitioned_table: "partitioned table",
    view: "view",
    materialized_view: "materialised view",
    foreign_table: "foreign table",
  },
  kind: (kind: string, columns: number) => `${kind} · ${common.count(columns, "column")}`,
  hiddenOf: (hidden: number, columns: number) =>
    `${hidden.toLocaleString("en")} of ${columns.toLocaleString("en")} hidden`,
  rows: (n: number) => {
    if (n < 1000) return `~${n} rows`;
    if (n < 1_000_000) return `~${Math.round(n / 100) / 10}k rows`;
    return `~${Math.round(n / 100_000) / 10}M rows`;
  },
  badges: { pk: "PK", fk: "FK", ix: "ix" },
  badgeTitles: {
    pk: "Part of the primary key",
    fk: (table: string) => `Refers to ${table}`,
    ix: "Leads an index: a read can be found by it",
  },
  counts: (of: Extent) => (of.columns + of.tables > 0 ? `${amount(of)} blocked` : "Nothing blocked"),
  stroke: ({ blocked, allowed }: StrokeEffect) =>
    [
      blocked.total > 0 ? `Blocked ${items(blocked)}` : "",
      allowed.total > 0 ? `${blocked.total > 0 ? "unblocked" : "Unblocked"} ${items(allowed)}` : "",
    ]
      .filter(Boolean)
      .join(", ") || "Nothing changed",
  blockedOne: (name: string) => `Blocked ${name}`,
  undone: (effect: StrokeEffect) => `Undone${outcome(effect, " again")}`,
  redone: (effect: StrokeEffect) => `Redone${outcome(effect, "")}`,
  nothingMatches: (filter: string) => `Nothing is called “${filter}”.`,
  searchInstead: "A search also looks at comments, types and values, and forgives slips.",
  searchFor: (text: string) => `Search for “${text}”`,
  nothingLeft: "Everything is blocked: the agent sees no table at all.",
  emptyTitle: "The schema is not known yet",
  empty: "Gatehouse reads tables, columns, keys and comments once, and keeps them for work without a connection.",
  emptyDatabaseTitle: "This database has no tables that the login can see",
  emptyDatabase: "Either there are none, or the login lacks USAGE on the schema. Discover again after changing that.",
  findings: (n: number) => `${common.count(n, "finding")} of the discovery`,
  aside: {
    empty: "Select a row to see what it means.",
    emptyHint:
      "Space toggles a tick or all selected ones, Shift+click takes a range, dragging over the ticks paints, dragging over the rows selects. Right and Left open and close, * opens all.",
    visible: "The agent can see it",
    blocked: "The agent cannot see it",
    blockedByTable: "The agent cannot see it, because its whole table is blocked",
    mixed: (n: number) => `The agent can see it, except ${common.count(n, "blocked column")}`,
    mixedSchema: "The agent can see a part of it",
    block: "Hide it from the agent",
    unblock: "Let the agent see it",
    blockTable: "Hide the whole table",
    unblockTable: "Let the agent see the table",
    kind: "Kind",
    type: "Type",
    nullable: "May be empty",
    yes: "yes",
    no: "no",
    default: "Default",
    generation: {
      generated: "computed by the server",
      identity_always: "numbered by the server",
      identity_by_default: "numbered by the server unless given",
    },
    made: "Value",
    values: "Values",
    key: "Key",
    primary: "part of the primary key",
    refers: "Refers to",
    referred: "Referred to by",
    indexes: "Indexes",
    unique: "unique",
    partial: "part of the rows",
    noIndex: "none leads with it",
    rights: "This login may",
    noRights: "nothing",
    rows: "Rows",
    rowsUnknown: "not estimated",
    partitions: "Partitions",
    columns: "Columns",
    ofThem: (blocked: number, all: number) => `${all}, ${blocked} of them blocked`,
    tables: "Tables",
    comment: "Comment",
  },
};
