import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading, Page, Section } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { deletionsAddress } from "../deletions/deletions";
import { VaultHealthSection } from "../vault-health/VaultHealthSection";
import { Currency } from "./Currency";
import { TenantFilters } from "./TenantFilters";
import { TenantsTable } from "./TenantsTable";
import { pageSize, tenantsQuery, useTenantFilters } from "./tenants";

const words = texts.tenants;

/** Every tenant and how its secrets stand. */
export default function TenantsPage() {
  const { query, change } = useTenantFilters();
  const { data, error, isPending, refetch } = useQuery(tenantsQuery(query));
  const isAdmin = useSession()?.user?.role === "admin";
  return (
    <Page title={words.title} intro={words.intro} isWide {...(isAdmin ? { aside: <AdminLinks /> } : {})}>
      <VaultHealthSection />
      <Section title={words.listTitle} aside={data !== undefined && <Currency list={data} />}>
        <TenantFilters query={query} change={change} />
        {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
        {data?.items.length === 0 && <Text c="dimmed">{data.isRebuilding ? words.noneYet : words.none}</Text>}
        {data !== undefined && data.items.length > 0 && <TenantsTable items={data.items} query={query} change={change} />}
        {data !== undefined && (
          <Pager page={query.page} pageSize={pageSize} total={data.total} onPage={(page) => change({ page: page === 1 ? undefined : String(page) })} />
        )}
      </Section>
      {isPending && <Loading />}
    </Page>
  );
}

function AdminLinks() {
  return (
    <div className="actions">
      <Button component={Link} to={deletionsAddress} variant="default">
        {texts.deletions.link}
      </Button>
      <Button component={Link} to="/admin/secrets/enrol">
        {texts.enrolment.button}
      </Button>
    </div>
  );
}
