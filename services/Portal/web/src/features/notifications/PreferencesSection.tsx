import { Alert, Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Icon } from "../../ui/Icon";
import { Loading, Section } from "../../ui/Page";
import { EventChoice } from "./EventChoice";
import { preferencesQuery, type TenantEvent, usePutPreferences } from "./notifications";

const words = texts.notifications.preferences;

/** What the person is told by e-mail. */
export function PreferencesSection() {
  const { data, error, isPending, refetch } = useQuery(preferencesQuery);
  return (
    <Section title={words.title}>
      <Text>{words.intro}</Text>
      {error !== null && data === undefined && <Failure failure={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data !== undefined && <PreferencesForm preferences={data} />}
    </Section>
  );
}

function PreferencesForm({ preferences }: { readonly preferences: Schemas["NotificationPreferences"] }) {
  const put = usePutPreferences();
  const [chosen, setChosen] = useState<readonly TenantEvent[]>();
  const events = chosen ?? preferences.events;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate(events, { onSuccess: () => setChosen(undefined) });
      }}
    >
      <Stack>
        {!preferences.mail && (
          <Alert icon={<Icon name="warning" tone="wait" />}>
            <Text>{words.noMail}</Text>
          </Alert>
        )}
        <EventChoice
          label={words.label}
          {...(preferences.isDefault ? { hint: words.isDefault } : {})}
          available={preferences.available}
          value={events}
          onChange={(next) => {
            put.reset();
            setChosen(next);
          }}
        />
        {put.error !== null && <Failure failure={put.error} />}
        <div className="actions">
          <Button type="submit" variant="default" loading={put.isPending} disabled={chosen === undefined}>
            {words.save}
          </Button>
          <Text role="status" size="sm">
            {put.isSuccess ? words.saved : ""}
          </Text>
        </div>
      </Stack>
    </form>
  );
}
