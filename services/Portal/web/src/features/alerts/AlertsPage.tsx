import { SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading, Page } from "../../ui/Page";
import { AlertCard } from "./AlertCard";
import { alertsQuery } from "./alerts";

const words = texts.alerts;
const states = ["open", "acknowledged", "resolved"] as const satisfies ReadonlyArray<Schemas["AlertState"]>;

/** What needs an administrator's attention. The state is in the address, so that a list can be shared. */
export default function AlertsPage() {
  const [search, setSearch] = useSearchParams();
  const state = states.find((one) => one === search.get("state")) ?? "open";
  const { data, error, isPending, refetch } = useQuery(alertsQuery(state));
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
      {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data?.items.length === 0 && (
        <div className="card">
          <Text c="dimmed">{words.none[state]}</Text>
        </div>
      )}
      {data?.items.map((alert) => <AlertCard key={alert.alertId} alert={alert} />)}
    </Page>
  );
}
