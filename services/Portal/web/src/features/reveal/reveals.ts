import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { type Sensitive } from "../../session/StepUp";

export type RevealedSecret = Schemas["RevealedSecret"];

/** The types whose secrets can be shown. */
const revealable: ReadonlySet<string> = new Set(["smtp"]);

export const isRevealable = ({ type, status }: { readonly type: string; readonly status: Schemas["SecretStatus"] }): boolean =>
  revealable.has(type) && status !== "revoked" && status !== "provisioning";

/** How long a secret may be shown. */
export const longestShown = 15 * 60;

/** When somebody is warned, in seconds before the end. */
export const lastWarning = 60;

/** Has a secret revealed. The answer is the caller's alone: no cache of queries or changes holds it. */
export function revealSecret(sensitive: Sensitive, tenantId: string, { type, name }: { readonly type: string; readonly name: string }, reason: string): Promise<RevealedSecret> {
  return sensitive(() =>
    dataOf(api.POST("/api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}/reveal", {
      params: { path: { tenantId, type, name }, ...grantOfSession },
      body: { reason },
    })),
  );
}

/** A web address that may be opened; what comes from the API is data, and no other scheme is followed. */
export function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) {
    return undefined;
  }
  const { protocol, href } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}

/** Minutes and seconds, as on a clock. */
export const clockOf = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
