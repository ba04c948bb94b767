// Runs the client, compiled into node_modules/.check, against answers that the API does not give.
import { createSecretsClient } from "../node_modules/.check/index.js";

const answers = [
  new Response(null, { status: 503, headers: { "Content-Length": "0" } }),
  new Response("", { status: 401 }),
  new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "Content-Type": "text/html" } }),
  Response.json({ code: "not_found" }, { status: 404, headers: { "Content-Type": "application/problem+json; charset=utf-8" } }),
  Response.json({ error: "invalid_client" }, { status: 401 }),
  Response.json([], { status: 200 }),
];
for (const answer of answers) {
  const client = createSecretsClient({ baseUrl: "http://127.0.0.1:1", fetch: async () => answer });
  try {
    const { data, error } = await client.GET("/api/v1/admin/alerts");
    console.log(answer.status, JSON.stringify(data ?? null), JSON.stringify(error ?? null));
  } catch (failure) {
    console.log(answer.status, "throws", failure.message);
  }
}
