import { amount } from "./amount";
import { common } from "./common";

type Amount = { columns: number; inTables: number; tables: number };

export const exposure = {
  about: "While this is open, the tree shows only what the agent sees.",
  sees: (tables: number, ofTables: number, columns: number, ofColumns: number) =>
    `The agent sees ${tables.toLocaleString("en")} of ${common.count(ofTables, "table")} and ${columns.toLocaleString("en")} of ${common.count(ofColumns, "column")}.`,
  seesNothing: "The agent sees no table at all: everything is blocked.",
  waits: (n: number) =>
    `${common.count(n, "thing")} more ${n === 1 ? "waits" : "wait"} for a review and ${n === 1 ? "is" : "are"} blocked until then.`,
  unreviewed:
    "The stored schema holds things that your decisions were never compared with: one of the two files was put back without the other. Discover again to put what is new in quarantine.",
  review: "Review",
  save: "Keep a report",
  saveHtml: "As a page (HTML)…",
  saveJson: "As data (JSON)…",
  saved: (path: string) => `The report was saved to ${path}`,
  leaks: "Ways around a block",
  leaksWhy: "What is in sight may tell what is blocked. A block closes only what it names.",
  noLeaks: "No way around a block was found in the schema.",
  noLeaksWhy: "Views, computed columns, keys, copies and documents were looked at.",
  certainty: { certain: "certain", likely: "likely", possible: "possible" },
  kinds: {
    view: "view",
    materialized_view: "materialised view",
    unknown_view: "view of unknown definition",
    generated_column: "computed column",
    foreign_key: "foreign key",
    inheritance: "inheritance",
    copy: "copy",
    document: "document or free text",
    enum_values: "listed values",
    tool_text: "text of a tool",
  } as Record<string, string>,
  tells: (names: readonly string[], more: number) =>
    `Tells ${names.join(", ")}${more > 0 ? ` and ${more.toLocaleString("en")} more` : ""}.`,
  close: "Block this too",
  closeLabel: (name: string) => `Block this too: ${name}`,
  closed: (name: string) => `Blocked ${name} too`,
  closedSeveral: (found: Amount) => `Blocked ${amount(found)} too`,
  byHand: "Only a change of the tool’s text closes this.",
  byHandOther: "No block closes this alone.",
  moreLeaks: (n: number) => `Show ${n.toLocaleString("en")} more`,
  tools: "What the agent can do",
  noTools: "No binding compiles yet, so the agent can do nothing here.",
  noToolsNext: "Draft one under Bindings.",
  disabled: "not enabled",
  signature: (name: string) => `Signature of ${name}`,
  takes: "takes",
  gives: "gives",
  takesNothing: "nothing",
  optional: "optional",
  nullable: "may be absent",
  atMost: (rows: number) => `at most ${common.count(rows, "row")}`,
  from: (path: string) => `from ${path}`,
  refused: "Refused bindings",
  refusedWhy: "These do not compile, so the agent does not get them.",
  openLabel: (name: string) => `Open the binding ${name}`,
};
