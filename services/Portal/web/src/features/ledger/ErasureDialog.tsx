import { Alert, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Icon } from "../../ui/Icon";
import { TenantSelect } from "../tenants/TenantSelect";
import { useRequestErasure } from "./ledger";

const words = texts.ledger.erasures;

/** Asks that a person, or a tenant's people, be forgotten. */
export function ErasureDialog({ onClose }: { readonly onClose: () => void }) {
  const request = useRequestErasure();
  const [of, setOf] = useState<keyof typeof words.choices>("user");
  const [user, setUser] = useState("");
  const [tenantId, setTenantId] = useState<string>();
  const [isChecked, setChecked] = useState(false);
  const isNamed = of === "user" ? user.includes("@") : tenantId !== undefined;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.request}
      button={words.request}
      isDanger
      isReasonRequired
      check={() => {
        setChecked(true);
        return isNamed;
      }}
      onConfirm={(reason) => request.mutateAsync({ reason, ...(of === "user" ? { user: user.trim() } : tenantId === undefined ? {} : { tenantId }) })}
    >
      <Alert icon={<Icon name="warning" tone="bad" />} title={words.warning}>
        <Text>{words.warningHint}</Text>
      </Alert>
      <Radio.Group label={words.whom} value={of} onChange={(value) => setOf(value === "tenant" ? "tenant" : "user")}>
        <Stack gap="xs" mt="xs">
          <Radio value="user" label={words.choices.user} />
          <Radio value="tenant" label={words.choices.tenant} />
        </Stack>
      </Radio.Group>
      {of === "user" ? (
        <TextInput
          type="email"
          label={words.user}
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
          error={isChecked && !isNamed ? words.userMissing : undefined}
          maxLength={254}
          autoComplete="off"
          data-autofocus
        />
      ) : (
        <TenantSelect label={words.tenant} placeholder={texts.users.tenantHint} value={tenantId} onChange={setTenantId} error={isChecked && !isNamed ? words.tenantMissing : undefined} />
      )}
    </ConfirmDialog>
  );
}
