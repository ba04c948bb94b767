import { Button, Text } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Failure } from "../../ui/Failure";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { useDeleteWebhook, useRotateSecret, useTestWebhook, type Webhook } from "./webhooks";

const words = texts.notifications.webhooks;
const tones: Readonly<Record<Schemas["NotificationStatus"], Tone>> = { pending: "wait", delivered: "good", failed: "bad" };

interface Props {
  readonly webhook: Webhook;
  readonly onSecret: (secret: Schemas["WebhookSecret"]) => void;
}

export function WebhookRow({ webhook, onSecret }: Props) {
  const { url, lastStatus } = webhook;
  const [open, setOpen] = useState<"rotate" | "delete">();
  const test = useTestWebhook(webhook);
  const rotate = useRotateSecret(webhook);
  const remove = useDeleteWebhook(webhook);
  const close = () => setOpen(undefined);
  return (
    <tr>
      <th scope="row">
        <span className="wrap">{url}</span>
        <Text size="sm" c="dimmed">
          {words.created} <Time value={webhook.createdAt} dateOnly />
        </Text>
      </th>
      <td>
        {webhook.events.map((event) => (
          <div key={event}>{texts.notifications.events[event]}</div>
        ))}
      </td>
      <td>
        {lastStatus === undefined ? words.never : <Status tone={tones[lastStatus]}>{texts.notifications.statuses[lastStatus]}</Status>}
        {webhook.lastError !== undefined && (
          <Text size="sm" c="dimmed">
            {webhook.lastError}
          </Text>
        )}
        {webhook.lastFinishedAt !== undefined && (
          <Text size="sm" c="dimmed">
            <Time value={webhook.lastFinishedAt} />
          </Text>
        )}
        {webhook.waiting > 0 && <Text size="sm">{words.waiting(webhook.waiting)}</Text>}
      </td>
      <td>
        <div className="actions">
          <Button variant="default" size="xs" loading={test.isPending} aria-label={words.of(words.buttons.test, url)} onClick={() => test.mutate()}>
            {words.buttons.test}
          </Button>
          <Button variant="default" size="xs" aria-label={words.of(words.buttons.rotate, url)} onClick={() => setOpen("rotate")}>
            {words.buttons.rotate}
          </Button>
          <Button variant="default" size="xs" aria-label={words.of(words.buttons.delete, url)} onClick={() => setOpen("delete")}>
            {words.buttons.delete}
          </Button>
        </div>
        <Text size="sm" role="status">
          {test.isSuccess ? words.tested : ""}
        </Text>
        {test.error !== null && <Failure failure={test.error} />}
        <ConfirmDialog
          isOpen={open === "rotate"}
          onClose={close}
          title={words.rotateTitle}
          button={words.buttons.rotate}
          isWithoutReason
          onConfirm={async () => onSecret(await rotate.mutateAsync())}
        >
          <Text className="wrap">{url}</Text>
          <Text>{words.rotateHint}</Text>
        </ConfirmDialog>
        <ConfirmDialog
          isOpen={open === "delete"}
          onClose={close}
          title={words.deleteTitle}
          button={words.buttons.delete}
          isDanger
          isWithoutReason
          onConfirm={() => remove.mutateAsync()}
        >
          <Text className="wrap">{url}</Text>
          <Text>{words.deleteHint}</Text>
        </ConfirmDialog>
      </td>
    </tr>
  );
}
