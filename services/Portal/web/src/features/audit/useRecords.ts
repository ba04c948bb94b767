import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useReducer } from "react";
import { api } from "../../api/client";
import { useEvents } from "../../api/events";
import { dataOf } from "../../api/problem";
import { type AuditFilter, streamOf } from "./auditFilters";
import { type AuditRecord, changed, noRecords } from "./recordList";

const pageSize = 50;

/**
 * The records of a filter: first those that are there, then each that is appended. Whenever the stream stands again, the newest page is read,
 * too, so that none is missing that was appended in between.
 */
export function useRecords(filter: AuditFilter, isPaused: boolean) {
  const [list, dispatch] = useReducer(changed, noRecords);
  const read = useMutation({
    mutationFn: (before: number | undefined) =>
      dataOf(api.GET("/api/v1/admin/vault/audit-logs", { params: { query: { ...filter, pageSize, ...(before === undefined ? {} : { before }) } } })),
    onSuccess: ({ items, next }, before) => dispatch({ kind: before === undefined ? "newest" : "older", page: items, hasOlder: next !== undefined }),
  });

  const address = streamOf(filter);
  const state = useEvents<AuditRecord>(
    address,
    "record",
    (record) => {
      dispatch({ kind: "arrived", record, isPaused });
      return false;
    },
    () => read.mutate(undefined),
  );

  const readNewest = useEffectEvent(() => read.mutate(undefined));
  const isWithoutStream = address === undefined || state === "reconnecting";
  useEffect(() => {
    if (isWithoutStream) {
      readNewest();
    }
  }, [isWithoutStream]);

  const { isCut } = list;
  useEffect(() => {
    if (!isPaused) {
      dispatch({ kind: "released" });
      if (isCut) {
        readNewest();
      }
    }
  }, [isPaused, isCut]);

  return {
    ...list,
    isLive: address !== undefined,
    isReconnecting: address !== undefined && state === "reconnecting",
    isReading: read.isPending,
    hasRead: read.isSuccess || list.shown.length > 0,
    failure: read.error,
    readNewest: () => read.mutate(undefined),
    readOlder: () => read.mutate(list.shown.at(-1)?.sequence),
  };
}
