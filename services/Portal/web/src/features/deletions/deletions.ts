import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";

export type Deletion = Schemas["Deletion"];

export const deletionsPerPage = 50;

/** Where they are listed. */
export const deletionsAddress = "/admin/secrets/deletions";

export const deletionsQuery = (status: Deletion["status"] | undefined, page: number) =>
  queryOptions({
    queryKey: ["deletions", "list", status, page],
    queryFn: ({ signal }) =>
      dataOf(api.GET("/api/v1/admin/secrets/deletions", { signal, params: { query: { ...(status === undefined ? {} : { status }), page, pageSize: deletionsPerPage } } })),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
