import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { save } from "../../api/save";
import { useSensitive } from "../../session/StepUp";

export type SshCredentials = Schemas["SshCredentials"];

const path = "/api/v1/tenant/infrastructure/ssh-credentials";

export const credentialsQuery = queryOptions({
  queryKey: ["ssh-credentials"],
  queryFn: ({ signal }) => dataOf(api.GET(path, { signal })),
  refetchInterval: 15_000,
});

/** Where the steps of an operation can be followed. */
export const eventsOf = (operationId: string): string => `/portal${path}/operations/${operationId}/events`;

type Start = "rotate" | "revoke" | "regenerate";

/** Gets the id of an operation that was started: one that is quick is over before the credentials are read again. */
export type OnStarted = (operationId: string) => void;

/** Starts an operation. */
export function useStart(kind: Start, onStarted: OnStarted) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      sensitive(() => dataOf(api.POST(`${path}/${kind}`, { params: grantOfSession, body: reason === "" ? {} : { reason } }))),
    onSuccess: ({ operationId }) => onStarted(operationId),
    onSettled: () => queries.invalidateQueries(credentialsQuery),
  });
}

/** Downloads the private key and saves it. The key is in no cache and no state: it goes from the answer into the file. */
export function useDownload() {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (passphrase: string | undefined) => {
      const file = await sensitive(() =>
        dataOf(api.POST(`${path}/download`, { params: grantOfSession, body: passphrase === undefined ? {} : { passphrase }, parseAs: "blob" })),
      );
      save(file, "tenant-ssh-key.pem");
    },
    gcTime: 0,
    onSettled: () => queries.invalidateQueries(credentialsQuery),
  });
}
