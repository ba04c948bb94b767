import { Alert, Anchor, Button, Text, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Icon } from "../../ui/Icon";
import { deletionsAddress } from "../deletions/deletions";
import { RevealDialog } from "../reveal/RevealDialog";
import { isRevealable } from "../reveal/reveals";
import type { Ending } from "../reveal/useShownFor";
import { isServerAccess, nameOf, type Secret, type SecretAction, type TenantSecrets, useDeletion, useSecretAction } from "./tenantSecrets";

const words = texts.tenantSecrets.actions;

interface Props {
  readonly tenant: TenantSecrets;
  readonly secret: Secret;
  readonly onStarted: (operationId: string) => void;
}

type Open = SecretAction | "delete" | "reveal";

/** What an administrator can do with a secret as it stands now. What cannot be undone asks for the tenant's name. */
export function SecretActions({ tenant, secret, onStarted }: Props) {
  const [open, setOpen] = useState<Open>();
  const [asked, setAsked] = useState(false);
  const [ended, setEnded] = useState<Ending>();
  const name = nameOf(secret);
  const isGone = secret.status === "revoked";
  const isBusy = secret.operation !== undefined;
  const isAccess = isServerAccess(secret);
  const buttons: ReadonlyArray<{ readonly action: Exclude<Open, "reveal">; readonly isShown: boolean }> = [
    { action: "rotate", isShown: !isGone },
    { action: "end-grace", isShown: secret.graceEndsAt !== undefined },
    { action: "regenerate", isShown: isGone && !tenant.isServerAbandoned },
    { action: "emergency-reset", isShown: !isGone },
    { action: "revoke", isShown: !isGone },
    { action: "delete", isShown: !isAccess },
  ];
  const close = useCallback(() => setOpen(undefined), []);
  const endReveal = useCallback((ending?: Ending) => {
    setOpen(undefined);
    setEnded(ending);
  }, []);
  const press = (action: Open) => {
    setEnded(undefined);
    setOpen(action);
  };
  return (
    <div className="actions">
      {isRevealable(secret) && (
        <Button variant="default" aria-label={texts.reveal.of(name)} onClick={() => press("reveal")}>
          {texts.reveal.button}
        </Button>
      )}
      {buttons
        .filter(({ isShown }) => isShown)
        .map(({ action }) => (
          <Button
            key={action}
            variant="default"
            {...(dangers.has(action) ? { className: "danger-button" } : {})}
            disabled={isBusy && action !== "delete"}
            aria-label={words[action].of(name)}
            onClick={() => press(action)}
          >
            {words[action].button}
          </Button>
        ))}
      {open !== undefined && open !== "delete" && open !== "reveal" && <ActionDialog tenant={tenant} secret={secret} action={open} onStarted={onStarted} onClose={close} />}
      {open === "delete" && <DeletionDialog tenant={tenant} secret={secret} onAsked={() => setAsked(true)} onClose={close} />}
      {open === "reveal" && <RevealDialog tenantId={tenant.tenantId} tenantName={tenant.tenantName} secret={secret} onClose={endReveal} onReplace={setOpen} />}
      {ended !== undefined && (
        <Text role="status" size="sm">
          {texts.reveal.ended[ended]}
        </Text>
      )}
      {asked && (
        <Text role="status" size="sm">
          {words.deletionAsked}{" "}
          <Anchor component={Link} to={deletionsAddress} inherit>
            {texts.deletions.link}
          </Anchor>
        </Text>
      )}
    </div>
  );
}

const dangers: ReadonlySet<Open> = new Set<Open>(["emergency-reset", "revoke", "delete"]);

function ActionDialog({ tenant, secret, action, onStarted, onClose }: Props & { readonly action: SecretAction; readonly onClose: () => void }) {
  const start = useSecretAction(tenant.tenantId, onStarted);
  const [incident, setIncident] = useState("");
  const [isMissing, setMissing] = useState(false);
  const isReset = action === "emergency-reset";
  const { title, button } = words[action];
  const hint = action === "revoke" && isServerAccess(secret) ? words.revoke.accessHint : words[action].hint;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={title(nameOf(secret), tenant.tenantName)}
      button={button}
      isDanger={dangers.has(action)}
      {...(dangers.has(action) ? { word: tenant.tenantName } : {})}
      isReasonRequired
      check={() => {
        setMissing(isReset && incident.trim() === "");
        return !isReset || incident.trim() !== "";
      }}
      onConfirm={(reason) => start.mutateAsync({ action, secret, reason, ...(isReset ? { incidentId: incident.trim() } : {}) })}
    >
      <Alert icon={dangers.has(action) ? <Icon name="warning" tone="bad" /> : <Icon name="info" />}>
        <Text>{hint}</Text>
      </Alert>
      {isReset && (
        <TextInput
          label={words.incident}
          data-autofocus
          description={words.incidentHint}
          value={incident}
          onChange={(event) => setIncident(event.currentTarget.value)}
          error={isMissing ? words.incidentMissing : undefined}
          maxLength={128}
          autoComplete="off"
        />
      )}
    </ConfirmDialog>
  );
}

function DeletionDialog({ tenant, secret, onAsked, onClose }: Omit<Props, "onStarted"> & { readonly onAsked: () => void; readonly onClose: () => void }) {
  const deletion = useDeletion(tenant.tenantId, secret);
  const { title, button, hint } = words.delete;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={title(nameOf(secret), tenant.tenantName)}
      button={button}
      isDanger
      word={tenant.tenantName}
      isReasonRequired
      onConfirm={async (reason) => {
        await deletion.mutateAsync(reason);
        onAsked();
      }}
    >
      <Alert icon={<Icon name="warning" tone="bad" />}>
        <Text>{hint}</Text>
      </Alert>
    </ConfirmDialog>
  );
}
