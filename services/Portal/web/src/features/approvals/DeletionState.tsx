import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Status } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { tenantAddress } from "../tenant-secrets/tenantSecrets";
import { deletionQuery } from "./approvals";

const words = texts.approvals.deletion;

/** Whether an approved deletion has come to its end: the target refuses the secret, and Vault holds nothing of it. */
export function DeletionState({ deletionId }: { readonly deletionId: string }) {
  const { data, error, refetch } = useQuery(deletionQuery(deletionId));
  if (error !== null) {
    return <Failure failure={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) {
    return null;
  }
  return data.deletedAt === undefined ? (
    <div className="actions">
      <Status tone="wait">{words.underWay}</Status>
      <Anchor component={Link} to={tenantAddress(data.tenantId)}>
        {words.toTenant}
      </Anchor>
    </div>
  ) : (
    <Text>
      <Status tone="good">{words.done}</Status> <Time value={data.deletedAt} />
    </Text>
  );
}
