// The catalogue: the snapshot, and discovering it anew.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Channel, commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { DiscoveryStep } from "./types";

export function useCatalog(name: string) {
  return useQuery({ queryKey: keys.catalog(name), queryFn: () => unwrap(commands.catalog(name)) });
}

export function useDiscover() {
  const client = useQueryClient();
  const [step, setStep] = useState<DiscoveryStep | null>(null);
  const mutation = useMutation({
    mutationFn: (name: string) => {
      const channel: Parameters<typeof commands.discover>[1] = new Channel();
      channel.onmessage = setStep;
      return unwrap(commands.discover(name, channel));
    },
    onSuccess: async (view, name) => {
      client.setQueryData(keys.catalog(name), view);
      await touch(client, "discovery");
    },
    onSettled: () => setStep(null),
  });
  return { ...mutation, step };
}
