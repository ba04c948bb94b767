import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading } from "../../ui/Page";
import { Status, type Tone } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { historyQuery, nameOf, type Secret } from "./tenantSecrets";

const words = texts.tenantSecrets;
const tones: Readonly<Record<Schemas["OperationState"], Tone>> = { pending: "wait", running: "wait", succeeded: "good", failed: "bad" };

/** The operations of a secret, newest first, with what went wrong. */
export function SecretHistory({ tenantId, secret }: { readonly tenantId: string; readonly secret: Secret }) {
  const { data, error, isPending, refetch } = useQuery(historyQuery(tenantId, secret));
  if (error !== null) {
    return <Failure failure={error} onRetry={() => void refetch()} />;
  }
  if (isPending) {
    return <Loading />;
  }
  if (data.items.length === 0) {
    return <Text c="dimmed">{words.noHistory}</Text>;
  }
  return (
    <Table
      label={words.historyOf(nameOf(secret))}
      head={
        <>
          <th scope="col">{words.when}</th>
          <th scope="col">{words.what}</th>
          <th scope="col">{words.by}</th>
          <th scope="col">{words.result}</th>
        </>
      }
    >
      {data.items.map((operation) => (
        <tr key={operation.operationId}>
          <td>
            <Time value={operation.startedAt} />
          </td>
          <td>
            {texts.operation.kinds[operation.kind]}
            {operation.reason !== undefined && (
              <Text size="sm" c="dimmed">
                {operation.reason}
              </Text>
            )}
          </td>
          <td>
            {texts.ssh.rotate[operation.triggeredBy]}
            <Text size="sm" c="dimmed">
              {operation.actor}
            </Text>
          </td>
          <td>
            <Status tone={tones[operation.status]}>{texts.operation.states[operation.status]}</Status>
            {operation.error !== undefined && (
              <Text size="sm" c="dimmed">
                {operation.error.detail}
              </Text>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
