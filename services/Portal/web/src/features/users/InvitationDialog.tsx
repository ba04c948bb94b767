import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Code } from "../../ui/Code";
import { Icon } from "../../ui/Icon";
import { Time } from "../../ui/Time";

const words = texts.users;

/** Shows the link of an invitation once; it is gone from the page when this is closed. */
export function InvitationDialog({ invitation, onClose }: { readonly invitation: Schemas["Invitation"] | undefined; readonly onClose: () => void }) {
  return (
    <Modal opened={invitation !== undefined} onClose={onClose} title={words.linkTitle}>
      {invitation !== undefined && (
        <Stack>
          <Alert icon={<Icon name="warning" tone="wait" />} title={words.linkOnce}>
            <Text>{words.linkHint}</Text>
          </Alert>
          <Code what={words.link}>{invitation.invitationUrl}</Code>
          <Text size="sm" c="dimmed">
            {words.linkUntil} <Time value={invitation.expiresAt} />
          </Text>
          <div className="actions actions-end">
            <Button onClick={onClose}>{texts.close}</Button>
          </div>
        </Stack>
      )}
    </Modal>
  );
}
