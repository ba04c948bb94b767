import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { answerCalls, json, show } from "../../test/render";
import { texts } from "../../texts/en";
import ActivityPage from "./ActivityPage";

const words = texts.activity;
const record = { sequence: 7, timestamp: "2026-11-30T09:00:00Z", service: "key-issuance", action: "ssh_key.download", tenantId: "t1", user: "owner@acme.example", role: "tenant_owner", outcome: "success", hash: "h" };

test("the tenant's records are filtered, and older ones follow under the same filter", async () => {
  const calls = answerCalls(({ search }) =>
    json(search?.includes("before=7") ? { items: [{ ...record, sequence: 3, action: "ssh_key.rotate" }], page: 1, pageSize: 50, total: 2 } : { items: [record], page: 1, pageSize: 50, total: 2, next: 7 }));
  show(<ActivityPage />, { address: "/?outcome=success&action=nonsense" });
  await screen.findByText("ssh_key.download");
  expect(new URLSearchParams(calls[0]?.search).get("outcome")).toBe("success");
  expect(new URLSearchParams(calls[0]?.search).has("action")).toBe(false);

  fireEvent.change(screen.getByLabelText(words.action), { target: { value: "download" } });
  await waitFor(() => expect(calls.at(-1)?.search).toContain("action=download"));
  fireEvent.click(await screen.findByRole("button", { name: words.more }));
  expect(await screen.findByText("ssh_key.rotate")).toBeTruthy();
  expect(new URLSearchParams(calls.at(-1)?.search).get("action")).toBe("download");
});

test("nothing under a filter is not nothing at all", async () => {
  answerCalls(() => json({ items: [], page: 1, pageSize: 50, total: 0 }));
  show(<ActivityPage />, { address: "/?outcome=failed" });
  expect(await screen.findByText(words.noMatch)).toBeTruthy();
});
