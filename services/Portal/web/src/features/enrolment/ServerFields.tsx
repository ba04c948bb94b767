import { Checkbox, NumberInput, Text, Textarea, TextInput, Title } from "@mantine/core";
import { texts } from "../../texts/en";
import { PrivateKeyField } from "./PrivateKeyField";
import { type ServerForm, wrongOf } from "./serverForm";

const words = texts.enrolment;

interface Props {
  readonly form: ServerForm;
  /** What is missing is said after the first attempt to send. */
  readonly isChecked: boolean;
  readonly onChange: (form: ServerForm) => void;
}

/** Where a server is, which key it shows, and how to get in the first time. */
export function ServerFields({ form, isChecked, onChange }: Props) {
  const wrong = wrongOf(form);
  const errorOf = (name: keyof ServerForm, text: string) => (isChecked && wrong.has(name) ? text : undefined);
  return (
    <>
      <Title order={3} size="h5">
        {words.server}
      </Title>
      <div className="pair">
        <TextInput
          label={words.address}
          description={words.addressHint}
          value={form.address}
          onChange={(event) => onChange({ ...form, address: event.currentTarget.value })}
          error={errorOf("address", words.addressMissing)}
          maxLength={253}
          autoComplete="off"
          spellCheck={false}
        />
        <NumberInput
          label={words.port}
          description={words.portHint}
          value={Number.isNaN(form.port) ? "" : form.port}
          onChange={(value) => onChange({ ...form, port: value === "" ? Number.NaN : Number(value) })}
          error={errorOf("port", words.portWrong)}
          clampBehavior="none"
          allowNegative={false}
          allowDecimal={false}
          hideControls
        />
      </div>
      <Textarea
        label={words.hostKey}
        description={words.hostKeyHint}
        placeholder={words.hostKeyPlaceholder}
        value={form.hostKey}
        onChange={(event) => onChange({ ...form, hostKey: event.currentTarget.value })}
        error={errorOf("hostKey", words.hostKeyWrong)}
        rows={2}
        maxLength={4000}
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: "mono" }}
      />
      <div>
        <Title order={3} size="h5">
          {words.credential}
        </Title>
        <Text size="sm" c="dimmed">
          {words.credentialHint}
        </Text>
      </div>
      <TextInput
        label={words.username}
        value={form.username}
        onChange={(event) => onChange({ ...form, username: event.currentTarget.value })}
        error={errorOf("username", words.usernameMissing)}
        maxLength={64}
        autoComplete="off"
        spellCheck={false}
      />
      <PrivateKeyField value={form.privateKey} onChange={(privateKey) => onChange({ ...form, privateKey })} error={errorOf("privateKey", words.privateKeyWrong)} />
      <Checkbox
        label={words.remove}
        checked={form.removeFromServer}
        onChange={(event) => onChange({ ...form, removeFromServer: event.currentTarget.checked })}
      />
    </>
  );
}
