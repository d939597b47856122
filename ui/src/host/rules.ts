// What a pattern would match, and what is known of single tables and columns.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys } from "./tags";
import type { BlockTarget } from "./types";

/** Not asked before there is a pattern. A malformed one is refused with the reason. */
export function useRuleMatches(name: string, pattern: string) {
  return useQuery({
    queryKey: keys.ruleMatches(name, pattern),
    queryFn: () => unwrap(commands.ruleMatches(name, pattern)),
    enabled: pattern !== "",
  });
}

/** Type, kind and comment of each, in the same order; what is decided meanwhile leaves the list without a flicker. */
export function useDescribed(name: string, targets: BlockTarget[]) {
  return useQuery({
    queryKey: keys.described(name, targets),
    queryFn: () => unwrap(commands.describe(name, targets)),
    enabled: targets.length > 0,
    placeholderData: keepPreviousData,
  });
}
