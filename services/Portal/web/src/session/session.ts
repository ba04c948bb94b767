import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { antiForgeryHeaders, type Schemas, setAntiForgery, withoutSession } from "../api/client";
import { earlyOr } from "../api/early";
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
  /** Somebody has just signed out, and the rest of the platform does not know yet. */
  readonly isSignOutPending?: boolean;
}

export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: () => call<Session>("session"), staleTime: 60_000 });

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

/** Who is signed in, as one text; empty when nobody is. */
export const personOf = ({ user }: Session): string => (user === undefined ? "" : `${user.email} ${user.role} ${user.tenantId ?? ""}`);

export const isOfSession = ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean => queryKey[0] === sessionQuery.queryKey[0];

/** Forgets what the person before has seen: their session may have ended by itself. */
export const forgetOthers = (queries: QueryClient): void => queries.removeQueries({ predicate: (query) => !isOfSession(query) });

/** Signs in and out, and confirms who somebody is. */
export function useSessionActions() {
  const queries = useQueryClient();
  const keep = (session: Session) => {
    queries.setQueryData(sessionQuery.queryKey, session);
    return session;
  };
  return {
    signIn: async (email: string, password: string, totpCode: string) => {
      const session = await call<Session>("sign-in", { email, password, totpCode });
      forgetOthers(queries);
      return keep(session);
    },
    stepUp: async (password: string, totpCode: string) => keep(await call<Session>("step-up", { password, totpCode })),
    signOut: async () => {
      const { status } = await send("sign-out", {});
      setAntiForgery(withoutSession);
      keep({ antiForgery: withoutSession, isSignOutPending: status === 202 });
      forgetOthers(queries);
    },
  };
}

/** A call of the portal itself. */
async function call<T>(name: string, body?: unknown): Promise<T> {
  const { answer } = await send(name, body);
  if (isSession(answer)) {
    setAntiForgery(answer.antiForgery);
  }
  return answer as T;
}

async function send(name: string, body?: unknown): Promise<{ answer: unknown; status: number }> {
  const address = `/portal/${name}`;
  const response = await reached(body === undefined
    ? earlyOr(address, () => fetch(address, { cache: "no-store" }))
    : fetch(address, { method: "POST", headers: { "Content-Type": "application/json", ...antiForgeryHeaders() }, body: JSON.stringify(body) }));
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw errorOf(response, answer as Partial<Schemas["Problem"]>);
  }
  return { answer, status: response.status };
}

function isSession(answer: unknown): answer is Session {
  return typeof answer === "object" && answer !== null && "antiForgery" in answer;
}
