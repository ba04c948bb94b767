import { Anchor, Button, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Breakable } from "../../ui/Breakable";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Fact } from "../../ui/Fact";
import { Section } from "../../ui/Page";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { nameOf, tenantAddress } from "../tenant-secrets/tenantSecrets";
import { decisionsOf, type Finding, useFindingDecision } from "./drift";

const words = texts.drift;

interface Props {
  readonly finding: Finding;
  readonly tenantName: string;
  readonly isAdmin: boolean;
  readonly onStarted: (operationId: string) => void;
}

export function FindingCard({ finding, tenantName, isAdmin, onStarted }: Props) {
  const { kind, state, severity, detail, nextStep, serverAddress, account, fingerprint, decision, repairError } = finding;
  const decisions = decisionsOf(finding);
  const tone: Tone = state === "open" ? (severity === "critical" ? "bad" : "wait") : state === "repairing" ? "wait" : "good";
  return (
    <Section title={words.kinds[kind]} aside={<Status tone={tone}>{state === "open" ? texts.alerts.severities[severity] : words.states[state]}</Status>}>
      <Text>{detail}</Text>
      {state !== "resolved" && state !== "accepted" && <Text>{decisions.length > 0 ? words.decide : nextStep}</Text>}
      {repairError !== undefined && <Text>{words.repairFailed(repairError)}</Text>}
      <dl className="facts facts-dense">
        <Fact name={words.tenant}>
          <Anchor component={Link} to={tenantAddress(finding.tenantId)} title={finding.tenantId}>
            {tenantName}
          </Anchor>
        </Fact>
        <Fact name={words.secret}>{nameOf({ type: finding.secretType, name: finding.secretName })}</Fact>
        <Fact name={words.account}>
          <span className="mono">
            <Breakable name={`${account}@${serverAddress}`} after="@" />
          </span>
        </Fact>
        {fingerprint !== undefined && (
          <Fact name={words.fingerprint}>
            <span className="mono">{fingerprint}</span>
          </Fact>
        )}
        <Fact name={words.firstSeen}>
          <Time value={finding.firstSeenAt} />
        </Fact>
        <Fact name={words.lastSeen}>
          <Time value={finding.lastSeenAt} />
        </Fact>
      </dl>
      {decision !== undefined && (
        <Text size="sm" c="dimmed">
          {words.decided[decision.action](decision.by)} <q>{decision.reason}</q>
        </Text>
      )}
      {isAdmin && decisions.length > 0 && <Decisions finding={finding} decisions={decisions} onStarted={onStarted} />}
    </Section>
  );
}

type Decision = ReturnType<typeof decisionsOf>[number];

function Decisions({ finding, decisions, onStarted }: { readonly finding: Finding; readonly decisions: readonly Decision[]; readonly onStarted: (operationId: string) => void }) {
  const [open, setOpen] = useState<Decision>();
  const decide = useFindingDecision(finding.findingId, onStarted);
  const what = `${words.kinds[finding.kind]} ${finding.account}@${finding.serverAddress}`;
  return (
    <div className="actions">
      {decisions.map((decision) => (
        <Button key={decision} variant="default" aria-label={words.of(words.buttons[decision], what)} onClick={() => setOpen(decision)}>
          {words.buttons[decision]}
        </Button>
      ))}
      {open !== undefined && (
        <ConfirmDialog
          isOpen
          onClose={() => setOpen(undefined)}
          title={words.titles[open]}
          button={words.buttons[open]}
          isReasonRequired
          onConfirm={(reason) => decide.mutateAsync({ decision: open, reason })}
        >
          <Text>{words.hints[open]}</Text>
        </ConfirmDialog>
      )}
    </div>
  );
}
