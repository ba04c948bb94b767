import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { hasCode } from "../api/problem";
import { forgetOthers, isOfSession, personOf, type Session, sessionQuery } from "../session/session";

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
        networkMode: "always", // what the browser thinks of the network is no answer: it is asked, and a failure is shown
        gcTime: 60_000,
        retry: (count, failure) => count < 2 && (hasCode(failure, "offline") || hasCode(failure, "dependency_unavailable")),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
  let person: string | undefined;
  queries.getQueryCache().subscribe(({ type, query }) => {
    if (type !== "updated" || !isOfSession(query) || query.state.data === undefined) {
      return;
    }
    const now = personOf(query.state.data as Session);
    if (person !== undefined && now !== person) {
      forgetOthers(queries); // somebody else signed in, in another window perhaps
    }
    person = now;
  });
  return queries;
}
