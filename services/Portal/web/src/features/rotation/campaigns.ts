import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf, hasCode } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

export type Campaign = Schemas["CampaignView"];
export type CampaignItem = Schemas["CampaignItemView"];

const path = "/api/v1/admin/secrets/campaigns";
const ofCampaign = `${path}/{campaignId}` as const;
const start = "/api/v1/admin/secrets/rotate-all";

export const itemsPerPage = 50;

/** Where a campaign is shown. */
export const campaignAddress = (campaignId: string): string => `/admin/secrets/rotation/campaigns/${campaignId}`;

/** Where its progress can be followed. */
export const campaignEvents = (campaignId: string): string => `/portal${path}/${campaignId}/events`;

export const campaignsQuery = queryOptions({
  queryKey: ["campaigns"],
  queryFn: ({ signal }) => dataOf(api.GET(path, { signal, params: { query: { pageSize: 20 } } })),
  refetchInterval: 10_000,
});

export const campaignQuery = (campaignId: string) =>
  queryOptions({
    queryKey: ["campaigns", campaignId],
    queryFn: ({ signal }) => dataOf(api.GET(ofCampaign, { signal, params: { path: { campaignId } } })),
  });

export const itemsQuery = (campaignId: string, state: Schemas["CampaignItemState"] | undefined, page: number, isRunning: boolean) =>
  queryOptions({
    queryKey: ["campaigns", campaignId, "items", state, page],
    queryFn: ({ signal }) =>
      dataOf(api.GET(`${ofCampaign}/items`, {
        signal,
        params: { path: { campaignId }, query: { ...(state === undefined ? {} : { state }), page, pageSize: itemsPerPage } },
      })),
    refetchInterval: isRunning ? 5_000 : false,
  });

/** Which secrets a campaign is for. */
export type Scope = Pick<Required<Schemas["RotateAll"]>, "secretType" | "scope"> & Pick<Schemas["RotateAll"], "secrets">;

/** What a campaign would touch. */
export interface Reach {
  readonly secrets: number;
  readonly tenants: number;
  readonly servers: number;
  readonly overdue: number;
}

/** Asks what a campaign would touch; nothing is rotated. */
export function useDryRun() {
  const sensitive = useSensitive();
  return useMutation({
    mutationFn: async (scope: Scope): Promise<Reach> => {
      try {
        await sensitive(() => dataOf(api.POST(start, { params: grantOfSession, body: scope })));
        return { secrets: 0, tenants: 0, servers: 0, overdue: 0 };
      } catch (failure) {
        if (hasCode(failure, "confirmation_required")) {
          const count = (name: keyof Reach) => Number(failure.problem[name] ?? 0);
          return { secrets: count("secrets"), tenants: count("tenants"), servers: count("servers"), overdue: count("overdue") };
        }
        throw failure;
      }
    },
  });
}

export interface Beginning {
  readonly scope: Scope;
  readonly reason: string;
  /** This percentage goes first; undefined: all at once. */
  readonly canary: number | undefined;
  readonly maxFailurePercent: number;
  /** The same for a repetition, which begins nothing twice then. */
  readonly key: string;
}

/** Begins a campaign. */
export function useBegin(onBegun: (campaignId: string) => void) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ scope, reason, canary, maxFailurePercent, key }: Beginning) => {
      const answer = await sensitive(() =>
        dataOf(api.POST(start, {
          params: { header: { ...grantOfSession.header, "Idempotency-Key": key } },
          body: { ...scope, reason, maxFailurePercent, confirm: true, ...(canary === undefined ? {} : { canary }) },
        })),
      );
      if ("campaignId" in answer) {
        onBegun(answer.campaignId);
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["campaigns"] }),
  });
}

/** A key that nobody else uses. */
export const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export type Control = "pause" | "resume" | "cancel" | "retry";

/** Which controls make sense in a campaign's state. */
export function controlsOf({ state, failed }: Campaign): readonly Control[] {
  const retry: readonly Control[] = state !== "cancelled" && failed > 0 ? ["retry"] : [];
  switch (state) {
    case "canary":
    case "running":
      return ["pause", "cancel", ...retry];
    case "paused":
    case "halted":
      return ["resume", "cancel", ...retry];
    case "completed":
    case "cancelled":
      return retry;
  }
}

export function useControl(campaignId: string) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (control: Control) => sensitive(() => dataOf(api.POST(`${ofCampaign}/${control}`, { params: { path: { campaignId }, ...grantOfSession } }))),
    onSuccess: (campaign) => queries.setQueryData(campaignQuery(campaignId).queryKey, campaign),
    onSettled: () => queries.invalidateQueries({ queryKey: ["campaigns"] }),
  });
}
