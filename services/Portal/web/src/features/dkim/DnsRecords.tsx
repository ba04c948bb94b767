import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { texts } from "../../texts/en";
import { QueryState } from "../../ui/QueryState";
import { DnsRecordCard } from "./DnsRecordCard";
import { type Owner, recordsQuery } from "./dkim";

const words = texts.dkim.records;

/** The records that a domain needs, and what DNS says of each. */
export function DnsRecords({ owner, domain, isLooking = false }: { readonly owner: Owner; readonly domain: string; readonly isLooking?: boolean }) {
  const query = useQuery(recordsQuery(owner, domain, isLooking));
  const { data } = query;
  return (
    <>
      <QueryState query={query} />
      {data?.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {data?.map((record) => <DnsRecordCard key={`${record.purpose}/${record.type}/${record.name}`} record={record} />)}
    </>
  );
}
