import createFetchClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { components, paths } from "./schema";

export type { components, operations, paths } from "./schema";

/** The API's schemas by name, such as `Schemas["SshCredentials"]`. */
export type Schemas = components["schemas"];

/** Stable codes of problems. */
export type ProblemCode = Schemas["ProblemCode"];

/** A client whose paths, parameters, bodies and answers are typed by the API's document. */
export type SecretsClient = Client<paths>;

/**
 * Calls of the client throw where `fetch` does (no network), and when something in front of the API answers in its place: such an answer is no
 * problem of the API, and openapi-fetch takes an error without a body for a success.
 *
 * @param options `baseUrl` is the gateway's address.
 * @param token Called before each request; `undefined` sends no token.
 */
export function createSecretsClient(options: ClientOptions, token: () => string | undefined = () => undefined): SecretsClient {
  const client = createFetchClient<paths>(options);
  client.use({
    onRequest({ request }) {
      const value = token();
      if (value !== undefined) {
        request.headers.set("Authorization", `Bearer ${value}`);
      }
      return request;
    },
    onResponse({ response }) {
      if (!response.ok && !/^application\/([\w.+-]+\+)?json\b/.test(response.headers.get("Content-Type") ?? "")) {
        throw new Error(`HTTP ${response.status} without a problem: it was not the API that answered. Try again.`);
      }
    },
  });
  return client;
}

/** Whether the problem has this code. */
export function hasCode<Code extends ProblemCode>(
  problem: { code: ProblemCode } | undefined,
  code: Code,
): problem is { code: Code } {
  return problem?.code === code;
}

/** The data of one server-sent event of an operation, a campaign or the ledger. */
export function eventData<Name extends "OperationStatus" | "CampaignView" | "AuditLogEntry">(
  _schema: Name,
  event: { data: string },
): Schemas[Name] {
  return JSON.parse(event.data) as Schemas[Name];
}
