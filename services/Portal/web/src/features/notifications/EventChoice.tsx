import { Checkbox } from "@mantine/core";
import { texts } from "../../texts/en";
import type { TenantEvent } from "./notifications";

const words = texts.notifications.events;

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly available: readonly TenantEvent[];
  readonly value: readonly TenantEvent[];
  readonly onChange: (events: readonly TenantEvent[]) => void;
  readonly error?: string | undefined;
}

/** Some of the events that there are. */
export function EventChoice({ label, hint, available, value, onChange, error }: Props) {
  return (
    <Checkbox.Group
      label={label}
      {...(hint === undefined ? {} : { description: hint })}
      error={error}
      value={[...value]}
      onChange={(events: string[]) => onChange(available.filter((event) => events.includes(event)))}
    >
      <div className="choices">
        {available.map((event) => (
          <Checkbox key={event} value={event} label={words[event]} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
