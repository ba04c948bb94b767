#!/usr/bin/env bash
# openapi-fetch 0.17.0: an answer of 4xx or 5xx without a body gives neither `data` nor `error`: `error` is undefined when the answer states
# `Content-Length: 0`, and an empty string when it states no length. `if (error)` takes both for success.
# Expected: every answer that is not 2xx gives an `error` that is truthy. As it is, the bare 401 or 503 of a proxy in front of an API whose
# own errors all have a body passes for a success; only `response.ok` tells.
set -euo pipefail
version=0.17.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund "openapi-fetch@$version"
cat >probe.js <<'C'
import { createServer } from "node:http";
import createClient from "openapi-fetch";

const answers = {
  "/problem": { "content-type": "application/problem+json", body: '{"code":"unavailable"}' },
  "/no-body-length-0": { "content-length": "0", body: "" },
  "/no-body-no-length": { "transfer-encoding": "chunked", body: "" },
};
const server = createServer((request, response) => {
  const { body, ...headers } = answers[request.url];
  response.writeHead(503, headers).end(body);
}).listen(0, "127.0.0.1", async () => {
  const client = createClient({ baseUrl: `http://127.0.0.1:${server.address().port}` });
  for (const path of Object.keys(answers)) {
    const { error, response } = await client.GET(path);
    console.log(`${path}: status ${response.status}, error ${JSON.stringify(error)}, taken for ${error ? "an error" : "a success"}`);
  }
  server.close();
});
C
seen=$(node probe.js)
echo "openapi-fetch $version:"
sed 's/^/  /' <<<"$seen"
expected='/problem: status 503, error {"code":"unavailable"}, taken for an error
/no-body-length-0: status 503, error undefined, taken for a success
/no-body-no-length: status 503, error "", taken for a success'
[ "$seen" = "$expected" ] || { echo "The behaviour has changed."; exit 1; }
