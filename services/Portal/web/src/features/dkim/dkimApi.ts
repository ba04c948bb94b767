import type { Client } from "openapi-fetch";
import { api, type Schemas } from "../../api/client";

/** A domain's DKIM key, as its tenant sees it. */
export interface DkimKey {
  readonly domain: string;
  readonly selector?: string;
  readonly algorithm: "rsa2048" | "rsa4096" | "ed25519" | "dual";
  readonly dnsMode: "managed" | "delegated" | "manual";
  readonly status: Schemas["SecretStatus"];
  readonly lastRotated?: string;
  readonly nextRotation?: string;
  readonly health: "red" | "yellow" | "green";
}

/** What DNS shows of a record. */
export type Observed = "matches" | "missing" | "differs";

/** A record that DNS has to show, and what it shows. */
export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly value: string;
  readonly strings: string[];
  readonly purpose: "current" | "next" | "retiring" | "revoked";
  readonly observed: Observed;
  readonly observedAt?: string;
  readonly observedValue?: string;
}

/** A list, or a page of one. The client's types know arrays that can be changed. */
export type Listed<T> = T[] | { items: T[] };

interface Answers<T> {
  readonly 200: { readonly content: { readonly "application/json": T } };
  readonly default: { readonly content: { readonly "application/problem+json": Schemas["Problem"] } };
}

interface Read<Path, T> {
  readonly get: { readonly parameters: { readonly path: Path }; readonly responses: Answers<T> };
}

/** The calls of DKIM, as docs/api describes them. */
interface DkimPaths {
  readonly "/api/v1/tenant/dkim": {
    readonly get: { readonly parameters: { readonly query?: { readonly pageSize?: number } }; readonly responses: Answers<Listed<DkimKey>> };
  };
  readonly "/api/v1/tenant/dkim/{domain}/dns-records": Read<{ readonly domain: string }, Listed<DnsRecord>>;
  readonly "/api/v1/admin/secrets/tenant/{tenantId}/dkim/{domain}/dns-records": Read<{ readonly tenantId: string; readonly domain: string }, Listed<DnsRecord>>;
  readonly "/api/v1/tenant/dkim/{domain}/check": {
    readonly post: {
      readonly parameters: { readonly path: { readonly domain: string }; readonly header: { readonly "X-Step-Up": string } };
      readonly responses: {
        readonly 202: { readonly content: { readonly "application/json": unknown } };
        readonly default: { readonly content: { readonly "application/problem+json": Schemas["Problem"] } };
      };
    };
  };
}

export const dkimApi = api as unknown as Client<DkimPaths>;
