import { Anchor, SegmentedControl, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { oneOf, pageOf, useFilters } from "../../app/filters";
import { texts } from "../../texts/en";
import { Section } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { QueryState } from "../../ui/QueryState";
import { Status } from "../../ui/Status";
import { formatDay, Time } from "../../ui/Time";
import { nameOf, tenantAddress } from "../tenant-secrets/tenantSecrets";
import { useTenantNames } from "../tenants/tenantNames";
import { byDay, type Scheduled, schedulePageSize, scheduleQuery } from "./schedule";

const words = texts.rotation.schedule;
const everything = "all";

/** The days on which secrets reach the greatest age that their policy allows. */
export function ScheduleSection() {
  const [values, change] = useFilters(["due", "page"]);
  const due = oneOf(texts.tenants.dueChoices, values.due);
  const page = pageOf(values.page);
  const query = useQuery(scheduleQuery(due, page));
  const { data } = query;
  const tenantName = useTenantNames(data?.items.map(({ tenantId }) => tenantId) ?? []);
  return (
    <Section title={words.title}>
      <div>
        <SegmentedControl
          aria-label={words.due}
          value={due ?? everything}
          onChange={(value) => change({ due: value === everything ? undefined : value })}
          data={[{ value: everything, label: words.all }, ...Object.entries(texts.tenants.dueChoices).map(([value, label]) => ({ value, label }))]}
        />
      </div>
      <QueryState query={query} />
      {data?.items.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {byDay(data?.items ?? []).map(({ day, items }) => (
        <div key={day ?? ""} className="day">
          <Title order={3} size="h5">
            {day === undefined ? words.unscheduled : words.by(formatDay(new Date(day)))}
          </Title>
          <ul className="day-items">
            {items.map((item) => (
              <Item key={`${item.tenantId}/${item.secretType}/${item.secretName}`} item={item} tenantName={tenantName(item.tenantId)} />
            ))}
          </ul>
        </div>
      ))}
      {data !== undefined && (
        <Pager page={page} pageSize={schedulePageSize} total={data.total} onPage={(next) => change({ page: next === 1 ? undefined : String(next) })} />
      )}
    </Section>
  );
}

function Item({ item, tenantName }: { readonly item: Scheduled; readonly tenantName: string }) {
  return (
    <li>
      <Anchor component={Link} to={tenantAddress(item.tenantId)} title={item.tenantId} className="day-tenant">
        {tenantName}
      </Anchor>
      <span className="day-secret">{nameOf({ type: item.secretType, name: item.secretName })}</span>
      {item.server !== undefined && <span className="mono">{item.server}</span>}
      {item.isOverdue && <Status tone="bad">{words.overdue}</Status>}
      {item.isUnderWay && <Status tone="wait">{words.underWay}</Status>}
      {item.failedAttempts > 0 && <Status tone="bad">{words.failedAttempts(item.failedAttempts)}</Status>}
      {item.trigger !== "schedule" && <Text size="sm">{words.triggers[item.trigger]}</Text>}
      {item.dueAt !== undefined && (
        <Text size="sm" c="dimmed" className="steps-time">
          {words.rotates} <Time value={item.dueAt} />
        </Text>
      )}
    </li>
  );
}
