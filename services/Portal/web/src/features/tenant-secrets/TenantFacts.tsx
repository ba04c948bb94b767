import { Alert, Text } from "@mantine/core";
import { texts } from "../../texts/en";
import { CopyButton } from "../../ui/CopyButton";
import { Health } from "../../ui/Health";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Page";
import { formatTime, Time } from "../../ui/Time";
import type { TenantSecrets } from "./tenantSecrets";

const words = texts.tenantSecrets;

export function TenantFacts({ tenant }: { readonly tenant: TenantSecrets }) {
  const { tenantId, vpsIp, lastRotation, nextRotation, unreachableSince, isServerAbandoned, serverAbandonedAt } = tenant;
  const address = isServerAbandoned ? words.lastVpsIp : words.vpsIp;
  return (
    <Section title={words.tenant} aside={<Health value={tenant.health} />}>
      {isServerAbandoned && (
        <Alert icon={<Icon name="warning" tone="bad" />} title={words.abandoned}>
          <Text>
            {serverAbandonedAt !== undefined && `${words.abandonedAt(formatTime(serverAbandonedAt))} `}
            {words.abandonedHint}
          </Text>
        </Alert>
      )}
      {unreachableSince !== undefined && !isServerAbandoned && (
        <Alert icon={<Icon name="bad" tone="bad" />} title={words.unreachable}>
          <Text>{words.unreachableSince(formatTime(unreachableSince))}</Text>
        </Alert>
      )}
      <dl className="facts">
        <div>
          <dt>{words.tenantId}</dt>
          <dd>
            <span className="mono">{tenantId}</span>
            <CopyButton value={tenantId} what={words.tenantId} />
          </dd>
        </div>
        <div>
          <dt>{address}</dt>
          <dd>
            <span className="mono">{vpsIp ?? texts.notKnown}</span>
            {vpsIp !== undefined && <CopyButton value={vpsIp} what={address} />}
          </dd>
        </div>
        <div>
          <dt>{words.lastRotated}</dt>
          <dd>{lastRotation === undefined ? texts.notKnown : <Time value={lastRotation} />}</dd>
        </div>
        <div>
          <dt>{words.nextRotation}</dt>
          <dd>{nextRotation === undefined ? texts.notKnown : <Time value={nextRotation} />}</dd>
        </div>
      </dl>
    </Section>
  );
}
