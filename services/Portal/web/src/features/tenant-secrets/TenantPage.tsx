import { Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading, Page } from "../../ui/Page";
import { ApiKeysSection } from "../api-keys/ApiKeysSection";
import { ServerCheckSection } from "../drift/ServerCheckSection";
import { ReplaceServerSection } from "../enrolment/ReplaceServerSection";
import { FollowedOperation } from "../operations/FollowedOperation";
import { eventsOfAny } from "../operations/operations";
import { AbandonSection } from "./AbandonSection";
import { EnrolSection } from "./EnrolSection";
import { SecretSection } from "./SecretSection";
import { TenantFacts } from "./TenantFacts";
import { secretsOf, tenantQuery } from "./tenantSecrets";

const words = texts.tenantSecrets;

/** A tenant's secrets of every type, and what can be done with them. */
export default function TenantPage() {
  const { tenantId = "" } = useParams();
  const { data, error, refetch } = useQuery(tenantQuery(tenantId));
  const [started, setStarted] = useState<string>();
  const queries = useQueryClient();
  const isAdmin = useSession()?.user?.role === "admin";
  const secrets = data === undefined ? [] : secretsOf(data);
  const hasServer = data?.vpsIp !== undefined && !data.isServerAbandoned;
  return (
    <Page title={data?.tenantName ?? words.title} above={{ to: "/admin/secrets", name: words.back }}>
      {error !== null && data === undefined && <Failure failure={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading />}
      {data !== undefined && (
        <>
          <FollowedOperation
            started={started}
            running={secrets.find(({ operation }) => operation !== undefined)?.operation?.operationId}
            eventsOf={eventsOfAny}
            onOver={() => void queries.invalidateQueries({ queryKey: ["tenant-secrets", tenantId] })}
          />
          <TenantFacts tenant={data} />
          {secrets.length === 0 && <Text c="dimmed">{words.none}</Text>}
          {secrets.map((secret) => (
            <SecretSection key={`${secret.type}/${secret.name}`} tenant={data} secret={secret} isAdmin={isAdmin} onStarted={setStarted} />
          ))}
          {isAdmin && hasServer && <EnrolSection tenant={data} onStarted={setStarted} />}
          {isAdmin && <ApiKeysSection owner={{ tenantId }} />}
          {hasServer && <ServerCheckSection tenantId={tenantId} isAdmin={isAdmin} />}
          {isAdmin && (hasServer ? <AbandonSection tenant={data} onStarted={setStarted} /> : <ReplaceServerSection tenant={data} onStarted={setStarted} />)}
        </>
      )}
    </Page>
  );
}
