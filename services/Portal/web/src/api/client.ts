import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "../../../../../clients/typescript/src/schema";

/** The API's schemas by name. */
export type Schemas = components["schemas"];

const antiForgeryHeader = "X-Anti-Forgery";
let antiForgery = "none";

/** Kept in memory: what every change must state. */
export function setAntiForgery(token: string): void {
  antiForgery = token;
}

/** The header with which the portal's own calls state that they come from its pages. */
export function antiForgeryHeaders(): Record<string, string> {
  return { [antiForgeryHeader]: antiForgery };
}

const statesItsOrigin: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") {
      request.headers.set(antiForgeryHeader, antiForgery);
    }
    return request;
  },
};

/** The API, as the portal forwards it with the session's token. */
export const api = createClient<paths>({ baseUrl: `${window.location.origin}/portal`, cache: "no-store", fetch: (request) => globalThis.fetch(request) });
api.use(statesItsOrigin);

/** Stands in for the step-up grant, which the portal keeps and adds itself. */
export const grantOfSession = { header: { "X-Step-Up": "session" } } as const;
