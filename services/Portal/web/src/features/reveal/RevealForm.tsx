import { Button, Stack, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { StepUpCancelled } from "../../session/cancelled";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";

interface Props {
  readonly onReveal: (reason: string) => Promise<void>;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** Asks why somebody has to see a secret. */
export function RevealForm({ onReveal, onCancel, children }: Props) {
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  async function reveal() {
    setMissing(reason.trim() === "");
    if (reason.trim() === "") {
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      await onReveal(reason.trim());
    } catch (refusal) {
      setFailure(refusal instanceof StepUpCancelled ? undefined : refusal);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void reveal();
      }}
    >
      <Stack>
        {children}
        <Textarea
          label={texts.confirm.reason}
          description={texts.ssh.rotate.reasonHint}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={isMissing ? texts.confirm.reasonMissing : undefined}
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
        />
        {failure !== undefined && <Failure failure={failure} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onCancel}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={isBusy}>
            {texts.reveal.ask}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
