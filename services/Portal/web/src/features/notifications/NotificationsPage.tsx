import { Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { itemsOf, pageAfter } from "../../api/pages";
import { dataOf } from "../../api/problem";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading, Page } from "../../ui/Page";
import { ShowMore } from "../../ui/ShowMore";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";

const words = texts.notifications;
const tones: Readonly<Record<Schemas["NotificationStatus"], Tone>> = { pending: "wait", delivered: "good", failed: "bad" };

const keyOf = ({ notificationId, channel, webhookId }: Schemas["Notification"]): string => `${notificationId} ${channel} ${webhookId ?? ""}`;

/** What the person was told, newest first. */
export default function NotificationsPage() {
  const list = useInfiniteQuery({
    queryKey: ["notifications"],
    queryFn: ({ pageParam, signal }) => dataOf(api.GET("/api/v1/notifications", { signal, params: { query: { page: pageParam, pageSize: 50 } } })),
    initialPageParam: 1,
    getNextPageParam: pageAfter,
  });
  const items = itemsOf(list.data?.pages, keyOf);
  return (
    <Page title={words.title} intro={words.intro}>
      {list.error !== null && !list.isFetchNextPageError && <Failure failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data !== undefined && (
        <div className="card">
          {items.length === 0 ? (
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
                  {items.map((item) => (
                    <tr key={keyOf(item)}>
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
          <ShowMore query={list} shown={items.length} total={list.data.pages.at(-1)?.total ?? 0} />
        </div>
      )}
    </Page>
  );
}
