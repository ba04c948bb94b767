import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";

const words = texts.signIn;

interface Props {
  readonly email: string;
  readonly onDone: (email: string, password: string) => void;
}

export function PasswordForm({ email: known, onDone }: Props) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [isChecked, setChecked] = useState(false);
  const isEmail = /^\S+@\S+$/.test(email.trim());

  function submit() {
    setChecked(true);
    if (isEmail && password !== "") {
      onDone(email.trim(), password);
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
        <TextInput
          label={words.email}
          type="email"
          name="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={isChecked && !isEmail ? words.emailMissing : undefined}
          autoComplete="username"
          maxLength={254}
          spellCheck={false}
          autoFocus
        />
        <PasswordInput
          label={words.password}
          name="password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={isChecked && password === "" ? words.passwordMissing : undefined}
          autoComplete="current-password"
          maxLength={256}
        />
        <Button type="submit" fullWidth>
          {words.next}
        </Button>
      </Stack>
    </form>
  );
}
