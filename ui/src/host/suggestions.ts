// What looks sensitive. Judged once for a catalogue: what is blocked or dismissed meanwhile, the window knows by itself.
import { useQuery } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys } from "./tags";
import type { SuggestionView } from "./types";

/** All suggestions, the dismissed ones among them, in the catalogue's order. */
export function useSuggestions(name: string, wanted: boolean) {
  return useQuery({
    queryKey: keys.suggestions(name),
    queryFn: async (): Promise<SuggestionView[]> => {
      const { suggestions, dismissed } = await unwrap(commands.suggestions(name));
      return [...suggestions, ...dismissed];
    },
    enabled: wanted,
    structuralSharing: false,
  });
}
