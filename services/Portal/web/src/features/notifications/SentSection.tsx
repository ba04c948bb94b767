import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { defined, oneOf, pageOf, useFilters } from "../../app/filters";
import { texts } from "../../texts/en";
import { FilterSelect } from "../../ui/FilterSelect";
import { Section } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { QueryState } from "../../ui/QueryState";
import { Status, type Tone } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { notificationsPerPage, notificationsQuery } from "./notifications";

const words = texts.notifications;
const tones: Readonly<Record<Schemas["NotificationStatus"], Tone>> = { pending: "wait", delivered: "good", failed: "bad" };

/** What the person and the tenant's webhooks were told, newest first. */
export function SentSection() {
  const [values, change] = useFilters(["channel", "event", "status", "page"]);
  const filter = defined({
    channel: oneOf(words.channels, values.channel),
    event: oneOf(words.events, values.event),
    status: oneOf(words.statuses, values.status),
  });
  const page = pageOf(values.page);
  const query = useQuery(notificationsQuery({ ...filter, page }));
  const { data } = query;
  return (
    <Section title={words.sent}>
      <search className="filters">
        <FilterSelect label={words.event} value={filter.event} choices={words.events} onChange={(event) => change({ event })} />
        <FilterSelect label={words.channel} value={filter.channel} choices={words.channels} onChange={(channel) => change({ channel })} />
        <FilterSelect label={words.status} value={filter.status} choices={words.statuses} onChange={(status) => change({ status })} />
      </search>
      <QueryState query={query} />
      {data?.items.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {data !== undefined && data.items.length > 0 && (
        <Table
          label={words.sent}
          head={
            <>
              <th scope="col">{words.when}</th>
              <th scope="col">{words.what}</th>
              <th scope="col">{words.channel}</th>
              <th scope="col">{words.status}</th>
            </>
          }
        >
          {data.items.map((item) => (
            <SentRow key={`${item.notificationId}${item.channel}${item.webhookId ?? ""}`} item={item} />
          ))}
        </Table>
      )}
      {data !== undefined && (
        <Pager page={page} pageSize={notificationsPerPage} total={data.total} onPage={(next) => change({ page: next === 1 ? undefined : String(next) })} />
      )}
    </Section>
  );
}

function SentRow({ item }: { readonly item: Schemas["Notification"] }) {
  return (
    <tr>
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
        {item.error !== undefined && (
          <Text size="sm" c="dimmed">
            {item.error} ({words.attempts(item.attempts)})
          </Text>
        )}
        {item.error !== undefined && item.nextAttemptAt !== undefined && (
          <Text size="sm" c="dimmed">
            {words.nextAttempt} <Time value={item.nextAttemptAt} />
          </Text>
        )}
      </td>
    </tr>
  );
}
