import { Alert, Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../../texts/en";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Page";
import { Time } from "../../ui/Time";
import { CampaignState } from "./CampaignState";
import type { Campaign } from "./campaigns";

const words = texts.rotation.progress;

interface Props {
  readonly campaign: Campaign;
  readonly isReconnecting: boolean;
  readonly children: ReactNode;
}

export function CampaignProgress({ campaign, isReconnecting, children }: Props) {
  const { total, succeeded, failed, skipped, running, pending, eta, finishedAt, stateReason } = campaign;
  const ended = succeeded + failed + skipped;
  const counts = { succeeded, failed, running, pending, skipped };
  return (
    <Section title={words.title} aside={<CampaignState state={campaign.state} />}>
      <Progress.Root size="lg" aria-hidden="true">
        <Progress.Section value={share(succeeded, total)} color="green.9" withAria={false} />
        <Progress.Section value={share(failed, total)} color="red.9" withAria={false} />
        <Progress.Section value={share(skipped, total)} color="gray.6" withAria={false} />
      </Progress.Root>
      <Text role="status">{words.ended(ended, total)}</Text>
      <dl className="counts">
        {(["succeeded", "failed", "running", "pending", "skipped"] as const).map((name) => (
          <div key={name}>
            <dt>{texts.rotation.itemStates[name]}</dt>
            <dd>{counts[name]}</dd>
          </div>
        ))}
      </dl>
      {stateReason !== undefined && (
        <Alert icon={<Icon name={campaign.state === "halted" ? "bad" : "info"} {...(campaign.state === "halted" ? { tone: "bad" as const } : {})} />} title={texts.rotation.states[campaign.state]}>
          <Text>{stateReason}</Text>
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {words.begun(campaign.startedBy)} <Time value={campaign.createdAt} /> · <q>{campaign.reason}</q>
        {finishedAt !== undefined ? (
          <>
            {" · "}
            {words.finished} <Time value={finishedAt} />
          </>
        ) : (
          eta !== undefined && (
            <>
              {" · "}
              {words.eta} <Time value={eta} />
            </>
          )
        )}
      </Text>
      <Text size="sm" c="dimmed">
        {words.limits(campaign.canary, campaign.concurrency, campaign.perServer, campaign.maxFailurePercent)}
      </Text>
      {isReconnecting && <Text c="dimmed">{texts.operation.reconnecting}</Text>}
      {children}
    </Section>
  );
}

const share = (count: number, total: number): number => (total === 0 ? 0 : (count / total) * 100);
