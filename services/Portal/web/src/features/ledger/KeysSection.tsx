import { Button, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Code } from "../../ui/Code";
import { Failure } from "../../ui/Failure";
import { Loading, Section } from "../../ui/Page";
import { keysQuery } from "./ledger";

const words = texts.ledger.keys;

/** The public keys with which anybody can verify exports offline. */
export function KeysSection() {
  const [isAsked, setAsked] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({ ...keysQuery, enabled: isAsked });
  return (
    <Section
      title={words.title}
      aside={
        data === undefined && (
          <Button variant="default" loading={isFetching} onClick={() => setAsked(true)}>
            {words.show}
          </Button>
        )
      }
    >
      <Text>{words.intro}</Text>
      {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
      {isFetching && data === undefined && <Loading />}
      {data?.keys.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {data?.keys.map(({ version, publicKey }) => (
        <div key={version} className="day">
          <Title order={3} size="h5">
            {words.version(version)}
          </Title>
          <Code what={words.key(version)}>{publicKey}</Code>
        </div>
      ))}
    </Section>
  );
}
