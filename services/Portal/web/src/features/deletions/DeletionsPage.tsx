import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { oneOf, pageOf, useFilters } from "../../app/filters";
import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { FilterSelect } from "../../ui/FilterSelect";
import { Page } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { QueryState } from "../../ui/QueryState";
import { Table } from "../../ui/Table";
import { useTenantNames } from "../tenants/tenantNames";
import { DeletionRow } from "./DeletionRow";
import { deletionsPerPage, deletionsQuery } from "./deletions";

const words = texts.deletions;

/** Every deletion of a secret that was asked for, and what became of it. */
export default function DeletionsPage() {
  const [values, change] = useFilters(["status", "page"]);
  const [status, page] = [oneOf(words.statuses, values.status), pageOf(values.page)];
  const query = useQuery(deletionsQuery(status, page));
  const { data } = query;
  const tenantName = useTenantNames(data?.items.map(({ tenantId }) => tenantId) ?? []);
  const email = useSession()?.user?.email ?? "";
  return (
    <Page title={words.title} intro={words.intro} above={{ to: "/admin/secrets", name: words.back }} isWide>
      <div className="card">
        <search className="filters">
          <FilterSelect label={words.status} value={status} choices={words.statuses} onChange={(value) => change({ status: value })} />
        </search>
        <QueryState query={query} />
        {data?.items.length === 0 && <Text c="dimmed">{status === undefined ? words.none : words.noMatch}</Text>}
        {data !== undefined && data.items.length > 0 && (
          <Table
            label={words.title}
            head={
              <>
                <th scope="col">{words.requested}</th>
                <th scope="col">{words.tenant}</th>
                <th scope="col">{words.secret}</th>
                <th scope="col">{words.reason}</th>
                <th scope="col">{words.status}</th>
                <th scope="col">{words.decided}</th>
              </>
            }
          >
            {data.items.map((deletion) => (
              <DeletionRow key={deletion.deletionId} deletion={deletion} tenantName={tenantName(deletion.tenantId)} email={email} />
            ))}
          </Table>
        )}
        {data !== undefined && data.total > deletionsPerPage && (
          <Pager page={page} pageSize={deletionsPerPage} total={data.total} onPage={(next) => change({ page: next === 1 ? undefined : String(next) })} />
        )}
      </div>
    </Page>
  );
}
