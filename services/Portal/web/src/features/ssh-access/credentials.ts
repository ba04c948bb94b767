import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

export type SshCredentials = Schemas["SshCredentials"];
export type OperationStatus = Schemas["OperationStatus"];

const path = "/api/v1/tenant/infrastructure/ssh-credentials";

export const credentialsQuery = queryOptions({
  queryKey: ["ssh-credentials"],
  queryFn: ({ signal }) => dataOf(api.GET(path, { signal })),
  refetchInterval: 15_000,
});

/** Where the steps of an operation can be followed. */
export const eventsOf = (operationId: string): string => `/portal${path}/operations/${operationId}/events`;

type Start = "rotate" | "revoke" | "regenerate";

/** Starts an operation; the credentials say which one runs. */
export function useStart(kind: Start) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      sensitive(() => dataOf(api.POST(`${path}/${kind}`, { params: grantOfSession, body: reason === "" ? {} : { reason } }))),
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

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: some browsers read it a little later.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
