import { Button, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { StepUpCancelled } from "../session/cancelled";
import { texts } from "../texts/en";
import { Failure } from "./Failure";

interface Props {
  readonly isOpen: boolean;
  readonly title: string;
  readonly button: string;
  readonly isDanger?: boolean;
  /** It asks for much. */
  readonly isWide?: boolean;
  /** A word to type before the button works. */
  readonly word?: string;
  readonly isReasonRequired?: boolean;
  /** The API takes no reason. */
  readonly isWithoutReason?: boolean;
  /** Whether what the dialog asks besides is answered; it shows what is missing itself. */
  readonly check?: () => boolean;
  readonly onConfirm: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something is done that cannot be undone, and for a reason, which the ledger keeps. */
export function ConfirmDialog({ isOpen, onClose, title, isWide = false, ...rest }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={isWide ? "lg" : "md"}>
      {isOpen && <ConfirmForm {...rest} onClose={onClose} />}
    </Modal>
  );
}

function ConfirmForm({ button, isDanger = false, word, isReasonRequired = false, isWithoutReason = false, check, onConfirm, onClose, children }: Omit<Props, "isOpen" | "title" | "isWide">) {
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [typedWrong, setTypedWrong] = useState(false);
  const [reasonMissing, setReasonMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  async function confirm() {
    const [isOther, isMissing, isAnswered] = [word !== undefined && typed.trim() !== word, isReasonRequired && reason.trim() === "", check?.() ?? true];
    setTypedWrong(isOther);
    setReasonMissing(isMissing);
    if (isOther || isMissing || !isAnswered) {
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      await onConfirm(reason.trim());
      onClose();
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
        void confirm();
      }}
    >
      <Stack>
        {children}
        {word !== undefined && (
          <TextInput
            label={texts.ssh.revoke.type(word)}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={typedWrong ? texts.ssh.revoke.typeWrong(word) : undefined}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        )}
        {!isWithoutReason && (
          <Textarea
            label={isReasonRequired ? texts.confirm.reason : texts.ssh.rotate.reason}
            error={reasonMissing ? texts.confirm.reasonMissing : undefined}
            description={texts.ssh.rotate.reasonHint}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={500}
            autosize
            minRows={2}
            {...(isReasonRequired && word === undefined ? { "data-autofocus": true } : {})}
          />
        )}
        {failure !== undefined && <Failure failure={failure} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose} disabled={isBusy}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={isBusy} {...(isDanger ? { color: "red.9" } : {})}>
            {button}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
