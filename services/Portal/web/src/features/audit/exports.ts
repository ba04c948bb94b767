import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { save } from "../../api/save";
import { useSensitive } from "../../session/StepUp";

export type Export = Schemas["Export"];

const path = "/api/v1/admin/vault/audit-logs/exports";

export const exportsQuery = queryOptions({
  queryKey: ["exports"],
  queryFn: ({ signal }) => dataOf(api.GET(path, { signal, params: { query: { pageSize: 20 } } })),
  refetchInterval: 30_000,
});

/** Asks for a copy of the ledger, which another administrator must approve. */
export function useRequestExport() {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["RequestExport"]) => sensitive(() => dataOf(api.POST(path, { params: grantOfSession, body }))),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ["exports"] }), queries.invalidateQueries({ queryKey: ["approvals"] })]),
  });
}

/** Which of an approved export's files. */
export type Part = "content" | "proofs";

/** Downloads an approved export. */
export function useDownloadExport({ exportId, format }: Export) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (part: Part) => {
      const file = await sensitive(() => dataOf(api.GET(`${path}/{id}/${part}`, { params: { path: { id: exportId }, ...grantOfSession }, parseAs: "blob" })));
      save(file, `audit-${exportId}${part === "proofs" ? "-proofs" : ""}.${part === "content" && format === "csv" ? "csv" : "jsonl"}`);
    },
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: ["exports"] }),
  });
}
