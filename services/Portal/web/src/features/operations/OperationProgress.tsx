import { Loader, Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { texts } from "../../texts/en";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Page";
import type { OperationStatus } from "./operations";

const words = texts.operation;

type Step = OperationStatus["steps"][number];

/** The steps of an operation with their times, as the server reports them. */
export function OperationProgress({ operation, isReconnecting }: { readonly operation: OperationStatus; readonly isReconnecting: boolean }) {
  const isOver = operation.status === "succeeded" || operation.status === "failed";
  const now = useNow(!isOver);
  const kind = words.kinds[operation.kind];
  const title = operation.status === "succeeded" ? words.succeeded(kind) : operation.status === "failed" ? words.failed(kind) : words.running(kind);
  return (
    <Section title={title} aside={<span className="steps-time">{words.elapsed(secondsOf(operation, now))}</span>}>
      <ol className="steps">
        {operation.steps.map((step) => (
          <li key={step.name}>
            <StepIcon state={step.status} />
            <span>
              {words.steps[step.name] ?? step.name}
              <span className="sr-only">: {words.states[step.status]}</span>
              {step.attempts > 1 && ` (${words.attempts(step.attempts)})`}
              {step.error !== undefined && (
                <Text size="sm" c="dimmed">
                  {step.error}
                </Text>
              )}
            </span>
            {step.startedAt !== undefined && <span className="steps-time">{words.elapsed(secondsOf({ ...step, startedAt: step.startedAt }, now))}</span>}
          </li>
        ))}
      </ol>
      {operation.error !== undefined && <Text>{operation.error.detail}</Text>}
      {isReconnecting && !isOver && <Text c="dimmed">{words.reconnecting}</Text>}
      <span className="sr-only" role="status">
        {title}
      </span>
    </Section>
  );
}

function StepIcon({ state }: { readonly state: Step["status"] }) {
  switch (state) {
    case "succeeded":
      return <Icon name="good" tone="good" />;
    case "running":
      return <Loader size={18} aria-hidden="true" />;
    case "failed":
      return <Icon name="bad" tone="bad" />;
    case "rolled_back":
      return <Icon name="none" />;
    case "pending":
      return <Icon name="wait" />;
  }
}

function secondsOf(time: { readonly startedAt: string; readonly finishedAt?: string }, now: number): number {
  const end = time.finishedAt === undefined ? now : Date.parse(time.finishedAt);
  return Math.max(0, Math.round((end - Date.parse(time.startedAt)) / 1000));
}

function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  const { start, stop } = useInterval(() => setNow(Date.now()), 1000);
  useEffect(() => {
    if (isRunning) {
      start();
    }
    return stop;
  }, [isRunning, start, stop]);
  return now;
}
