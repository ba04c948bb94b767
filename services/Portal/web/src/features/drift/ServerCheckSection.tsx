import { Anchor, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Section } from "../../ui/Page";
import { Time } from "../../ui/Time";
import { checkQuery, driftQuery, useCheck } from "./drift";

const words = texts.drift.check;

/** When a tenant's server was last compared with what it should accept; an administrator can have it done now. */
export function ServerCheckSection({ tenantId, isAdmin }: { readonly tenantId: string; readonly isAdmin: boolean }) {
  const { data, error } = useQuery(driftQuery(tenantId));
  const check = useCheck(tenantId);
  const { data: asked } = useQuery({ ...checkQuery(tenantId, check.data?.checkId ?? ""), enabled: check.data !== undefined });
  const isChecking = check.data !== undefined && asked?.status !== "finished";
  return (
    <Section title={words.title}>
      {error !== null && data === undefined && <Failure failure={error} />}
      {data !== undefined && (
        <Text>
          {data.lastCheckedAt === undefined ? (
            words.never
          ) : (
            <>
              {words.last} <Time value={data.lastCheckedAt} />
              {data.lastDetail !== undefined && `: ${data.lastDetail}`}
            </>
          )}
        </Text>
      )}
      {data !== undefined && (
        <div>
          <Anchor component={Link} to={`/admin/secrets/drift?tenantId=${tenantId}`}>
            {words.findings(data.openFindings)}
          </Anchor>
        </div>
      )}
      {isAdmin && (
        <div className="actions">
          <Button variant="default" loading={check.isPending || isChecking} onClick={() => check.mutate()}>
            {words.now}
          </Button>
          <Text size="sm" role="status">
            {asked?.status === "finished" ? words.done(asked.detail ?? asked.outcome ?? "") : ""}
          </Text>
        </div>
      )}
      {check.error !== null && <Failure failure={check.error} />}
    </Section>
  );
}
