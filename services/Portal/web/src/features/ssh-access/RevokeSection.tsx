import { Alert, Button, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Page";
import { type OnStarted, type SshCredentials, useStart } from "./credentials";

interface Props {
  readonly credentials: SshCredentials;
  readonly onStarted: OnStarted;
}

/** Ends access, or brings it back: whichever makes sense now. */
export function RevokeSection(props: Props) {
  return props.credentials.status === "revoked" ? <Regenerate {...props} /> : <Revoke {...props} />;
}

function Revoke({ credentials, onStarted }: Props) {
  const words = texts.ssh.revoke;
  const [isOpen, setOpen] = useState(false);
  const revoke = useStart("revoke", onStarted);
  const isRevoking = credentials.operation?.kind === "revoke" || credentials.status === "revocation_pending";
  return (
    <Section title={words.title} isDanger>
      <Text>{words.warning}</Text>
      <div className="actions">
        <Button color="red.9" onClick={() => setOpen(true)} disabled={isRevoking || credentials.keyFingerprint === undefined}>
          {words.button}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={words.confirmTitle}
        button={words.button}
        isDanger
        word={credentials.sshUsername}
        onConfirm={revoke.mutateAsync}
      >
        <Alert icon={<Icon name="warning" tone="bad" />} title={words.warning}>
          <Text>{words.more}</Text>
        </Alert>
      </ConfirmDialog>
    </Section>
  );
}

function Regenerate({ credentials, onStarted }: Props) {
  const words = texts.ssh.regenerate;
  const [isOpen, setOpen] = useState(false);
  const regenerate = useStart("regenerate", onStarted);
  return (
    <Section title={texts.ssh.revoke.title}>
      <Text>{words.intro}</Text>
      <div className="actions">
        <Button leftSection={<Icon name="key" />} onClick={() => setOpen(true)} disabled={credentials.operation !== undefined}>
          {words.button}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={words.confirmTitle}
        button={words.button}
        word={credentials.sshUsername}
        onConfirm={regenerate.mutateAsync}
      >
        <Text>{words.more}</Text>
      </ConfirmDialog>
    </Section>
  );
}
