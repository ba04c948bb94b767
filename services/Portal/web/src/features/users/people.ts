import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

export type Person = Schemas["Person"];

/** Whose people: everybody, for administrators; or those of the own tenant, for its owners. */
export type Directory = "platform" | "tenant";

const paths = { platform: "/api/v1/admin/users", tenant: "/api/v1/tenant/users" } as const;

export const peoplePerPage = 50;

export interface PeopleFilter {
  readonly search?: string;
  readonly role?: Schemas["Role"];
  readonly status?: Schemas["UserStatus"];
  readonly page: number;
}

export const peopleQuery = (directory: Directory, filter: PeopleFilter) =>
  queryOptions({
    queryKey: ["people", directory, filter],
    queryFn: ({ signal }) => dataOf(api.GET(paths[directory], { signal, params: { query: { ...filter, pageSize: peoplePerPage } } })),
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
export function useChange(directory: Directory, userId: string) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ change, reason }: { readonly change: Change; readonly reason: string }): Promise<Schemas["Invitation"] | undefined> => {
      const options = { params: { path: { userId }, ...grantOfSession }, body: { reason } };
      if (change === "reset") {
        return sensitive(() => dataOf(api.POST(`${paths[directory]}/{userId}/reset`, options)));
      }
      await sensitive<unknown>(() => dataOf(api.POST(`${paths[directory]}/{userId}/${change}`, options)));
      return undefined;
    },
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: ["people"] }),
  });
}

/** Who is invited: administrators say to which tenant somebody belongs; for an owner it is their own. */
export type NewPerson = Schemas["PersonInvitation"];

/** Invites somebody. The link is in this answer alone. */
export function useInvite(directory: Directory) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (person: NewPerson) =>
      sensitive(() => {
        if (directory === "platform") {
          return dataOf(api.POST(paths.platform, { params: grantOfSession, body: person }));
        }
        const role = person.role === "tenant_owner" ? "tenant_owner" : "tenant_admin";
        return dataOf(api.POST(paths.tenant, { params: grantOfSession, body: { email: person.email, role } }));
      }),
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: ["people"] }),
  });
}
