import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Pager } from "../../ui/Pager";
import { QueryState } from "../../ui/QueryState";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { changesPerPage, changesQuery } from "./policies";
import { differencesOf } from "./policyChanges";

const words = texts.policies.changes;

/** Who changed which policy, when and why; read when somebody asks. */
export function PolicyChanges() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div className="actions">
        <Button variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? words.hide : words.show}
        </Button>
      </div>
      {isOpen && <Changes />}
    </>
  );
}

function Changes() {
  const [page, setPage] = useState(1);
  const query = useQuery(changesQuery(page));
  const { data } = query;
  return (
    <>
      <QueryState query={query} />
      {data?.items.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {data !== undefined && data.items.length > 0 && (
        <Table
          label={words.title}
          head={
            <>
              <th scope="col">{words.when}</th>
              <th scope="col">{words.policy}</th>
              <th scope="col">{words.by}</th>
              <th scope="col">{words.what}</th>
              <th scope="col">{words.reason}</th>
            </>
          }
        >
          {data.items.map((change) => (
            <tr key={`${change.secretType}/${change.version}`}>
              <td>
                <Time value={change.changedAt} />
              </td>
              <td>{texts.rotation.policies.nameOf(texts.rotation.campaignTypes[change.secretType], change.tenantId)}</td>
              <td>{change.changedBy}</td>
              <td>
                {differencesOf(change).map((line) => (
                  <div key={line}>{line}</div>
                ))}
              </td>
              <td>{change.reason ?? texts.notKnown}</td>
            </tr>
          ))}
        </Table>
      )}
      {data !== undefined && data.total > 0 && <Pager of={words.title} page={page} pageSize={changesPerPage} total={data.total} onPage={setPage} />}
    </>
  );
}
