// Which answers a change makes stale. Every query key starts with one of these tags; every command that changes
// something names, here and nowhere else, the tags that it touches.
import type { QueryClient } from "@tanstack/react-query";

export const keys = {
  workspace: ["workspace"] as const,
  preferences: ["preferences"] as const,
  connection: (name: string) => ["connection", name] as const,
  checks: (name: string) => ["checks", name] as const,
  outline: (name: string) => ["outline", name] as const,
  agentBadges: (name: string) => ["agentBadges", name] as const,
  tableDetails: (name: string, table: unknown) => ["tableDetails", name, table] as const,
  findings: (name: string) => ["findings", name] as const,
  marks: (name: string) => ["marks", name] as const,
  scoping: (name: string) => ["scoping", name] as const,
  search: (name: string, text: string, limit: number) => ["search", name, text, limit] as const,
  suggestions: (name: string) => ["suggestions", name] as const,
  drift: (name: string) => ["drift", name] as const,
  exposure: (name: string) => ["exposure", name] as const,
  ruleMatches: (name: string, pattern: string) => ["ruleMatches", name, pattern] as const,
  described: (name: string, targets: unknown) => ["described", name, targets] as const,
  bindings: ["bindings"] as const,
  binding: (slug: string) => ["binding", slug] as const,
  compile: (binding: unknown) => ["compile", binding] as const,
  userDefaults: (name: string) => ["userDefaults", name] as const,
  trust: (name: string) => ["trust", name] as const,
  imports: ["imports"] as const,
  presets: ["presets"] as const,
  presetHints: (form: unknown) => ["presetHints", form] as const,
  offer: (connection: string, schema: string, table: string, verb: string) =>
    ["offer", connection, schema, table, verb] as const,
  agents: (url: string) => ["agents", url] as const,
  sync: ["sync"] as const,
  model: ["model"] as const,
};

const touched = {
  opening: [
    "workspace",
    "connection",
    "checks",
    "outline",
    "agentBadges",
    "tableDetails",
    "marks",
    "scoping",
    "search",
    "suggestions",
    "drift",
    "exposure",
    "ruleMatches",
    "described",
    "bindings",
    "binding",
    "compile",
    "offer",
    "agents",
    "sync",
    "userDefaults",
  ],
  connection: ["workspace", "bindings", "connection", "checks", "sync", "userDefaults", "trust"],
  discovery: [
    "workspace",
    "outline",
    "agentBadges",
    "tableDetails",
    "marks",
    "scoping",
    "search",
    "suggestions",
    "drift",
    "exposure",
    "ruleMatches",
    "described",
    "bindings",
    "userDefaults",
    "compile",
    "offer",
    "sync",
  ],
  // Blocks change what every draft compiles to, and so the states in the side list.
  scoping: ["search", "exposure", "ruleMatches", "marks", "agentBadges", "bindings", "compile", "offer", "sync"],
  binding: ["bindings", "exposure", "sync"],
  syncTarget: ["workspace", "agents", "sync"],
} as const;

export async function touch(client: QueryClient, change: keyof typeof touched): Promise<void> {
  const tags: readonly string[] = touched[change];
  await client.invalidateQueries({ predicate: (query) => tags.includes(String(query.queryKey[0])) });
}
