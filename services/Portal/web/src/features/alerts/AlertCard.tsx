import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Failure } from "../../ui/Failure";
import { Section } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { AlertDeliveries } from "./AlertDeliveries";
import { type Alert, useAcknowledge, useResolve } from "./alerts";

const words = texts.alerts;

export function AlertCard({ alert }: { readonly alert: Alert }) {
  const [isResolving, setResolving] = useState(false);
  const [showsDeliveries, setShowsDeliveries] = useState(false);
  const acknowledge = useAcknowledge();
  const resolve = useResolve(alert.alertId);
  return (
    <Section title={alert.summary} aside={<Status tone={alert.severity === "critical" ? "bad" : "wait"}>{words.severities[alert.severity]}</Status>}>
      <Text>{alert.nextStep}</Text>
      <Text size="sm" c="dimmed">
        <span className="mono">{alert.kind}</span> · {words.occurrences(alert.occurrences)} · {words.last} <Time value={alert.lastOccurredAt} />
        {alert.acknowledgedBy !== undefined && ` · ${words.acknowledgedBy(alert.acknowledgedBy)}`}
        {alert.resolvedBy !== undefined && ` · ${words.resolvedBy(alert.resolvedBy)}`}
      </Text>
      {acknowledge.error !== null && <Failure failure={acknowledge.error} />}
      <div className="actions">
        {alert.state === "open" && (
          <Button variant="default" loading={acknowledge.isPending} onClick={() => acknowledge.mutate(alert.alertId)}>
            {words.acknowledge}
          </Button>
        )}
        {alert.state !== "resolved" && (
          <Button variant="default" onClick={() => setResolving(true)}>
            {words.resolve}
          </Button>
        )}
        <Button variant="default" aria-expanded={showsDeliveries} aria-label={words.detailsOf(alert.summary)} onClick={() => setShowsDeliveries(!showsDeliveries)}>
          {words.details}
        </Button>
      </div>
      {showsDeliveries && <AlertDeliveries alertId={alert.alertId} />}
      <ConfirmDialog isOpen={isResolving} onClose={() => setResolving(false)} title={words.resolveTitle} button={words.resolve} onConfirm={resolve.mutateAsync}>
        <Text>{words.resolveHint}</Text>
      </ConfirmDialog>
    </Section>
  );
}
