import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { antiForgeryHeaders, type Schemas, setAntiForgery } from "../api/client";
import { errorOf, reached } from "../api/problem";

export type Role = Schemas["Role"];

export interface SignedInUser {
  readonly email: string;
  readonly role: Role;
  readonly tenantId?: string;
}

/** What the portal says of this browser's session. */
export interface Session {
  readonly antiForgery: string;
  readonly user?: SignedInUser;
  readonly steppedUpUntil?: string;
}

export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: () => call<Session>("session"), staleTime: 60_000 });

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

/** Signs in and out, and confirms who somebody is. */
export function useSessionActions() {
  const queries = useQueryClient();
  const keep = (session: Session) => {
    queries.setQueryData(sessionQuery.queryKey, session);
    return session;
  };
  // What the person before has seen: their session may have ended by itself.
  const forget = () => queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  return {
    signIn: async (email: string, password: string, totpCode: string) => {
      const session = await call<Session>("sign-in", { email, password, totpCode });
      forget();
      return keep(session);
    },
    stepUp: async (password: string, totpCode: string) => keep(await call<Session>("step-up", { password, totpCode })),
    signOut: async () => {
      await call<void>("sign-out", {});
      keep(await call<Session>("session"));
      forget();
    },
  };
}

/** A call of the portal itself. */
async function call<T>(name: string, body?: unknown): Promise<T> {
  const response = await reached(fetch(`/portal/${name}`, body === undefined
    ? { cache: "no-store" }
    : { method: "POST", headers: { "Content-Type": "application/json", ...antiForgeryHeaders() }, body: JSON.stringify(body) }));
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => ({}));
  if (!response.ok) {
    throw errorOf(response, answer as Partial<Schemas["Problem"]>);
  }
  if (isSession(answer)) {
    setAntiForgery(answer.antiForgery);
  }
  return answer as T;
}

function isSession(answer: unknown): answer is Session {
  return typeof answer === "object" && answer !== null && "antiForgery" in answer;
}
