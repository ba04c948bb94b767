import { Anchor, Button, Text } from "@mantine/core";
import { memo } from "react";
import { Link } from "react-router";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Breakable } from "../../ui/Breakable";
import { Status, type Tone } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { tenantAddress } from "../tenant-secrets/tenantSecrets";
import type { AuditRecord } from "./recordList";

const words = texts.audit;

export const outcomeTones: Readonly<Record<Schemas["AuditOutcome"], Tone>> = { intent: "wait", success: "good", refused: "bad", failed: "bad" };

interface Props {
  readonly records: readonly AuditRecord[];
  readonly onOpen: (record: AuditRecord) => void;
}

export function RecordTable({ records, onOpen }: Props) {
  return (
    <Table
      label={words.records}
      head={
        <>
          <th scope="col">{words.when}</th>
          <th scope="col">{words.action}</th>
          <th scope="col">{words.tenant}</th>
          <th scope="col">{words.who}</th>
          <th scope="col">{words.secretType}</th>
          <th scope="col">{words.ip}</th>
          <th scope="col">{words.outcome}</th>
          <th scope="col">{words.details}</th>
        </>
      }
    >
      {records.map((record) => (
        <RecordRow key={record.sequence} record={record} onOpen={onOpen} />
      ))}
    </Table>
  );
}

const RecordRow = memo(function RecordRow({ record, onOpen }: { readonly record: AuditRecord; readonly onOpen: Props["onOpen"] }) {
  const { sequence, timestamp, action, tenantId, user, onBehalfOf, secretType, secretName, ipAddress, outcome } = record;
  return (
    <tr>
      <td>
        <Time value={timestamp} />
      </td>
      <td className="mono">
        <Breakable name={action} after="." />
      </td>
      <td>
        {tenantId === undefined ? (
          texts.notKnown
        ) : (
          <Anchor component={Link} to={tenantAddress(tenantId)} className="mono" title={tenantId}>
            {tenantId.slice(0, 8)}
          </Anchor>
        )}
      </td>
      <td className="wrap">
        <Breakable name={user} after="@" />
        {onBehalfOf !== undefined && (
          <Text size="sm" c="dimmed">
            {texts.activity.onBehalfOf(onBehalfOf)}
          </Text>
        )}
      </td>
      <td>{secretType === undefined ? texts.notKnown : `${secretType}${secretName === undefined ? "" : ` / ${secretName}`}`}</td>
      <td className="mono">{ipAddress ?? texts.notKnown}</td>
      <td>
        <Status tone={outcomeTones[outcome]}>{words.outcomes[outcome]}</Status>
      </td>
      <td>
        <Button variant="default" size="xs" aria-label={words.detailsOf(sequence)} onClick={() => onOpen(record)}>
          {sequence}
        </Button>
      </td>
    </tr>
  );
});
