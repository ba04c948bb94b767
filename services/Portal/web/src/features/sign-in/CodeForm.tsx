import { Button, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { hasCode } from "../../api/problem";
import { useSessionActions } from "../../session/session";
import { texts } from "../../texts/en";
import { CodeInput, isCode } from "../../ui/CodeInput";
import { Failure } from "../../ui/Failure";
import { formatClock } from "../../ui/Time";

const words = texts.signIn;

interface Props {
  readonly email: string;
  readonly password: string;
  readonly onBack: () => void;
}

export function CodeForm({ email, password, onBack }: Props) {
  const { signIn } = useSessionActions();
  const [code, setCode] = useState("");
  const [isChecked, setChecked] = useState(false);
  const attempt = useMutation({ mutationFn: () => signIn(email, password, code), onError: () => setCode("") });

  function submit() {
    setChecked(true);
    if (isCode(code)) {
      attempt.mutate();
      setChecked(false);
    }
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        {attempt.error !== null && <Refusal failure={attempt.error} at={attempt.submittedAt} />}
        <CodeInput label={words.code} value={code} onChange={setCode} error={isChecked && !isCode(code) ? words.codeWrong : undefined} autoFocus />
        <Button type="submit" fullWidth loading={attempt.isPending}>
          {words.submit}
        </Button>
        <Button variant="default" fullWidth onClick={onBack}>
          {words.back}
        </Button>
      </Stack>
    </form>
  );
}

/** A wrong attempt; a lock says until when it lasts. */
function Refusal({ failure, at }: { readonly failure: Error; readonly at: number }) {
  if (hasCode(failure, "account_locked")) {
    return <Failure title={words.locked(formatClock(new Date(at + (failure.retryAfter ?? 60) * 1000)))} />;
  }
  if (hasCode(failure, "too_many_requests")) {
    return <Failure title={words.busy(failure.retryAfter ?? 60)} />;
  }
  return hasCode(failure, "invalid_credentials") ? <Failure title={words.refused} /> : <Failure failure={failure} />;
}
