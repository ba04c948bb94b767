import { Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { defined, idOf, oneOf, pageOf, useFilters } from "../../app/filters";
import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { FilterSelect } from "../../ui/FilterSelect";
import { Page } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { QueryState } from "../../ui/QueryState";
import { FollowedOperation } from "../operations/FollowedOperation";
import { eventsOfAny } from "../operations/operations";
import { TenantSelect } from "../tenants/TenantSelect";
import { useTenantNames } from "../tenants/tenantNames";
import { findingsPerPage, findingsQuery } from "./drift";
import { FindingCard } from "./FindingCard";

const words = texts.drift;

/** What servers accept other than they should. */
export default function DriftPage() {
  const [values, change] = useFilters(["state", "kind", "tenantId", "page"]);
  const [state, kind, tenantId, page] = [oneOf(words.states, values.state) ?? "open", oneOf(words.kinds, values.kind), idOf(values.tenantId), pageOf(values.page)];
  const query = useQuery(findingsQuery({ ...defined({ kind, tenantId }), state, page }));
  const { data } = query;
  const tenantName = useTenantNames(data?.items.map((finding) => finding.tenantId) ?? []);
  const [started, setStarted] = useState<string>();
  const queries = useQueryClient();
  const isAdmin = useSession()?.user?.role === "admin";
  return (
    <Page title={words.title} intro={words.intro}>
      <search className="filters">
        <FilterSelect label={words.state} value={state} choices={words.states} isRequired onChange={(value) => change({ state: value })} />
        <FilterSelect label={words.kind} value={kind} choices={words.kinds} onChange={(value) => change({ kind: value })} />
        <TenantSelect label={words.tenant} value={tenantId} onChange={(value) => change({ tenantId: value })} />
      </search>
      <FollowedOperation started={started} running={undefined} eventsOf={eventsOfAny} onOver={() => void queries.invalidateQueries({ queryKey: ["drift"] })} />
      <QueryState query={query} />
      {data?.items.length === 0 && (
        <div className="card">
          <Text c="dimmed">{words.none[state]}</Text>
        </div>
      )}
      {data?.items.map((finding) => (
        <FindingCard key={finding.findingId} finding={finding} tenantName={tenantName(finding.tenantId)} isAdmin={isAdmin} onStarted={setStarted} />
      ))}
      {data !== undefined && data.total > 0 && (
        <Pager page={page} pageSize={findingsPerPage} total={data.total} onPage={(next) => change({ page: next === 1 ? undefined : String(next) })} />
      )}
    </Page>
  );
}
