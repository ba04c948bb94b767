import { Anchor, Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Health } from "../../ui/Health";
import { Section } from "../../ui/Page";
import { DnsRecords } from "../dkim/DnsRecords";
import { SecretActions } from "./SecretActions";
import { SecretFacts } from "./SecretFacts";
import { SecretHistory } from "./SecretHistory";
import { nameOf, type Secret, type TenantSecrets } from "./tenantSecrets";

const words = texts.tenantSecrets;

interface Props {
  readonly tenant: TenantSecrets;
  readonly secret: Secret;
  readonly isAdmin: boolean;
  readonly onStarted: (operationId: string) => void;
}

export function SecretSection({ tenant, secret, isAdmin, onStarted }: Props) {
  const [showsHistory, setShowsHistory] = useState(false);
  const [showsRecords, setShowsRecords] = useState(false);
  const name = nameOf(secret);
  const trail = new URLSearchParams({ tenantId: tenant.tenantId, secretType: secret.type });
  return (
    <Section title={name} aside={<Health value={secret.health} />}>
      <SecretFacts secret={secret} />
      <div className="actions">
        <Button variant="default" aria-expanded={showsHistory} aria-label={words.historyOf(name)} onClick={() => setShowsHistory(!showsHistory)}>
          {words.history}
        </Button>
        {secret.type === "dkim" && (
          <Button variant="default" aria-expanded={showsRecords} aria-label={texts.dkim.records.of(secret.name)} onClick={() => setShowsRecords(!showsRecords)}>
            {texts.dkim.records.button}
          </Button>
        )}
        {isAdmin && (
          <Anchor component={Link} to={`/admin/secrets/audit?${trail}`} aria-label={words.trailOf(name)}>
            {words.trail}
          </Anchor>
        )}
      </div>
      {isAdmin && <SecretActions tenant={tenant} secret={secret} onStarted={onStarted} />}
      {showsRecords && <DnsRecords owner={{ tenantId: tenant.tenantId }} domain={secret.name} />}
      {showsHistory && <SecretHistory tenantId={tenant.tenantId} secret={secret} />}
    </Section>
  );
}
