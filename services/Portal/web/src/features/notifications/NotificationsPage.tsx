import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading, Page } from "../../ui/Page";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";

const words = texts.notifications;
const tones: Readonly<Record<Schemas["NotificationStatus"], Tone>> = { pending: "wait", delivered: "good", failed: "bad" };

/** What the person was told, newest first. */
export default function NotificationsPage() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["notifications"],
    queryFn: ({ signal }) => dataOf(api.GET("/api/v1/notifications", { signal, params: { query: { pageSize: 50 } } })),
  });
  return (
    <Page title={words.title} intro={words.intro}>
      {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data !== undefined && (
        <div className="card">
          {data.items.length === 0 ? (
            <Text c="dimmed">{words.none}</Text>
          ) : (
            <div className="table" tabIndex={0} role="group" aria-label={words.title}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{words.when}</th>
                    <th scope="col">{words.what}</th>
                    <th scope="col">{words.channel}</th>
                    <th scope="col">{words.status}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.items.map((item) => (
                    <tr key={`${item.notificationId}${item.channel}${item.webhookId ?? ""}`}>
                      <td>
                        <Time value={item.occurredAt} />
                      </td>
                      <td>
                        {item.summary}
                        <Text size="sm" c="dimmed">
                          {item.nextStep}
                        </Text>
                      </td>
                      <td>{words.channels[item.channel]}</td>
                      <td>
                        <Status tone={tones[item.status]}>{words.statuses[item.status]}</Status>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      )}
    </Page>
  );
}
