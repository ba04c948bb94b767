import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { save } from "../../api/save";
import type { Period } from "./period";

export type ComplianceReport = Schemas["ComplianceReport"];
export type Control = Schemas["ComplianceControl"];

const path = "/api/v1/admin/reports/compliance";

export const complianceQuery = (period: Period) =>
  queryOptions({
    queryKey: ["reports", "compliance", period],
    queryFn: ({ signal }) => dataOf(api.GET(path, { signal, params: { query: period } })) as Promise<ComplianceReport>,
    enabled: period.from !== undefined && period.to !== undefined,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });

export type Format = "html" | "json";

/** Makes the report as a file, for those who audit. */
export function useSaveReport() {
  return useMutation({
    mutationFn: async ({ period, format }: { readonly period: Pick<ComplianceReport, "from" | "to">; readonly format: Format }) => {
      const file: Blob = await dataOf(api.GET(path, { params: { query: { from: period.from, to: period.to, format } }, parseAs: "blob" }));
      save(file, `compliance-${period.from.slice(0, 10)}-${period.to.slice(0, 10)}.${format}`);
    },
    gcTime: 0,
  });
}

/** The controls of each framework, in the report's order. */
export function byFramework(controls: readonly Control[]): ReadonlyArray<readonly [string, readonly Control[]]> {
  const frameworks = new Map<string, Control[]>();
  for (const control of controls) {
    frameworks.set(control.framework, [...(frameworks.get(control.framework) ?? []), control]);
  }
  return [...frameworks];
}

const logs = "/api/v1/admin/vault/audit-logs";

const pages: Readonly<Record<string, (query: string) => string>> = {
  [logs]: (query) => `/admin/secrets/audit${query}`,
  [`${logs}/verify`]: () => "/admin/secrets/audit",
  [`${logs}/erasures`]: () => "/admin/secrets/audit/ledger",
  "/api/v1/admin/reports/access": (query) => `/admin/secrets/reports?report=access${query.replace("?", "&")}`,
  "/api/v1/admin/alerts": () => "/admin/secrets/alerts",
};

/** The page that shows what a request of the report would; undefined when there is none. */
export function pageOfQuery(query: string): string | undefined {
  const [path = "", parameters] = query.split("?", 2);
  return Object.hasOwn(pages, path) ? pages[path]?.(parameters === undefined ? "" : `?${parameters}`) : undefined;
}
