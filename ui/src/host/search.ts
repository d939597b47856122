// Search over the snapshot, asked with every keystroke; the last answer stays on show until the next one is there.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys } from "./tags";

export function useFound(name: string, text: string, limit: number) {
  return useQuery({
    queryKey: keys.search(name, text, limit),
    queryFn: () => unwrap(commands.search(name, text, limit)),
    enabled: text !== "",
    placeholderData: keepPreviousData,
    // Every keystroke is another key: answers that are not on show any more are soon forgotten.
    gcTime: 10_000,
  });
}
