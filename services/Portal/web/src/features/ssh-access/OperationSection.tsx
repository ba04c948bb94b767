import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useEvents } from "../../api/events";
import { credentialsQuery, eventsOf, type OperationStatus, type SshCredentials } from "./credentials";
import { OperationProgress } from "./OperationProgress";

/** Follows the operation that runs, and keeps showing how it ended until the page is left or another one begins. */
export function OperationSection({ running }: { readonly running: SshCredentials["operation"] }) {
  const queries = useQueryClient();
  const [followed, setFollowed] = useState<string>();
  const [operation, setOperation] = useState<OperationStatus>();

  useEffect(() => {
    if (running !== undefined) {
      setFollowed(running.operationId);
    }
  }, [running]);

  const stream = useEvents<OperationStatus>(followed === undefined ? undefined : eventsOf(followed), "operation", (event) => {
    setOperation(event);
    const isOver = event.status === "succeeded" || event.status === "failed";
    if (isOver) {
      void queries.invalidateQueries(credentialsQuery);
    }
    return isOver;
  });

  return operation !== undefined && operation.operationId === followed ? (
    <OperationProgress operation={operation} isReconnecting={stream === "reconnecting"} />
  ) : null;
}
