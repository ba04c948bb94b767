import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Breakable } from "../../ui/Breakable";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { nameOf, tenantAddress } from "../tenant-secrets/tenantSecrets";
import type { Deletion } from "./deletions";

const words = texts.deletions;
const tones: Readonly<Record<Exclude<Deletion["status"], "approved">, Tone>> = { pending: "wait", rejected: "bad", expired: "none" };

interface Props {
  readonly deletion: Deletion;
  readonly tenantName: string;
  /** Who looks at it: their own request is another administrator's to decide. */
  readonly email: string;
}

export function DeletionRow({ deletion, tenantName, email }: Props) {
  const { tenantId, reason, requestedBy, requestedAt, decidedBy, decidedAt, decisionReason } = deletion;
  return (
    <tr>
      <td>
        <Time value={requestedAt} />
        <Text size="sm" c="dimmed">
          <Breakable name={requestedBy} after="@" />
        </Text>
      </td>
      <td className="nowrap">
        <Anchor component={Link} to={tenantAddress(tenantId)} title={tenantId}>
          {tenantName}
        </Anchor>
      </td>
      <td className="nowrap">{nameOf(deletion)}</td>
      <td className="wrap">{reason}</td>
      <td>
        <DeletionStatus deletion={deletion} tenantName={tenantName} isMine={requestedBy.toLowerCase() === email.toLowerCase()} />
      </td>
      <td>
        {decidedAt === undefined || decidedBy === undefined ? (
          texts.notKnown
        ) : (
          <>
            <Time value={decidedAt} />
            <Text size="sm" c="dimmed">
              <Breakable name={decidedBy} after="@" />
            </Text>
            {decisionReason !== undefined && (
              <Text size="sm">
                <q>{decisionReason}</q>
              </Text>
            )}
          </>
        )}
      </td>
    </tr>
  );
}

function DeletionStatus({ deletion, tenantName, isMine }: { readonly deletion: Deletion; readonly tenantName: string; readonly isMine: boolean }) {
  const { status, deletedAt, expiresAt } = deletion;
  if (status === "approved") {
    return deletedAt === undefined ? (
      <Status tone="wait">{words.underWay}</Status>
    ) : (
      <>
        <Status tone="good">{words.deleted}</Status>
        <Text size="sm" c="dimmed">
          <Time value={deletedAt} />
        </Text>
      </>
    );
  }
  return (
    <>
      <Status tone={tones[status]}>{words.statuses[status]}</Status>
      {status === "pending" && (
        <Text size="sm" c="dimmed">
          {words.until} <Time value={expiresAt} />
        </Text>
      )}
      {status === "pending" && !isMine && (
        <Text size="sm">
          <Anchor component={Link} to="/admin/secrets/approvals" aria-label={words.decideOf(nameOf(deletion), tenantName)}>
            {words.decide}
          </Anchor>
        </Text>
      )}
    </>
  );
}
