import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { texts } from "../../texts/en";
import { Section } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { QueryState } from "../../ui/QueryState";
import { Table } from "../../ui/Table";
import { ApiKeyRow } from "./ApiKeyRow";
import { apiKeysQuery, type IssuedApiKey, type Owner, pageSize } from "./apiKeys";

const words = texts.apiKeys;

interface Props {
  readonly owner: Owner;
  /** Gets the key that follows a rotated one; nobody else's keys are rotated. */
  readonly onIssued?: (issued: IssuedApiKey) => void;
  readonly aside?: ReactNode;
}

/** A tenant's API keys, newest first, ended ones too. */
export function ApiKeysSection({ owner, onIssued, aside }: Props) {
  const [page, setPage] = useState(1);
  const query = useQuery(apiKeysQuery(owner, page));
  const { data } = query;
  return (
    <Section title={words.keys} aside={aside}>
      <QueryState query={query} />
      {data?.total === 0 && <Text c="dimmed">{words.none}</Text>}
      {data !== undefined && data.total > 0 && (
        <>
          <Table
            label={words.keys}
            head={
              <>
                <th scope="col">{words.name}</th>
                <th scope="col">{words.status}</th>
                <th scope="col">{words.permissions}</th>
                <th scope="col">{words.limit}</th>
                <th scope="col">{words.lastUsed}</th>
                <th scope="col">{words.actions}</th>
              </>
            }
          >
            {data.items.map((key) => (
              <ApiKeyRow key={key.keyId} apiKey={key} owner={owner} onIssued={onIssued} />
            ))}
          </Table>
          {data.total > pageSize && <Pager page={page} pageSize={pageSize} total={data.total} onPage={setPage} />}
        </>
      )}
    </Section>
  );
}
