import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { texts } from "../../texts/en";
import type { Tone } from "../../ui/Status";

export type VaultHealth = Schemas["VaultHealthView"];

const words = texts.vaultHealth;
const hour = 3_600_000;

export const vaultHealthQuery = queryOptions({
  queryKey: ["vault-health"],
  queryFn: ({ signal }) => dataOf(api.GET("/api/v1/admin/vault/health", { signal })),
  refetchInterval: 10_000,
});

/** One traffic light: what it is about, its state in words, and how good that is. */
export interface Light {
  readonly tone: Tone;
  readonly state: string;
}

export function sealOf({ sealed }: VaultHealth): Light {
  return sealed === undefined ? { tone: "wait", state: words.unknown } : sealed ? { tone: "bad", state: words.sealed } : { tone: "good", state: words.unsealed };
}

/** The active node; one that is named, and serves no more, is said not to. */
export function activeNodeOf({ activeNode, nodes }: VaultHealth): Light {
  if (activeNode === undefined) {
    return { tone: "bad", state: words.noNode };
  }
  return nodes.some(({ name, role }) => name === activeNode && role === "active") ? { tone: "good", state: activeNode } : { tone: "bad", state: words.notServing };
}

const storageTones: Readonly<Record<VaultHealth["storageStatus"], Tone>> = { healthy: "good", degraded: "wait", offline: "bad" };

export const storageOf = ({ storageStatus }: VaultHealth): Light => ({ tone: storageTones[storageStatus], state: words.storage[storageStatus] });

const backupTones: Readonly<Record<VaultHealth["backupHealth"], Tone>> = { healthy: "good", warning: "wait", critical: "bad" };

export const backupOf = ({ backupHealth }: VaultHealth): Light => ({ tone: backupTones[backupHealth], state: words.backup[backupHealth] });

/** How good the age of the newest proven backup is. */
export function ageTone(lastBackup: string | undefined, now = Date.now()): Tone {
  const age = lastBackup === undefined ? Number.POSITIVE_INFINITY : now - Date.parse(lastBackup);
  return age < 24 * hour ? "good" : age < 48 * hour ? "wait" : "bad";
}
