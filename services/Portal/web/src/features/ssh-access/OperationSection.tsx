import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useEvents } from "../../api/events";
import { credentialsQuery, eventsOf, type OperationStatus, type SshCredentials } from "./credentials";
import { OperationProgress } from "./OperationProgress";

interface Props {
  /** The operation that was started on this page. */
  readonly started: string | undefined;
  /** The operation that runs, whoever started it. */
  readonly running: SshCredentials["operation"];
}

/** Follows an operation, and keeps showing how it ended until the page is left or another one begins. */
export function OperationSection({ started, running }: Props) {
  const queries = useQueryClient();
  const [followed, setFollowed] = useState<string>();
  const [operation, setOperation] = useState<OperationStatus>();

  const runningId = running?.operationId;
  useEffect(() => {
    if (runningId !== undefined) {
      setFollowed(runningId);
    }
  }, [runningId]);
  useEffect(() => {
    if (started !== undefined) {
      setFollowed(started);
    }
  }, [started]);

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
