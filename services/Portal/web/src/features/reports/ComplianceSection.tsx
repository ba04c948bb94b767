import { Alert, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Icon } from "../../ui/Icon";
import { Loading, Section } from "../../ui/Page";
import { formatTime } from "../../ui/Time";
import { ControlDetails } from "./ControlDetails";
import { byFramework, type ComplianceReport, complianceQuery, type Format, useSaveReport } from "./complianceReport";
import { PeriodForm } from "./PeriodForm";
import { usePeriod } from "./period";

const words = texts.reports.compliance;

/** How controls are met, with the ledger's evidence of a period. */
export function ComplianceSection() {
  const { period, change } = usePeriod();
  const { data, error, isFetching, refetch } = useQuery(complianceQuery(period));
  return (
    <>
      <Section title={words.title}>
        <Text>{words.intro}</Text>
        <PeriodForm
          period={period}
          button={texts.reports.period.make}
          isBusy={isFetching}
          onAsk={({ from, to }) => (from === period.from && to === period.to ? void refetch() : change({ from, to }))}
        />
        {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
        {isFetching && data === undefined && <Loading />}
        {data !== undefined && error === null && <Summary report={data} />}
      </Section>
      {data !== undefined &&
        error === null &&
        byFramework(data.controls).map(([framework, controls]) => (
          <Section key={framework} title={framework}>
            <div>
              {controls.map((control) => (
                <ControlDetails key={control.id} control={control} />
              ))}
            </div>
          </Section>
        ))}
    </>
  );
}

function Summary({ report }: { readonly report: ComplianceReport }) {
  const download = useSaveReport();
  const button = (format: Format) => (
    <Button
      variant="default"
      leftSection={<Icon name="download" />}
      loading={download.isPending && download.variables.format === format}
      onClick={() => download.mutate({ period: report, format })}
    >
      {words.download[format]}
    </Button>
  );
  return (
    <>
      <Alert
        role="status"
        icon={<Icon name={report.isComplete ? "info" : "warning"} {...(report.isComplete ? {} : { tone: "wait" as const })} />}
        title={texts.reports.period.of(formatTime(report.from), formatTime(report.to))}
      >
        {!report.isComplete && <Text>{texts.reports.period.incomplete}</Text>}
        <Text>
          {words.made} {formatTime(report.madeAt)}
        </Text>
      </Alert>
      <dl className="facts">
        {report.ledger.map(({ chain, sequence, hash, checkpoint }) => (
          <div key={chain}>
            <dt>{words.chain(texts.audit.chains[chain], sequence)}</dt>
            <dd>
              <span>
                <span className="mono">{hash}</span>
                {checkpoint !== undefined && (
                  <Text size="sm" c="dimmed">
                    {words.checkpoint(checkpoint.number)}, {formatTime(checkpoint.signedAt)}
                  </Text>
                )}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <div className="actions">
        {button("html")}
        {button("json")}
      </div>
      {download.error !== null && <Failure failure={download.error} />}
    </>
  );
}
