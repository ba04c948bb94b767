import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { answerCalls, json, problem, show } from "../../test/render";
import { texts } from "../../texts/en";
import { VaultHealthSection } from "./VaultHealthSection";
import { activeNodeOf, ageTone, sealOf, storageOf, type VaultHealth } from "./vaultHealth";

const words = texts.vaultHealth;

const health = (changes: Partial<VaultHealth> = {}): VaultHealth => ({
  sealed: false, activeNode: "vault-1:8200", storageStatus: "healthy", lastBackup: "2026-11-30T08:00:00Z", backupHealth: "healthy", version: "1.20.0", initialized: true, standby: false,
  nodes: [{ name: "vault-1:8200", address: "https://vault-1:8200", sealed: false, role: "active", latencyMs: 3.21 }], checkedAt: "2026-11-30T09:00:00Z", ...changes,
});

const card = async (name: string) => within((await screen.findByText(name)).parentElement as HTMLElement);

test("each light says in words how it is", async () => {
  answerCalls(() => json(health()));
  show(<VaultHealthSection />);
  expect((await card(words.cards.seal)).getByText(words.unsealed).getAttribute("data-tone")).toBe("good");
  expect((await card(words.cards.activeNode)).getByText("vault-1:8200")).toBeTruthy();
  expect((await card(words.cards.backupHealth)).getByText(words.backup.healthy)).toBeTruthy();
  expect(screen.getByText("3.2 ms")).toBeTruthy();
});

test("a dead Vault is a state, with the node that served last", async () => {
  answerCalls(() => json(health({ storageStatus: "offline", nodes: [{ name: "vault-1:8200", address: "https://vault-1:8200", role: "unreachable" }] })));
  show(<VaultHealthSection />);
  const node = await card(words.cards.activeNode);
  expect(node.getByText(words.notServing).getAttribute("data-tone")).toBe("bad");
  expect(node.getByText("vault-1:8200")).toBeTruthy();
  expect((await card(words.cards.storage)).getByText(words.storage.offline).getAttribute("data-tone")).toBe("bad");
});

test("an answer that is a problem is said, and can be asked for again", async () => {
  answerCalls(() => problem(500, "internal_error"));
  show(<VaultHealthSection />);
  expect(await screen.findByText("About internal_error.")).toBeTruthy();
  expect(screen.getByRole("button", { name: texts.retry })).toBeTruthy();
});

test("nothing is green before Vault has answered", () => {
  const { sealed: _, activeNode: __, ...unknown } = health({ nodes: [] });
  expect(sealOf(unknown).tone).toBe("wait");
  expect(activeNodeOf(unknown)).toEqual({ tone: "bad", state: words.noNode });
  expect(sealOf(health({ sealed: true })).tone).toBe("bad");
  expect(storageOf(health({ storageStatus: "degraded" })).tone).toBe("wait");
});

const now = Date.parse("2026-11-30T12:00:00Z");

test.each([
  ["2026-11-29T12:00:01Z", "good"],
  ["2026-11-29T12:00:00Z", "wait"],
  ["2026-11-28T12:00:01Z", "wait"],
  ["2026-11-28T12:00:00Z", "bad"],
  [undefined, "bad"],
])("a backup of %s is %s at noon of the 30th", (lastBackup, expected) => {
  expect(ageTone(lastBackup, now)).toBe(expected);
});
