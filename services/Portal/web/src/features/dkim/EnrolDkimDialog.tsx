import { NativeSelect, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { type TenantSecrets, useEnrolSecret } from "../tenant-secrets/tenantSecrets";
import type { DkimKey } from "./dkim";

const words = texts.dkim.enrol;
const modes = ["managed", "delegated", "manual"] as const satisfies ReadonlyArray<DkimKey["dnsMode"]>;
const algorithms = ["rsa2048", "rsa4096", "ed25519", "dual"] as const satisfies ReadonlyArray<DkimKey["algorithm"]>;

interface Props {
  readonly tenant: TenantSecrets;
  readonly onStarted: (operationId: string) => void;
  readonly onClose: () => void;
}

// The API judges the labels; here only what is no domain at all.
const isDomain = (text: string): boolean => /^[^\s@/:]+\.[^\s@/:]+$/.test(text);

/** Asks for the domain, who publishes its records, and which keys sign. */
export function EnrolDkimDialog({ tenant, onStarted, onClose }: Props) {
  const enrol = useEnrolSecret(tenant.tenantId, "dkim", onStarted);
  const [domain, setDomain] = useState("");
  const [mode, setMode] = useState<DkimKey["dnsMode"]>("managed");
  const [algorithm, setAlgorithm] = useState<DkimKey["algorithm"]>("rsa2048");
  const [isChecked, setChecked] = useState(false);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.title(tenant.tenantName)}
      button={words.submit}
      isWithoutReason
      check={() => {
        setChecked(true);
        return isDomain(domain.trim());
      }}
      onConfirm={() => enrol.mutateAsync({ domain: domain.trim(), dnsMode: mode, algorithm })}
    >
      <Text>{words.hint}</Text>
      <TextInput
        label={words.domain}
        description={words.domainHint}
        value={domain}
        onChange={(event) => setDomain(event.currentTarget.value)}
        error={isChecked && !isDomain(domain.trim()) ? words.domainWrong : undefined}
        maxLength={253}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <Radio.Group label={words.mode} value={mode} onChange={(value) => setMode(modes.find((known) => known === value) ?? "managed")}>
        <Stack gap="xs" mt="xs">
          {modes.map((known) => (
            <Radio key={known} value={known} label={texts.dkim.modes[known]} />
          ))}
        </Stack>
      </Radio.Group>
      <NativeSelect
        label={words.algorithm}
        description={words.algorithmHint}
        value={algorithm}
        onChange={(event) => setAlgorithm(algorithms.find((known) => known === event.currentTarget.value) ?? "rsa2048")}
        data={algorithms.map((known) => ({ value: known, label: texts.dkim.algorithms[known] }))}
      />
    </ConfirmDialog>
  );
}
