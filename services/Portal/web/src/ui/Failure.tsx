import { Alert, Button, Text } from "@mantine/core";
import { ApiError } from "../api/problem";
import { StepUpCancelled } from "../session/cancelled";
import { texts } from "../texts/en";
import { Icon } from "./Icon";

interface Props {
  /** What failed. */
  readonly failure?: unknown;
  /** Said instead of the failure's own words. */
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** Says what went wrong and what to do. A confirmation that was cancelled is no failure. */
export function Failure({ failure, title, onRetry }: Props) {
  if (failure instanceof StepUpCancelled) {
    return null;
  }
  const error = failure instanceof ApiError ? failure : undefined;
  return (
    <Alert role="alert" icon={<Icon name="bad" tone="bad" />} title={title ?? error?.title ?? texts.problem.offlineTitle}>
      {title === undefined && <Text>{error?.detail ?? texts.problem.offline}</Text>}
      {error !== undefined && title === undefined && error.reasons.length > 0 && (
        <ul className="tips">
          {error.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {error?.traceId !== undefined && title === undefined && (
        <Text size="sm" c="dimmed" className="mono" mt="xs">
          {texts.problem.trace(error.traceId)}
        </Text>
      )}
      {onRetry !== undefined && (
        <Button variant="default" mt="sm" onClick={onRetry}>
          {texts.retry}
        </Button>
      )}
    </Alert>
  );
}
