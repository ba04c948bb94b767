import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import { texts } from "../../texts/en";
import { Code } from "../../ui/Code";
import { Icon } from "../../ui/Icon";
import { Time } from "../../ui/Time";
import type { IssuedApiKey } from "./apiKeys";

const words = texts.apiKeys;

/** Shows a key once; it is gone from the page when this is closed. A click beside it does not close it. */
export function KeyDialog({ issued, onClose }: { readonly issued: IssuedApiKey | undefined; readonly onClose: () => void }) {
  return (
    <Modal opened={issued !== undefined} onClose={onClose} title={words.shown.title} size="lg" closeOnClickOutside={false}>
      {issued !== undefined && (
        <Stack>
          <Alert icon={<Icon name="warning" tone="wait" />} title={words.shown.once}>
            <Text>{words.shown.hint}</Text>
          </Alert>
          <Code what={words.shown.key}>{issued.key}</Code>
          {issued.previous !== undefined && (
            <Text>
              {words.shown.before} <Time value={issued.previous.worksUntil} />. {issued.previous.usedWithinAnHour && words.usedNow}
            </Text>
          )}
          <div className="actions actions-end">
            <Button onClick={onClose}>{words.shown.saved}</Button>
          </div>
        </Stack>
      )}
    </Modal>
  );
}
