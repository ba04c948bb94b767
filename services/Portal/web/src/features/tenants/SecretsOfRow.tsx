import { QueryState } from "../../ui/QueryState";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { texts } from "../../texts/en";
import { nameOf, secretsOf, tenantQuery } from "../tenant-secrets/tenantSecrets";
import { SecretFacts } from "../tenant-secrets/SecretFacts";

/** The secrets of a tenant, shortly: below its row. */
export function SecretsOfRow({ tenantId }: { readonly tenantId: string }) {
  const query = useQuery(tenantQuery(tenantId));
  const { data } = query;
  const secrets = data === undefined ? [] : secretsOf(data);
  return (
    <div className="row-details">
      <QueryState query={query} />
      {data !== undefined && secrets.length === 0 && <Text c="dimmed">{texts.tenantSecrets.none}</Text>}
      {secrets.map((secret) => (
        <section key={`${secret.type}/${secret.name}`} aria-label={nameOf(secret)}>
          <Text fw={600}>{nameOf(secret)}</Text>
          <SecretFacts secret={secret} />
        </section>
      ))}
    </div>
  );
}
