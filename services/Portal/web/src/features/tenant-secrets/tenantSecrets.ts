import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";
import { texts } from "../../texts/en";

export type TenantSecrets = Schemas["TenantSecrets"];

/** How one secret stands. */
export interface Secret extends Omit<Schemas["SecretOverview"], "lastRevealed"> {
  readonly type: string;
  /** When its material was last handed out. */
  readonly lastSeen?: string;
}

type Key = Omit<Schemas["SecretOverview"], "name" | "lastRevealed"> & { readonly lastDownloaded?: string };

const path = "/api/v1/admin/secrets/tenant/{tenantId}";
const ofSecret = `${path}/{type}/{name}` as const;

/** Where a tenant's details are. */
export const tenantAddress = (tenantId: string): string => `/admin/secrets/tenants/${tenantId}`;

export const tenantQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["tenant-secrets", tenantId],
    queryFn: ({ signal }) => dataOf(api.GET(path, { signal, params: { path: { tenantId } } })),
    refetchInterval: ({ state: { data } }) => (data !== undefined && secretsOf(data).some(({ operation }) => operation !== undefined) ? 2_000 : 10_000),
  });

export const historyQuery = (tenantId: string, { type, name }: Secret) =>
  queryOptions({
    queryKey: ["tenant-secrets", tenantId, "operations", type, name],
    queryFn: ({ signal }) => dataOf(api.GET(`${ofSecret}/operations`, { signal, params: { path: { tenantId, type, name }, query: { pageSize: 20 } } })),
  });

const first = ["ssh", "smtp", "dkim"];
const placeOf = (type: string): number => (first.includes(type) ? first.indexOf(type) : first.length);

/** The secrets of every type as one list: keys are an object by name, everything else comes as lists. */
export function secretsOf(tenant: TenantSecrets): readonly Secret[] {
  const types = Object.entries(tenant).sort(([one], [other]) => placeOf(one) - placeOf(other));
  return types.flatMap(([type, value]) => {
    if (type === "ssh" && typeof value === "object" && value !== null) {
      return Object.entries(value as Record<string, Key>).map(([name, { lastDownloaded, ...key }]) => ({
        ...key, type, name, ...(lastDownloaded === undefined ? {} : { lastSeen: lastDownloaded }),
      }));
    }
    return !Array.isArray(value)
      ? []
      : (value as Array<Schemas["SecretOverview"]>).map(({ lastRevealed, ...secret }) => ({ ...secret, type, ...(lastRevealed === undefined ? {} : { lastSeen: lastRevealed }) }));
  });
}

/** What people call it. */
export function nameOf({ type, name }: Pick<Secret, "type" | "name">): string {
  const { names, ofType } = texts.tenantSecrets;
  return names[`${type}/${name}`] ?? `${ofType[type] ?? type}: ${name}`;
}

/** The platform's own way into the server: nobody downloads it, and it cannot be deleted alone. */
export const isServerAccess = ({ type, name }: Pick<Secret, "type" | "name">): boolean => type === "ssh" && name === "admin";

/** What can be started for a secret, and what each asks for. */
export type SecretAction = "rotate" | "end-grace" | "emergency-reset" | "revoke" | "regenerate";

export interface ActionRequest {
  readonly action: SecretAction;
  readonly secret: Pick<Secret, "type" | "name">;
  readonly reason: string;
  /** With an emergency reset. */
  readonly incidentId?: string;
}

/** Starts an operation of a secret; it is followed then. */
export function useSecretAction(tenantId: string, onStarted: (operationId: string) => void) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ action, secret: { type, name }, reason, incidentId }: ActionRequest) => {
      const params = { path: { tenantId, type, name }, ...grantOfSession };
      return sensitive(() =>
        action === "emergency-reset"
          ? dataOf(api.POST(`${ofSecret}/emergency-reset`, { params, body: { reason, ...(incidentId === undefined ? {} : { incidentId }) } }))
          : dataOf(api.POST(`${ofSecret}/${action}`, { params, body: { reason } })),
      );
    },
    onSuccess: ({ operationId }) => onStarted(operationId),
    onSettled: () => queries.invalidateQueries({ queryKey: ["tenant-secrets", tenantId] }),
  });
}

/** Enrols a secret of a type; its first version is issued, and followed. What a request holds is the type's own. */
export function useEnrolSecret(tenantId: string, type: string, onStarted: (operationId: string) => void) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: Readonly<Record<string, unknown>>) =>
      sensitive(() => dataOf(api.POST(`${path}/{type}`, { params: { path: { tenantId, type }, ...grantOfSession }, body: request as never }))),
    onSuccess: ({ operationId }) => onStarted(operationId),
    onSettled: () => queries.invalidateQueries({ queryKey: ["tenant-secrets", tenantId] }),
  });
}

/** Asks for a deletion, which another administrator must approve. */
export function useDeletion(tenantId: string, { type, name }: Pick<Secret, "type" | "name">) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => sensitive(() => dataOf(api.DELETE(ofSecret, { params: { path: { tenantId, type, name }, ...grantOfSession }, body: { reason } }))),
    onSettled: () => queries.invalidateQueries({ queryKey: ["approvals"] }),
  });
}

/** Declares a tenant's server lost. */
export function useAbandon(tenantId: string, onStarted: (operationId: string) => void) {
  const sensitive = useSensitive();
  return useMutation({
    mutationFn: (reason: string) =>
      sensitive(() => dataOf(api.POST("/api/v1/admin/tenants/{tenantId}/server/abandon", { params: { path: { tenantId }, ...grantOfSession }, body: { reason } }))),
    onSuccess: ({ operationId }) => onStarted(operationId),
  });
}
