import { texts } from "../texts/en";

/** Formats of where the person is. Each is made when it is first needed, as the first costs a browser tens of milliseconds. */
function formatOf(options: Intl.DateTimeFormatOptions): (time: Date) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (time) => (format ??= new Intl.DateTimeFormat(undefined, options)).format(time);
}

const local = formatOf({ dateStyle: "medium", timeStyle: "short" });
const localDate = formatOf({ dateStyle: "medium" });

/** A day with the day of the week. */
export const formatDay = formatOf({ dateStyle: "full" });

export const formatTime = (time: string): string => local(new Date(time));

/** The time of day, for what happens within minutes. */
export const formatClock = formatOf({ timeStyle: "medium" });

/** A time where the person is; UTC when the pointer rests on it. */
export function Time({ value, dateOnly = false }: { readonly value: string; readonly dateOnly?: boolean }) {
  const date = new Date(value);
  return (
    <time dateTime={value} title={texts.utc(date.toISOString().slice(0, 19).replace("T", " "))}>
      {(dateOnly ? localDate : local)(date)}
    </time>
  );
}
