import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { idOf, pageOf } from "../../app/filters";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Icon } from "../../ui/Icon";
import { Loading, Section } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { formatTime } from "../../ui/Time";
import { TenantSelect } from "../tenants/TenantSelect";
import { AccessTable, SecretsTable, UsersTable } from "./AccessTables";
import { type AccessReport, accessesPerPage, accessQuery } from "./accessReport";
import { PeriodForm } from "./PeriodForm";
import { usePeriod } from "./period";

const words = texts.reports.access;

/** Who saw which secrets in a period. */
export function AccessSection() {
  const { period, values, change } = usePeriod();
  const asked = idOf(values.tenantId);
  const page = pageOf(values.page);
  const [tenantId, setTenantId] = useState(asked);
  const { data, error, isFetching, refetch } = useQuery(accessQuery(period, asked, page));
  return (
    <>
      <Section title={words.title}>
        <Text>{words.intro}</Text>
        <PeriodForm
          period={period}
          button={texts.reports.period.show}
          isBusy={isFetching}
          onAsk={({ from, to }) => (from === period.from && to === period.to && tenantId === asked ? void refetch() : change({ from, to, tenantId }))}
        >
          <TenantSelect label={texts.reports.period.tenant} value={tenantId} onChange={setTenantId} />
        </PeriodForm>
        {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
        {isFetching && data === undefined && <Loading />}
        {data !== undefined && error === null && <Summary report={data} />}
      </Section>
      {data !== undefined && error === null && data.total > 0 && (
        <>
          <Section title={words.users}>
            <UsersTable users={data.users} />
          </Section>
          <Section title={words.secrets}>
            <SecretsTable secrets={data.secrets} />
          </Section>
          <Section title={words.list}>
            <AccessTable items={data.items} />
            <Pager page={page} pageSize={accessesPerPage} total={data.total} onPage={(next) => change({ page: next === 1 ? undefined : String(next) })} />
          </Section>
        </>
      )}
    </>
  );
}

function Summary({ report }: { readonly report: AccessReport }) {
  return (
    <Alert role="status" icon={<Icon name={report.isComplete ? "info" : "warning"} {...(report.isComplete ? {} : { tone: "wait" as const })} />} title={words.total(report.total)}>
      <Text>{texts.reports.period.of(formatTime(report.from), formatTime(report.to))}</Text>
      {!report.isComplete && <Text>{texts.reports.period.incomplete}</Text>}
    </Alert>
  );
}
