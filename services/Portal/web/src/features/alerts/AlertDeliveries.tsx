import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading } from "../../ui/Page";
import { Status, type Tone } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { alertQuery } from "./alerts";

const words = texts.alerts.deliveries;
const tones: Readonly<Record<Schemas["AlertDelivery"]["state"], Tone>> = { pending: "wait", delivered: "good", failed: "bad" };

/** To whom an alert was told, and how that ended. */
export function AlertDeliveries({ alertId }: { readonly alertId: string }) {
  const { data, error, isPending, refetch } = useQuery(alertQuery(alertId));
  if (error !== null) {
    return <Failure failure={error} onRetry={() => void refetch()} />;
  }
  if (isPending) {
    return <Loading />;
  }
  if (data.deliveries.length === 0) {
    return <Text c="dimmed">{texts.alerts.noDeliveries}</Text>;
  }
  return (
    <Table
      label={texts.alerts.details}
      head={
        <>
          <th scope="col">{words.channel}</th>
          <th scope="col">{words.event}</th>
          <th scope="col">{words.state}</th>
          <th scope="col">{words.attempts}</th>
          <th scope="col">{words.when}</th>
        </>
      }
    >
      {data.deliveries.map((delivery) => (
        <tr key={delivery.deliveryId}>
          <td>{words.channels[delivery.channel]}</td>
          <td>{words.events[delivery.event]}</td>
          <td>
            <Status tone={tones[delivery.state]}>{texts.notifications.statuses[delivery.state]}</Status>
            {delivery.error !== undefined && (
              <Text size="sm" c="dimmed">
                {delivery.error}
              </Text>
            )}
          </td>
          <td>{delivery.attempts}</td>
          <td>
            <Time value={delivery.finishedAt ?? delivery.createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
