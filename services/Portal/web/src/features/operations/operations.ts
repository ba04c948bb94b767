import type { Schemas } from "../../api/client";

export type OperationStatus = Schemas["OperationStatus"];

/** Where the steps of any operation can be followed by those who look after all tenants. */
export const eventsOfAny = (operationId: string): string => `/portal/api/v1/admin/operations/${operationId}/events`;
