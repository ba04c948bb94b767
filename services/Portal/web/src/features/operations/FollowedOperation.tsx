import { useState } from "react";
import { useEvents } from "../../api/events";
import { OperationProgress } from "./OperationProgress";
import type { OperationStatus } from "./operations";

interface Props {
  /** The operation that was started on this page. */
  readonly started: string | undefined;
  /** The operation that runs, whoever started it. */
  readonly running: string | undefined;
  /** Where an operation's events are. */
  readonly eventsOf: (operationId: string) => string;
  /** Called when it has ended. */
  readonly onOver: () => void;
}

/** Follows an operation, and keeps showing how it ended until the page is left or another one begins. */
export function FollowedOperation({ started, running, eventsOf, onOver }: Props) {
  const [known, setKnown] = useState({ started, running });
  const [followed, setFollowed] = useState(started ?? running);
  const [operation, setOperation] = useState<OperationStatus>();

  // The newer of the two is followed; when one is over, it stays.
  if (known.started !== started || known.running !== running) {
    setKnown({ started, running });
    setFollowed((known.started === started ? running : (started ?? running)) ?? followed);
  }

  const stream = useEvents<OperationStatus>(followed === undefined ? undefined : eventsOf(followed), "operation", (event) => {
    setOperation(event);
    const isOver = event.status === "succeeded" || event.status === "failed";
    if (isOver) {
      onOver();
    }
    return isOver;
  });

  return operation !== undefined && operation.operationId === followed ? (
    <OperationProgress operation={operation} isReconnecting={stream === "reconnecting"} />
  ) : null;
}
