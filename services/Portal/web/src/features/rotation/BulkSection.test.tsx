import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, type Call, json, problem, show } from "../../test/render";
import { texts } from "../../texts/en";
import { BulkSection } from "./BulkSection";

const words = texts.rotation.bulk;
const path = "/portal/api/v1/admin/secrets/rotate-all";

const open = () =>
  show(
    <StepUpProvider>
      <BulkSection />
    </StepUpProvider>,
  );

const confirms = ({ body }: Call) => (body as { confirm?: boolean }).confirm === true;

const unconfirmed = () =>
  json({ title: "Confirmation required", detail: "", code: "confirmation_required", status: 400, secrets: 1200, tenants: 600, servers: 600, overdue: 3 }, 400);

test("nothing begins before the number was typed, and what begins is what was counted", async () => {
  const calls = answerCalls((call) => (call.path !== path ? json({}) : confirms(call) ? json({ campaignId: "c1", total: 1200 }, 202) : unconfirmed()));
  open();
  fireEvent.click(screen.getByRole("button", { name: words.allSsh }));

  const dialog = within(await screen.findByRole("dialog", { name: words.allSsh }));
  expect(dialog.getByText("This rotates 1,200 secrets of 600 tenants on 600 servers.")).toBeTruthy();
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Quarterly" } });
  fireEvent.click(dialog.getByRole("button", { name: words.begin }));
  expect(await dialog.findByText(texts.ssh.revoke.typeWrong("rotate 1200"))).toBeTruthy();
  expect(calls.some(confirms)).toBe(false);

  fireEvent.change(dialog.getByLabelText(texts.ssh.revoke.type("rotate 1200")), { target: { value: "rotate 1200" } });
  fireEvent.click(dialog.getByRole("button", { name: words.begin }));
  await waitFor(() => expect(calls.filter(confirms)).toHaveLength(1));
  expect(calls.find(confirms)?.body).toEqual({ secretType: "ssh", scope: "all", reason: "Quarterly", confirm: true, canary: 5, maxFailurePercent: 10 });
});

test("shares out of bounds are said, and nothing begins", async () => {
  const calls = answerCalls(unconfirmed);
  open();
  fireEvent.click(screen.getByRole("button", { name: words.overdue }));
  const dialog = within(await screen.findByRole("dialog", { name: words.overdue }));
  fireEvent.change(dialog.getByLabelText(words.canaryShare), { target: { value: "80" } });
  fireEvent.click(dialog.getByRole("button", { name: words.begin }));
  expect(await dialog.findByText(words.canaryWrong)).toBeTruthy();
  expect(calls.some(confirms)).toBe(false);
});

test("when nothing is due, it says so", async () => {
  answerCalls(() => json({ total: 0 }));
  open();
  fireEvent.click(screen.getByRole("button", { name: words.overdue }));
  expect(await screen.findByText(words.nothing)).toBeTruthy();
});

test("a refusal is shown", async () => {
  answerCalls(() => problem(409, "too_many_campaigns"));
  open();
  fireEvent.click(screen.getByRole("button", { name: words.overdue }));
  expect((await screen.findByRole("alert")).textContent).toContain("About too_many_campaigns.");
});

test.each([
  [words.allSmtp, "smtp"],
  [words.allDkim, "dkim"],
])("%s counts that type alone", async (button, secretType) => {
  const calls = answerCalls(unconfirmed);
  open();
  fireEvent.click(screen.getByRole("button", { name: button }));
  expect(await screen.findByRole("dialog", { name: button })).toBeTruthy();
  expect(calls.map(({ body }) => body)).toEqual([{ secretType, scope: "all" }]);
});
