import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { texts } from "../../texts/en";
import { Page } from "../../ui/Page";
import { QueryState } from "../../ui/QueryState";
import { DomainSection } from "./DomainSection";
import { keysQuery } from "./dkim";

const words = texts.dkim;

/** The domains of the own tenant whose mail is signed, and the DNS records of each. */
export default function DkimPage() {
  const query = useQuery(keysQuery);
  const { data } = query;
  return (
    <Page title={words.title} intro={words.intro}>
      <QueryState query={query} />
      {data?.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {data?.map((key) => <DomainSection key={key.domain} domainKey={key} />)}
    </Page>
  );
}
