import { common } from "./common";

export const search = {
  modes: { tree: "In the tree", best: "Best first" },
  modesLabel: "How to find",
  field: "Find a table or column",
  goTo: "Go to…",
  goToTitle: "Go to a table or column (Ctrl+P)",
  goToKeys: "Ctrl+P",
  clear: "Clear the search",
  results: "Tables and columns, best first",
  found: (hits: number, tables: number) =>
    hits === 0 ? "Nothing found" : `${common.count(tables, "table")} found, best first`,
  moreTables: (n: number) => `${common.count(n, "more table")} not shown; write another word to narrow it down.`,
  start: "Write what you look for: a name, a part of one, an abbreviation, or a whole question.",
  startExamples: ["ssn", "appt status", "when is the caller’s next visit", "type:jsonb", "sensitive:yes blocked:no"],
  tryThese: "For example:",
  nothing: (text: string) => `Nothing answers “${text}”.`,
  nothingTry:
    "Try fewer or other words: names, comments, types and enum values are searched, and one slip of the key is forgiven.",
  notes: {
    unknown_facet: (part: string) => `There is no such facet as in “${part}”; it was looked for as words.`,
    unknown_value: (part: string) => `“${part}” has no such value; it was left out.`,
  },
  instead: "Perhaps:",
  blocked: "blocked",
  visible: "visible to the agent",
  in: (place: string) => `${place}: `,
  places: { comment: "comment", label: "value", type: "type", schema: "schema", joined: "joined to", name: "name" },
  facets: "Facets",
  facetsHelp: "What facets can do",
  facetsAbout:
    "A facet narrows the search. Several hold together; a minus in front turns one round, as in -blocked:yes.",
  addFacet: (facet: string) => `Add ${facet}`,
  facetList: [
    { chip: "type:", example: "type:jsonb", means: "columns of a type: text, number, date, jsonb, uuid …" },
    { chip: "blocked:", example: "blocked:no", means: "what the agent can NOT see (yes) or can see (no)" },
    {
      chip: "sensitive:",
      example: "sensitive:yes",
      means: "columns that look sensitive; also a class, as in sensitive:contact",
    },
    { chip: "new:", example: "new:yes", means: "what waits for a review since a discovery" },
    {
      chip: "fk:",
      example: "fk:patients",
      means: "columns of a foreign key (yes, no), or one that leads to this table",
    },
    { chip: "indexed:", example: "indexed:yes", means: "columns by which a read can be found quickly" },
  ],
};
