import type { PlanBasis, StatementKind } from "../host/types";
import { common } from "./common";

export const trial = {
  tab: "Try it",
  noStatement: "There is nothing to try while an error stands.",
  run: "Try it",
  about: {
    read: "Reads in a read-only transaction, as this connection's login.",
    insert: "Writes in a transaction that is always rolled back, as this connection's login.",
    update: "Writes in a transaction that is always rolled back, as this connection's login.",
  } satisfies Record<StatementKind, string>,
  missing: (names: readonly string[]) => `Give ${names.join(" and ")} first, as the agent would.`,
  leftOut: "left out",
  leftDefault: (value: string) => `left out: ${value}`,
  running: "Asking the database…",
  askTitle: "Before this write is tried",
  outlives: "may stay",
  undone: "undone",
  agree: "Try it all the same",
  disagree: "Do not try it",
  older: "This is of the statement as it was before the last change.",
  gets: "What the agent would get",
  copy: "Copy the JSON",
  as: {
    read: (user: string) => `run as ${user}, read-only`,
    insert: (user: string) => `run as ${user}, rolled back`,
    update: (user: string) => `run as ${user}, rolled back`,
  } satisfies Record<StatementKind, (user: string) => string>,
  rows: {
    read: (n: number) => (n === 0 ? "no row found" : `${common.count(n, "row")} found`),
    insert: (n: number) => `${common.count(n, "row")} written and rolled back`,
    update: (n: number) => `${common.count(n, "row")} changed and rolled back`,
  } satisfies Record<StatementKind, (n: number) => string>,
  time: "Time",
  timed: (what: string) => what.charAt(0).toUpperCase() + what.slice(1),
  of: (ms: string, budget: string) => `${ms} of ${budget}`,
  plan: "How the database finds it",
  access: {
    index: (name: string) => `By the index ${name}.`,
    whole_table: "It reads the whole table. On a small table that is right; on a large one a caller would wait.",
    nothing: "It saw while planning that no row has this value.",
  },
  expects: (n: number) => `Expects about ${common.count(n, "row")}.`,
  basis: {
    values: "On the values given.",
    generic: "On any values.",
  } satisfies Record<PlanBasis, string>,
  setOff: "What it set off",
  prepare: {
    run: (connection: string) => `Check all against ${connection}`,
    about: "Has the live database prepare every statement, without running any.",
    running: "The database prepares every statement…",
    valid: (valid: number, all: number) => `${valid} of ${all} valid`,
  },
};
