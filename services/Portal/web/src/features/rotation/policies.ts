import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";
import { durationOfHours } from "./durations";

export type Policy = Schemas["PolicyView"];

const path = "/api/v1/admin/secrets/rotation-policies";

/** Between which limits the server accepts a policy. */
export const bounds: Readonly<Record<Policy["secretType"], { readonly days: readonly [number, number]; readonly hours: readonly [number, number] }>> = {
  ssh: { days: [30, 365], hours: [1, 168] },
  smtp: { days: [7, 365], hours: [1, 168] },
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
}

/** Which fields lie outside of their bounds. */
export function wrongFields(type: Policy["secretType"], { days, graceHours, alertDays }: PolicyForm): ReadonlySet<keyof PolicyForm> {
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
  return wrong;
}

/** Changes a policy. What the form does not ask for stays; a change of somebody else in the meantime is refused. */
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
            maintenanceWindows: policy.maintenanceWindows,
            thresholds: policy.thresholds,
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
