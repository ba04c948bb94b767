import { Alert, Button, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Section } from "../../ui/Page";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { type Approval, isDecidedHere, useDecision } from "./approvals";

const words = texts.approvals;
const tones: Readonly<Record<Approval["state"], Tone>> = { pending: "wait", approved: "good", rejected: "bad", expired: "none" };

/** One request; decided by somebody else than who asked. */
export function ApprovalCard({ approval, isMine }: { readonly approval: Approval; readonly isMine: boolean }) {
  const { kind, state, summary, reason, requestedBy, requestedAt, expiresAt, decidedBy, decidedAt, decisionReason } = approval;
  return (
    <Section title={summary} aside={<Status tone={tones[state]}>{words.states[state]}</Status>}>
      <Text>
        {words.because} <q>{reason}</q>
      </Text>
      <Text size="sm" c="dimmed">
        <span className="mono">{kind}</span> · {words.requestedBy(requestedBy)} <Time value={requestedAt} />
        {state === "pending" && (
          <>
            {" · "}
            {words.expires} <Time value={expiresAt} />
          </>
        )}
        {decidedBy !== undefined && decidedAt !== undefined && (
          <>
            {" · "}
            {words.decidedBy(decidedBy)} <Time value={decidedAt} />
          </>
        )}
      </Text>
      {decisionReason !== undefined && (
        <Text>
          {words.decisionReason} <q>{decisionReason}</q>
        </Text>
      )}
      {state === "pending" && isMine && <Text c="dimmed">{words.own}</Text>}
      {state === "pending" && !isMine && isDecidedHere(kind) && <Decision kind={kind} approval={approval} />}
    </Section>
  );
}

type Verdict = "approve" | "reject";

function Decision({ kind, approval }: { readonly kind: Parameters<typeof useDecision>[0]; readonly approval: Approval }) {
  const [verdict, setVerdict] = useState<Verdict>();
  const decide = useDecision(kind, approval.subjectId);
  return (
    <div className="actions">
      <Button onClick={() => setVerdict("approve")} aria-label={words.approveOf(approval.summary)}>
        {words.approve}
      </Button>
      <Button variant="default" onClick={() => setVerdict("reject")} aria-label={words.rejectOf(approval.summary)}>
        {words.reject}
      </Button>
      {verdict !== undefined && (
        <ConfirmDialog
          isOpen
          onClose={() => setVerdict(undefined)}
          title={verdict === "approve" ? words.approveTitle : words.rejectTitle}
          button={words[verdict]}
          isDanger={verdict === "approve" && kind !== "audit_log.export"}
          isReasonRequired={verdict === "reject"}
          onConfirm={(reason) => decide.mutateAsync({ verdict, reason })}
        >
          <Alert title={approval.summary}>
            <Text>{verdict === "approve" ? words.consequence[kind] : words.rejectHint}</Text>
          </Alert>
        </ConfirmDialog>
      )}
    </div>
  );
}
