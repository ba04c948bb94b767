import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import type { Role } from "../../session/session";
import { answerCalls, json, sessionOf, show } from "../../test/render";
import { answerStreams, Stream } from "../../test/stream";
import { texts } from "../../texts/en";
import { decisionsOf, type Finding } from "./drift";
import DriftPage from "./DriftPage";

const words = texts.drift;

const finding = (changes: Partial<Finding> = {}): Finding => ({
  findingId: "f1", tenantId: "t1", serverAddress: "127.0.10.1:22", account: "tenant-550e8400", secretType: "ssh", secretName: "tenant", kind: "unknown_key", severity: "critical",
  state: "open", detail: "A key that nobody issued.", nextStep: "POST /api/…", firstSeenAt: "2026-11-30T09:00:00Z", lastSeenAt: "2026-11-30T09:00:00Z", ...changes,
});

beforeEach(answerStreams);

function open(role: Role) {
  const calls = answerCalls(({ path, method }) =>
    path === "/portal/session" ? sessionOf(role)
    : path.endsWith("/remove") ? json({ operationId: "o1", status: "pending" }, 202)
    : path.endsWith("/drift") && method === "GET" ? json({ items: [finding()], page: 1, pageSize: 50, total: 1 })
    : json({ items: [], page: 1, pageSize: 20, total: 0, isRebuilding: false }),
  );
  show(
    <StepUpProvider>
      <DriftPage />
    </StepUpProvider>,
  );
  return calls;
}

test("an administrator has an unknown key removed, and follows that", async () => {
  const calls = open("admin");
  fireEvent.click(await screen.findByRole("button", { name: /^Remove from server:/ }));
  const dialog = within(await screen.findByRole("dialog", { name: words.titles.remove }));
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Nobody knows it" } });
  fireEvent.click(dialog.getByRole("button", { name: words.buttons.remove }));

  await waitFor(() => expect(Stream.all.map(({ address }) => address)).toEqual(["/portal/api/v1/admin/operations/o1/events"]));
  expect(calls.find(({ method }) => method === "POST")).toMatchObject({ path: "/portal/api/v1/admin/tenants/drift/f1/remove", body: { reason: "Nobody knows it" } });
});

test("an operator reads what was found", async () => {
  open("operator");
  expect(await screen.findByText("A key that nobody issued.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Accept/ })).toBeNull();
});

test.each([
  [{ kind: "unknown_key" }, ["remove", "accept"]],
  [{ kind: "account_limit" }, ["accept"]],
  [{ kind: "banned_key" }, []],
  [{ kind: "unknown_key", state: "repairing" }, []],
  [{ kind: "unknown_key", decision: { action: "remove", by: "a@b.example", at: "2026-11-30T09:00:00Z", reason: "x" } }, []],
] as ReadonlyArray<[Partial<Finding>, string[]]>)("%o: %o", (changes, expected) => {
  expect(decisionsOf(finding(changes))).toEqual(expected);
});
