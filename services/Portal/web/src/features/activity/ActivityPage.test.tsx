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

const campaign = "0197a1b2-0000-7000-8000-000000000001";

test("every filter of the API stands in the address, and an address is a filter", async () => {
  const calls = answerCalls(() => json({ items: [record], page: 1, pageSize: 50, total: 1 }));
  const filters = { secretType: "ssh", onBehalfOf: "admin@acme.example", campaign, user: "key-issuance", action: "rotate", outcome: "success", from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z" };
  show(<ActivityPage />, { address: `/?${new URLSearchParams(filters)}` });
  await screen.findByText("ssh_key.download");
  expect(Object.fromEntries(new URLSearchParams(calls[0]?.search))).toEqual({ ...filters, pageSize: "50" });
  expect(screen.getByLabelText<HTMLInputElement>(words.campaign).value).toBe(campaign);

  fireEvent.change(screen.getByLabelText(words.secretType), { target: { value: "" } });
  await waitFor(() => expect(new URLSearchParams(calls.at(-1)?.search).has("secretType")).toBe(false));
  fireEvent.click(screen.getByRole("button", { name: texts.filters.clear }));
  await waitFor(() => expect(Object.fromEntries(new URLSearchParams(calls.at(-1)?.search))).toEqual({ pageSize: "50" }));
});

test("a part of a campaign's id is not asked for, and a record leads to the others of its campaign", async () => {
  const calls = answerCalls(() => json({ items: [{ ...record, secretType: "ssh", secretName: "tenant", campaignId: campaign }], page: 1, pageSize: 50, total: 1 }));
  show(<ActivityPage />);
  const link = await screen.findByRole("link", { name: words.ofCampaign(campaign) });
  expect(screen.getByText("Tenant SSH key")).toBeTruthy();
  const field = screen.getByLabelText(words.campaign);
  fireEvent.change(field, { target: { value: campaign.slice(0, 8) } });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(calls.every(({ search }) => !search?.includes("campaign"))).toBe(true);

  fireEvent.click(link);
  await waitFor(() => expect(new URLSearchParams(calls.at(-1)?.search).get("campaign")).toBe(campaign));
});
