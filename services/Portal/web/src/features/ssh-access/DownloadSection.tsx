import { Alert, Button, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Page";
import { formatTime } from "../../ui/Time";
import type { SshCredentials } from "./credentials";
import { DownloadDialog } from "./DownloadDialog";

const words = texts.ssh.download;

export function DownloadSection({ credentials }: { readonly credentials: SshCredentials }) {
  const [isOpen, setOpen] = useState(false);
  const [savedKey, setSavedKey] = useState<string>();
  const { downloadAvailable, downloadedAt, downloadDelivery, keyFingerprint } = credentials;
  const isSaved = savedKey !== undefined && savedKey === keyFingerprint;

  return (
    <Section title={words.title}>
      {downloadAvailable ? (
        <>
          <Alert icon={<Icon name="warning" tone="wait" />} title={words.warning}>
            <Text>{words.once}</Text>
          </Alert>
          <Text>{words.notice}</Text>
          <div className="actions">
            <Button leftSection={<Icon name="download" />} onClick={() => setOpen(true)}>
              {words.button}
            </Button>
          </div>
        </>
      ) : isSaved ? (
        <Alert role="status" icon={<Icon name="good" tone="good" />} title={words.savedTitle}>
          <Text>{words.saved}</Text>
        </Alert>
      ) : (
        <Text>{downloadedAt === undefined ? words.none : downloadDelivery === "unconfirmed" ? words.unconfirmed : words.done(formatTime(downloadedAt))}</Text>
      )}
      <DownloadDialog isOpen={isOpen} onClose={() => setOpen(false)} onSaved={() => setSavedKey(keyFingerprint)} />
    </Section>
  );
}
