import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
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

  function send() {
    setChecked(true);
    if (isAddress && events.length > 0) {
      add.mutate(
        { url: url.trim(), events: [...events] },
        {
          onSuccess: (secret) => {
            onAdded(secret);
            onClose();
          },
        },
      );
    }
  }

  return (
    <Modal opened onClose={onClose} title={words.addTitle}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Stack>
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
          {add.error !== null && <Failure failure={add.error} />}
          <div className="actions actions-end">
            <Button variant="default" onClick={onClose}>
              {texts.cancel}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {words.add}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  );
}

const isHttps = (text: string): boolean => text.toLowerCase().startsWith("https://") && URL.canParse(text);
