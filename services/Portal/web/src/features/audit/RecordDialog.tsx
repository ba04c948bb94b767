import { Modal } from "@mantine/core";
import { texts } from "../../texts/en";
import { CopyButton } from "../../ui/CopyButton";
import { formatTime } from "../../ui/Time";
import type { AuditRecord } from "./recordList";

const words = texts.audit;

/** Everything that the ledger says of a record. */
export function RecordDialog({ record, onClose }: { readonly record: AuditRecord | undefined; readonly onClose: () => void }) {
  return (
    <Modal opened={record !== undefined} onClose={onClose} size="lg" title={record === undefined ? "" : words.record(record.sequence)}>
      {record !== undefined && <Facts record={record} />}
    </Modal>
  );
}

function Facts({ record }: { readonly record: AuditRecord }) {
  const { target } = record;
  const facts: ReadonlyArray<readonly [string, string | undefined, ("copy" | "code")?]> = [
    [words.when, `${formatTime(record.timestamp)} (${record.timestamp})`],
    [words.action, record.action, "code"],
    [words.outcome, words.outcomes[record.outcome]],
    [words.who, `${record.user} (${record.role})`],
    [words.onBehalfOf, record.onBehalfOf],
    [words.reason, record.reason],
    [words.code, record.code, "code"],
    [words.tenant, record.tenantId, "copy"],
    [words.secret, record.secretType === undefined ? undefined : `${record.secretType} / ${record.secretName ?? ""}`],
    [words.version, record.versionId, "copy"],
    [words.path, record.path, "code"],
    [words.target, target === undefined ? undefined : `${target.type} ${target.id}`, "code"],
    [words.ip, record.ipAddress, "code"],
    [words.service, record.service],
    [words.session, record.sessionId, "copy"],
    [words.campaign, record.campaignId, "copy"],
    [words.correlation, record.correlationId, "copy"],
    [words.trace, record.traceId, "copy"],
    [words.hash, record.hash, "copy"],
  ];
  return (
    <dl className="facts">
      {facts.map(
        ([name, value, look]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <span className={look === undefined ? "wrap" : "mono"}>{value}</span>
                {look === "copy" && <CopyButton value={value} what={name} />}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
