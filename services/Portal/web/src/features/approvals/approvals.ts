import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

export type Approval = Schemas["Approval"];

const longest = 200;

export const approvalsQuery = (state: Schemas["ApprovalState"]) =>
  queryOptions({
    queryKey: ["approvals", state],
    queryFn: ({ signal }) => dataOf(api.GET("/api/v1/admin/approvals", { signal, params: { query: { state, pageSize: longest } } })),
    refetchInterval: 30_000,
  });

/** Whether the person may decide: what somebody asked for, somebody else decides. */
export const isFor = (approval: Approval, email: string): boolean => approval.requestedBy.toLowerCase() !== email.toLowerCase();

// Each kind is decided where the thing is that it is about.
const decisions = {
  "audit_log.export": "/api/v1/admin/vault/audit-logs/exports/{id}",
  "audit_log.erasure": "/api/v1/admin/vault/audit-logs/erasures/{id}",
  "secret.deletion": "/api/v1/admin/secrets/deletions/{id}",
} as const;

type DecidedKind = keyof typeof decisions;

/** Whether these pages know how the kind is decided. */
export const isDecidedHere = (kind: string): kind is DecidedKind => Object.hasOwn(decisions, kind);

/** Approves or rejects. */
export function useDecision(kind: DecidedKind, subjectId: string) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ verdict, reason }: { readonly verdict: "approve" | "reject"; readonly reason: string }) =>
      sensitive<unknown>(() =>
        dataOf(api.POST(`${decisions[kind]}/${verdict}`, { params: { path: { id: subjectId }, ...grantOfSession }, body: reason === "" ? {} : { reason } })),
      ),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ["approvals"] }), queries.invalidateQueries({ queryKey: ["exports"] })]),
  });
}
