import { Anchor, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Breakable } from "../../ui/Breakable";
import { Failure } from "../../ui/Failure";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Page";
import { QueryState } from "../../ui/QueryState";
import { Status, type Tone } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import type { AuditFilter } from "./auditFilters";
import { ExportDialog } from "./ExportDialog";
import { type Export, exportsQuery, type Part, useDownloadExport } from "./exports";

const words = texts.audit.exports;
const tones: Readonly<Record<Export["status"], Tone>> = { pending: "wait", approved: "good", rejected: "bad", expired: "none" };

/** Copies of the ledger: one administrator asks, another one approves. */
export function ExportsSection({ filter }: { readonly filter: AuditFilter }) {
  const [isOpen, setOpen] = useState(false);
  const query = useQuery(exportsQuery);
  const { data } = query;
  return (
    <Section
      title={words.title}
      aside={
        <Button variant="default" leftSection={<Icon name="download" />} onClick={() => setOpen(true)}>
          {words.request}
        </Button>
      }
    >
      <Text>{words.intro}</Text>
      <QueryState query={query} />
      {data?.items.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {data !== undefined && data.items.length > 0 && (
        <Table
          label={words.title}
          head={
            <>
              <th scope="col">{words.requested}</th>
              <th scope="col">{words.by}</th>
              <th scope="col">{words.reason}</th>
              <th scope="col">{words.format}</th>
              <th scope="col">{words.status}</th>
              <th scope="col">{words.files}</th>
            </>
          }
        >
          {data.items.map((item) => (
            <ExportRow key={item.exportId} item={item} now={query.dataUpdatedAt} />
          ))}
        </Table>
      )}
      {isOpen && <ExportDialog filter={filter} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function ExportRow({ item, now }: { readonly item: Export; readonly now: number }) {
  const download = useDownloadExport(item);
  const isReady = item.status === "approved" && Date.parse(item.expiresAt) > now;
  const button = (part: Part) => (
    <Button
      variant="default"
      size="xs"
      loading={download.isPending && download.variables === part}
      aria-label={words.downloadOf(words.parts[part], item.reason)}
      onClick={() => download.mutate(part)}
    >
      {words.parts[part]}
    </Button>
  );
  return (
    <tr>
      <td>
        <Time value={item.requestedAt} />
      </td>
      <td className="wrap">
        <Breakable name={item.requestedBy} after="@" />
      </td>
      <td className="wrap">{item.reason}</td>
      <td>{words.formats[item.format]}</td>
      <td className="wrap">
        <Status tone={tones[item.status]}>{texts.approvals.states[item.status]}</Status>
        {item.decidedBy !== undefined && (
          <Text size="sm" c="dimmed">
            <Breakable name={texts.approvals.decidedBy(item.decidedBy)} after="@" />
          </Text>
        )}
      </td>
      <td>
        {item.status === "pending" && (
          <Anchor component={Link} to="/admin/secrets/approvals">
            {words.waits}
          </Anchor>
        )}
        {isReady && (
          <>
            <div className="actions">
              {button("content")}
              {button("proofs")}
            </div>
            <Text size="sm" c="dimmed">
              {words.until} <Time value={item.expiresAt} />
            </Text>
          </>
        )}
        {download.error !== null && <Failure failure={download.error} />}
      </td>
    </tr>
  );
}
