import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { texts } from "../../texts/en";
import { Section } from "../../ui/Page";
import { QueryState } from "../../ui/QueryState";
import { Status } from "../../ui/Status";
import { formatClock, formatTime } from "../../ui/Time";
import { VaultNodes } from "./VaultNodes";
import { activeNodeOf, ageTone, backupOf, type Light, sealOf, storageOf, type VaultHealth, vaultHealthQuery } from "./vaultHealth";

const words = texts.vaultHealth;

/** Vault as traffic lights: seal, active node, storage, and backups. */
export function VaultHealthSection() {
  const query = useQuery(vaultHealthQuery);
  const { data } = query;
  return (
    <Section
      title={words.title}
      aside={
        data !== undefined && (
          <Text size="sm" c="dimmed">
            {words.checked} {formatClock(new Date(data.checkedAt))}
          </Text>
        )
      }
    >
      <QueryState query={query} />
      {data !== undefined && <Lights health={data} />}
    </Section>
  );
}

function Lights({ health }: { readonly health: VaultHealth }) {
  const { lastBackup, activeNode, version } = health;
  const node = activeNodeOf(health);
  return (
    <>
      <dl className="lights">
        <LightCard name={words.cards.seal} light={sealOf(health)}>
          {version !== undefined && words.version(version)}
        </LightCard>
        <LightCard name={words.cards.activeNode} light={node}>
          {activeNode !== node.state && activeNode}
        </LightCard>
        <LightCard name={words.cards.storage} light={storageOf(health)}>
          PostgreSQL
        </LightCard>
        <LightCard name={words.cards.lastBackup} light={{ tone: ageTone(lastBackup), state: lastBackup === undefined ? words.noBackup : formatTime(lastBackup) }} />
        <LightCard name={words.cards.backupHealth} light={backupOf(health)} />
      </dl>
      <VaultNodes nodes={health.nodes} />
    </>
  );
}

function LightCard({ name, light, children }: { readonly name: string; readonly light: Light; readonly children?: ReactNode }) {
  return (
    <div className="light">
      <dt>{name}</dt>
      <dd>
        <Status tone={light.tone}>{light.state}</Status>
        {children !== undefined && children !== false && <span className="light-more">{children}</span>}
      </dd>
    </div>
  );
}
