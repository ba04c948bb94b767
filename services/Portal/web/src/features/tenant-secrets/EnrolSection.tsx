import { Button } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Section } from "../../ui/Page";
import { EnrolDkimDialog } from "../dkim/EnrolDkimDialog";
import { EnrolSmtpDialog } from "../smtp/EnrolSmtpDialog";
import type { TenantSecrets } from "./tenantSecrets";

const words = texts.tenantSecrets.enrol;

/** Adds secrets that do not begin with the server. */
export function EnrolSection({ tenant, onStarted }: { readonly tenant: TenantSecrets; readonly onStarted: (operationId: string) => void }) {
  const [open, setOpen] = useState<"smtp" | "dkim">();
  const close = () => setOpen(undefined);
  return (
    <Section title={words.title}>
      <div className="actions">
        <Button variant="default" onClick={() => setOpen("smtp")}>
          {texts.smtp.enrol.button}
        </Button>
        <Button variant="default" onClick={() => setOpen("dkim")}>
          {texts.dkim.enrol.button}
        </Button>
      </div>
      {open === "smtp" && <EnrolSmtpDialog tenant={tenant} onStarted={onStarted} onClose={close} />}
      {open === "dkim" && <EnrolDkimDialog tenant={tenant} onStarted={onStarted} onClose={close} />}
    </Section>
  );
}
