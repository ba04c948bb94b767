// A program as a frontend team writes it. It is only compiled: it must use the client without a cast.
import { createSecretsClient, eventData, hasCode, type Schemas } from "../src/index";

let accessToken: string | undefined;
const client = createSecretsClient({ baseUrl: "http://127.0.0.1:8080" }, () => accessToken);

/** Every state has its text: a new one in the document fails here. */
function describe(status: Schemas["SecretStatus"]): string {
  switch (status) {
    case "provisioning":
      return "Being set up";
    case "active":
      return "Works";
    case "rotating":
      return "Being replaced";
    case "expired":
      return "Overdue for rotation";
    case "revoked":
      return "Revoked";
    case "revocation_pending":
      return "Being revoked";
    case "unreachable":
      return "Server unreachable";
    case "waiting_for_dns":
      return "Waiting for DNS";
    default: {
      const missing: never = status;
      return missing;
    }
  }
}

export async function signIn(email: string, password: string, totpCode: string): Promise<Schemas["UserView"]> {
  const { data, error, response } = await client.POST("/api/v1/auth/sign-in", { body: { email, password, totpCode } });
  if (error !== undefined) {
    const locked = hasCode(error, "account_locked");
    throw new Error(locked ? `Locked for ${response.headers.get("Retry-After")} s` : error.detail);
  }
  accessToken = data.accessToken;
  return data.user;
}

export async function rotate(password: string, totpCode: string): Promise<string> {
  const stepUp = await client.POST("/api/v1/auth/step-up", { body: { password, totpCode } });
  if (stepUp.data === undefined) {
    throw new Error(stepUp.error.title);
  }
  const { data, error, response } = await client.POST("/api/v1/tenant/infrastructure/ssh-credentials/rotate", {
    params: { header: { "X-Step-Up": stepUp.data.grant, "Idempotency-Key": "2026-11-rotation" } },
    body: { reason: "Quarterly rotation" },
  });
  if (error !== undefined) {
    throw new Error(hasCode(error, "operation_in_progress") ? "Another operation is running" : error.detail);
  }
  const operationId: string = data.operationId;
  return response.headers.get("Location") ?? operationId;
}

export async function credentials(): Promise<string> {
  const { data } = await client.GET("/api/v1/tenant/infrastructure/ssh-credentials");
  if (data === undefined) {
    return "";
  }
  const port: number = data.sshPort;
  const previous: string | undefined = data.gracePeriod?.previousFingerprint;
  const latest = data.rotationHistory[0];
  const outcome: "success" | "failed" | undefined = latest?.status;
  return [describe(data.status), port, data.keyType, previous, outcome].join(" ");
}

export async function privateKey(grant: string): Promise<string | undefined> {
  const { data } = await client.POST("/api/v1/tenant/infrastructure/ssh-credentials/download", {
    params: { header: { "X-Step-Up": grant } },
    body: { passphrase: "correct horse battery staple" },
    parseAs: "text",
  });
  return data;
}

export async function openAlerts(): Promise<readonly Schemas["Alert"][]> {
  const { data } = await client.GET("/api/v1/admin/alerts", { params: { query: { state: "open", page: 1, pageSize: 50 } } });
  const page: Schemas["AlertPage"] | undefined = data;
  return page?.items.filter((alert) => alert.severity === "critical") ?? [];
}

export async function startCampaign(grant: string): Promise<string | undefined> {
  const { data, error } = await client.POST("/api/v1/admin/secrets/rotate-all", {
    params: { header: { "X-Step-Up": grant } },
    body: { secretType: "ssh", scope: "overdue", reason: "Quarterly rotation", confirm: true, canary: 5 },
  });
  if (error !== undefined) {
    return error.code;
  }
  // 200 where nothing was to be done, 202 otherwise
  return "campaignId" in data ? data.campaignId : undefined;
}

export function isOver(event: { data: string }): boolean {
  const operation = eventData("OperationStatus", event);
  return operation.status === "succeeded" || operation.status === "failed";
}
