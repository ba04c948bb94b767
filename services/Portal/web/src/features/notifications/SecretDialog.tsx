import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Code } from "../../ui/Code";
import { Icon } from "../../ui/Icon";

const words = texts.notifications.webhooks;

/** Shows a signing secret once; it is gone from the page when this is closed. */
export function SecretDialog({ secret, onClose }: { readonly secret: Schemas["WebhookSecret"] | undefined; readonly onClose: () => void }) {
  return (
    <Modal opened={secret !== undefined} onClose={onClose} title={words.secretTitle}>
      {secret !== undefined && (
        <Stack>
          <Alert icon={<Icon name="warning" tone="wait" />} title={words.secretOnce}>
            <Text>{words.secretHint}</Text>
          </Alert>
          <Code what={words.secret}>{secret.signingSecret}</Code>
          <div className="actions actions-end">
            <Button onClick={onClose}>{texts.close}</Button>
          </div>
        </Stack>
      )}
    </Modal>
  );
}
