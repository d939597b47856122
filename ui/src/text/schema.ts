import { common } from "./common";

type Effect = {
  blocked: string[];
  allowed: string[];
  rulesAdded?: string[];
  rulesRemoved?: string[];
  dismissed?: string[];
  suggestedAgain?: string[];
  quarantine?: boolean | null;
};

const items = (names: string[]) => (names.length === 1 ? names[0] : `${names.length} items`);
const some = (names: string[] = [], wording: string) => (names.length > 0 ? `${items(names)} ${wording}` : "");
const rules = (patterns: string[] = [], wording: string) =>
  patterns.length > 0 ? `rule ${patterns.join(", ")} ${wording}` : "";

function outcome(effect: Effect, again: string): string {
  const { quarantine = null } = effect;
  const parts = [
    rules(effect.rulesAdded, "in force"),
    rules(effect.rulesRemoved, "removed"),
    some(effect.blocked, `blocked${again}`),
    some(effect.allowed, "no longer blocked"),
    some(effect.dismissed, "dismissed"),
    some(effect.suggestedAgain, "suggested again"),
    quarantine === null ? "" : `what is new is ${quarantine ? "blocked until reviewed" : "let through"}`,
  ].filter(Boolean);
  return parts.length > 0 ? `: ${parts.join(", ")}` : "";
}

export const schema = {
  title: (name: string) => `Schema of ${name}`,
  server: (engine: string, version: string, database: string) => `${engine} ${version} · ${database}`,
  tree: "Schema: tick what the agent cannot see",
  filter: "Filter tables and columns",
  clearFilter: "Clear the filter",
  polarity: "Ticked = the agent can NOT see it",
  columns: { tick: "Hidden", name: "Name", type: "Type", rows: "Rows", comment: "Comment" },
  asAgent: "As the agent sees it",
  asAgentNote: "Only what is left for the agent; blocked tables, columns and their keys are absent.",
  hide: (path: string) => `Hide ${path} from the agent`,
  impliedTitle: "Its whole table is blocked",
  expand: (name: string) => `Show what is in ${name}`,
  collapse: (name: string) => `Close ${name}`,
  blockedMark: "blocked",
  schemaKind: (tables: number) => common.count(tables, "table"),
  kinds: {
    table: "table",
    partitioned_table: "partitioned table",
    view: "view",
    materialized_view: "materialised view",
    foreign_table: "foreign table",
  },
  kind: (kind: string, columns: number) => `${kind} · ${common.count(columns, "column")}`,
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
  counts: ({ columns, inTables, tables }: { columns: number; inTables: number; tables: number }) => {
    const parts: string[] = [];
    if (columns > 0) parts.push(`${common.count(columns, "column")} in ${common.count(inTables, "table")}`);
    if (tables > 0)
      parts.push(parts.length > 0 ? `${common.count(tables, "whole table")}` : common.count(tables, "table"));
    return parts.length > 0 ? `${parts.join(" and ")} blocked` : "Nothing blocked";
  },
  stroke: ({ blocked, allowed }: Effect) =>
    [
      blocked.length > 0 ? `Blocked ${items(blocked)}` : "",
      allowed.length > 0 ? `${blocked.length > 0 ? "unblocked" : "Unblocked"} ${items(allowed)}` : "",
    ]
      .filter(Boolean)
      .join(", ") || "Nothing changed",
  undone: (effect: Effect) => `Undone${outcome(effect, " again")}`,
  redone: (effect: Effect) => `Redone${outcome(effect, "")}`,
  nothingMatches: (filter: string) => `Nothing is called “${filter}”.`,
  nothingLeft: "Everything is blocked: the agent sees no table at all.",
  emptyTitle: "The schema is not known yet",
  empty: "Gatehouse reads tables, columns, keys and comments once, and keeps them for work without a connection.",
  emptyDatabaseTitle: "This database has no tables that the login can see",
  emptyDatabase: "Either there are none, or the login lacks USAGE on the schema. Discover again after changing that.",
  findings: (n: number) => `${common.count(n, "finding")} of the discovery`,
  aside: {
    empty: "Select a row to see what it means.",
    emptyHint:
      "Space toggles a tick, Shift+click takes a range, dragging over the ticks paints. Right and Left open and close, * opens all.",
    visible: "The agent can see it",
    blocked: "The agent cannot see it",
    blockedByTable: "The agent cannot see it, because its whole table is blocked",
    mixed: (n: number) => `The agent can see it, except ${common.count(n, "blocked column")}`,
    mixedSchema: "The agent can see a part of it",
    block: "Hide it from the agent",
    unblock: "Let the agent see it",
    blockTable: "Hide the whole table",
    unblockTable: "Let the agent see the table",
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
