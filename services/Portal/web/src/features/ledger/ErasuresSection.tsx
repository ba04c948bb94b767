import { Anchor, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Section } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { QueryState } from "../../ui/QueryState";
import { Status, type Tone } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { tenantAddress } from "../tenant-secrets/tenantSecrets";
import { ErasureDialog } from "./ErasureDialog";
import { type Erasure, erasuresPerPage, erasuresQuery } from "./ledger";

const words = texts.ledger.erasures;
const tones: Readonly<Record<Erasure["status"], Tone>> = { pending: "wait", approved: "good", rejected: "bad", expired: "none" };

/** Requests that somebody be forgotten, and what became of them. */
export function ErasuresSection() {
  const [isOpen, setOpen] = useState(false);
  const [page, setPage] = useState(1);
  const query = useQuery(erasuresQuery(page));
  const { data } = query;
  return (
    <Section
      title={words.title}
      aside={
        <Button variant="default" onClick={() => setOpen(true)}>
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
              <th scope="col">{words.about}</th>
              <th scope="col">{words.reason}</th>
              <th scope="col">{words.status}</th>
              <th scope="col">{words.done}</th>
            </>
          }
        >
          {data.items.map((erasure) => (
            <ErasureRow key={erasure.erasureId} erasure={erasure} />
          ))}
        </Table>
      )}
      {data !== undefined && data.total > erasuresPerPage && <Pager of={words.title} page={page} pageSize={erasuresPerPage} total={data.total} onPage={setPage} />}
      {isOpen && <ErasureDialog onClose={() => setOpen(false)} />}
    </Section>
  );
}

function ErasureRow({ erasure }: { readonly erasure: Erasure }) {
  const { tenantId, user, erasedAt, leftOver = 0 } = erasure;
  return (
    <tr>
      <td>
        <Time value={erasure.requestedAt} />
      </td>
      <td>{erasure.requestedBy}</td>
      <td>
        {user ??
          (tenantId === undefined ? (
            words.forgotten
          ) : (
            <Anchor component={Link} to={tenantAddress(tenantId)}>
              {words.tenantOf(tenantId.slice(0, 8))}
            </Anchor>
          ))}
      </td>
      <td>{erasure.reason}</td>
      <td>
        <Status tone={tones[erasure.status]}>{texts.approvals.states[erasure.status]}</Status>
        {erasure.status === "pending" && (
          <Text size="sm">
            <Anchor component={Link} to="/admin/secrets/approvals">
              {words.waits}
            </Anchor>
          </Text>
        )}
        {erasure.decidedBy !== undefined && (
          <Text size="sm" c="dimmed">
            {texts.approvals.decidedBy(erasure.decidedBy)}
          </Text>
        )}
      </td>
      <td>
        {erasedAt === undefined ? (
          texts.notKnown
        ) : (
          <>
            <Time value={erasedAt} />
            <Text size="sm" c="dimmed">
              {words.result(erasure.people ?? 0, erasure.reasons ?? 0)}
            </Text>
            {leftOver > 0 && (
              <Text size="sm" c="dimmed">
                {words.leftOver(leftOver)}
              </Text>
            )}
          </>
        )}
      </td>
    </tr>
  );
}
