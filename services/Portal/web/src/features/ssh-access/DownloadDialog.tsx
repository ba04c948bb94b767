import { Alert, Button, Checkbox, Modal, PasswordInput, Progress, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Icon } from "../../ui/Icon";
import { useDownload } from "./credentials";
import { isAllowedPassphrase, longestPassphrase, strengthOf } from "./passphrase";

const words = texts.ssh.download;

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function DownloadDialog({ isOpen, onClose, onSaved }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.title}>
      {isOpen && <DownloadForm onClose={onClose} onSaved={onSaved} />}
    </Modal>
  );
}

function DownloadForm({ onClose, onSaved }: Omit<Props, "isOpen">) {
  const download = useDownload();
  const [isProtected, setProtected] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const [repeated, setRepeated] = useState("");
  const [hasPlace, setHasPlace] = useState(false);
  const [isChecked, setChecked] = useState(false);

  const isShort = isProtected && !isAllowedPassphrase(passphrase);
  const isDifferent = isProtected && passphrase !== repeated;

  function start() {
    setChecked(true);
    if (!isShort && !isDifferent && hasPlace) {
      download.mutate(isProtected ? passphrase : undefined, {
        onSuccess: () => {
          onSaved();
          onClose();
        },
      });
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <Stack>
        <Alert icon={<Icon name="warning" tone="wait" />} title={words.warning}>
          <Text>{words.once}</Text>
        </Alert>
        <Text>{words.notice}</Text>
        <Checkbox label={words.protect} checked={isProtected} onChange={(event) => setProtected(event.currentTarget.checked)} data-autofocus />
        {isProtected && (
          <>
            <PasswordInput
              label={words.passphrase}
              description={words.passphraseHint}
              value={passphrase}
              onChange={(event) => setPassphrase(event.currentTarget.value)}
              error={isChecked && isShort ? words.short : undefined}
              maxLength={longestPassphrase}
              autoComplete="new-password"
            />
            {passphrase !== "" && <Strength of={passphrase} />}
            <PasswordInput
              label={words.repeat}
              value={repeated}
              onChange={(event) => setRepeated(event.currentTarget.value)}
              error={isChecked && isDifferent ? words.differs : undefined}
              maxLength={longestPassphrase}
              autoComplete="new-password"
            />
          </>
        )}
        <Checkbox
          label={words.confirm}
          checked={hasPlace}
          onChange={(event) => setHasPlace(event.currentTarget.checked)}
          error={isChecked && !hasPlace ? words.confirmMissing : undefined}
        />
        {download.error !== null && <Failure failure={download.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose} disabled={download.isPending}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={download.isPending}>
            {words.confirmButton}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

function Strength({ of }: { readonly of: string }) {
  const strength = strengthOf(of);
  return (
    <div>
      <Progress value={(strength + 1) * 25} color={strength < 2 ? "orange.9" : "green.9"} aria-label={words.strength} />
      <Text size="sm" mt={4} role="status">
        {words.strengths[strength]}
      </Text>
    </div>
  );
}
