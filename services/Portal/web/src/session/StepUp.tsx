import { Button, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { hasCode } from "../api/problem";
import { texts } from "../texts/en";
import { CodeInput, isCode } from "../ui/CodeInput";
import { Failure } from "../ui/Failure";
import { StepUpCancelled } from "./cancelled";
import { useSessionActions } from "./session";

/** Makes a sensitive call. When the session must step up first, it asks the person, and then makes the call again. */
export type Sensitive = <T>(call: () => Promise<T>) => Promise<T>;

const Context = createContext<Sensitive>(() => Promise.reject(new StepUpCancelled()));

export const useSensitive = (): Sensitive => useContext(Context);

/** Asks above whatever is open, so that nothing that was typed there is lost. */
export function StepUpProvider({ children }: { readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const answer = useRef<(isConfirmed: boolean) => void>(() => undefined);

  const ask = useCallback(async () => {
    setOpen(true);
    const isConfirmed = await new Promise<boolean>((resolve) => {
      answer.current = resolve;
    });
    setOpen(false);
    return isConfirmed;
  }, []);

  const sensitive = useMemo<Sensitive>(
    () => async (call) => {
      for (;;) {
        try {
          return await call();
        } catch (failure) {
          if (!hasCode(failure, "step_up_required")) {
            throw failure;
          }
          if (!(await ask())) {
            throw new StepUpCancelled();
          }
        }
      }
    },
    [ask],
  );

  return (
    <Context value={sensitive}>
      {children}
      <Modal opened={isOpen} onClose={() => answer.current(false)} title={texts.stepUp.title} zIndex={400}>
        {isOpen && <StepUpForm onConfirmed={() => answer.current(true)} onCancel={() => answer.current(false)} />}
      </Modal>
    </Context>
  );
}

function StepUpForm({ onConfirmed, onCancel }: { readonly onConfirmed: () => void; readonly onCancel: () => void }) {
  const { stepUp } = useSessionActions();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  async function confirm() {
    setBusy(true);
    try {
      await stepUp(password, code);
      onConfirmed();
    } catch (refusal) {
      setFailure(refusal);
      setCode("");
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <Stack>
        <Text>{texts.stepUp.why}</Text>
        {hasCode(failure, "invalid_credentials") ? <Failure title={texts.stepUp.refused} /> : failure !== undefined && <Failure failure={failure} />}
        <PasswordInput
          label={texts.signIn.password}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          maxLength={256}
          data-autofocus
        />
        <CodeInput label={texts.signIn.code} description={texts.stepUp.codeHint} value={code} onChange={setCode} />
        <div className="actions actions-end">
          <Button variant="default" onClick={onCancel}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={isBusy} disabled={password === "" || !isCode(code)}>
            {texts.stepUp.submit}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
