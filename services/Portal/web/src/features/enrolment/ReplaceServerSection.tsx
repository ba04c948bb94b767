import { Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Section } from "../../ui/Page";
import { newKey } from "../rotation/campaigns";
import type { TenantSecrets } from "../tenant-secrets/tenantSecrets";
import { useReplaceServer } from "./enrolment";
import { ServerFields } from "./ServerFields";
import { emptyServer, toServer, wrongOf } from "./serverForm";

const words = texts.enrolment.replace;

interface Props {
  readonly tenant: TenantSecrets;
  readonly onStarted: (operationId: string) => void;
}

/** Gives a tenant whose server was lost a new one. */
export function ReplaceServerSection({ tenant, onStarted }: Props) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Section title={words.title}>
      <Text>{words.intro}</Text>
      <div className="actions">
        <Button onClick={() => setOpen(true)}>{words.button}</Button>
      </div>
      <Modal opened={isOpen} onClose={close} title={words.dialogTitle(tenant.tenantName)} size="lg">
        {isOpen && <ReplaceForm tenantId={tenant.tenantId} onStarted={onStarted} onClose={close} />}
      </Modal>
    </Section>
  );
}

function ReplaceForm({ tenantId, onStarted, onClose }: { readonly tenantId: string; readonly onStarted: Props["onStarted"]; readonly onClose: () => void }) {
  const replace = useReplaceServer(tenantId);
  const [key] = useState(newKey);
  const [server, setServer] = useState(emptyServer);
  const [isChecked, setChecked] = useState(false);

  function send() {
    setChecked(true);
    if (wrongOf(server).size === 0) {
      replace.mutate(
        { body: toServer(server), key },
        {
          onSuccess: ({ operationId }) => {
            onStarted(operationId);
            onClose();
          },
        },
      );
    }
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Stack>
        <ServerFields form={server} isChecked={isChecked} onChange={setServer} />
        {replace.error !== null && <Failure failure={replace.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={replace.isPending}>
            {words.button}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
