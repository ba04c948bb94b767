import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { EventChoice } from "./EventChoice";
import type { TenantEvent } from "./notifications";
import { postedEvents, useAddWebhook } from "./webhooks";

const words = texts.notifications.webhooks;

interface Props {
  readonly onAdded: (secret: Schemas["WebhookSecret"]) => void;
  readonly onClose: () => void;
}

export function AddWebhookDialog({ onAdded, onClose }: Props) {
  const add = useAddWebhook();
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState<readonly TenantEvent[]>(postedEvents);
  const [isChecked, setChecked] = useState(false);
  const isAddress = isHttps(url.trim());

  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.addTitle}
      button={words.add}
      isWithoutReason
      check={() => {
        setChecked(true);
        return isAddress && events.length > 0;
      }}
      onConfirm={async () => onAdded(await add.mutateAsync({ url: url.trim(), events: [...events] }))}
    >
      <TextInput
        type="url"
        label={words.url}
        description={words.urlHint}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
        error={isChecked && !isAddress ? words.urlWrong : undefined}
        maxLength={2000}
        autoComplete="off"
        data-autofocus
      />
      <EventChoice label={words.events} available={postedEvents} value={events} onChange={setEvents} error={isChecked && events.length === 0 ? words.eventsMissing : undefined} />
    </ConfirmDialog>
  );
}

const isHttps = (text: string): boolean => text.toLowerCase().startsWith("https://") && URL.canParse(text);
