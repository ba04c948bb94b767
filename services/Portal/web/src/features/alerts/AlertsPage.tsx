import { SegmentedControl, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { Schemas } from "../../api/client";
import { itemsOf } from "../../api/pages";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading, Page } from "../../ui/Page";
import { ShowMore } from "../../ui/ShowMore";
import { AlertCard } from "./AlertCard";
import { alertsQuery } from "./alerts";

const words = texts.alerts;
const states = ["open", "acknowledged", "resolved"] as const satisfies ReadonlyArray<Schemas["AlertState"]>;

/** What needs an administrator's attention. The state is in the address, so that a list can be shared. */
export default function AlertsPage() {
  const [search, setSearch] = useSearchParams();
  const state = states.find((one) => one === search.get("state")) ?? "open";
  const list = useInfiniteQuery(alertsQuery(state));
  const alerts = itemsOf(list.data?.pages, ({ alertId }) => alertId);
  return (
    <Page title={words.title} intro={words.intro}>
      <div>
        <SegmentedControl
          aria-label={words.state}
          value={state}
          onChange={(value) => setSearch({ state: value }, { replace: true })}
          data={states.map((value) => ({ value, label: words.states[value] }))}
        />
      </div>
      {list.error !== null && !list.isFetchNextPageError && <Failure failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data !== undefined && alerts.length === 0 && (
        <div className="card">
          <Text c="dimmed">{words.none[state]}</Text>
        </div>
      )}
      {alerts.map((alert) => (
        <AlertCard key={alert.alertId} alert={alert} />
      ))}
      <ShowMore query={list} shown={alerts.length} total={list.data?.pages.at(-1)?.total ?? 0} />
    </Page>
  );
}
