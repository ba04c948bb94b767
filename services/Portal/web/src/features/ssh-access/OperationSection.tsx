import { useQueryClient } from "@tanstack/react-query";
import { FollowedOperation } from "../operations/FollowedOperation";
import { credentialsQuery, eventsOf, type SshCredentials } from "./credentials";

interface Props {
  /** The operation that was started on this page. */
  readonly started: string | undefined;
  /** The operation that runs, whoever started it. */
  readonly running: SshCredentials["operation"];
}

/** The tenant's own operation. */
export function OperationSection({ started, running }: Props) {
  const queries = useQueryClient();
  return (
    <FollowedOperation started={started} running={running?.operationId} eventsOf={eventsOf} onOver={() => void queries.invalidateQueries(credentialsQuery)} />
  );
}
