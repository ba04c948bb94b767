import createClient, { type Middleware } from "openapi-fetch";
import { texts } from "../texts/en";
import { earlyOr } from "./early";
import { ApiError } from "./problem";
import type { components, paths } from "../../../../../clients/typescript/src/schema";

/** The API's schemas by name. */
export type Schemas = components["schemas"];

const antiForgeryHeader = "X-Anti-Forgery";
const idempotencyHeader = "Idempotency-Key";
const sameChange = 5 * 60_000;

/** Changes without an answer, by what they ask for. */
const unanswered = new Map<string, { readonly key: string; readonly at: number }>();
const asked = new Map<string, string>();

/** What a page states that is not signed in. */
export const withoutSession = "none";

let antiForgery = withoutSession;

/** Kept in memory: what every change must state. */
export function setAntiForgery(token: string): void {
  antiForgery = token;
}

/** The header with which the portal's own calls state that they come from its pages. */
export function antiForgeryHeaders(): Record<string, string> {
  return { [antiForgeryHeader]: antiForgery };
}

/** Gives each change a key, so that the API makes it once: the same change again, soon after its answer was lost, has the same key. */
const isMadeOnce: Middleware = {
  async onRequest({ request, id }) {
    if (request.method !== "GET" && !request.headers.has(idempotencyHeader)) {
      const change = await changeOf(request);
      const before = unanswered.get(change);
      const key = before !== undefined && Date.now() - before.at < sameChange ? before.key : crypto.randomUUID();
      unanswered.set(change, { key, at: Date.now() });
      asked.set(id, change);
      request.headers.set(idempotencyHeader, key);
    }
    return request;
  },
  onResponse({ response, id }) {
    if (response.status < 500) {
      unanswered.delete(asked.get(id) ?? "");
    }
    asked.delete(id);
  },
  onError({ request, id }) {
    asked.delete(id);
    return request.method === "GET" ? undefined : new ApiError("offline", texts.problem.lostTitle, texts.problem.changeLost, 0);
  },
};

// A hash, as a body may hold a password.
async function changeOf(request: Request): Promise<string> {
  const text = `${request.method} ${request.url}\n${await request.clone().text()}`;
  return String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

const statesItsOrigin: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") {
      request.headers.set(antiForgeryHeader, antiForgery);
    }
    return request;
  },
};

function fetch(request: Request): Promise<Response> {
  const ask = () => globalThis.fetch(request);
  return request.method === "GET" ? earlyOr(request.url.slice(window.location.origin.length), ask) : ask();
}

/** The API, as the portal forwards it with the session's token. */
export const api = createClient<paths>({ baseUrl: `${window.location.origin}/portal`, cache: "no-store", fetch });
api.use(statesItsOrigin, isMadeOnce);

/** Stands in for the step-up grant, which the portal keeps and adds itself. */
export const grantOfSession = { header: { "X-Step-Up": "session" } } as const;
