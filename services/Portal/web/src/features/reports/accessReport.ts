import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import type { Period } from "./period";

export type AccessReport = Schemas["AccessReport"];

export const accessesPerPage = 50;

export const accessQuery = (period: Period, tenantId: string | undefined, page: number) =>
  queryOptions({
    queryKey: ["reports", "access", period, tenantId, page],
    queryFn: ({ signal }) =>
      dataOf(api.GET("/api/v1/admin/reports/access", {
        signal,
        params: { query: { ...period, ...(tenantId === undefined ? {} : { tenantId }), page, pageSize: accessesPerPage } },
      })),
    enabled: period.from !== undefined && period.to !== undefined,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
