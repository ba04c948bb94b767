import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Section } from "../../ui/Page";
import { type TenantSecrets, useAbandon } from "./tenantSecrets";

const words = texts.tenantSecrets.abandon;

/** Gives a lost server up, so that nothing waits for it any longer. */
export function AbandonSection({ tenant, onStarted }: { readonly tenant: TenantSecrets; readonly onStarted: (operationId: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  const abandon = useAbandon(tenant.tenantId, onStarted);
  return (
    <Section title={words.title} isDanger>
      <Text>{words.intro}</Text>
      <div className="actions">
        <Button color="red.9" onClick={() => setOpen(true)}>
          {words.button}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={words.confirmTitle(tenant.tenantName)}
        button={words.button}
        isDanger
        word={tenant.tenantName}
        isReasonRequired
        onConfirm={abandon.mutateAsync}
      >
        <Text>{words.hint}</Text>
      </ConfirmDialog>
    </Section>
  );
}
