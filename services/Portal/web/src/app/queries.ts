import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { hasCode } from "../api/problem";
import { sessionQuery } from "../session/session";

/** What was read is kept in memory while it is shown, and a little longer. Refusals are not repeated; a session that has ended is noticed at once. */
export function createQueries(): QueryClient {
  const onError = (failure: unknown) => {
    if (hasCode(failure, "unauthenticated") || hasCode(failure, "anti_forgery")) {
      void queries.invalidateQueries(sessionQuery);
    }
  };
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        gcTime: 60_000,
        retry: (count, failure) => count < 2 && (hasCode(failure, "offline") || hasCode(failure, "dependency_unavailable")),
      },
      mutations: { retry: false },
    },
  });
  return queries;
}
