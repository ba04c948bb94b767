import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";
import type { TenantEvent } from "./notifications";

export type Webhook = Schemas["Webhook"];

const path = "/api/v1/tenant/webhooks";
const ofWebhook = `${path}/{webhookId}` as const;

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: ({ signal }) => dataOf(api.GET(path, { signal, params: { query: { pageSize: 200 } } })),
  refetchInterval: 15_000,
});

/** The events that can be posted; a test goes out when somebody sends one, and choices of e-mails concern nobody else. */
export const postedEvents = ["rotation_due", "issued", "rotated", "grace_ending", "grace_ended", "revoked", "rotation_failed", "alert"] as const satisfies readonly TenantEvent[];

/** Adds a webhook. Its signing secret is in this answer alone. */
export function useAddWebhook() {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["NewWebhook"]) => sensitive(() => dataOf(api.POST(path, { params: grantOfSession, body }))),
    gcTime: 0,
    onSettled: () => queries.invalidateQueries(webhooksQuery),
  });
}

/** Replaces the signing secret. The new one is in this answer alone. */
export function useRotateSecret({ webhookId }: Webhook) {
  const sensitive = useSensitive();
  return useMutation({
    mutationFn: () => sensitive(() => dataOf(api.POST(`${ofWebhook}/rotate-secret`, { params: { path: { webhookId }, ...grantOfSession } }))),
    gcTime: 0,
  });
}

/** Sends a test message; the list of what was sent says how it ended. */
export function useTestWebhook({ webhookId }: Webhook) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => sensitive(() => dataOf(api.POST(`${ofWebhook}/test`, { params: { path: { webhookId }, ...grantOfSession } }))),
    onSettled: () => Promise.all([queries.invalidateQueries(webhooksQuery), queries.invalidateQueries({ queryKey: ["notifications", "sent"] })]),
  });
}

export function useDeleteWebhook({ webhookId }: Webhook) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => sensitive<unknown>(() => dataOf(api.DELETE(ofWebhook, { params: { path: { webhookId }, ...grantOfSession } }))),
    onSettled: () => queries.invalidateQueries(webhooksQuery),
  });
}
