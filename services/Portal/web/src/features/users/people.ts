import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

export type Person = Schemas["Person"];

const path = "/api/v1/admin/users";

export const peoplePerPage = 50;

export interface PeopleFilter {
  readonly search?: string;
  readonly role?: Schemas["Role"];
  readonly status?: Schemas["UserStatus"];
  readonly page: number;
}

export const peopleQuery = (filter: PeopleFilter) =>
  queryOptions({
    queryKey: ["people", filter],
    queryFn: ({ signal }) => dataOf(api.GET(path, { signal, params: { query: { ...filter, pageSize: peoplePerPage } } })),
    placeholderData: keepPreviousData,
  });

export type Change = "disable" | "enable" | "unlock" | "reset";

/** What can be done with somebody else as they are now. */
export function changesOf({ status }: Person): readonly Change[] {
  switch (status) {
    case "disabled":
      return ["enable"];
    case "locked":
      return ["unlock", "reset", "disable"];
    case "active":
    case "invited":
      return ["reset", "disable"];
  }
}

/** Changes somebody's access. After a reset there is a new invitation, which is in this answer alone. */
export function useChange(userId: string) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ change, reason }: { readonly change: Change; readonly reason: string }): Promise<Schemas["Invitation"] | undefined> => {
      const options = { params: { path: { userId }, ...grantOfSession }, body: { reason } };
      if (change === "reset") {
        return sensitive(() => dataOf(api.POST(`${path}/{userId}/reset`, options)));
      }
      await sensitive<unknown>(() => dataOf(api.POST(`${path}/{userId}/${change}`, options)));
      return undefined;
    },
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: ["people"] }),
  });
}

/** Invites somebody. The link is in this answer alone. */
export function useInvite() {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["PersonInvitation"]) => sensitive(() => dataOf(api.POST(path, { params: grantOfSession, body }))),
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: ["people"] }),
  });
}
