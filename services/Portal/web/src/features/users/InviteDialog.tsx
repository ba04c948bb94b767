import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { oneOf } from "../../app/filters";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { TenantSelect } from "../tenants/TenantSelect";
import { type Directory, useInvite } from "./people";

const words = texts.users;
const { service: _, ...everyRole } = texts.account.roles;
type InvitableRole = keyof typeof everyRole;

interface Props {
  readonly directory: Directory;
  readonly onInvited: (invitation: Schemas["Invitation"]) => void;
  readonly onClose: () => void;
}

export function InviteDialog({ directory, onInvited, onClose }: Props) {
  const invite = useInvite(directory);
  const invitable: Readonly<Partial<Record<InvitableRole, string>>> = directory === "platform" ? everyRole : texts.people.roles;
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<InvitableRole>(directory === "platform" ? "tenant_owner" : "tenant_admin");
  const [tenantId, setTenantId] = useState<string>();
  const [isChecked, setChecked] = useState(false);
  const asksTenant = directory === "platform" && (role === "tenant_owner" || role === "tenant_admin");
  const isWhole = email.includes("@") && (!asksTenant || tenantId !== undefined);

  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.inviteTitle}
      button={words.invite}
      isWithoutReason
      check={() => {
        setChecked(true);
        return isWhole;
      }}
      onConfirm={async () => onInvited(await invite.mutateAsync({ email: email.trim(), role, ...(asksTenant && tenantId !== undefined ? { tenantId } : {}) }))}
    >
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
        {...(directory === "tenant" && role in texts.people.roleHints ? { description: texts.people.roleHints[role as keyof typeof texts.people.roleHints] } : {})}
        value={role}
        onChange={(event) => setRole(oneOf(invitable, event.currentTarget.value) ?? role)}
        data={Object.entries<string>(invitable).map(([value, label]) => ({ value, label }))}
      />
      {asksTenant && <TenantSelect label={words.tenant} placeholder={words.tenantHint} value={tenantId} onChange={setTenantId} error={isChecked && tenantId === undefined ? words.tenantMissing : undefined} />}
    </ConfirmDialog>
  );
}
