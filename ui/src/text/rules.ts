import { amount } from "./amount";

type Amount = { columns: number; inTables: number; tables: number };

export const rules = {
  title: "Rules",
  about: "A rule blocks what it matches today, and whatever a later discovery finds that it matches.",
  field: "New rule",
  placeholder: "for example *.ssn",
  hint: "* stands for any characters, ? for one. Upper and lower case are the same.",
  add: "Add the rule",
  examples: "Examples",
  exampleRules: [
    { pattern: "*.ssn", means: "every column named ssn" },
    { pattern: "audit_*", means: "tables whose name begins with audit_" },
    { pattern: "*.*token*", means: "columns with “token” in their name" },
    { pattern: "archive.*", means: "all tables of the schema archive, and of a table of that name all columns" },
  ],
  tryExample: (pattern: string, means: string) => `Use ${pattern}: ${means}`,
  counting: "Counting…",
  matches: (found: Amount) => `Matches ${amount(found)}`,
  matchesNothing: "Matches nothing now. It will block what a later discovery finds.",
  among: (names: readonly string[], more: number) => `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
  stands: "This rule is in the list already.",
  empty: "No rule yet. Write one above, or start from an example.",
  blocks: (found: Amount, excepted: number) =>
    excepted > 0 ? `matches ${amount(found)}, ${excepted} let through` : `blocks ${amount(found)}`,
  blocksNothing: "matches nothing at present",
  exceptions: (n: number) => `${n} let through although the rule matches`,
  except: "Let through although the rule matches it",
  blockAgain: "Block it again",
  blockAgainLabel: (name: string) => `Block it again: ${name}`,
  remove: "Remove",
  removeLabel: (pattern: string) => `Remove the rule ${pattern}`,
  removeTitle: (pattern: string) => `Remove the rule ${pattern}?`,
  removeBody: (found: Amount) =>
    `It matches ${amount(found)}. What nothing else blocks of that becomes visible to the agent.`,
  removeNothing:
    "It matches nothing at present, so nothing becomes visible now. Later discoveries are no longer held back by it.",
  added: (pattern: string, found: Amount | null) =>
    `Rule ${pattern} added: ${found && found.columns + found.tables > 0 ? `${amount(found)} blocked by it` : "it matches nothing yet"}`,
  removed: (pattern: string) => `Rule ${pattern} removed`,
};
