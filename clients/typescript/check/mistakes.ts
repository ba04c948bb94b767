// Each line after "mistake" must fail to compile; nothing else may.
import { createSecretsClient, hasCode, type Schemas } from "../src/index";

const client = createSecretsClient({ baseUrl: "http://127.0.0.1:8080" });

export async function mistakes(alert: Schemas["Alert"], credentials: Schemas["SshCredentials"], problem: Schemas["Problem"]): Promise<unknown[]> {
  return [
    // mistake: a misspelt state in a comparison
    alert.state === "acknowleged",
    // mistake: a misspelt status of a secret
    credentials.status === "revocation-pending",
    // mistake: a misspelt severity
    alert.severity === "Critical",
    // mistake: a misspelt code of a problem
    hasCode(problem, "key_stil_active"),
    // mistake: a misspelt property
    credentials.keyFingerPrint,
    // mistake: a field that may be absent, used as if it were there
    credentials.gracePeriod.endsAt,
    // mistake: a misspelt state in a query
    await client.GET("/api/v1/admin/alerts", { params: { query: { state: "opened" } } }),
    // mistake: a page that is no number
    await client.GET("/api/v1/admin/alerts", { params: { query: { page: "one" } } }),
    // mistake: a misspelt path
    await client.GET("/api/v1/admin/alert"),
    // mistake: a sensitive call without a grant
    await client.POST("/api/v1/tenant/infrastructure/ssh-credentials/revoke", {}),
    // mistake: a misspelt scope in a body
    await client.POST("/api/v1/admin/secrets/rotate-all", { params: { header: { "X-Step-Up": "x" } }, body: { secretType: "ssh", scope: "due" } }),
  ];
}
