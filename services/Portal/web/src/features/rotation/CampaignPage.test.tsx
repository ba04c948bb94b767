import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import type { Role } from "../../session/session";
import { answerCalls, json, sessionOf, show } from "../../test/render";
import { answerStreams, Stream } from "../../test/stream";
import { texts } from "../../texts/en";
import CampaignPage from "./CampaignPage";
import { type Campaign, controlsOf } from "./campaigns";

const words = texts.rotation;

const campaign = (changes: Partial<Campaign> = {}): Campaign => ({
  campaignId: "c1", secretType: "ssh", scope: "all", state: "running", total: 10, succeeded: 4, failed: 1, skipped: 0, running: 2, pending: 3, canary: 1,
  concurrency: 8, perServer: 2, maxFailurePercent: 10, reason: "Quarterly", startedBy: "a@b.example", createdAt: "2026-11-30T09:00:00Z", version: 1, ...changes,
});

beforeEach(answerStreams);

/** The server's campaign. */
let now: Campaign;

function open(role: Role) {
  now = campaign();
  const calls = answerCalls(({ path, method }) =>
    path === "/portal/session" ? sessionOf(role)
    : path.endsWith("/items")
      ? json({
          items: [{ tenantId: "t1", type: "ssh", name: "tenant", server: "127.0.10.1:22", isCanary: true, state: "failed", attempts: 3, code: "server_unreachable", detail: "The server did not answer." }],
          page: 1, pageSize: 50, total: 1,
        })
    : method === "POST" ? json((now = campaign({ state: "paused", version: 2 })))
    : json(now),
  );
  show(
    <StepUpProvider>
      <CampaignPage />
    </StepUpProvider>,
    { route: "/:campaignId", address: "/c1" },
  );
  return calls;
}

test("progress is live to the end, and failures say why and what to do", async () => {
  open("operator");
  expect(await screen.findByText(words.progress.ended(5, 10))).toBeTruthy();
  expect(await screen.findByText("The server did not answer.")).toBeTruthy();
  expect(screen.getByText(words.items.nextStep)).toBeTruthy();
  await waitFor(() => expect(Stream.all).toHaveLength(1));
  const stream = Stream.all[0] as Stream;
  expect(stream.address).toBe("/portal/api/v1/admin/secrets/campaigns/c1/events");

  now = campaign({ state: "completed", succeeded: 9, running: 0, pending: 0, finishedAt: "2026-11-30T09:05:00Z", version: 3 });
  stream.send("campaign", now);
  expect(await screen.findByText(words.progress.ended(10, 10))).toBeTruthy();
  expect(stream.isClosed).toBe(true);
});

test("an operator reads; an administrator pauses", async () => {
  open("operator");
  await screen.findByText(words.progress.ended(5, 10));
  expect(screen.queryByRole("button", { name: words.controls.pause })).toBeNull();
});

test("an administrator pauses, and asks before cancelling", async () => {
  const calls = open("admin");
  fireEvent.click(await screen.findByRole("button", { name: words.controls.pause }));
  await waitFor(() => expect(calls.some(({ path }) => path.endsWith("/campaigns/c1/pause"))).toBe(true));
  expect(await screen.findByRole("button", { name: words.controls.resume })).toBeTruthy();

  fireEvent.click(screen.getByRole("button", { name: words.controls.cancel }));
  const dialog = within(await screen.findByRole("dialog", { name: words.controls.cancelTitle }));
  expect(calls.some(({ path }) => path.endsWith("/cancel"))).toBe(false);
  fireEvent.click(dialog.getByRole("button", { name: words.controls.cancel }));
  await waitFor(() => expect(calls.some(({ path }) => path.endsWith("/campaigns/c1/cancel"))).toBe(true));
});

test.each([
  ["canary", 0, ["pause", "cancel"]],
  ["halted", 2, ["resume", "cancel", "retry"]],
  ["completed", 2, ["retry"]],
  ["completed", 0, []],
  ["cancelled", 2, []],
] as const)("%s with %i failures: %o", (state, failed, expected) => {
  expect(controlsOf(campaign({ state, failed }))).toEqual(expected);
});
