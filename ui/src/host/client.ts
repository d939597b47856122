// The shell is in the same process: nothing is retried, nothing is fetched again just because the window was focused.
import { QueryClient } from "@tanstack/react-query";

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
