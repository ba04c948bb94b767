import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Section } from "../../ui/Page";
import { QueryState } from "../../ui/QueryState";
import { Table } from "../../ui/Table";
import { AddWebhookDialog } from "./AddWebhookDialog";
import { SecretDialog } from "./SecretDialog";
import { WebhookRow } from "./WebhookRow";
import { webhooksQuery } from "./webhooks";

const words = texts.notifications.webhooks;

/** Where the tenant's events are posted. */
export function WebhooksSection() {
  const query = useQuery(webhooksQuery);
  const { data } = query;
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<Schemas["WebhookSecret"]>();
  return (
    <Section
      title={words.title}
      aside={
        <Button variant="default" onClick={() => setAdding(true)}>
          {words.add}
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
              <th scope="col">{words.url}</th>
              <th scope="col">{words.events}</th>
              <th scope="col">{words.last}</th>
              <th scope="col">{words.actions}</th>
            </>
          }
        >
          {data.items.map((webhook) => (
            <WebhookRow key={webhook.webhookId} webhook={webhook} onSecret={setSecret} />
          ))}
        </Table>
      )}
      {isAdding && <AddWebhookDialog onAdded={setSecret} onClose={() => setAdding(false)} />}
      <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />
    </Section>
  );
}
