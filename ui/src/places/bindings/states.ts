// How a draft stands: what compiling it says, and where it is as far as the last comparison with the control plane knows.
import type { BindingSummary, Difference, SyncReport } from "../../host/types";

export const STATES = ["unreadable", "drifted", "broken", "changed", "review", "published", "synced", "draft"] as const;
export type DraftState = (typeof STATES)[number];

/** How each draft stands in the last comparison, by slug. */
export function sentStates(report: SyncReport | undefined): ReadonlyMap<string, Difference> {
  return new Map(report?.bindings.map((difference) => [difference.slug, difference]));
}

/** The worst that is true of it. */
export function stateOf(binding: BindingSummary, sent: Difference | undefined): DraftState {
  if (binding.problem) return "unreadable";
  if (binding.drifted) return "drifted";
  if (binding.errors > 0) return "broken";
  if (sent?.state !== "same") return sent?.state === "changed" ? "changed" : "draft";
  if (sent.awaits_review) return "review";
  return sent.live === "yes" ? "published" : "synced";
}

/** What a list can be narrowed to. */
export const FACETS = ["all", "enabled", "draft", "synced", "published", "broken"] as const;
export type Facet = (typeof FACETS)[number];

export function isIn(facet: Facet, binding: BindingSummary, state: DraftState): boolean {
  switch (facet) {
    case "all":
      return true;
    case "enabled":
      return binding.enabled;
    case "draft":
      return state === "draft" || state === "changed";
    case "synced":
      return state === "synced" || state === "review" || state === "published";
    case "published":
      return state === "published";
    case "broken":
      return state === "broken" || state === "drifted" || state === "unreadable";
  }
}

/** Every word must be part of the name, the operation, the connection or the file's name. */
export function matches({ tool_name, operation, connection, slug }: BindingSummary, typed: string): boolean {
  const about = `${tool_name} ${operation} ${connection} ${slug}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => about.includes(word));
}
