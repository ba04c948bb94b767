import { Alert, Button, Text, Title } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Page";
import { type OnStarted, type SshCredentials, useStart } from "./credentials";
import { RotationHistory } from "./RotationHistory";

const words = texts.ssh.rotate;

export function RotateSection({ credentials, onStarted }: { readonly credentials: SshCredentials; readonly onStarted: OnStarted }) {
  const [isOpen, setOpen] = useState(false);
  const rotate = useStart("rotate", onStarted);
  const canRotate = credentials.keyFingerprint !== undefined && credentials.operation === undefined && credentials.status !== "revoked";
  return (
    <Section title={words.title}>
      <Text>{words.intro}</Text>
      <div className="actions">
        <Button variant="default" leftSection={<Icon name="rotate" />} onClick={() => setOpen(true)} disabled={!canRotate}>
          {words.button}
        </Button>
      </div>
      {credentials.gracePeriod !== undefined && <EndGrace isBusy={credentials.operation !== undefined} onStarted={onStarted} />}
      <Title order={3} size="h5">
        {words.history}
      </Title>
      <RotationHistory events={credentials.rotationHistory} />
      <ConfirmDialog isOpen={isOpen} onClose={() => setOpen(false)} title={words.confirmTitle} button={words.button} onConfirm={rotate.mutateAsync}>
        <Alert icon={<Icon name="info" />} title={words.grace}>
          <Text>{words.graceMore}</Text>
        </Alert>
      </ConfirmDialog>
    </Section>
  );
}

function EndGrace({ isBusy, onStarted }: { readonly isBusy: boolean; readonly onStarted: OnStarted }) {
  const [isOpen, setOpen] = useState(false);
  const endGrace = useStart("end-grace", onStarted);
  return (
    <>
      <Text>{words.endGrace.intro}</Text>
      <div className="actions">
        <Button variant="default" onClick={() => setOpen(true)} disabled={isBusy}>
          {words.endGrace.button}
        </Button>
      </div>
      <ConfirmDialog isOpen={isOpen} onClose={() => setOpen(false)} title={words.endGrace.confirmTitle} button={words.endGrace.button} isDanger onConfirm={endGrace.mutateAsync}>
        <Alert icon={<Icon name="warning" tone="wait" />}>
          <Text>{words.endGrace.hint}</Text>
        </Alert>
      </ConfirmDialog>
    </>
  );
}
