// How a draft stands: what compiling it says, and where it is as far as the last comparison with the control plane knows.
import type { BindingState, BindingSummary, SyncReport } from "../../host/types";

export const STATES = ["unreadable", "drifted", "broken", "changed", "synced", "draft"] as const;
export type DraftState = (typeof STATES)[number];

/** The state of each draft in the last comparison, by slug. */
export function sentStates(report: SyncReport | undefined): ReadonlyMap<string, BindingState> {
  return new Map(report?.bindings.map(({ slug, state }) => [slug, state]));
}

/** The worst that is true of it. */
export function stateOf(binding: BindingSummary, sent: BindingState | undefined): DraftState {
  if (binding.problem) return "unreadable";
  if (binding.drifted) return "drifted";
  if (binding.errors > 0) return "broken";
  if (sent === "same") return "synced";
  return sent === "changed" ? "changed" : "draft";
}

/** What a list can be narrowed to. */
export const FACETS = ["all", "enabled", "draft", "synced", "broken"] as const;
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
      return state === "synced";
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
