import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, show } from "../../test/render";
import { texts } from "../../texts/en";
import type { SshCredentials } from "./credentials";
import { RotateSection } from "./RotateSection";

const words = texts.ssh.rotate;

function open(gracePeriod?: SshCredentials["gracePeriod"]) {
  const calls = answerCalls(() => json({ operationId: "o1", status: "pending" }, 202));
  const onStarted = vi.fn();
  const credentials = { keyFingerprint: "SHA256:abc", status: "active", rotationHistory: [], ...(gracePeriod === undefined ? {} : { gracePeriod }) } as unknown as SshCredentials;
  show(
    <StepUpProvider>
      <RotateSection credentials={credentials} onStarted={onStarted} />
    </StepUpProvider>,
  );
  return { calls, onStarted };
}

test("a grace period is ended early, after a question", async () => {
  const { calls, onStarted } = open({ previousFingerprint: "SHA256:old", endsAt: "2026-12-01T09:00:00Z" });
  fireEvent.click(screen.getByRole("button", { name: words.endGrace.button }));
  const dialog = within(await screen.findByRole("dialog", { name: words.endGrace.confirmTitle }));
  expect(calls).toEqual([]);
  fireEvent.click(dialog.getByRole("button", { name: words.endGrace.button }));
  await waitFor(() => expect(onStarted).toHaveBeenCalledWith("o1"));
  expect(calls[0]?.path).toBe("/portal/api/v1/tenant/infrastructure/ssh-credentials/end-grace");
});

test("without a previous key there is nothing to end", () => {
  open();
  expect(screen.queryByRole("button", { name: words.endGrace.button })).toBeNull();
});
