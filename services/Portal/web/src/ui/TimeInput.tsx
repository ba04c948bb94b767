import { TextInput } from "@mantine/core";

interface Props {
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A date and a time where the person is; taken when they leave the field or press Enter, as each key makes another time of it. */
export function TimeInput({ label, value, onChange }: Props) {
  const shown = value === undefined ? "" : toLocal(new Date(value));
  const take = (text: string) => {
    if (text !== shown) {
      const time = new Date(text);
      onChange(Number.isNaN(time.getTime()) ? undefined : time.toISOString());
    }
  };
  return (
    <TextInput
      key={shown}
      type="datetime-local"
      label={label}
      defaultValue={shown}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          take(event.currentTarget.value);
        }
      }}
    />
  );
}

const minutes = 60_000;

function toLocal(time: Date): string {
  return Number.isNaN(time.getTime()) ? "" : new Date(time.getTime() - time.getTimezoneOffset() * minutes).toISOString().slice(0, 16);
}
