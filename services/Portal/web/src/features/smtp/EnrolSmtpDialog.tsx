import { Checkbox, NativeSelect, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { type TenantSecrets, useEnrolSecret } from "../tenant-secrets/tenantSecrets";
import { emptySmtp, enrolmentOf, type SmtpForm, wrongOf } from "./smtpForm";

const words = texts.smtp.enrol;

interface Props {
  readonly tenant: TenantSecrets;
  readonly onStarted: (operationId: string) => void;
  readonly onClose: () => void;
}

/** Asks who signs in, and where. There is no password to type: the platform makes it. */
export function EnrolSmtpDialog({ tenant, onStarted, onClose }: Props) {
  const enrol = useEnrolSecret(tenant.tenantId, "smtp", onStarted);
  const [form, setForm] = useState(emptySmtp);
  const [isChecked, setChecked] = useState(false);
  const wrong = wrongOf(form);
  const change = (changed: Partial<SmtpForm>) => setForm({ ...form, ...changed });
  const error = (field: keyof SmtpForm, text: string) => (isChecked && wrong.has(field) ? text : undefined);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.title(tenant.tenantName)}
      button={words.submit}
      isWithoutReason
      check={() => {
        setChecked(true);
        return wrong.size === 0;
      }}
      onConfirm={() => enrol.mutateAsync(enrolmentOf(form))}
    >
      <Text>{words.hint}</Text>
      <TextInput
        label={words.name}
        description={words.nameHint}
        value={form.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={error("name", words.nameWrong)}
        maxLength={63}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <TextInput
        label={words.username}
        description={words.usernameHint}
        value={form.username}
        onChange={(event) => change({ username: event.currentTarget.value })}
        error={error("username", words.usernameWrong)}
        maxLength={254}
        autoComplete="off"
        spellCheck={false}
      />
      <TextInput
        label={words.webmail}
        value={form.webmailUrl}
        onChange={(event) => change({ webmailUrl: event.currentTarget.value })}
        error={error("webmailUrl", words.webmailWrong)}
        maxLength={2000}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
      />
      <Checkbox label={words.elsewhere} checked={form.isElsewhere} onChange={(event) => change({ isElsewhere: event.currentTarget.checked })} />
      {form.isElsewhere && (
        <>
          <div className="pair">
            <TextInput
              label={words.host}
              value={form.host}
              onChange={(event) => change({ host: event.currentTarget.value })}
              error={error("host", words.hostWrong)}
              maxLength={253}
              autoComplete="off"
              spellCheck={false}
            />
            <TextInput
              label={words.port}
              value={form.port}
              onChange={(event) => change({ port: event.currentTarget.value })}
              error={error("port", words.portWrong)}
              maxLength={5}
              inputMode="numeric"
              autoComplete="off"
            />
          </div>
          <NativeSelect
            label={words.encryption}
            value={form.encryption}
            onChange={(event) => change({ encryption: event.currentTarget.value === "tls" ? "tls" : "starttls" })}
            data={Object.entries(texts.smtp.encryptions).map(([value, label]) => ({ value, label }))}
          />
        </>
      )}
    </ConfirmDialog>
  );
}
