import { Button, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { texts } from "../../texts/en";
import { TimeInput } from "../../ui/TimeInput";
import { type Period, proposedFrom } from "./period";

const words = texts.reports.period;

interface Props {
  readonly period: Period;
  readonly button: string;
  readonly isBusy: boolean;
  /** More to choose. */
  readonly children?: ReactNode;
  readonly onAsk: (period: Required<Period>) => void;
}

/** Asks for the period of a report. Each report is on record, so that it is made when somebody asks for it. */
export function PeriodForm({ period, button, isBusy, children, onAsk }: Props) {
  const [from, setFrom] = useState<string | undefined>(period.from ?? proposedFrom());
  const [to, setTo] = useState(period.to);
  const [problem, setProblem] = useState<string>();

  function ask() {
    const end = to ?? new Date().toISOString();
    if (from === undefined) {
      setProblem(words.fromMissing);
    } else if (Date.parse(end) <= Date.parse(from)) {
      setProblem(words.order);
    } else {
      setProblem(undefined);
      onAsk({ from, to: end });
    }
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <div className="filters filters-times">
        <TimeInput label={words.from} value={from} onChange={setFrom} />
        <TimeInput label={words.to} value={to} onChange={setTo} />
        {children}
        <Button type="submit" loading={isBusy}>
          {button}
        </Button>
      </div>
      {problem !== undefined && (
        <Text role="alert" c="var(--mantine-color-error)" size="sm" mt="xs">
          {problem}
        </Text>
      )}
    </form>
  );
}
