import { Button, Modal, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { oneOf } from "../../app/filters";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { TenantSelect } from "../tenants/TenantSelect";
import { useInvite } from "./people";

const words = texts.users;
const { service: _, ...invitable } = texts.account.roles;

interface Props {
  readonly onInvited: (invitation: Schemas["Invitation"]) => void;
  readonly onClose: () => void;
}

export function InviteDialog({ onInvited, onClose }: Props) {
  const invite = useInvite();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<keyof typeof invitable>("tenant_owner");
  const [tenantId, setTenantId] = useState<string>();
  const [isChecked, setChecked] = useState(false);
  const isOfTenant = role === "tenant_owner" || role === "tenant_admin";
  const isWhole = email.includes("@") && (!isOfTenant || tenantId !== undefined);

  function send() {
    setChecked(true);
    if (isWhole) {
      invite.mutate(
        { email: email.trim(), role, ...(isOfTenant && tenantId !== undefined ? { tenantId } : {}) },
        {
          onSuccess: (invitation) => {
            onInvited(invitation);
            onClose();
          },
        },
      );
    }
  }

  return (
    <Modal opened onClose={onClose} title={words.inviteTitle}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Stack>
          <TextInput
            type="email"
            label={words.email}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={isChecked && !email.includes("@") ? words.emailMissing : undefined}
            maxLength={254}
            autoComplete="off"
            data-autofocus
          />
          <NativeSelect
            label={words.role}
            value={role}
            onChange={(event) => setRole(oneOf(invitable, event.currentTarget.value) ?? role)}
            data={Object.entries(invitable).map(([value, label]) => ({ value, label }))}
          />
          {isOfTenant && <TenantSelect label={words.tenant} placeholder={words.tenantHint} value={tenantId} onChange={setTenantId} error={isChecked && tenantId === undefined ? words.tenantMissing : undefined} />}
          {invite.error !== null && <Failure failure={invite.error} />}
          <div className="actions actions-end">
            <Button variant="default" onClick={onClose}>
              {texts.cancel}
            </Button>
            <Button type="submit" loading={invite.isPending}>
              {words.invite}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  );
}
