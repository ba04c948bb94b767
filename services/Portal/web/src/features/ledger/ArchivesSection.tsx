import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { texts } from "../../texts/en";
import { CopyButton } from "../../ui/CopyButton";
import { Failure } from "../../ui/Failure";
import { Loading, Section } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { type Archive, archivesQuery, monthOf, useAttach } from "./ledger";

const words = texts.ledger.archives;

/** Months that lie in files; one that is needed is brought back for a week. */
export function ArchivesSection() {
  const { data, error, isPending, refetch } = useQuery(archivesQuery);
  const attach = useAttach();
  return (
    <Section title={words.title}>
      <Text>{words.intro}</Text>
      {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
      {attach.error !== null && <Failure failure={attach.error} />}
      {isPending && <Loading />}
      {data?.items.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {data !== undefined && data.items.length > 0 && (
        <Table
          label={words.title}
          head={
            <>
              <th scope="col">{words.month}</th>
              <th scope="col">{words.chain}</th>
              <th scope="col">{words.records}</th>
              <th scope="col">{words.file}</th>
              <th scope="col">{words.archived}</th>
              <th scope="col">{words.state}</th>
            </>
          }
        >
          {data.items.map((archive) => (
            <ArchiveRow
              key={`${archive.month}/${archive.chain}`}
              archive={archive}
              isBusy={attach.isPending && attach.variables === monthOf(archive)}
              onAttach={() => attach.mutate(monthOf(archive))}
            />
          ))}
        </Table>
      )}
    </Section>
  );
}

function ArchiveRow({ archive, isBusy, onAttach }: { readonly archive: Archive; readonly isBusy: boolean; readonly onAttach: () => void }) {
  const month = monthOf(archive);
  const chain = texts.audit.chains[archive.chain];
  return (
    <tr>
      <th scope="row">{month}</th>
      <td>{chain}</td>
      <td>{words.range(archive.firstSequence, archive.lastSequence)}</td>
      <td>
        <span className="mono">{archive.file}</span>
        <div className="actions">
          <Text size="sm" c="dimmed" className="mono" title={archive.fileHash}>
            {archive.fileHash.slice(0, 12)}…
          </Text>
          <CopyButton value={archive.fileHash} what={words.hash(chain, month)} />
        </div>
      </td>
      <td>
        <Time value={archive.archivedAt} dateOnly />
      </td>
      <td>
        {archive.attachedUntil === undefined ? (
          <div className="actions">
            <Status tone="none">{words.inFile}</Status>
            <Button variant="default" size="xs" loading={isBusy} aria-label={words.attachOf(month)} onClick={onAttach}>
              {words.attach}
            </Button>
          </div>
        ) : (
          <>
            <Status tone="good">{words.attachedUntil}</Status> <Time value={archive.attachedUntil} />
          </>
        )}
      </td>
    </tr>
  );
}
