// The shell is in the same process: nothing is retried, nothing is fetched again just because the window was focused.
import { notifyManager, QueryClient } from "@tanstack/react-query";

// What a stroke changes is then drawn in the frame of the stroke; by itself the library waits for a timer.
notifyManager.setScheduler(queueMicrotask);

export function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        refetchOnWindowFocus: false,
        staleTime: Number.POSITIVE_INFINITY,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
