import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";
import { durationOfHours, hoursOf } from "./durations";
import { isWindowRight, type MaintenanceWindow } from "./windows";

export type Policy = Schemas["PolicyView"];

const path = "/api/v1/admin/secrets/rotation-policies";

/** Between which limits the server accepts a policy. */
export const bounds: Readonly<Record<Policy["secretType"], { readonly days: readonly [number, number]; readonly hours: readonly [number, number] }>> = {
  ssh: { days: [30, 365], hours: [1, 168] },
  smtp: { days: [7, 365], hours: [0, 168] },
  dkim: { days: [30, 365], hours: [48, 168] },
};

export const policiesQuery = queryOptions({
  queryKey: ["policies"],
  queryFn: ({ signal }) => dataOf(api.GET(path, { signal, params: { query: { pageSize: 200 } } })),
});

export interface PolicyForm {
  readonly days: number;
  readonly graceHours: number;
  readonly alertDays: number;
  readonly isEnabled: boolean;
  readonly windows: readonly MaintenanceWindow[];
  readonly limits: Schemas["UseThresholds"];
}

export const formOf = (policy: Policy): PolicyForm => ({
  days: policy.intervalDays,
  graceHours: hoursOf(policy.gracePeriod),
  alertDays: policy.alertBeforeDays,
  isEnabled: policy.enabled,
  windows: policy.maintenanceWindows,
  limits: policy.thresholds,
});

export const mostWindows = 14;
const greatestLimit = 1_000_000;

export const isLimitRight = (limit: number | undefined): boolean => limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= greatestLimit);

/** Which fields lie outside of their bounds. */
export function wrongFields(type: Policy["secretType"], { days, graceHours, alertDays, windows, limits }: PolicyForm): ReadonlySet<keyof PolicyForm> {
  const isWithin = (value: number, [least, most]: readonly [number, number]) => Number.isInteger(value) && value >= least && value <= most;
  const wrong = new Set<keyof PolicyForm>();
  if (!isWithin(days, bounds[type].days)) {
    wrong.add("days");
  }
  if (!isWithin(graceHours, bounds[type].hours)) {
    wrong.add("graceHours");
  }
  if (!isWithin(alertDays, [0, days - 1])) {
    wrong.add("alertDays");
  }
  if (windows.length > mostWindows || !windows.every(isWindowRight)) {
    wrong.add("windows");
  }
  if (!Object.values(limits).every(isLimitRight)) {
    wrong.add("limits");
  }
  return wrong;
}

/** Changes a policy. A change of somebody else in the meantime is refused. */
export function usePutPolicy(policy: Policy) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ form, reason }: { readonly form: PolicyForm; readonly reason: string }) =>
      sensitive(() =>
        dataOf(api.PUT(path, {
          params: grantOfSession,
          body: {
            secretType: policy.secretType,
            ...(policy.tenantId === undefined ? {} : { tenantId: policy.tenantId }),
            intervalDays: form.days,
            gracePeriod: durationOfHours(form.graceHours),
            alertBeforeDays: form.alertDays,
            enabled: form.isEnabled,
            maintenanceWindows: [...form.windows],
            thresholds: form.limits,
            expectedVersion: policy.version,
            reason,
          },
        })),
      ),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ["policies"] }), queries.invalidateQueries({ queryKey: ["schedule"] })]),
  });
}

/** Removes what was set; the default holds again. */
export function useRemovePolicy({ secretType, tenantId }: Policy) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      sensitive(() => dataOf(api.DELETE(path, { params: { ...grantOfSession, query: { secretType, reason, ...(tenantId === undefined ? {} : { tenantId }) } } }))),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ["policies"] }), queries.invalidateQueries({ queryKey: ["schedule"] })]),
  });
}

/** The policy that a tenant is given instead of the type's default: it begins as the default is. */
export const overrideOf = ({ changedAt: _, changedBy: __, ...policy }: Policy, tenantId: string): Policy => ({ ...policy, tenantId, version: 0 });

export type PolicyChange = Schemas["PolicyChangeView"];

export const changesPerPage = 20;

export const changesQuery = (page: number) =>
  queryOptions({
    queryKey: ["policies", "changes", page],
    queryFn: ({ signal }) => dataOf(api.GET(`${path}/changes`, { signal, params: { query: { page, pageSize: changesPerPage } } })),
    placeholderData: keepPreviousData,
  });
