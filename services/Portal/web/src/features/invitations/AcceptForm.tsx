import { Button, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas } from "../../api/client";
import { ApiError, dataOf, hasCode } from "../../api/problem";
import { texts } from "../../texts/en";
import { Code } from "../../ui/Code";
import { CodeInput, isCode } from "../../ui/CodeInput";
import { Failure } from "../../ui/Failure";
import { QrCode } from "./QrCode";

const words = texts.invitation;
const shortestPassword = 12;

interface Props {
  readonly token: string;
  readonly enrolment: Schemas["Enrolment"];
  readonly onDone: () => void;
}

export function AcceptForm({ token, enrolment, onDone }: Props) {
  const [password, setPassword] = useState("");
  const [repeated, setRepeated] = useState("");
  const [code, setCode] = useState("");
  const [isChecked, setChecked] = useState(false);
  const accept = useMutation({
    mutationFn: () =>
      dataOf(api.POST("/api/v1/auth/invitations/{token}/accept", { params: { path: { token } }, body: { password, totpCode: code } })),
    onSuccess: onDone,
    onError: () => setCode(""),
  });
  const isShort = password.length < shortestPassword;

  function submit() {
    setChecked(true);
    if (!isShort && password === repeated && isCode(code)) {
      setChecked(false);
      accept.mutate();
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
        <input type="hidden" autoComplete="username" value={enrolment.email} readOnly />
        <PasswordInput
          label={words.password}
          description={words.passwordHint}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={isChecked && isShort ? words.passwordShort : undefined}
          autoComplete="new-password"
          maxLength={256}
        />
        <PasswordInput
          label={words.repeat}
          value={repeated}
          onChange={(event) => setRepeated(event.currentTarget.value)}
          error={isChecked && password !== repeated ? words.repeatWrong : undefined}
          autoComplete="new-password"
          maxLength={256}
        />
        <Title order={2} size="h5">
          {words.authenticator}
        </Title>
        <Text>{words.scan}</Text>
        <QrCode text={enrolment.totpUri} label={words.picture} />
        <Text>{words.secret}</Text>
        <Code what={words.authenticator}>{enrolment.totpSecret}</Code>
        <CodeInput label={words.code} value={code} onChange={setCode} error={isChecked && !isCode(code) ? texts.signIn.codeWrong : undefined} />
        {accept.error !== null &&
          (hasCode(accept.error, "invalid_credentials") ? <Failure title={words.codeRefused} /> : <Failure failure={accept.error} {...titleOf(accept.error)} />)}
        <Button type="submit" fullWidth loading={accept.isPending}>
          {words.submit}
        </Button>
      </Stack>
    </form>
  );
}

/** The API's own words about a password that it does not take. */
function titleOf(failure: Error): { title?: string } {
  const reason = failure instanceof ApiError ? failure.reasons[0] : undefined;
  return reason === undefined ? {} : { title: reason };
}
