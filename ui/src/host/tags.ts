// Which answers a change makes stale. Every query key starts with one of these tags; every command that changes
// something names, here and nowhere else, the tags that it touches.
import type { QueryClient } from "@tanstack/react-query";

export const keys = {
  workspace: ["workspace"] as const,
  preferences: ["preferences"] as const,
  connection: (name: string) => ["connection", name] as const,
  checks: (name: string) => ["checks", name] as const,
  catalog: (name: string) => ["catalog", name] as const,
  scoping: (name: string) => ["scoping", name] as const,
  ruleMatches: (name: string, pattern: string) => ["ruleMatches", name, pattern] as const,
  described: (name: string, targets: unknown) => ["described", name, targets] as const,
  binding: (slug: string) => ["binding", slug] as const,
  compile: (binding: unknown) => ["compile", binding] as const,
  userDefaults: (name: string) => ["userDefaults", name] as const,
  trust: (name: string) => ["trust", name] as const,
  imports: ["imports"] as const,
  presets: ["presets"] as const,
  presetHints: (form: unknown) => ["presetHints", form] as const,
  offer: (connection: string, schema: string, table: string) => ["offer", connection, schema, table] as const,
  agents: (url: string) => ["agents", url] as const,
  sync: ["sync"] as const,
};

const touched = {
  opening: [
    "workspace",
    "connection",
    "checks",
    "catalog",
    "scoping",
    "ruleMatches",
    "described",
    "binding",
    "compile",
    "offer",
    "agents",
    "sync",
    "userDefaults",
  ],
  connection: ["workspace", "connection", "checks", "sync", "userDefaults", "trust"],
  discovery: ["workspace", "userDefaults", "scoping", "ruleMatches", "described", "compile", "offer", "sync"],
  // Blocks change what every draft compiles to, and so the states in the side list.
  scoping: ["workspace", "compile", "offer", "sync"],
  binding: ["workspace", "sync"],
  syncTarget: ["workspace", "agents", "sync"],
} as const;

export async function touch(client: QueryClient, change: keyof typeof touched): Promise<void> {
  const tags: readonly string[] = touched[change];
  await client.invalidateQueries({ predicate: (query) => tags.includes(String(query.queryKey[0])) });
}
