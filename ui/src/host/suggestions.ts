// What looks sensitive. Judged once for a catalogue: what is blocked or dismissed meanwhile, the window knows by itself.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Channel, commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { SampleStep, SuggestionsView, SuggestionView, TableName } from "./types";

/** The most rows of a table that are looked at: `ROWS` of crates/database/src/sample.rs. */
export const SAMPLED_ROWS = 200;

/** All suggestions, the dismissed ones among them, in the catalogue's order. */
export function useSuggestions(name: string, wanted: boolean) {
  return useQuery({
    queryKey: keys.suggestions(name),
    queryFn: () => gathered(name),
    enabled: wanted,
    structuralSharing: false,
  });
}

/** They come in parts, so that tens of thousands of them stop nobody who types meanwhile. */
async function gathered(name: string): Promise<SuggestionsView> {
  const suggestions: SuggestionView[] = [];
  let arrived = () => {};
  const channel: Parameters<typeof commands.suggestions>[1] = new Channel();
  channel.onmessage = (part) => {
    for (const view of part) suggestions.push(view);
    arrived();
  };
  const { fingerprint, count } = await unwrap(commands.suggestions(name, channel));
  // The answer may overtake the last parts.
  while (suggestions.length < count) {
    await new Promise<void>((done) => {
      arrived = done;
    });
  }
  return { fingerprint, suggestions };
}

/** Looks at values of these tables; the suggestions are then those that names and values make together. */
export function useSample(name: string) {
  const client = useQueryClient();
  const [step, setStep] = useState<SampleStep | null>(null);
  const mutation = useMutation({
    mutationFn: (tables: TableName[]) => {
      const channel: Parameters<typeof commands.sampleValues>[2] = new Channel();
      channel.onmessage = setStep;
      return unwrap(commands.sampleValues(name, tables, channel));
    },
    onSuccess: async (view) => {
      client.setQueryData(keys.suggestions(name), view.with_values);
      await touch(client, "samples");
    },
    onSettled: () => setStep(null),
  });
  return { ...mutation, step, cancel: () => commands.cancelSample() };
}
